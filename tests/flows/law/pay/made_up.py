"""Random facts of a worker, for the program and for the slow reference alike."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from flows.law.amounts import Span
from flows.law.pay.base import Allowance, AllowanceKind, Pay, PayForm
from flows.law.pay.claim import Claim, FixedPay, hours_of
from flows.law.pay.days import DAY, Day, Log
from flows.law.pay.months import PayMonths
from tests.flows.law.pay.slow_reference import Facts, Shift

TODAY = date(2026, 11, 20)
KINDS = list(AllowanceKind)


def some_facts(random: Random, days: int) -> Facts:
    """A log of at most `days` days that could have been, with any pay and any calendar."""
    first = date(2023, 5, 1) + timedelta(days=random.randrange(1290 - days))
    resting = random.choice([None, random.randrange(7), 6])
    dates = [first + timedelta(days=n) for n in range(days)]
    rest = {on for on in dates if on.weekday() == resting} | {on for on in dates if random.random() < 0.03}
    form = random.choice(["hourly", "daily", "monthly", "monthly"])
    yen = {"hourly": (900, 3_000), "daily": (7_000, 20_000), "monthly": (150_000, 400_000)}[form]
    paid_else = random.choice([(0, 0), (0, 0), (5_000, 5_000), (10_000, 40_000)])
    return Facts(
        form=form,
        yen=random.randint(*yen),
        shifts=_shifts(random, dates, rest),
        rest=rest,
        week_begins=random.choice([6, 6, 0, 3]),
        allowances=[
            (random.choice(KINDS).value, random.randint(1, 30_000), random.choice([True, False, None]))
            for _ in range(random.choice([0, 0, 1, 2, 4]))
        ],
        month_minutes=random.choice([None, Fraction(random.randint(200, 300) * random.choice([420, 465, 540]), 12)]),
        day_minutes=random.choice([420, 450, 480]),
        closes=random.choice([31, 31, 15, 20, 30]),
        paid_on=random.choice([None, 25, 10, 31]),
        months_after=random.choice([0, 1, 1, 2]),
        paid={(dates[0].year, dates[0].month): (3_000, 30_000)} if random.random() < 0.3 else {},
        paid_else=paid_else,
        fixed=random.choice([None, None, random.randint(1_000, 80_000)]),
        fixed_shown=random.choice([True, False, None]),
    )


def _shifts(random: Random, dates: list[date], rest: set[date]) -> list[Shift]:
    """Work on most of the days, some of it through the night; no day runs into the next one's work."""
    busy = random.choice([0.5, 0.75, 0.95])
    shortest, longest = random.choice([(1, 300), (1, 900), (1, 1380), (400, 600), (460, 720)])
    nightly = random.random() < 0.3
    shifts: list[Shift] = []
    free_from = 0
    for number, on in enumerate(dates):
        earliest = max(free_from - number * DAY, 0)
        if random.random() > busy or earliest >= DAY - 60:
            continue
        start = random.randint(max(earliest, 1_080) if nightly else earliest, DAY - 1)
        end = min(start + random.randint(shortest, longest), start + DAY)
        stretches = _with_breaks(random, start, end)
        shift = Shift(on, stretches, contract=random.choice([480, 480, 420, 0, 540, 600]))
        beyond_midnight = stretches[-1][1] > DAY
        edge = beyond_midnight and (on in rest) != (on + timedelta(days=1) in rest)
        if not edge and random.random() < 0.3:
            shift.loose = random.randint(0, min(120, sum(b - a for a, b in stretches)))
        shifts.append(shift)
        free_from = number * DAY + end
    random.shuffle(shifts)
    return shifts


def _with_breaks(random: Random, start: int, end: int) -> list[tuple[int, int]]:
    cuts = sorted(random.sample(range(start + 1, end + 1), k=min(random.choice([0, 2, 2, 4]), (end - start) // 2 * 2)))
    at, found = start, []
    for begin, until in zip(cuts[::2], cuts[1::2], strict=True):
        if begin > at:
            found.append((at, begin))
        at = until
    if end > at:
        found.append((at, end))
    return found or [(start, end)]


def claim_of(facts: Facts) -> Claim:
    """The same facts as the program takes them."""
    months = PayMonths(facts.closes, facts.paid_on, facts.months_after)
    days = tuple(Day(one.on, tuple(one.stretches), one.loose, one.contract) for one in facts.shifts)
    pay = Pay(
        PayForm(facts.form), facts.yen,
        tuple(Allowance(AllowanceKind(kind), yen, flat) for kind, yen, flat in facts.allowances),
        facts.month_minutes, facts.day_minutes,
    )  # fmt: skip
    return Claim(
        pays=((date.min, pay),),
        hours=hours_of(Log(days, frozenset(facts.rest), facts.week_begins), None, months),
        months=months,
        paid={last_day(*month, facts.closes): Span(*span) for month, span in facts.paid.items()},
        paid_each=Span(*facts.paid_else),
        fixed=None if facts.fixed is None else FixedPay(facts.fixed, facts.fixed_shown),
    )


def last_day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
