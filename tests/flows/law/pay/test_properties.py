"""What must hold for every log: never negative, never less for more work, the same in any order, a sum of its parts."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.law.amounts import Span
from flows.law.pay.base import Pay, PayForm
from flows.law.pay.claim import Claim, hours_of
from flows.law.pay.days import DAY, Day, Log
from flows.law.pay.minutes import Minutes, by_month
from flows.law.pay.months import PayMonths
from flows.law.pay.settle import worth
from flows.law.pay.unpaid import Unpaid, unpaid
from tests.flows.law.pay.made_up import TODAY, claim_of, some_facts
from tests.flows.law.pay.slow_reference import Facts

seeds = st.integers(0, 10**9)


def facts_of(seed: int) -> Facts:
    random = Random(seed)
    return some_facts(random, random.randint(1, 35))


def made(facts: Facts) -> Unpaid:
    result = unpaid(claim_of(facts), TODAY)
    assert isinstance(result, Unpaid)
    return result


@settings(max_examples=50)
@given(seeds)
def test_never_negative_and_the_ends_in_order(seed: int) -> None:
    result = made(facts_of(seed))
    assert 0 <= result.low <= result.high
    for month in result.months:
        assert 0 <= month.low.unpaid <= month.high.unpaid
        assert month.low.owed <= month.high.owed


@settings(max_examples=50)
@given(seeds)
def test_the_order_in_which_days_are_told_does_not_matter(seed: int) -> None:
    facts = facts_of(seed)
    before = made(facts)
    Random(seed).shuffle(facts.shifts)
    assert made(facts).months == before.months


@settings(max_examples=50)
@given(seeds, st.integers(1, 600))
def test_who_worked_longer_is_never_owed_less(seed: int, more: int) -> None:
    facts = facts_of(seed)
    random = Random(seed)
    if not facts.shifts:
        return
    before = made(facts)
    shift = random.choice(facts.shifts)
    start, end = shift.stretches[-1]
    after = [one for one in facts.shifts if one.on == shift.on + timedelta(days=1)]
    room = after[0].stretches[0][0] + DAY - end if after else DAY
    longest = min(end + min(more, room), shift.stretches[0][0] + DAY)
    if longest > DAY and shift.loose:
        longest = max(end, DAY)
    shift.stretches[-1] = (start, longest)
    result = made(facts)
    assert result.low >= before.low
    assert result.high >= before.high


@settings(max_examples=50)
@given(seeds, st.integers(1, 50_000))
def test_who_was_paid_more_is_never_owed_more(seed: int, more: int) -> None:
    claim = claim_of(facts_of(seed))
    each = claim.paid_each or Span.of(0)
    before, after = unpaid(claim, TODAY), unpaid(replace(claim, paid_each=Span(each.low, each.high + more)), TODAY)
    assert isinstance(before, Unpaid)
    assert isinstance(after, Unpaid)
    assert after.low <= before.low
    assert after.high == before.high


@settings(max_examples=50)
@given(seeds)
def test_the_minutes_of_the_parts_are_the_minutes_worked(seed: int) -> None:
    claim, facts = claim_of(facts_of(seed)), facts_of(seed)
    for end in (claim.hours.low, claim.hours.high):
        sorted_ = sum(
            one.regular + one.extra + one.all_overtime + one.rest_day + one.scheduled_rest for one in end.values()
        )
        assert sorted_ == sum(sum(b - a for a, b in shift.stretches) - shift.loose for shift in facts.shifts)


@settings(max_examples=40)
@given(seeds)
def test_days_of_different_weeks_below_sixty_hours_add_up(seed: int) -> None:
    """What two weeks are worth together is what each is worth alone, to the last fraction of a yen."""
    random = Random(seed)
    monday = date(2026, 5, 4)
    days = [
        Day.of(monday + timedelta(days=n), 8 * 60, 8 * 60 + random.randint(1, 11 * 60)) for n in (0, 1, 2, 7, 8, 9)
    ]
    base = Fraction(random.randint(900, 3_000))

    def value(some: list[Day]) -> Fraction:
        months = by_month(Log(tuple(some)), PayMonths().end_of, high=True).values()
        return sum((worth(base, one) for one in months), Fraction(0))

    assert value(days) == value(days[:3]) + value(days[3:])


@settings(max_examples=40)
@given(seeds)
def test_months_add_up(seed: int) -> None:
    """Two months that share no week: computed together or apart, the same sums."""
    random = Random(seed)
    first = [Day.of(date(2026, 6, 1) + timedelta(days=n), 540, 540 + random.randint(1, 900)) for n in range(27)]
    second = [Day.of(date(2026, 7, 5) + timedelta(days=n), 540, 540 + random.randint(1, 900)) for n in range(27)]

    def value(some: list[Day]) -> tuple[int, int]:
        hours = hours_of(Log(tuple(some)), None, PayMonths(paid_on=25))
        pays = ((date.min, Pay(PayForm.HOURLY, 1_133)),)
        result = unpaid(Claim(pays=pays, hours=hours, months=PayMonths(paid_on=25)), TODAY)
        assert isinstance(result, Unpaid)
        return result.low, result.high

    together, one, other = value(first + second), value(first), value(second)
    assert together == (one[0] + other[0], one[1] + other[1])


@given(st.integers(0, 300 * 60), st.integers(0, 300 * 60))
def test_totals_are_split_at_sixty_hours(overtime: int, more: int) -> None:
    assert Minutes.of_totals(overtime).all_overtime == overtime
    assert worth_of(overtime + more) >= worth_of(overtime) + more * 125


def worth_of(overtime: int) -> int:
    one = Minutes.of_totals(overtime)
    return one.overtime * 125 + one.over_60 * 150
