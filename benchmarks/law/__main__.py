"""Measure how long a three-year log of days takes to compute, beside the slow reference of the tests.

    python -m benchmarks.law [--days N] [--runs N]

One worker, every one of N days worked (1,095: three years), with breaks, night shifts, rest days, pay by the month, two
readings of fixed overtime pay and unknown scheduled hours, so that both ends are computed. The reference counts the
same facts minute by minute (`tests/flows/law/pay/slow_reference.py`); a yen of difference is an error.
"""

import argparse
import statistics
import sys
import time
from datetime import date, timedelta
from random import Random

from flows.law.pay.claim import Claim
from flows.law.pay.days import DAY
from flows.law.pay.unpaid import Unpaid, unpaid
from tests.flows.law.pay.made_up import claim_of
from tests.flows.law.pay.slow_reference import Facts, Shift, slow

TODAY = date(2026, 11, 20)
LIMIT = 50.0
"""Milliseconds that the documentation promises for 1,095 days."""


def main() -> int:
    """Compute the same log by both ways. Exit code 1 if they differ, or if it takes longer than the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=1_095)
    parser.add_argument("--runs", type=int, default=21)
    args = parser.parse_args()
    facts = three_years(args.days)
    claim_of(facts)
    quick, busy = [], []
    for _ in range(args.runs):
        started, worked = time.perf_counter(), time.process_time()
        result = computed(claim_of(facts))
        quick.append((time.perf_counter() - started) * 1_000)
        busy.append((time.process_time() - worked) * 1_000)
    worked = time.process_time()
    least, most = slow(facts, TODAY)
    reference = (time.process_time() - worked) * 1_000
    middle, worst, own = statistics.median(quick), max(quick), statistics.median(busy)
    minutes = sum(end - start for shift in facts.shifts for start, end in shift.stretches)
    print(f"{len(facts.shifts):,} days, {minutes:,} minutes worked, {len(result.months)} months of pay")
    print(f"quick: median {middle:.1f} ms, worst of {args.runs} {worst:.1f} ms (limit {LIMIT:.0f} ms)")
    print(f"       of it {own:.1f} ms on the processor; the rest waited for other work on the machine")
    print(f"minute by minute: {reference:.0f} ms on the processor, {reference / own:.0f} times as long")
    print(f"between {result.low:,} and {result.high:,} yen; minute by minute between {least:,} and {most:,} yen")
    same = (result.low, result.high) == (least, most)
    print("the same to the yen" if same else "NOT THE SAME")
    return 0 if same and own < LIMIT else 1


def computed(claim: Claim) -> Unpaid:
    """The result; the facts made here are never handed to a person."""
    result = unpaid(claim, TODAY)
    assert isinstance(result, Unpaid)
    return result


def three_years(days: int) -> Facts:
    """One worker, every day worked."""
    random = Random(1)
    dates = [TODAY - timedelta(days=days - n) for n in range(days)]
    shifts = []
    for on in dates:
        night = random.random() < 0.2
        start = random.randint(18, 20) * 60 if night else random.randint(7, 10) * 60
        end = start + random.randint(5 * 60, 9 * 60 if night else 13 * 60)
        middle = (start + end) // 2
        shifts.append(Shift(on, [(start, middle), (middle + 60, end)], loose=0 if end > DAY else 15))
    return Facts(
        form="monthly", yen=210_000, shifts=shifts, rest={on for on in dates if on.weekday() == 6},
        allowances=[("commuting", 10_000, False), ("housing", 8_000, None)], closes=20, paid_on=25, months_after=0,
        paid_else=(10_000, 15_000), fixed=30_000,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
