"""Letters as papers: each kind in each language, and whatever a worker wrote stays text."""

from dataclasses import replace
from typing import Any

import pytest

from bot.documents.letters import SUM, Contents, paper
from bot.documents.record import Both, Line, Part, Word, lines
from bot.documents.rendering import bundled, render
from bot.documents.telling import Teller
from bot.wording.languages import ENDONYMS
from flows.law.duties import duties
from flows.law.letters import letters
from flows.loader import load
from scripts import record_pictures
from tests.documents.test_record import HOSTILE
from tests.support.texts import LOCALES, texts

STRUCTURE = load(LOCALES.parent / "flows" / "definitions").structure


def filled(kind: str, language: str) -> dict[str, Any]:
    """What the template is filled with for a whole case."""
    teller, letter = Teller(texts(), STRUCTURE, language), letters()[kind]
    told = record_pictures.told(teller)
    plain = replace(told, duties={}, fulfilled={}, happenings=(), files=(), requests=(), estimate=None)
    facts = [line for line in lines(plain, STRUCTURE, teller.speaker) if line.step in letter.facts]
    if letter.sum:
        assert told.estimate is not None
        said = teller.both("doc.letter.sum.line", low=told.estimate.low)
        facts.append(Line(SUM, Part.HOURS, Word.PROGRAM, said))
    day = Both("2026年11月10日", "2026-11-10") if letter.ended else None
    named = tuple(duty for key, duty in duties().items() if key in letter.duties and duty.basis.firm)
    return paper(teller, Contents(letter, tuple(facts), named, ended=day, due=day))


@pytest.mark.sampled(4)
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


def test_duties_that_nobody_has_checked_are_not_cited() -> None:
    assert "所得税法" not in str(filled("claim", "en"))


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_a_worker_writes_stays_text(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_pictures, "ANSWERS", (("extra.work_place", words),))
    data = filled("claim", "vi")
    [row] = [row for row in data["facts"] if row["about"] is not None]
    assert row["text"]["own"].replace("\u200b", "") == words.strip()
    assert render("letter", data, bundled()).startswith(b"%PDF-")
