"""An estimate from totals of a month that were alike, between the least and the most that the answers allow."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.law.amounts import Span
from flows.law.pay.alike import Month, Refused, estimate
from flows.law.pay.base import Pay, PayForm
from flows.law.pay.claim import Claim, FixedPay, hours_of_totals
from flows.law.pay.minutes import Minutes
from flows.law.pay.months import PayMonths
from flows.law.pay.unpaid import Unpaid, unpaid

HOUR = 60
TODAY = date(2026, 11, 21)


def month(**changes: Any) -> Month:
    """A month at 1,280 yen an hour, 20 hours of overtime, nothing paid for it, unless changed."""
    told: dict[str, Any] = {
        "form": PayForm.HOURLY, "pay": 1280, "overtime": Span.of(20 * HOUR), "paid": Span.of(0),
    }  # fmt: skip
    return Month(**(told | changes))


def amounts(months: Span | None = None, **changes: Any) -> tuple[int, int]:
    result = estimate(month(**changes), months or Span.of(1))
    assert isinstance(result, Span)
    return result.low, result.high


class TestWhatIsTakenOff:
    def test_what_was_paid_roughly_makes_a_range(self) -> None:
        assert amounts(paid=Span(5_000, 10_000)) == (22_000, 27_000)

    def test_who_was_paid_more_is_owed_nothing(self) -> None:
        assert amounts(paid=Span.of(50_000)) == (0, 0)

    def test_fixed_overtime_pay_shown_separately_is_set_off(self) -> None:
        assert amounts(paid=None, fixed=FixedPay(20_000, shown=True)) == (12_000, 12_000)

    @pytest.mark.parametrize("shown", [False, None])
    def test_fixed_overtime_pay_not_shown_is_counted_both_ways(self, shown: bool | None) -> None:
        # At most: nothing set off, and 20,000 / 160 h = 125 yen join the base: 20 x 1.25 x 1,405.
        assert amounts(paid=None, fixed=FixedPay(20_000, shown=shown)) == (12_000, 35_125)


class TestWhatIsNotKnown:
    def test_monthly_hours_are_assumed_between_160_and_the_most_that_a_contract_may_name(self) -> None:
        assert amounts(form=PayForm.MONTHLY, pay=209_600) == (30_000, 32_750)  # 262 days x 8 h / 12 = 174.67 h: 1,200

    def test_hours_and_months_in_ranges(self) -> None:
        assert amounts(Span(2, 3), overtime=Span(20 * HOUR, 45 * HOUR)) == (64_000, 216_000)

    def test_older_than_three_years_is_left_out(self) -> None:
        assert amounts(Span.of(48)) == (32_000 * 36, 32_000 * 36)

    def test_daily_pay_is_divided_by_the_hours_of_the_day(self) -> None:
        assert amounts(form=PayForm.DAILY, pay=10_240, day_minutes=8 * HOUR) == (32_000, 32_000)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"farm": True}, "farm"),
        ({"farm": True, "pay": None}, "farm"),
        ({"form": PayForm.PIECE}, "pay_form"),
        ({"form": PayForm.OTHER, "pay": None}, "pay_form"),
        ({"form": None}, "no_pay"),
        ({"pay": None}, "no_pay"),
        ({"pay": 0}, "no_pay"),
        ({"form": PayForm.DAILY}, "no_day_hours"),
        ({"overtime": None}, "no_hours"),
        ({"paid": None}, "paid_unknown"),
    ],
)
def test_no_number_rather_than_a_wrong_one(changes: dict[str, Any], reason: str) -> None:
    assert estimate(month(**changes), Span.of(1)) == Refused(reason)


def test_how_many_months_has_to_be_known() -> None:
    assert estimate(month(), None) == Refused("no_months")


@pytest.mark.parametrize(("low", "high"), [(2, 1), (-1, 1)])
def test_a_span_the_wrong_way_round_cannot_be_made(low: int, high: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(low, high)


minutes = st.integers(0, 300 * HOUR)
spans = st.builds(lambda low, more: Span(low, low + more), minutes, st.integers(0, 100 * HOUR))
counts = st.builds(lambda low, more: Span(low, low + more), st.integers(0, 40), st.integers(0, 12))
known = st.builds(
    month,
    form=st.sampled_from([PayForm.HOURLY, PayForm.MONTHLY]),
    pay=st.integers(1, 1_000_000),
    overtime=spans,
    paid=st.builds(lambda low, more: Span(low, low + more), st.integers(0, 500_000), st.integers(0, 100_000)),
    fixed=st.none() | st.builds(FixedPay, st.integers(0, 200_000), st.none() | st.booleans()),
)


@settings(max_examples=60)
@given(known, st.integers(1, 30))
def test_it_is_what_the_months_come_to_when_they_are_listed_one_by_one(told: Month, count: int) -> None:
    ends = [PayMonths().end_of(date(2024, 1 + n % 12, 1).replace(year=2024 + n // 12)) for n in range(count)]
    assert told.form is not None
    assert told.pay is not None
    assert told.overtime is not None
    low, high = (dict.fromkeys(ends, Minutes.of_totals(at)) for at in (told.overtime.low, told.overtime.high))
    listed = unpaid(
        Claim(
            pays=((date.min, Pay(told.form, told.pay)),), hours=hours_of_totals(low, high),
            paid_each=told.paid, fixed=told.fixed,
        ),
        TODAY,
    )  # fmt: skip
    assert isinstance(listed, Unpaid)
    assert estimate(told, Span.of(count)) == Span(listed.low, listed.high)


@settings(max_examples=100)
@given(known, counts, st.integers(1, 100_000))
def test_being_paid_more_never_raises_what_is_owed(told: Month, months: Span, more: int) -> None:
    assert told.paid is not None
    before = estimate(told, months)
    after = estimate(replace(told, paid=Span(told.paid.low + more, told.paid.high + more)), months)
    assert isinstance(before, Span)
    assert isinstance(after, Span)
    assert after.low <= before.low
    assert after.high <= before.high


@settings(max_examples=100)
@given(known, counts)
def test_the_exact_answer_lies_within_the_range_of_a_vague_one(told: Month, months: Span) -> None:
    assert told.overtime is not None
    vague = estimate(told, months)
    exact = estimate(replace(told, overtime=Span.of((told.overtime.low + told.overtime.high) // 2)), months)
    assert isinstance(vague, Span)
    assert isinstance(exact, Span)
    assert vague.low <= exact.low <= exact.high <= vague.high
