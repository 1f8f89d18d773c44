"""Files as somebody writes them for `todoke estimate`, each with what a person gets with pencil and paper.

An hour is 1,200 yen unless said otherwise; 125 % of it are 1,500, 150 % are 1,800, 135 % are 1,620, 25 % are 300.
"""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from flows.law.pay.kinds import HandedOver
from flows.law.pay.told import NotUnderstood, claim_from
from flows.law.pay.unpaid import Unpaid, unpaid

ON = date(2026, 11, 22)
FIVE_DAYS = {"hours": "8:00", "weekdays": ["mon", "tue", "wed", "thu", "fri"]}
NOON = [["12:00", "13:00"]]


def day(on: str, start: str, end: str, breaks: list[list[str]] | None = None, **more: Any) -> dict[str, Any]:
    return {"date": on, "start": start, "end": end, "breaks": breaks or [], **more}


def hourly(yen: int = 1_200) -> dict[str, Any]:
    return {"form": "hourly", "yen": yen}


def monthly(yen: int, **more: Any) -> dict[str, Any]:
    return {"form": "monthly", "yen": yen, **more}


def counted(on: date = ON, **file: Any) -> Unpaid:
    """What the program says of a file."""
    told = {"pay": hourly(), "schedule": FIVE_DAYS, "pay_month": {"paid_on": 25}, "paid": {"each_month": 0}, **file}
    result = unpaid(claim_from(json.dumps({k: v for k, v in told.items() if v is not None}), on), on)
    assert isinstance(result, Unpaid)
    return result


def owed(on: date = ON, **file: Any) -> tuple[int, int]:
    result = counted(on, **file)
    return result.low, result.high


def totals(month: str = "2026-05", **more: Any) -> dict[str, Any]:
    """A month of totals, in the place of days."""
    return {"schedule": None, "months": [{"month": month, **more}]}


class TestDaysAndWeeks:
    def test_five_days_of_nine_hours_and_five_on_saturday_are_ten_hours(self) -> None:
        week = [day(f"2026-05-{n:02}", "08:00", "18:00", NOON) for n in range(11, 16)]
        assert owed(days=[*week, day("2026-05-16", "08:00", "13:00")]) == (15_000, 15_000)  # 10 x 1,500

    def test_a_week_over_two_months_is_counted_whole_and_paid_where_its_days_are(self) -> None:
        week = [day(on, "09:00", "18:00", NOON) for on in ("2026-06-29", "2026-06-30", "2026-07-01", "2026-07-02")]
        file = [*week, day("2026-07-03", "09:00", "18:00", NOON), day("2026-07-04", "09:00", "14:00")]
        result = counted(days=file)
        assert [(one.last, one.low.unpaid) for one in result.months] == [
            (date(2026, 6, 30), 0), (date(2026, 7, 31), 7_500),  # Saturday: 5 x 1,500
        ]  # fmt: skip

    WEEK = tuple(day(f"2026-05-{n:02}", "09:00", "18:00", NOON) for n in range(11, 16))

    @pytest.mark.parametrize(("starts", "yen"), [("sun", 6_000 + 1_500), ("mon", 6_000)])
    def test_a_sunday_begins_the_week_or_ends_the_one_before(self, starts: str, yen: int) -> None:
        # Sunday 5 h beyond the contract, 6,000; then five days of 8 h that are paid, the last 5 h of them beyond 40:
        # 5 x 300. The same as 5 x 1,500 for the hours that came on top.
        assert owed(days=[day("2026-05-10", "09:00", "14:00"), *self.WEEK], week_starts=starts) == (yen, yen)

    @pytest.mark.parametrize("schedule", [FIVE_DAYS, None])
    @pytest.mark.parametrize("pay", [hourly(), monthly(192_000, month_hours="160:00")])
    def test_forty_hours_of_a_lawful_contract_are_paid_once_whatever_came_before_them(
        self, schedule: dict[str, Any] | None, pay: dict[str, Any]
    ) -> None:
        assert owed(days=[day("2026-05-10", "09:00", "14:00"), *self.WEEK], schedule=schedule, pay=pay) == (7_500,) * 2

    def test_two_shifts_of_a_day_are_one_day(self) -> None:
        gap = [["10:00", "17:00"]]
        assert owed(days=[day("2026-05-11", "06:00", "22:00", gap)]) == (1_500, 1_500)  # 4 h + 5 h
        assert owed(days=[day("2026-05-11", "06:00", "23:00", gap)]) == (3_300, 3_300)  # 2 x 1,500 + 1 h at night
        with pytest.raises(NotUnderstood, match="this date is there twice"):
            counted(days=[day("2026-05-11", "06:00", "10:00"), day("2026-05-11", "17:00", "22:00")])


