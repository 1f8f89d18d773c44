"""An input file as somebody writes it: what it means, and every mistake with its line and place."""

import json
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from flows.law.amounts import Span
from flows.law.pay.answer import as_data
from flows.law.pay.claim import Claim
from flows.law.pay.form import Form
from flows.law.pay.minutes import Minutes
from flows.law.pay.place import line_of
from flows.law.pay.told import LOOKED_AT, SHOWN, Mistake, NotUnderstood, claim_from
from flows.law.pay.unpaid import Unpaid, unpaid

H = 60
TODAY = date(2026, 11, 22)
MAY = date(2026, 5, 31)
PAY = {"form": "hourly", "yen": 1_000}


def day(on: Any = "2026-05-04", start: Any = "09:00", end: Any = "18:00", **more: Any) -> dict[str, Any]:
    return {"date": on, "start": start, "end": end, **more}


def told(**changes: Any) -> Claim:
    return claim_from(json.dumps({"pay": PAY, "days": [day()], **changes}), TODAY)


def refused(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(NotUnderstood) as error:
        claim_from(text, TODAY)
    return [(one.line, one.where, one.problem) for one in error.value.mistakes]


def wrong(**changes: Any) -> list[tuple[str, str]]:
    return [(where, said) for _, where, said in refused(json.dumps({"pay": PAY, "days": [day()], **changes}))]


class TestWhatItMeans:
    def test_a_day_with_breaks(self) -> None:
        tuesday = day("2026-05-05", end="18:30", **{"break": 30})
        claim = told(days=[day(end="19:00", breaks=[["12:00", "13:00"]]), tuesday])
        assert claim.hours.low[MAY] == Minutes(regular=16 * H, overtime=2 * H)
        assert claim.hours.low == claim.hours.high

    @pytest.mark.parametrize("end", ["02:00", "26:00"])
    def test_an_end_on_the_next_day(self, end: str) -> None:
        assert told(days=[day(start="18:00", end=end)]).hours.low[MAY] == Minutes(regular=8 * H, late_night=4 * H)

    def test_a_break_after_midnight(self) -> None:
        claim = told(days=[day(start="18:00", end="03:00", breaks=[["23:30", "00:30"]])])
        assert claim.hours.low[MAY] == Minutes(regular=8 * H, late_night=4 * H)

    def test_between_two_times(self) -> None:
        claim = told(days=[day(start=["08:00", "09:00"], end=["18:00", "20:00"], **{"break": [30, "1:00"]})])
        assert claim.hours.low[MAY] == Minutes(regular=8 * H)
        assert claim.hours.high[MAY] == Minutes(regular=8 * H, overtime=3 * H + 30)

    def test_rest_days_by_weekday_by_date_and_of_one_day_alone(self) -> None:
        sunday = day("2026-05-03")
        assert told(days=[sunday], rest_weekday="sun").hours.low[MAY].rest_day == 9 * H
        assert told(days=[sunday], rest_days=["2026-05-03"]).hours.low[MAY].rest_day == 9 * H
        assert told(days=[{**sunday, "rest_day": True}]).hours.low[MAY].rest_day == 9 * H
        assert told(days=[{**sunday, "rest_day": False}], rest_weekday="sun").hours.low[MAY].rest_day == 0

    def test_saturday_night_runs_into_a_rest_day_that_was_not_worked_otherwise(self) -> None:
        claim = told(days=[day("2026-05-09", "20:00", "03:00")], rest_weekday="sun")
        assert claim.hours.low[MAY] == Minutes(regular=4 * H, rest_day=3 * H, late_night=5 * H)
        assert claim.hours.high[MAY] == Minutes(extra=4 * H, rest_day=3 * H, late_night=5 * H)

    def test_what_the_contract_names(self) -> None:
        assert told(schedule={"hours": "7:00"}).hours.low[MAY] == Minutes(regular=7 * H, extra=H, overtime=H)
        assert told(schedule={"weekdays": ["tue"]}).hours.low[MAY] == Minutes(extra=8 * H, overtime=H)
        assert told(days=[day(scheduled="9:00")]).hours.low[MAY] == Minutes(regular=8 * H, scheduled_overtime=H)

    def test_a_contract_nobody_told_of_is_not_taken_for_monday_to_friday(self) -> None:
        """Six days of 6:40 are 40 hours: whether they are the contract is not known, and it is said."""
        week = [day(f"2026-05-0{n}", "09:00", "15:40") for n in range(4, 10)]
        claim = told(days=week)
        assert claim.hours.low[MAY] == Minutes(regular=40 * H)
        assert claim.hours.high[MAY] == Minutes(regular=40 * H - 400, extra=400)
        assert "schedule_assumed" in claim.notes
        known = told(days=week, schedule={"hours": "6:40", "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat"]})
        assert known.hours.low[MAY] == known.hours.high[MAY] == Minutes(regular=40 * H)
        assert "schedule_assumed" not in known.notes

    def test_the_hours_of_a_day_by_contract_are_used_where_only_the_days_are_unknown(self) -> None:
        seven = {**PAY, "day_hours": "7:00"}
        for claim in (told(pay=seven), told(pay=[{**seven, "from": "2026-05-01"}, {**PAY, "day_hours": "6:00"}])):
            assert claim.hours.low[MAY] == claim.hours.high[MAY] == Minutes(regular=7 * H, extra=H, overtime=H)

    def test_hours_beyond_the_law_are_only_named_by_a_contract_that_was_told(self) -> None:
        claim = told(pay={**PAY, "day_hours": "9:00"})
        assert claim.hours.low[MAY] == Minutes(regular=8 * H, scheduled_overtime=H)
        assert claim.hours.high[MAY] == Minutes(regular=8 * H, overtime=H)
        saturday = [day(f"2026-05-0{n}", "09:00", "17:00") for n in range(4, 10)]
        for end in (told(days=saturday).hours.low, told(days=saturday).hours.high):
            assert end[MAY] == Minutes(regular=40 * H, overtime=8 * H)

    def test_whatever_the_contract_may_name_the_low_end_is_not_the_higher_one(self) -> None:
        random = Random(7)
        for _ in range(60):
            hours = random.choice([None, "6:40", "7:45", "8:00", "9:30"])
            pay = {"form": random.choice(["hourly", "monthly"]), "yen": 200_000, "day_hours": hours}
            schedule = random.choice([{}, {"weekdays": ["tue", "sat"]}, {"hours": "8:30"}])
            days = [
                day(f"2026-05-{on:02}", "07:00", f"{random.randint(8, 24):02}:30")
                for on in random.sample(range(1, 31), random.randint(1, 25))
            ]  # fmt: skip
            rest = random.choice([None, "sun"])
            result = unpaid(told(days=days, pay=pay, schedule=schedule, rest_weekday=rest), TODAY)
            assert isinstance(result, Unpaid)
            assert result.low <= result.high, (days, pay, schedule)

    def test_totals_of_a_month_that_closes_on_the_20th(self) -> None:
        claim = told(days=[], months=[{"month": "2026-05", "overtime": ["61:00", 4_000]}], pay_month={"closes": 20})
        assert claim.hours.low == {date(2026, 5, 20): Minutes(overtime=60 * H, over_60=H)}
        assert claim.hours.high == {date(2026, 5, 20): Minutes(overtime=60 * H, over_60=400)}

    def test_pay_of_a_month_with_a_rise(self) -> None:
        old = {"form": "monthly", "yen": 190_000, "days_a_year": 243, "day_hours": "7:45", "allowances": []}
        claim = told(pay=[{**old, "from": "2026-04-01", "yen": 200_000}, old])
        assert [(since, pay.yen) for since, pay in claim.pays] == [(date.min, 190_000), (date(2026, 4, 1), 200_000)]
        assert claim.pays[0][1].month_minutes == Fraction(243 * 465, 12)

    def test_what_was_paid(self) -> None:
        claim = told(paid={"each_month": [0, 5_000], "months": {"2026-05": 20_000}})
        assert (claim.paid_each, claim.paid) == (Span(0, 5_000), {MAY: Span.of(20_000)})
        assert told().paid_each is None

    def test_allowances_that_were_not_asked_are_said_to_be_missing(self) -> None:
        asked = [{"kind": kind, "yen": 0} for kind in ("family", "commuting", "living_apart", "education", "housing")]
        said = {"hours": "8:00", "weekdays": ["mon"]}
        assert told(schedule=said).notes == ("allowances_not_asked",)
        assert told(schedule=said, pay={**PAY, "allowances": asked[:4]}).notes == ("allowances_not_asked",)
        assert told(schedule=said, pay={**PAY, "allowances": asked}).notes == ()


