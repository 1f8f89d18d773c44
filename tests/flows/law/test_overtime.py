"""What overtime is worth, between the least and the most that the answers allow."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.law.overtime import (
    Claim,
    Estimate,
    FixedPay,
    PayForm,
    Refused,
    Span,
    estimate,
    hourly_base,
    owed,
)

HOUR = 60


def claim(**changes: Any) -> Claim:
    """One month at 1,280 yen an hour, 20 hours of overtime, nothing paid for it, unless changed."""
    told: dict[str, Any] = {
        "form": PayForm.HOURLY,
        "pay": 1280,
        "overtime": Span.of(20 * HOUR),
        "months": Span.of(1),
        "paid": Span.of(0),
    }
    return Claim(**(told | changes))


def made(**changes: Any) -> Estimate:
    result = estimate(claim(**changes))
    assert isinstance(result, Estimate)
    return result


def amounts(**changes: Any) -> tuple[int, int]:
    result = made(**changes)
    return result.low, result.high


class TestCheckValues:
    """The worked examples of the rules, as far as monthly totals can express them."""

    def test_20_hours_of_which_5_late_at_night(self) -> None:
        assert amounts(late_night=Span.of(5 * HOUR)) == (33_600, 33_600)

    def test_beyond_60_hours_a_month_takes_150_percent(self) -> None:
        assert amounts(pay=1100, overtime=Span.of(70 * HOUR)) == (99_000, 99_000)

    def test_rest_day_work_takes_135_percent_and_its_night_25_more(self) -> None:
        told = {"overtime": Span.of(0), "rest_day": Span.of(10 * HOUR), "late_night": Span.of(2 * HOUR)}
        assert amounts(pay=1100, **told) == (15_400, 15_400)

    def test_monthly_pay_without_commuting_and_real_housing_money(self) -> None:
        told = {
            "form": PayForm.MONTHLY,
            "pay": 190_000,
            "allowances": 20_000,
            "month_minutes": 250 * 8 * HOUR // 12,
        }
        assert hourly_base(190_000, 250 * 8 * HOUR // 12, 20_000) == 1020
        assert amounts(overtime=Span.of(15 * HOUR), **told) == (19_125, 19_125)

    def test_the_minimum_wage_test_keeps_housing_in(self) -> None:
        assert hourly_base(190_000, 250 * 8 * HOUR // 12, 10_000) == 1080

    def test_ten_hours_over_the_week_are_counted_once(self) -> None:
        # Monday to Friday 9 h, Saturday 5 h: 5 h over the days and 5 h over the week.
        assert amounts(overtime=Span.of(10 * HOUR)) == (16_000, 16_000)


class TestWhatIsTakenOff:
    def test_money_paid_for_overtime_counts(self) -> None:
        assert amounts(paid=Span.of(10_000)) == (22_000, 22_000)

    def test_who_was_paid_more_is_owed_nothing(self) -> None:
        assert amounts(paid=Span.of(50_000)) == (0, 0)

    def test_what_was_paid_roughly_makes_a_range(self) -> None:
        assert amounts(paid=Span(5_000, 10_000)) == (22_000, 27_000)

    def test_fixed_overtime_pay_shown_separately_is_set_off(self) -> None:
        assert amounts(paid=None, fixed=FixedPay(20_000, shown=True)) == (12_000, 12_000)

    @pytest.mark.parametrize("shown", [False, None])
    def test_fixed_overtime_pay_not_shown_is_counted_both_ways(self, shown: bool | None) -> None:
        result = made(paid=None, fixed=FixedPay(20_000, shown=shown))
        # At most: nothing set off, and 20,000 / 160 h = 125 yen join the base: 20 x 1.25 x 1,405.
        assert (result.low, result.high) == (12_000, 35_125)
        assert "fixed_pay_both_ways" in result.assumptions

    def test_fixed_overtime_pay_joins_a_monthly_pay_before_it_is_divided(self) -> None:
        told = {"form": PayForm.MONTHLY, "pay": 160_000, "month_minutes": 160 * HOUR}
        assert amounts(paid=None, fixed=FixedPay(16_000, shown=False), **told) == (9_000, 27_500)


class TestWhatIsNotKnown:
    def test_monthly_hours_are_assumed_between_160_and_173_8(self) -> None:
        result = made(form=PayForm.MONTHLY, pay=200_000)
        assert (result.low, result.high) == (round(200_000 / 173.8 * 25), 31_250)
        assert "month_hours_assumed" in result.assumptions
        assert result.low_lines[0].numbers["minutes"] == 10_428
        assert result.high_lines[0].numbers["minutes"] == 9_600

    def test_hours_and_months_in_ranges(self) -> None:
        result = made(overtime=Span(20 * HOUR, 45 * HOUR), months=Span(2, 3))
        assert (result.low, result.high) == (64_000, 216_000)
        assert "between_answers" in result.assumptions

    def test_older_than_three_years_is_left_out_and_said(self) -> None:
        result = made(months=Span.of(48))
        assert result.low == 32_000 * 36
        assert "older_than_three_years" in result.not_covered

    def test_nights_and_rest_days_nobody_told_are_said_to_be_missing(self) -> None:
        assert {"late_night", "rest_day"} <= set(made().not_covered)
        known = made(late_night=Span.of(0), rest_day=Span.of(0)).not_covered
        assert not {"late_night", "rest_day"} & set(known)

    def test_daily_pay_is_divided_by_the_hours_of_the_day_and_says_so(self) -> None:
        result = made(form=PayForm.DAILY, pay=10_240, day_minutes=8 * HOUR)
        assert (result.low, result.high) == (32_000, 32_000)
        assert "daily_pay_by_hours" in result.assumptions


class TestRefusals:
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
            ({"overtime": None, "months": None}, "no_hours"),
            ({"months": None}, "no_months"),
            ({"paid": None}, "paid_unknown"),
        ],
    )
    def test_no_number_rather_than_a_wrong_one(self, changes: dict[str, Any], reason: str) -> None:
        assert estimate(claim(**changes)) == Refused(reason)

    def test_interns_on_farms_are_treated_by_the_standard_rules(self) -> None:
        result = made(farm=True, intern=True)
        assert result.high == 32_000
        assert "farm_intern_standard_hours" in result.assumptions

    @pytest.mark.parametrize(("low", "high"), [(2, 1), (-1, 1)])
    def test_a_span_the_wrong_way_round_cannot_be_made(self, low: int, high: int) -> None:
        with pytest.raises(ValueError, match="not a span"):
            Span(low, high)


def test_every_line_can_be_read_back_as_a_sum() -> None:
    result = made(
        overtime=Span.of(70 * HOUR), late_night=Span.of(5 * HOUR), paid=Span.of(1_000), months=Span.of(2)
    )
    lines = {line.key: line.numbers for line in result.high_lines}
    assert list(lines) == ["base_hourly", "overtime", "overtime_over_60", "late_night", "paid", "total"]
    parts = sum(lines[key]["yen"] for key in ("overtime", "overtime_over_60", "late_night"))
    assert lines["total"]["month"] == parts - lines["paid"]["yen"]
    assert lines["total"]["yen"] == result.high == lines["total"]["month"] * 2


minutes = st.integers(0, 300 * HOUR)
bases = st.fractions(500, 5000, max_denominator=10_000)
spans = st.builds(lambda low, more: Span(low, low + more), minutes, st.integers(0, 100 * HOUR))
claims = st.builds(
    claim,
    form=st.sampled_from([PayForm.HOURLY, PayForm.MONTHLY]),
    pay=st.integers(1, 1_000_000),
    allowances=st.integers(0, 100_000),
    overtime=spans,
    late_night=st.none() | spans,
    rest_day=st.none() | spans,
    months=st.builds(lambda low, more: Span(low, low + more), st.integers(0, 40), st.integers(0, 12)),
    paid=st.builds(lambda low, more: Span(low, low + more), st.integers(0, 500_000), st.integers(0, 100_000)),
    fixed=st.none() | st.builds(FixedPay, st.integers(0, 200_000), st.none() | st.booleans()),
)


@given(bases, minutes, minutes, minutes)
def test_overtime_night_and_rest_day_add_up(base: Fraction, over: int, night: int, rest: int) -> None:
    assert owed(base, over, night, rest) == owed(base, over) + owed(base, 0, night) + owed(base, 0, 0, rest)


@given(bases, minutes, st.integers(1, 100 * HOUR))
def test_more_hours_are_never_worth_less(base: Fraction, over: int, more: int) -> None:
    assert owed(base, over + more) > owed(base, over)
    assert owed(base, over + more) >= owed(base, over) + owed(base, 0) + base * more * Fraction(125, 6000)


@settings(max_examples=300)
@given(claims)
def test_an_estimate_is_never_negative_and_its_ends_are_in_order(told: Claim) -> None:
    result = estimate(told)
    assert isinstance(result, Estimate)
    assert 0 <= result.low <= result.high


@settings(max_examples=200)
@given(claims, st.integers(1, 100_000))
def test_being_paid_more_never_raises_what_is_owed(told: Claim, more: int) -> None:
    assert told.paid is not None
    paid = Span(told.paid.low + more, told.paid.high + more)
    before = estimate(told)
    after = estimate(Claim(**{name: getattr(told, name) for name in Claim.__slots__} | {"paid": paid}))
    assert isinstance(before, Estimate)
    assert isinstance(after, Estimate)
    assert after.low <= before.low
    assert after.high <= before.high


@settings(max_examples=200)
@given(claims)
def test_the_exact_answer_lies_within_the_range_of_a_vague_one(told: Claim) -> None:
    assert told.overtime is not None
    vague = estimate(told)
    middle = Span.of((told.overtime.low + told.overtime.high) // 2)
    exact = estimate(Claim(**{name: getattr(told, name) for name in Claim.__slots__} | {"overtime": middle}))
    assert isinstance(vague, Estimate)
    assert isinstance(exact, Estimate)
    assert vague.low <= exact.low <= exact.high <= vague.high