class TestNightsAndRestDays:
    def test_five_nights_take_the_night_premium_alone(self) -> None:
        nights = [day(f"2026-05-{n:02}", "22:00", "07:00", [["02:00", "03:00"]]) for n in range(11, 16)]
        assert owed(days=nights) == (9_000, 9_000)  # 5 x 6 h x 300

    def test_a_night_that_runs_into_the_rest_day(self) -> None:
        # Saturday 20-24: 4 h x 1,200 and 2 h x 300. Sunday 1-5: 4 h x 1,620 and 4 h x 300
        night = [day("2026-05-09", "20:00", "05:00", [["00:00", "01:00"]])]
        assert owed(days=night, rest_weekday="sun") == (13_080, 13_080)

    def test_a_rest_day_that_runs_into_monday_ends_at_midnight(self) -> None:
        # Sunday 20-24: 4 h x 1,620 and 2 h x 300. Monday 0-2: 2 h x 1,200 and 2 h x 300
        assert owed(days=[day("2026-05-10", "20:00", "02:00")], rest_weekday="sun") == (10_080, 10_080)

    def test_ten_hours_on_the_rest_day_have_no_overtime(self) -> None:
        found = [day("2026-05-10", "13:00", "24:00", [["17:00", "18:00"]])]
        assert owed(pay=hourly(1_100), days=found, rest_weekday="sun") == (15_400, 15_400)

    def test_the_other_day_off_is_no_rest_day(self) -> None:
        assert owed(days=[day("2026-05-09", "09:00", "14:00")], rest_weekday="sun") == (6_000, 6_000)  # 5 h x 1,200


class TestSixtyHours:
    JUNE = tuple(day(f"2026-06-{n:02}", "08:00", "20:00", NOON) for n in range(1, 27) if n % 7 not in (6, 0))

    def test_twenty_days_of_three_hours_are_just_sixty(self) -> None:
        assert len(self.JUNE) == 20
        assert owed(days=list(self.JUNE)) == (90_000, 90_000)  # 60 x 1,500

    def test_the_minutes_after_them_take_150_percent_also_at_night(self) -> None:
        more = [day("2026-06-29", "08:00", "20:00", NOON)]  # 3 x 1,800
        assert owed(days=[*self.JUNE, *more]) == (95_400, 95_400)
        more.append(day("2026-06-30", "13:00", "01:00", [["18:00", "19:00"]]))  # 3 x 1,800 + 3 h at night x 300
        assert owed(days=[*self.JUNE, *more]) == (101_700, 101_700)

    def test_rest_days_do_not_count_towards_them(self) -> None:
        more = [day("2026-06-28", "08:00", "18:00"), day("2026-06-29", "08:00", "18:00", NOON)]
        # Sunday 10 h x 1,620; Monday 1 h beyond 8, the 61st: 1,800
        assert owed(days=[*self.JUNE, *more], rest_weekday="sun") == (108_000, 108_000)

    def test_they_begin_anew_with_the_month_of_pay(self) -> None:
        # months that close on the 20th: fifteen days (45 h), then five (15 h): nowhere more than 60
        found = [*self.JUNE, day("2026-06-29", "08:00", "20:00", NOON)]
        assert owed(days=found, pay_month={"closes": 20, "paid_on": 25}) == (94_500, 94_500)  # 63 x 1,500


