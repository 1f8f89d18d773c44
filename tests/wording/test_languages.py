"""Sixteen languages are known; which of them are offered follows from their files."""

import pytest

from bot.wording.languages import BABEL, ENDONYMS, NAMES, from_tag, likeliest
from flows.loader import load
from flows.model import ROOT
from tests.conversation.talk import SETTINGS


def test_every_language_has_a_name_and_a_place_among_the_choices() -> None:
    assert len(ENDONYMS) == 16
    assert ENDONYMS.keys() == BABEL.keys() == NAMES.keys() == set(likeliest([]))
    [step] = [one for one in load(SETTINGS.flows_dir).structure.flows[ROOT].steps if one.id == "language"]
    assert [choice.id for choice in step.choices] == list(ENDONYMS)


@pytest.mark.parametrize(
    ("tag", "ours"),
    [
        ("fil-PH", "tl"), ("in", "id"), ("zh", "zh_Hans"), ("zh-CN", "zh_Hans"), ("zh_Hans", "zh_Hans"),
        ("zh-Hans-SG", "zh_Hans"), ("pt", "pt_BR"), ("pt-PT", "pt_BR"), ("pt-BR", "pt_BR"), ("es-419", "es"),
        ("my-MM", "my"), ("KM", "km"), ("uz-Latn-UZ", "uz"), ("fr", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_what_browsers_and_telegram_call_them(tag: str | None, ours: str | None) -> None:
    assert from_tag(tag) == ours


def test_the_phones_language_comes_first() -> None:
    assert likeliest(["th-TH", "en"])[:2] == ("th", "en")
