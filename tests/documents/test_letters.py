"""Letters as papers: each kind in each language, and whatever a worker wrote stays text."""

from typing import Any

import pytest

from bot.documents.rendering import bundled, render
from bot.documents.telling import Teller, called
from bot.wording.languages import ENDONYMS
from flows.law.duties import duties
from flows.law.letters import letters
from flows.loader import load
from scripts import letter_pictures, record_pictures
from tests.documents.test_record import HOSTILE
from tests.support.texts import LOCALES, texts

STRUCTURE = load(LOCALES.parent / "flows" / "definitions").structure


def filled(kind: str, language: str) -> dict[str, Any]:
    """What the template is filled with for a whole case."""
    return letter_pictures.sample(Teller(texts(), STRUCTURE, language), kind)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", list(ENDONYMS))
@pytest.mark.parametrize("kind", list(letters()))
def test_every_letter_is_a_paper_in_every_language(kind: str, language: str) -> None:
    made = render("letter", filled(kind, language), bundled())
    assert b"/MarkInfo" in made
    assert b"pdfuaid" in made
    assert len(made) < 2_000_000


def test_every_letter_says_what_it_is_not_and_bears_no_name() -> None:
    for kind in letters():
        data = filled(kind, "vi")
        assert "公的な様式ではなく、法的な助言でもありません" in str(data["nots"]), kind
        assert set(data) == {
            "title", "language", "single", "heading", "opening", "request", "to", "facts_title", "duties_title", "date",
            "by_hand", "nots", "facts", "spare", "duties", "blanks", "own",
        }, "no field for a name, an address or a number"  # fmt: skip


@pytest.mark.parametrize("language", [one for one in ENDONYMS if one not in ("en", "ja")])
def test_every_duty_that_a_letter_can_name_is_named_in_the_workers_language(language: str) -> None:
    teller = Teller(texts(), STRUCTURE, language)
    for key in dict.fromkeys(duty for letter in letters().values() for duty in letter.duties):
        if duties()[key].basis.firm:
            assert duties()[key].en not in called(duties()[key], teller).own, key


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_a_worker_writes_stays_text(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_pictures, "ANSWERS", (("extra.work_place", words),))
    data = filled("claim", "vi")
    [row] = [row for row in data["facts"] if row["about"] is not None]
    assert row["text"]["own"].replace("\u200b", "") == words.strip()
    assert render("letter", data, bundled()).startswith(b"%PDF-")