class TestEndsOfMonths:
    def test_closing_on_the_twentieth(self) -> None:
        file = [day("2026-05-20", "09:00", "19:00", NOON), day("2026-05-21", "09:00", "20:00", NOON)]
        month = {"closes": 20, "paid_on": 25, "months_after": 0}
        result = counted(days=file, pay_month=month, paid={"months": {"2026-05": 1_500, "2026-06": 0}})
        assert [(one.first, one.last, one.low.unpaid, one.lapses[0]) for one in result.months] == [
            (date(2026, 4, 21), date(2026, 5, 20), 0, date(2029, 5, 25)),
            (date(2026, 5, 21), date(2026, 6, 20), 3_000, date(2029, 6, 25)),
        ]

    def test_the_last_of_february_in_a_leap_year(self) -> None:
        file = [day("2028-02-29", "09:00", "19:00", NOON), day("2028-03-01", "09:00", "19:00", NOON)]
        result = counted(date(2028, 3, 31), days=file)
        assert [(one.first, one.last) for one in result.months] == [
            (date(2028, 2, 1), date(2028, 2, 29)), (date(2028, 3, 1), date(2028, 3, 31)),
        ]  # fmt: skip
        assert result.low == 3_000

    def test_closing_on_the_thirtieth(self) -> None:
        result = counted(days=[day("2026-01-31", "09:00", "19:00", NOON)], pay_month={"closes": 30, "paid_on": 10})
        (month,) = result.months
        assert (month.first, month.last) == (date(2026, 1, 31), date(2026, 2, 28))
        assert month.lapses == (date(2029, 3, 10),) * 2

    def test_pay_of_the_last_of_january_comes_on_the_last_of_february(self) -> None:
        result = counted(days=[day("2026-01-31", "09:00", "19:00", NOON)], pay_month={"paid_on": 31})
        assert result.months[0].lapses == (date(2029, 2, 28),) * 2


class TestLimitation:
    @pytest.mark.parametrize(
        ("worked", "paid_on", "last"),
        [
            ("2023-09-15", 25, date(2026, 10, 25)),
            ("2024-01-15", 31, date(2027, 2, 28)),  # payday 29 February 2024; three years from 1 March 2024
            ("2025-01-15", 31, date(2028, 2, 29)),  # payday 28 February 2025; three years from 1 March 2025
            ("2024-01-15", 28, date(2027, 2, 28)),  # three years from 29 February 2024: 2027 has no such day
            ("2025-03-14", 30, date(2028, 4, 30)),
        ],
    )
    def test_claimed_on_the_last_day_and_lost_on_the_next(self, worked: str, paid_on: int, last: date) -> None:
        file = {"days": [day(worked, "09:00", "19:00", NOON)], "pay_month": {"paid_on": paid_on}}
        assert owed(last, **file) == (1_500, 1_500)
        assert owed(last + timedelta(days=1), **file) == (0, 0)


