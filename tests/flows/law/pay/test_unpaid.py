"""What is still owed: ranges, fixed overtime pay, what was paid, what has lapsed, what is handed to a person."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from flows.law.amounts import Span
from flows.law.pay.base import Allowance, AllowanceKind, Pay, PayForm, base_of
from flows.law.pay.claim import Claim, FixedPay, hours_of, hours_of_totals
from flows.law.pay.days import Day, Log
from flows.law.pay.kinds import HandedOver, Work
from flows.law.pay.minutes import Minutes
from flows.law.pay.months import PayMonths
from flows.law.pay.unpaid import Unpaid, unpaid
from flows.law.rules import rules

H = 60
TODAY = date(2026, 11, 22)
MAY = date(2026, 5, 31)
HOURLY = Pay(PayForm.HOURLY, 1_000)
MONTHLY = Pay(PayForm.MONTHLY, 160_000, month_minutes=160 * H)


def overtime(hours: int, end: date = MAY) -> dict[date, Minutes]:
    return {end: Minutes.of_totals(hours * H)}


def claim(**changes: Any) -> Claim:
    """Twenty hours of overtime in May at 1,000 yen an hour, nothing paid, paid on the 25th, unless changed."""
    told: dict[str, Any] = {
        "pays": ((date.min, HOURLY),),
        "hours": hours_of_totals(overtime(20), overtime(20)),
        "months": PayMonths(paid_on=25),
        "paid_each": Span.of(0),
    }
    return Claim(**(told | changes))


def made(**changes: Any) -> Unpaid:
    result = unpaid(claim(**changes), TODAY)
    assert isinstance(result, Unpaid)
    return result


def amounts(**changes: Any) -> tuple[int, int]:
    result = made(**changes)
    return result.low, result.high


class TestRanges:
    def test_hours_between_two_limits(self) -> None:
        assert amounts(hours=hours_of_totals(overtime(10), overtime(20))) == (12_500, 25_000)
        assert "between_answers" in made(hours=hours_of_totals(overtime(10), overtime(20))).assumptions

    def test_the_hours_of_a_month_that_nobody_knows(self) -> None:
        result = made(pays=((date.min, replace(MONTHLY, month_minutes=None)),))
        assert (result.low, result.high) == (round(Fraction(160_000 * 25 * 60, 10_480)), 25_000)
        assert "month_hours_assumed" in result.assumptions

    def test_an_allowance_of_which_nobody_knows_who_gets_it(self) -> None:
        family = Allowance(AllowanceKind.FAMILY, 16_000)
        assert amounts(pays=((date.min, replace(MONTHLY, allowances=(family,))),)) == (22_500, 25_000)

    @pytest.mark.parametrize(
        ("kind", "same_for_all", "base"),
        [
            (AllowanceKind.FAMILY, False, 900),
            (AllowanceKind.COMMUTING, False, 900),
            (AllowanceKind.LIVING_APART, False, 900),
            (AllowanceKind.EDUCATION, False, 900),
            (AllowanceKind.HOUSING, False, 900),
            (AllowanceKind.HOUSING, True, 1_000),  # the name alone is not enough
            (AllowanceKind.AD_HOC, None, 900),
            (AllowanceKind.OVER_ONE_MONTH, None, 900),
            (AllowanceKind.ATTENDANCE, False, 1_000),
            (AllowanceKind.OTHER, False, 1_000),
        ],
    )
    def test_each_allowance_by_itself(self, kind: AllowanceKind, same_for_all: bool | None, base: int) -> None:
        pay = replace(MONTHLY, allowances=(Allowance(kind, 16_000, same_for_all),))
        assert base_of(pay, high=False).per_hour == base_of(pay, high=True).per_hour == base

    def test_an_allowance_beside_pay_by_the_hour_joins_it(self) -> None:
        pay = Pay(PayForm.HOURLY, 1_000, (Allowance(AllowanceKind.ATTENDANCE, 16_000),), month_minutes=160 * H)
        assert base_of(pay, high=False).per_hour == 1_100

    def test_a_contract_over_forty_hours_is_divided_by_no_more_than_the_lawful_hours_at_the_high_end(self) -> None:
        pay = replace(MONTHLY, month_minutes=200 * H)
        assert base_of(pay, high=False).per_hour == 800
        assert base_of(pay, high=True).per_hour == Fraction(160_000 * 60, 10_480)
        assert "contract_beyond_the_limit" in made(pays=((date.min, pay),)).assumptions

    def test_breaks_without_a_time_may_lie_in_the_night(self) -> None:
        log = Log((Day.of(date(2026, 5, 4), 14 * H, 24 * H, loose_break=H),))
        result = made(hours=hours_of(log, None, PayMonths(paid_on=25)))
        assert (result.low, result.high) == (1_250 + 250, 1_250 + 500)
        assert "break_time_unknown" in result.assumptions


class TestHoursThatTheContractNames:
    """Six days of 8 hours by contract: 48 hours, of which 8 are overtime all the same."""

    LOG = Log(tuple(Day.of(date(2026, 5, 4 + n), 9 * H, 18 * H, [(12 * H, 13 * H)]) for n in range(6)))

    def test_by_the_hour_they_were_paid_plainly_and_the_premium_is_missing(self) -> None:
        assert amounts(hours=hours_of(self.LOG, None, PayMonths(paid_on=25))) == (2_000, 2_000)

    def test_by_the_month_both_readings(self) -> None:
        result = made(pays=((date.min, MONTHLY),), hours=hours_of(self.LOG, None, PayMonths(paid_on=25)))
        assert (result.low, result.high) == (2_000, 10_000)
        assert "contract_beyond_the_limit" in result.assumptions

    def test_a_night_shift_by_contract_that_ends_on_the_rest_day(self) -> None:
        saturday = date(2026, 5, 9)
        log = Log((Day.of(saturday, 22 * H, 29 * H),), frozenset({saturday + timedelta(days=1)}))
        hours = hours_of(log, None, PayMonths(paid_on=25))
        assert hours.low[MAY] == Minutes(regular=2 * H, scheduled_rest=5 * H, late_night=7 * H)
        assert amounts(hours=hours) == (5 * 350 + 7 * 250,) * 2


class TestWhatWasPaid:
    def test_it_is_taken_off_its_own_month_only(self) -> None:
        june = date(2026, 6, 30)
        two = hours_of_totals(overtime(20) | overtime(20, june), overtime(20) | overtime(20, june))
        assert amounts(hours=two, paid={MAY: Span.of(40_000)}) == (25_000, 25_000)

    def test_between_two_limits(self) -> None:
        assert amounts(paid_each=Span(5_000, 10_000)) == (15_000, 20_000)

    def test_nobody_said(self) -> None:
        result = made(paid_each=None)
        assert result.low == 25_000
        assert "nothing_was_paid" in result.assumptions

    def test_the_sum_of_a_month_is_rounded_at_50_sen(self) -> None:
        minute = {MAY: Minutes(overtime=1)}
        hours = hours_of_totals(minute, minute)
        assert amounts(pays=((date.min, Pay(PayForm.HOURLY, 984)),), hours=hours) == (21, 21)  # 20.5
        assert amounts(pays=((date.min, Pay(PayForm.HOURLY, 983)),), hours=hours) == (20, 20)  # 20.479

    @pytest.mark.parametrize(
        ("told", "counted"), [(29, 0), (30, 60), (89, 60), (90, 120), (3_629, 3_600), (3_630, 3_660)]
    )
    def test_totals_of_a_month_to_whole_hours(self, told: int, counted: int) -> None:
        rounded = Minutes.of_totals(told, late_night=told, rest_day=told).to_whole_hours()
        assert rounded == Minutes.of_totals(counted, late_night=counted, rest_day=counted)


class TestFixedOvertimePay:
    """20 hours at 1,000 yen are 25,000; 16,000 yen a month of fixed overtime pay raise the base to 1,100."""

    MONTH = ((date.min, MONTHLY),)

    @pytest.mark.parametrize(("shown", "high"), [(True, 9_000), (False, 27_500), (None, 27_500)])
    def test_both_readings_are_always_told(self, shown: bool | None, high: int) -> None:
        result = made(pays=self.MONTH, fixed=FixedPay(16_000, shown))
        assert (result.low, result.high) == (9_000, high)
        assert [(one.fixed, one.low, one.high) for one in result.readings] == [
            ("counted", 9_000, 9_000),
            ("joins", 27_500, 27_500),
        ]

    def test_what_goes_beyond_it_is_still_owed_and_what_is_left_of_it_is_not_carried_on(self) -> None:
        june = date(2026, 6, 30)
        two = hours_of_totals(overtime(20) | overtime(1, june), overtime(20) | overtime(1, june))
        assert amounts(pays=self.MONTH, hours=two, fixed=FixedPay(16_000, True)) == (9_000, 9_000)


class TestLimitation:
    def test_the_last_day_and_the_day_after(self) -> None:
        old = overtime(20, date(2023, 10, 31))  # paid on 25 November 2023
        told = claim(hours=hours_of_totals(old, old))
        on_the_day, after = unpaid(told, date(2026, 11, 25)), unpaid(told, date(2026, 11, 26))
        assert isinstance(on_the_day, Unpaid)
        assert isinstance(after, Unpaid)
        assert (on_the_day.low, on_the_day.high, on_the_day.lapsed_high) == (25_000, 25_000, 0)
        assert (after.low, after.high, after.lapsed_low, after.lapsed_high) == (0, 0, 25_000, 25_000)
        assert "older_than_three_years" in after.not_covered

    def test_without_a_payday_the_month_is_in_the_high_sum_only(self) -> None:
        old = overtime(20, date(2023, 10, 31))
        result = made(hours=hours_of_totals(old, old), months=PayMonths())
        assert (result.low, result.high) == (0, 25_000)
        assert (result.months[0].lapsed_low, result.months[0].lapsed_high) == (True, False)
        assert "payday_unknown" in result.assumptions

    def test_days_before_the_rules_are_left_out_and_said(self) -> None:
        log = Log((Day.of(date(2023, 3, 31), 9 * H, 22 * H), Day.of(date(2023, 4, 3), 9 * H, 22 * H)))
        hours = hours_of(log, None, PayMonths())
        assert list(hours.low) == [date(2023, 4, 30)]
        assert hours.gaps == ("before_april_2023",)


class TestRises:
    def test_each_month_by_the_pay_it_began_with(self) -> None:
        june = date(2026, 6, 30)
        two = hours_of_totals(overtime(20) | overtime(20, june), overtime(20) | overtime(20, june))
        pays = ((date.min, HOURLY), (date(2026, 6, 1), replace(HOURLY, yen=1_100)))
        assert amounts(pays=pays, hours=two) == (52_500, 52_500)
        late = ((date.min, HOURLY), (date(2026, 6, 2), replace(HOURLY, yen=1_100)))
        assert amounts(pays=late, hours=two) == (50_000, 52_500), "whether the hours were worked before is not known"
        cut = ((date.min, replace(HOURLY, yen=1_100)), (date(2026, 6, 2), HOURLY))
        assert amounts(pays=cut, hours=two) == (52_500, 55_000)
        assert "pay_changed_in_month" in made(pays=cut, hours=two).assumptions
        assert "pay_changed_in_month" not in made(pays=pays, hours=two).assumptions


class TestHandedToAPerson:
    @pytest.mark.parametrize(
        ("work", "reason", "night"),
        [
            (Work.AGRICULTURE, "farm", True),
            (Work.LIVESTOCK, "farm", True),
            (Work.FISHERY, "fishery", True),
            (Work.MANAGER, "manager", True),
            (Work.VARIABLE_HOURS, "variable_hours", False),
            (Work.FLEXITIME, "flexitime", False),
            (Work.DISCRETIONARY, "discretionary", False),
        ],
    )
    def test_work_with_other_rules(self, work: Work, reason: str, night: bool) -> None:
        result = unpaid(claim(work=work, status="ssw1"), TODAY)
        assert isinstance(result, HandedOver)
        assert (result.reason, result.late_night_holds) == (reason, night)
        assert result.law

    @pytest.mark.parametrize("form", [PayForm.PIECE, PayForm.OTHER])
    def test_pay_without_a_formula(self, form: PayForm) -> None:
        result = unpaid(claim(pays=((date.min, Pay(form, 1_000)),)), TODAY)
        assert isinstance(result, HandedOver)
        assert result.reason == "pay_form"

    def test_interns_on_farms_are_computed_and_told_why_but_not_on_boats(self) -> None:
        result = made(work=Work.AGRICULTURE, status="intern")
        assert result.low == 25_000
        assert "farm_intern_standard_hours" in result.assumptions
        assert isinstance(unpaid(claim(work=Work.FISHERY, status="intern"), TODAY), HandedOver)


class TestMinimumWage:
    def made_in(self, prefecture: str, *days: date, yen: int = 1_250) -> Unpaid:
        log = Log(tuple(Day.of(on, 9 * H, 18 * H) for on in days))
        hours = hours_of(log, None, PayMonths(paid_on=25))
        return made(pays=((date.min, replace(HOURLY, yen=yen)),), hours=hours, prefecture=prefecture)

    def test_the_day_worked_decides(self) -> None:
        found = self.made_in("13", date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1)).minimum
        assert [(one.first, one.last, one.yen, one.below) for one in found] == [
            (date(2026, 9, 29), date(2026, 9, 30), 1_226, False),
            (date(2026, 10, 1), date(2026, 10, 1), 1_280, True),
        ]

    def test_days_that_nobody_entered_are_not_covered(self) -> None:
        found = self.made_in("13", date(2024, 5, 7)).minimum
        assert (found[0].yen, found[0].below, found[0].reason) == (None, None, "before_data")

    def test_where_it_depends_on_hours_that_are_not_known_it_says_so(self) -> None:
        log = Log((Day.of(date(2026, 10, 5), 9 * H, 18 * H),))
        pay = replace(MONTHLY, yen=210_000, month_minutes=None)
        hours = hours_of(log, None, PayMonths())
        assert made(pays=((date.min, pay),), hours=hours, prefecture="13").minimum[0].below is None

    def test_without_a_prefecture_it_is_said_to_be_missing(self) -> None:
        assert made().minimum == ()
        assert "minimum_wage_not_asked" in made().not_covered


def test_a_week_of_seven_days_without_a_rest_day_is_pointed_out() -> None:
    days = tuple(Day.of(date(2026, 5, 3) + timedelta(days=n), 9 * H, 12 * H) for n in range(7))
    assert "no_rest_day_named" in hours_of(Log(days), None, PayMonths()).gaps
    assert hours_of(Log(days, frozenset({date(2026, 5, 3)})), None, PayMonths()).gaps == ()


def test_every_amount_names_its_law_and_every_month_its_sums() -> None:
    result = made(hours=hours_of_totals(overtime(70), overtime(70)), fixed=FixedPay(1_000, None))
    known = {rule.law for rule in rules().values()}
    assert set(result.laws) <= known
    for month in result.months:
        sums = [line.numbers["yen"] for line in month.low.lines if line.law]
        assert sum(sums) == month.low.owed
        assert all(line.law for line in month.low.lines if "percent" in line.numbers)
    assert result.warning == "do_not_settle"
