"""Make the pictures of letters anew: docs/images/letter-<kind>.png, each kind in another language, its pages side by
side.

    .venv/bin/python -m scripts.letter_pictures

The case is the one of `record_pictures`, and made up.
"""

import io
from datetime import date
from typing import Any

from PIL import Image

from bot.documents.letters import SUM, Contents, ended, paper
from bot.documents.record import Line, Part, Told, Word, lines
from bot.documents.rendering import bundled, pictures
from bot.documents.telling import Teller
from flows.law.duties import duties
from flows.law.letters import letters
from flows.loader import load
from scripts import record_pictures
from scripts.record_pictures import PPI, ROOT, snapshot

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
        shown = [Image.open(io.BytesIO(page)).convert("L") for page in pages]
        sheet = Image.new("L", (sum(one.width for one in shown) + 6 * (len(shown) - 1), shown[0].height), 170)
        for at, page in enumerate(shown):
            sheet.paste(page, (at * (page.width + 6), 0))
        path = ROOT / "docs" / "images" / f"letter-{kind}.png"
        sheet.quantize(16).save(path, optimize=True)
        print(f"{path.name}: {len(pages)} pages, {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