class TestTheHour:
    def test_a_month_of_162_and_a_half_hours(self) -> None:
        # 213,333 / 162.5 = 1,312.818...; 13 h 20 min x 125 % of it = 21,880.3
        pay = monthly(213_333, month_hours="162:30")
        assert owed(pay=pay, **totals(overtime="13:20")) == (21_880, 21_880)

    def test_minutes_are_never_rounded_and_the_sum_is_at_fifty_sen(self) -> None:
        # 7 min x 125 % + 3 min x 25 % of 1,023 yen: 161.975
        assert owed(pay=hourly(1_023), **totals(overtime=7, late_night=3)) == (162, 162)

    @pytest.mark.parametrize(("overtime", "yen"), [("10:29", 15_000), ("10:30", 16_500)])
    def test_the_totals_of_a_month_in_whole_hours(self, overtime: str, yen: int) -> None:
        assert owed(whole_hours=True, **totals(overtime=overtime)) == (yen, yen)

    def test_an_allowance_of_which_it_is_not_known_who_gets_it(self) -> None:
        allowances = [
            {"kind": "commuting", "yen": 10_000, "same_for_all": False}, {"kind": "housing", "yen": 10_000},
        ]  # fmt: skip
        pay = monthly(190_000, days_a_year=250, day_hours="8:00", allowances=allowances)
        # 170,000 or 180,000 over 166.67 hours: 1,020 or 1,080 yen
        assert owed(pay=pay, **totals(overtime="15:00")) == (19_125, 20_250)

    def test_hours_of_a_month_that_nobody_knows_are_at_most_what_a_contract_may_name(self) -> None:
        # 262 days x 8 h / 12 = 174.67 h: 209,600 yen are 1,200 an hour; over 160 h they are 1,310
        result = counted(pay=monthly(209_600), **totals(overtime="20:00"))
        assert (result.low, result.high) == (30_000, 32_750)
        known = owed(pay=monthly(209_600, days_a_year=262, day_hours="8:00"), **totals(overtime="20:00"))
        assert result.low <= known[0], "of hours that are not known, the lower end is no more than of any lawful ones"

    def test_pay_by_the_day(self) -> None:
        pay = {"form": "daily", "yen": 9_600, "day_hours": "8:00"}
        assert owed(pay=pay, days=[day("2026-05-11", "08:00", "19:00", NOON)]) == (3_000, 3_000)

    def test_a_contract_of_nine_hours(self) -> None:
        schedule = {"hours": "9:00", "weekdays": ["mon"]}
        nine = [day("2026-05-11", "08:00", "18:00", NOON)]
        by_day = {"form": "daily", "yen": 10_800, "day_hours": "9:00"}
        assert owed(pay=by_day, days=nine, schedule=schedule) == (300, 300)
        # by the month: 25 % of 225,000 / 187.5 h; at most 125 % of 225,000 / 174.67 h
        by_month = monthly(225_000, days_a_year=250, day_hours="9:00")
        assert owed(pay=by_month, days=nine, schedule=schedule) == (300, 1_610)

    def test_a_rise_in_the_middle_of_a_month(self) -> None:
        pays = [hourly(), {**hourly(1_300), "from": "2026-05-16"}]
        assert owed(pay=pays, **totals(overtime="4:00")) == (6_000, 6_500)


class TestFixedOvertimePay:
    """240,000 yen for 160 hours: 1,500. 40 h x 1,875 = 75,000. With 30,000 more: 1,687.5, and 84,375."""

    @pytest.mark.parametrize(("shown", "high"), [(True, 45_000), (False, 84_375), (None, 84_375)])
    def test_both_readings(self, shown: bool | None, high: int) -> None:
        fixed = {"yen": 30_000, "shown": shown}
        result = counted(
            pay=monthly(240_000, month_hours="160:00"), fixed_overtime_pay=fixed, **totals(overtime="40:00")
        )
        assert (result.low, result.high) == (45_000, high)
        assert [(one.fixed, one.low) for one in result.readings] == [("counted", 45_000), ("joins", 84_375)]

    def test_what_was_paid_between_two_amounts(self) -> None:
        assert owed(paid={"each_month": [3_000, 5_000]}, **totals(overtime="10:00")) == (10_000, 12_000)


class TestRanges:
    def test_begin_and_end_between_two_times(self) -> None:
        rough = {"date": "2026-05-11", "start": ["08:30", "09:00"], "end": ["18:00", "19:00"], "break": "1:00"}
        assert owed(days=[rough]) == (0, 2_250)

    def test_a_break_between_two_lengths(self) -> None:
        assert owed(days=[{**day("2026-05-11", "09:00", "19:00"), "break": [45, 60]}]) == (1_500, 1_875)


