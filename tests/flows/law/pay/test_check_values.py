"""The worked examples of the rules, each from a log of days or from totals, as a person would check them by hand."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from flows.law.amounts import Span
from flows.law.pay.base import Allowance, AllowanceKind, Pay, PayForm, base_of
from flows.law.pay.claim import Claim, Hours, hours_of, hours_of_totals
from flows.law.pay.days import Day, Log
from flows.law.pay.minimum import per_hour
from flows.law.pay.minutes import Minutes
from flows.law.pay.months import PayMonths
from flows.law.pay.unpaid import Unpaid, unpaid

H = 60
TODAY = date(2026, 11, 22)
MAY = PayMonths(paid_on=25)
MONDAY = date(2026, 5, 4)


def from_days(*days: Day, rest: frozenset[date] = frozenset()) -> Hours:
    return hours_of(Log(days, rest), None, MAY)


def total(**minutes: int) -> Hours:
    month = {date(2026, 5, 31): Minutes.of_totals(**minutes)}
    return hours_of_totals(month, month)


def amount(pay: Pay, hours: Hours) -> int:
    result = unpaid(Claim(pays=((date.min, pay),), hours=hours, months=MAY, paid_each=Span.of(0)), TODAY)
    assert isinstance(result, Unpaid)
    assert result.low == result.high
    assert result.warning == "do_not_settle"
    return result.low


def hourly(yen: int) -> Pay:
    return Pay(PayForm.HOURLY, yen)


MONTHLY = Pay(
    PayForm.MONTHLY,
    190_000,
    (
        Allowance(AllowanceKind.COMMUTING, 10_000, same_for_all=False),
        Allowance(AllowanceKind.HOUSING, 10_000, same_for_all=False),
    ),
    month_minutes=250 * 8 * H // 12,
)


class TestTwentyHoursOfWhichFiveLateAtNight:
    def test_as_totals(self) -> None:
        assert amount(hourly(1_280), total(overtime=20 * H, late_night=5 * H)) == 33_600

    def test_as_days(self) -> None:
        # Once until 03:00: 17 h, of them 9 h overtime and 5 h after 22:00. Then 4, 4 and 3 h more, all before 22:00.
        late = Day.of(MONDAY, 9 * H, 27 * H, [(12 * H, 13 * H)])
        rest = [Day.of(MONDAY + timedelta(days=n), 9 * H, 18 * H + more * H, [(12 * H, 13 * H)]) for n, more in
                ((1, 4), (2, 4), (3, 3))]  # fmt: skip
        assert amount(hourly(1_280), from_days(late, *rest)) == 33_600


class TestSeventyHoursInAMonth:
    def test_as_totals(self) -> None:
        assert amount(hourly(1_100), total(overtime=70 * H)) == 99_000

    def test_as_days(self) -> None:
        # 20 working days of 11.5 h: 3.5 h overtime each.
        days = [MONDAY + timedelta(days=n) for n in range(26) if n % 7 < 5]
        worked = [Day.of(on, 8 * H, 20 * H + 30, [(12 * H, 13 * H)]) for on in days]
        assert len(worked) == 20
        assert amount(hourly(1_100), from_days(*worked)) == 99_000


class TestTenHoursOnTheRestDayOfWhichTwoAtNight:
    def test_as_totals(self) -> None:
        assert amount(hourly(1_100), total(overtime=0, rest_day=10 * H, late_night=2 * H)) == 15_400

    def test_as_a_day(self) -> None:
        sunday = MONDAY - timedelta(days=1)
        worked = Day.of(sunday, 13 * H, 24 * H, [(18 * H, 19 * H)], scheduled=0)
        assert amount(hourly(1_100), from_days(worked, rest=frozenset({sunday}))) == 15_400


class TestMonthlyPay:
    def test_the_pay_of_an_hour_leaves_out_commuting_and_housing_by_real_cost(self) -> None:
        assert base_of(MONTHLY, high=False).per_hour == base_of(MONTHLY, high=True).per_hour == 1_020

    @pytest.mark.parametrize(("days", "yen", "hour"), [(261, 174_000, 1_000), (262, 524_000, 3_000)])
    def test_five_days_of_eight_hours_in_the_longest_years_are_lawful(self, days: int, yen: int, hour: int) -> None:
        """261 days x 8 h / 12 = 174 h; 262 days x 8 h / 12 = 174 2/3 h."""
        pay = Pay(PayForm.MONTHLY, yen, month_minutes=Fraction(days * 8 * H, 12))
        assert base_of(pay, high=False).per_hour == base_of(pay, high=True).per_hour == hour
        assert amount(pay, total(overtime=10 * H)) == hour * 125 // 10

    def test_fifteen_hours(self) -> None:
        assert amount(MONTHLY, total(overtime=15 * H)) == 19_125

    def test_the_minimum_wage_is_held_against_pay_with_housing(self) -> None:
        assert per_hour(MONTHLY, high=True) == 1_080


def test_nine_hours_on_five_days_and_five_on_saturday_are_ten_hours_once() -> None:
    week = [Day.of(MONDAY + timedelta(days=n), 9 * H, 19 * H, [(12 * H, 13 * H)]) for n in range(5)]
    saturday = Day.of(MONDAY + timedelta(days=5), 9 * H, 14 * H, scheduled=0)
    hours = from_days(*week, saturday)
    assert hours.low[date(2026, 5, 31)].all_overtime == 10 * H
    assert amount(hourly(1_280), hours) == 16_000


@pytest.mark.parametrize(
    ("start", "end", "rest", "percent"),
    [
        (9, 18, False, 0),  # within the contract: nothing beside the ordinary pay
        (9, 20, False, 2 * 125),
        (14, 23, False, 25),  # work by contract at night: the premium alone
        (14, 24, False, 125 + 2 * 25),
        (9, 17, True, 7 * 135),
        (15, 24, True, 8 * 135 + 2 * 25),
    ],
)
def test_combinations_of_one_day(start: int, end: int, rest: bool, percent: int) -> None:
    """Each with an hour of break in its middle, at 1,000 yen an hour."""
    middle = (start + end) // 2 * H
    day = Day.of(MONDAY, start * H, end * H, [(middle, middle + H)])
    assert amount(hourly(1_000), from_days(day, rest=frozenset({MONDAY} if rest else ()))) == percent * 10


def test_beyond_60_hours_at_night_takes_175_percent() -> None:
    assert amount(hourly(1_000), total(overtime=61 * H, late_night=H)) == 60 * 1_250 + 1_750


def test_a_shift_from_saturday_into_the_rest_day_changes_at_midnight() -> None:
    """Saturday evening is the sixth day of a full week: overtime until midnight, then the rest day."""
    week = [Day.of(MONDAY + timedelta(days=n), 9 * H, 18 * H, [(12 * H, 13 * H)]) for n in range(5)]
    saturday = Day.of(MONDAY + timedelta(days=5), 20 * H, 27 * H, scheduled=0)
    hours = from_days(*week, saturday, rest=frozenset({MONDAY + timedelta(days=6)}))
    assert hours.low[date(2026, 5, 31)] == Minutes(regular=40 * H, overtime=4 * H, rest_day=3 * H, late_night=5 * H)
    assert amount(hourly(1_000), hours) == 4 * 1_250 + 3 * 1_350 + 5 * 250


def test_a_shift_out_of_the_rest_day_is_ordinary_after_midnight() -> None:
    sunday = MONDAY - timedelta(days=1)
    hours = from_days(Day.of(sunday, 20 * H, 27 * H), rest=frozenset({sunday}))
    assert hours.low[date(2026, 5, 31)] == Minutes(extra=3 * H, rest_day=4 * H, late_night=5 * H)


def test_a_week_over_two_months_is_counted_whole() -> None:
    """Saturday, 1 August, lies in the week that began in July: its hours come after the 40 of July."""
    week = [Day.of(date(2026, 7, 27) + timedelta(days=n), 9 * H, 18 * H, [(12 * H, 13 * H)]) for n in range(5)]
    saturday = Day.of(date(2026, 8, 1), 9 * H, 12 * H, scheduled=0)
    hours = from_days(*week, saturday)
    assert hours.low[date(2026, 7, 31)].all_overtime == 0
    assert hours.low[date(2026, 8, 31)] == Minutes(overtime=3 * H)


def test_seven_hours_by_contract_the_eighth_is_paid_plainly() -> None:
    day = Day.of(MONDAY, 9 * H, 19 * H, [(12 * H, 13 * H)], scheduled=7 * H)
    assert amount(hourly(1_000), from_days(day)) == 1_000 + 1_250