class TestMistakes:
    @pytest.mark.parametrize(
        ("wrong_day", "where", "says"),
        [
            (day(end="25:70"), "days[0].end", 'there is no time "25:70"'),
            (day(start="9"), "days[0].start", '"9" is not a time; write it as "09:00"'),
            (day(start="24:00", end="30:00"), "days[0]", "the work begins on the day after; write it there"),
            (day(end=["18:00", "48:00"]), "days[0].end[1]", 'there is no time "48:00"'),
            (day("2026-02-30"), "days[0].date", 'there is no date "2026-02-30"'),
            (day("4 May"), "days[0].date", '"4 May" is not a date; write it as "2026-05-31"'),
            (day("2026-11-23"), "days[0].date", "2026-11-23 has not come yet"),
            (day(start="08:00", end="33:00"), "days[0]", "more than 24 hours from beginning to end"),
            (day(start="09:00", end="09:00"), "days[0]", "it begins and ends at the same time"),
            (day(breaks=[["08:00", "10:00"]]), "days[0]", "a break lies outside the work, or over another break"),
            (day(**{"break": "10:00"}), "days[0]", "the break is longer than the work"),
            (
                day(**{"break": "1:75"}), "days[0].break",
                '"1:75" is not a length of time; write it as "1:30" or in minutes, 90',
            ),
            (day(**{"break": [60, 30]}), "days[0].break", "of the two, the first must not be the greater one"),
            (day(brake=3), "days[0].brake", "there is no such name here"),
            ({"date": "2026-05-04", "start": "09:00"}, "days[0].end", "this is missing"),
        ],
    )  # fmt: skip
    def test_of_a_day(self, wrong_day: dict[str, Any], where: str, says: str) -> None:
        assert wrong(days=[wrong_day]) == [(where, says)]

    def test_days_that_overlap_or_are_there_twice(self) -> None:
        assert wrong(days=[day(start="20:00", end="33:00"), day("2026-05-05", "08:00")]) == [
            ("days[1]", "2026-05-05: the day before ends after this one has begun")
        ]
        assert wrong(days=[day(), day("2026-05-05"), day()]) == [
            ("days[2]", "2026-05-04: this date is there twice; write one day with the break between")
        ]

    def test_hours_before_the_first_pay(self) -> None:
        late = {**PAY, "from": "2026-05-10"}
        assert wrong(pay=late) == [("days[0].date", "no pay held on 2026-05-04: the first one begins on 2026-05-10")]
        months = [{"month": "2026-04", "overtime": 60}, {"month": "2026-05", "overtime": 60}]
        assert wrong(pay=late, days=[], months=months) == [
            ("months[0].month", "no pay held in this month: the first one begins on 2026-05-10")
        ]

    def test_a_number_of_thousands_of_digits(self) -> None:
        assert refused('{"pay": 1' + "0" * 5_000 + "}") == [(1, "", "a number in it is far too long")]

    def test_of_very_many_mistakes_few_are_looked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        looked: list[Any] = []

        def found(_text: str, path: Any) -> int:
            looked.append(path)
            return 1

        monkeypatch.setattr("flows.law.pay.told.line_of", found)
        text = json.dumps({"pay": PAY, "days": [day()], **{f"no{n}": n for n in range(2_000)}})
        assert len(refused(text)) == SHOWN
        assert len(looked) == LOOKED_AT

    def test_a_loose_break_where_the_rest_day_begins(self) -> None:
        late = day("2026-05-09", "20:00", "03:00", **{"break": 30})
        assert wrong(days=[late], rest_weekday="sun")[0][1].endswith("say from when to when the breaks were")

    @pytest.mark.parametrize(
        ("changes", "where"),
        [
            ({"pay": {"form": "hourly", "yen": 0}}, "pay.yen"),
            ({"pay": {"form": "hourly", "yen": "1000"}}, "pay.yen"),
            ({"pay": {"form": "weekly", "yen": 1_000}}, "pay.form"),
            ({"pay": {"form": "daily", "yen": 9_000}}, "pay"),
            ({"pay": {"form": "monthly", "yen": 9_000, "days_a_year": 250}}, "pay"),
            ({"pay": {"form": "monthly", "yen": 9_000, "month_hours": 0}}, "pay"),
            ({"pay": {"form": "monthly", "yen": 9, "allowances": [{"kind": "family", "yen": 10}]}}, "pay"),
            ({"pay": [PAY, PAY]}, "pay[1]"),
            ({"prefecture": "48"}, "prefecture"),
            ({"work": "whaling"}, "work"),
            ({"paid": {"months": {"May": 1}}}, "paid.months.May"),
            ({"paid": {"months": {"2026-06": 1}}}, "paid.months.2026-06"),
            ({"paid": {"each_month": -1}}, "paid.each_month"),
            ({"pay_month": {"closes": 32}}, "pay_month.closes"),
            ({"months": [{"month": "2026-05"}]}, "months"),
            ({"days": []}, ""),
            ({"days": [], "months": [{"month": "2026-05"}, {"month": "2026-05"}]}, "months[1].month"),
            ({"days": [], "months": [{"month": "2026-12"}]}, "months[0].month"),
            ({"days": [], "months": [{"month": "2026-13"}]}, "months[0].month"),
        ],
    )
    def test_of_the_rest(self, changes: dict[str, Any], where: str) -> None:
        assert [place for place, _ in wrong(**changes)] == [where]

    def test_several_mistakes_come_together_each_with_its_line(self) -> None:
        text = """{
          "pay": {"form": "hourly", "yen": 1000},
          "days": [
            {"date": "2026-05-04", "start": "09:00", "end": "18:00"},
            {"date": "2026-05-05",
             "start": "09:00",
             "end": "25:70"},
            {"date": "2026-05-32", "start": "09:00", "end": "18:00"}
          ]
        }"""
        assert [(line, where) for line, where, _ in refused(text)] == [(7, "days[1].end"), (8, "days[2].date")]

    @pytest.mark.parametrize(
        ("text", "line", "says"),
        [
            ("{\n", 2, "this is not JSON: Expecting property name enclosed in double quotes"),
            ('{"pay": 1, "pay": 2}', 1, '"pay" is written twice in the same place'),
            ("[" * 100_000, 1, "too many things inside each other"),
            ("[]", 1, "names and values in { } were expected"),
            (" " * 5_000_001, 1, "the file is too long"),
        ],
    )
    def test_a_file_that_is_none(self, text: str, line: int, says: str) -> None:
        assert refused(text) == [(line, "", says)]


