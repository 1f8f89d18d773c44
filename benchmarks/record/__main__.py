"""Measure how long a process record takes to make and how large it is, in every language: the first one, then others.

    python -m benchmarks.record [--runs N] [LANGUAGE …]

One full made-up case (`scripts/record_pictures.py`): answers, duties, who was told, hours, estimate, files, a month
of the log. Each run says another amount of pay, so that nothing is taken from an earlier one.
"""

import argparse
import statistics
import sys
import time

from bot.documents.rendering import bundled, render
from bot.documents.telling import Teller
from bot.wording.languages import ENDONYMS
from flows.loader import load
from scripts import record_pictures

PAY = "unpaid_overtime.monthly_pay"
SECONDS, BYTES = 1.0, 2_000_000
"""What the documentation promises, once warm."""


def main() -> int:
    """Each language in turn. Exit code 1 if one takes longer on the processor, or is larger, than is promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="*", metavar="LANGUAGE", help="all of them if left out")
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    wording, structure = record_pictures.snapshot(), load(record_pictures.ROOT / "flows" / "definitions").structure
    slow = 0
    for language in args.languages or ENDONYMS:
        teller = Teller(wording, structure, language)
        begun = time.perf_counter()
        made = render("record", record_pictures.sample(teller), bundled())
        first, walls, busy = time.perf_counter() - begun, [], []
        for run in range(args.runs):
            wall, processor, made = once(teller, 199_000 + 1_000 * run)
            walls.append(wall)
            busy.append(processor)
        kept = statistics.median(busy) < SECONDS and len(made) < BYTES
        slow += not kept
        print(f"{language:8} first {first:.2f} s; then {statistics.median(busy):.2f} s on the processor,"
              f" {statistics.median(walls):.2f} s by the clock; {len(made):,} bytes{'' if kept else '  !'}")
    return 1 if slow else 0


def once(teller: Teller, pay: int) -> tuple[float, float, bytes]:
    """Make it with this pay: seconds by the clock, seconds on the processor, the file."""
    kept = record_pictures.ANSWERS
    record_pictures.ANSWERS = tuple((step, pay if step == PAY else value) for step, value in kept)
    try:
        wall, processor = time.perf_counter(), time.process_time()
        made = render("record", record_pictures.sample(teller), bundled())
        return time.perf_counter() - wall, time.process_time() - processor, made
    finally:
        record_pictures.ANSWERS = kept


if __name__ == "__main__":
    sys.exit(main())