class TestMinimumWage:
    def checks(self, prefecture: str, *days: dict[str, Any], yen: int = 1_250, **more: Any) -> list[Any]:
        found = counted(pay=hourly(yen), days=list(days), prefecture=prefecture, **more).minimum
        return [(str(one.first), str(one.last), one.yen, one.below) for one in found]

    def test_a_night_into_the_day_of_the_change_is_of_both_days(self) -> None:
        assert self.checks("13", day("2026-09-30", "22:00", "06:00")) == [
            ("2026-09-30", "2026-09-30", 1_226, False), ("2026-10-01", "2026-10-01", 1_280, True),
        ]  # fmt: skip

    def test_a_place_whose_new_wage_comes_later_than_elsewhere(self) -> None:
        days = (day("2026-11-15", "09:00", "12:00"), day("2026-11-16", "09:00", "12:00"))
        assert [one[2:] for one in self.checks("26", *days, yen=1_150)] == [(1_122, False), (1_180, True)]
        assert [one[2:] for one in self.checks("47", day("2026-11-16", "09:00", "12:00"))] == [(1_023, False)]

    def test_the_day_before_the_table_begins_is_not_covered(self) -> None:
        days = (day("2026-03-30", "09:00", "12:00"), day("2026-03-31", "09:00", "12:00"))
        assert [one[2:] for one in self.checks("05", *days)] == [(None, None), (1_031, False)]

    @pytest.mark.parametrize(("shown", "below"), [(True, True), (False, None), (None, None)])
    def test_fixed_overtime_pay_that_may_be_part_of_the_pay_leaves_it_open(
        self, shown: bool | None, below: bool | None
    ) -> None:
        # 192,000 / 160 h = 1,200 yen, below Tokyo's 1,280; with 16,000 more it is 1,300
        result = counted(
            pay=monthly(192_000, month_hours="160:00"), days=[day("2026-10-05", "09:00", "18:00", NOON)],
            prefecture="13", fixed_overtime_pay={"yen": 16_000, "shown": shown},
        )  # fmt: skip
        assert [one.below for one in result.minimum] == [below]


@pytest.mark.parametrize(
    ("work", "status", "reason"),
    [
        ("agriculture", "ssw1", "farm"), ("livestock", "unknown", "farm"), ("agriculture", "intern", None),
        ("livestock", "intern", None), ("fishery", "intern", "fishery"), ("fishery", "ssw1", "fishery"),
        ("manager", "intern", "manager"), ("standard", "ssw1", None),
    ],
)  # fmt: skip
def test_what_is_handed_to_a_person(work: str, status: str, reason: str | None) -> None:
    file = {"pay": hourly(), "work": work, "status": status, "months": [{"month": "2026-05", "overtime": "10:00"}]}
    result = unpaid(claim_from(json.dumps(file), ON), ON)
    assert (result.reason if isinstance(result, HandedOver) else None) == reason


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([day("2026-05-11", "25:70", "18:00")], "there is no time"),
        ([day("2026-05-11", "08:00", "33:00")], "more than 24 hours"),
        ([day("2026-05-11", "08:00", "08:00")], "begins and ends at the same time"),
        ([day("2026-05-11", "20:00", "06:00"), day("2026-05-12", "05:00", "14:00")], "the day before ends after"),
        ([day("2026-11-23", "08:00", "18:00")], "has not come yet"),
        ([day("2026-02-29", "08:00", "18:00")], "there is no date"),
        ([day("2026-05-11", "08:00", "12:00", [["12:00", "13:00"]])], "outside the work"),
    ],
)
def test_hours_that_can_not_be_are_asked_back(days: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(NotUnderstood, match=said):
        counted(days=days)