def test_the_place_of_a_value_in_a_text() -> None:
    text = '{\n "a, ]": [1,\n  {"b\\"": "}",\n   "c": [\n[]]}]\n}'
    assert line_of(text, ("a, ]", 1, "c", 0)) == 5
    assert line_of(text, ("a, ]", 1, 'b"')) == 3
    assert line_of(text, ("a, ]", 1, "nothing", 4)) == 3
    assert line_of(text, ("a, ]", 9)) == 2


def test_the_answer_is_plain_data_that_holds_everything() -> None:
    claim = told(pay={**PAY, "form": "monthly", "yen": 200_000}, prefecture="13", fixed_overtime_pay={"yen": 100})
    result = unpaid(claim, TODAY)
    assert isinstance(result, Unpaid)
    data = json.loads(json.dumps(as_data(result)))
    assert (data["low"], data["high"], data["warning"]) == (result.low, result.high, "do_not_settle")
    assert [one["fixed"] for one in data["fixed_overtime_pay"]] == ["counted", "joins"]
    assert {one["key"] for one in data["assumptions"]} == set(result.assumptions)
    assert data["months"][0]["low"]["minutes"]["overtime"] == H
    assert data["minimum_wage"][0]["yen"] == 1_226
    assert data["laws"]


def test_the_schema_names_every_part_of_the_form() -> None:
    assert set(Form.model_json_schema()["properties"]) == {
        "work", "status", "prefecture", "pay", "fixed_overtime_pay", "pay_month", "week_starts", "rest_weekday",
        "rest_days", "schedule", "paid", "whole_hours", "days", "months",
    }  # fmt: skip


