"""A long answer that begins with a clear yes or no; and an answer with nothing besides."""

import pytest

from flows.inputs import Lexicon, Understood, yes_no
from tests.conversation.talk import SETTINGS


@pytest.fixture(scope="module")
def english() -> Lexicon:
    return Lexicon.load(SETTINGS.locales_dir / "en" / "lexicon.yaml")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("yes they called me and we will meet at the station on sunday after my shift", True),
        ("no they have never called me although I was waiting the whole week at the dormitory", False),
        ("yes or maybe no they called somebody else in the dormitory but I could not talk then", None),
        ("they called me and we will meet at the station on sunday after my shift is over", None),
        ("yes they will call me and meet me on sunday at the station after my shift, right?", None),
    ],
)
def test_a_long_text_counts_by_its_beginning_if_that_is_clear(english: Lexicon, text: str, meant: bool | None) -> None:
    found = yes_no.leading(text, english)
    assert (found.value if isinstance(found, Understood) else None) is meant


@pytest.mark.parametrize(("text", "bare"), [("yes", True), ("No!", True), ("👍", True), ("yes they did call", False)])
def test_what_is_only_an_answer(english: Lexicon, text: str, bare: bool) -> None:
    assert yes_no.bare(text, english) is bare
