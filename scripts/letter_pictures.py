"""Make the pictures of letters anew: docs/images/letter-<kind>.png, each kind in another language, its pages side by
side.

    .venv/bin/python -m scripts.letter_pictures

The case is the one of `record_pictures`, and made up.
"""

from datetime import date
from typing import Any

from bot.documents.letters import SUM, Contents, ended, paper
from bot.documents.record import Line, Part, Told, Word, lines
from bot.documents.rendering import bundled, pictures
from bot.documents.telling import Teller
from flows.law.duties import duties
from flows.law.letters import letters
from flows.loader import load
from scripts import record_pictures
from scripts.record_pictures import PPI, ROOT, side_by_side, snapshot

IN = {"claim": "ne", "support": "my", "transfer": "km", "statement": "th", "immigration": "vi"}
ENDED, DUE = date(2026, 11, 10), date(2026, 11, 24)


def sample(teller: Teller, kind: str) -> dict[str, Any]:
    """What the template is filled with for the made-up case."""
    letter, told = letters()[kind], record_pictures.told(teller)
    said = Told(answers=told.answers, happenings=(), passed=told.passed)
    facts = [line for line in lines(said, teller.structure, teller.speaker) if line.step in letter.facts]
    facts.sort(key=lambda line: letter.facts.index(line.step))
    if letter.sum and told.estimate is not None:
        least = teller.both("doc.letter.sum.line", low=told.estimate.low)
        facts.append(Line(SUM, Part.HOURS, Word.PROGRAM, least))
    named = tuple(
        duty for key, duty in duties().items()
        if key in letter.duties and duty.basis.firm and (not letter.statuses or duty.binds(letter.statuses[0], DUE))
    )[:4]  # fmt: skip
    if not letter.ended:
        return paper(teller, Contents(letter, tuple(facts), named))
    last = ended(teller, ENDED, late=False)
    return paper(teller, Contents(letter, tuple(facts), named, last, teller.day(DUE)))


def main() -> None:
    """One picture for each kind."""
    wording, structure = snapshot(), load(ROOT / "flows" / "definitions").structure
    for kind, language in IN.items():
        pages = pictures("letter", sample(Teller(wording, structure, language), kind), bundled(), ppi=PPI)
        side_by_side(f"letter-{kind}", pages)


if __name__ == "__main__":
    main()