ODD: list[Any] = [
    None, True, -1, 0, 10**30, 1.5, "", "\x00", "0000-00-00", "0001-01-01", "9999-12-31", "2026-05-04", "24:00",
    "47:59", "99:99", [], {}, [[]], ["00:00", "00:00"], ["10:00", "09:00"], "１２:００", "sun", "monthly", "piece",
]  # fmt: skip
WHOLE: dict[str, Any] = {
    "work": "standard", "status": "ssw1", "prefecture": "13",
    "pay": [{"from": "2026-01-01", "form": "monthly", "yen": 200_000, "days_a_year": 250, "day_hours": "8:00",
             "allowances": [{"kind": "family", "yen": 1, "same_for_all": None}]}],
    "fixed_overtime_pay": {"yen": 1, "shown": None}, "pay_month": {"closes": 31, "paid_on": 25, "months_after": 1},
    "week_starts": "sun", "rest_weekday": "sun", "rest_days": ["2026-05-03"],
    "schedule": {"hours": "8:00", "weekdays": ["mon"]}, "paid": {"each_month": [0, 1], "months": {"2026-05": 3}},
    "whole_hours": True,
    "days": [{"date": "2026-05-04", "start": ["08:00", "09:00"], "end": "26:00", "breaks": [["12:00", "13:00"]],
              "break": 5, "rest_day": False, "scheduled": 480},
             {"date": "2026-05-10", "start": "08:00", "end": "18:00"}],
}  # fmt: skip


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, part in inside for place in places(part, (*at, key)))]


def changed(value: Any, at: tuple[Any, ...], odd: Any) -> Any:
    if not at:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[at[0]] = changed(value[at[0]], at[1:], odd)
    return copy


def test_whatever_stands_in_a_file_it_is_computed_or_its_place_is_told() -> None:
    told(**WHOLE)
    for at in places(WHOLE):
        for odd in ODD:
            found = mistakes_in(json.dumps(changed(WHOLE, at, odd)))
            assert found is None or 1 <= len(found) <= 20
            assert all(one.line == 1 and one.problem for one in found or ())


def mistakes_in(text: str) -> tuple[Mistake, ...] | None:
    """None: it could be computed."""
    try:
        unpaid(claim_from(text, TODAY), TODAY)
    except NotUnderstood as error:
        return error.mistakes
    return None
