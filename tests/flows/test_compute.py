"""What a flow gets back when it computes from the answers so far."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.compute import (
    FUNCTIONS,
    HOURS,
    MONTHS,
    job_clocks,
    known_days,
    minimum_pay,
    overtime_estimate,
    overtime_minimum,
    reads,
    stay_clock,
    unpaid_span,
)
from flows.law.clocks import Start
from flows.law.rules import rule
from flows.law.running import Known

TODAY = date(2026, 11, 21)
SKIPPED = {"skipped": "unknown"}


def estimate(**changes: Any) -> dict[str, Any]:
    """Estimate for 20 hours in one month at 1,280 yen an hour with nothing paid, unless told otherwise."""
    told: dict[str, Any] = {
        "work_field": "factory",
        "status": "ssw1",
        "pay_form": "hourly",
        "hourly_pay": 1280,
        "overtime_exact": 1200,
        "months": "m1",
        "paid_how": "nothing",
    }
    return overtime_estimate(told | changes, TODAY)


def amounts(**changes: Any) -> tuple[int, int]:
    result = estimate(**changes)
    assert result["estimate_known"]
    return result["estimate_low"], result["estimate_high"]


class TestOvertime:
    def test_twenty_hours_at_1280(self) -> None:
        assert estimate() == {
            "estimate_known": True,
            "estimate_single": True,
            "estimate_low": 32_000,
            "estimate_high": 32_000,
            "estimate_reason": "ok",
            "estimate_zero": False,
            "estimate_if_unpaid": False,
            "hours_known": True,
            "hours_low": 20,
            "months_known": True,
            "months_low": 1,
        }

    def test_seventy_hours_at_1100(self) -> None:
        assert amounts(hourly_pay=1100, overtime_exact=4200) == (99_000, 99_000)

    def test_tapped_ranges_make_a_range_in_thousands(self) -> None:
        # 20 to 45 hours, 2 to 3 months.
        assert amounts(overtime_exact=SKIPPED, overtime_month="h45", months="m3") == (64_000, 216_000)

    def test_a_number_typed_wins_over_the_range_tapped(self) -> None:
        assert amounts(overtime_month="over80") == (32_000, 32_000)

    def test_over_80_is_counted_as_80_and_over_three_years_as_three(self) -> None:
        low, high = amounts(overtime_exact=None, overtime_month="over80", months="over36")
        assert (low, high) == (4_838_000, 4_839_000)  # 36 x (60 x 1,600 + 20 x 1,920) = 4,838,400

    def test_monthly_pay_gives_a_range_because_the_hours_are_assumed(self) -> None:
        assert amounts(pay_form="monthly", hourly_pay=None, monthly_pay=200_000) == (28_000, 32_000)

    def test_part_paid_is_taken_off(self) -> None:
        assert amounts(paid_how="part", paid_yen=12_000) == (20_000, 20_000)

    def test_fixed_pay_shown_is_taken_off(self) -> None:
        assert amounts(paid_how="fixed", fixed_yen=20_000, fixed_shown=True) == (12_000, 12_000)

    @pytest.mark.parametrize("shown", [False, SKIPPED, None])
    def test_fixed_pay_not_surely_shown_is_counted_both_ways(self, shown: Any) -> None:
        assert amounts(paid_how="fixed", fixed_yen=20_000, fixed_shown=shown) == (12_000, 36_000)

    def test_months_that_three_years_may_have_ended_are_not_in_the_low_end(self) -> None:
        told = {"months": "m6", "last_time": "earlier"}
        assert amounts(**told, since_month="2026-02") == (128_000, 192_000)
        assert amounts(**told, since_month="2023-10") == (64_000, 192_000), "October and November 2023"
        assert amounts(**told, since_month="2022-03") == (0, 192_000)
        assert amounts(months="m6", last_time="this_month", since_month="2022-03") == (128_000, 192_000)
        assert amounts(months="over36", since_month="2022-03") == (1_152_000, 1_152_000), "it may be the newest months"
        assert amounts(months="over36", last_time="earlier", since_month="2022-03") == (480_000, 1_152_000)

    def test_no_more_months_are_counted_than_there_are_since_the_first(self) -> None:
        told = {"months": "m36", "since_month": "2025-03"}
        assert amounts(**told) == (13 * 32_000, 21 * 32_000), "March 2025 to November 2026"
        assert amounts(months="m6", since_month="2026-07") == (4 * 32_000, 5 * 32_000)
        assert amounts(**told, months_or_since="months") == (13 * 32_000, 21 * 32_000), "an answer to what is over"

    def test_more_months_than_there_are_count_as_the_worker_says(self) -> None:
        """Four to six months, but since October: one answer is not right."""
        told = {"months": "m6", "since_month": "2026-10"}
        assert unpaid_span(told, TODAY) == {"span_unfit": True, "span_most": 2}
        assert amounts(**told) == (32_000, 192_000), "nobody said which"
        assert amounts(**told, months_or_since="since") == (32_000, 64_000)
        assert amounts(**told, months_or_since="months") == (128_000, 192_000)
        later, said = date(2027, 6, 1), {"since_month": TODAY}
        assert unpaid_span(told, later, said)["span_unfit"], "it was told in November"
        assert known_days({**told, "months_or_since": "months"}, later, said).oldest_unpaid is None
        for fits in ({"months": "m3"}, {"months": "m6", "since_month": "2026-08"}, {"months": SKIPPED}):
            assert not unpaid_span({**told, **fits}, TODAY)["span_unfit"], fits

    def test_who_was_paid_all_of_it_sees_no_estimate(self) -> None:
        result = estimate(paid_how="part", paid_yen=40_000)
        assert result["estimate_zero"]
        assert not result["estimate_known"]
        assert result["estimate_reason"] == "ok"

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"work_field": "farm", "pay_form": "piece"}, "farm"),
            ({"pay_form": "piece", "hourly_pay": None}, "pay_form"),
            ({"pay_form": "piece", "piece_pay": 160_000}, "pay_form"),
            ({"pay_form": "daily"}, "no_pay"),
            ({"pay_form": "daily", "daily_pay": 9_600}, "no_day_hours"),
            ({"pay_form": SKIPPED}, "no_pay"),
            ({"hourly_pay": SKIPPED, "overtime_exact": SKIPPED}, "no_pay"),
            ({"overtime_exact": SKIPPED, "months": SKIPPED}, "no_hours"),
            ({"months": SKIPPED}, "no_months"),
            ({"paid_how": "part"}, "paid_unknown"),
            ({"paid_how": "fixed", "fixed_yen": SKIPPED}, "paid_unknown"),
        ],
    )
    def test_why_there_is_no_estimate(self, changes: dict[str, Any], reason: str) -> None:
        result = estimate(**changes)
        assert result["estimate_reason"] == reason
        assert not result["estimate_known"]
        assert not result["estimate_single"]
        assert result["estimate_low"] is result["estimate_high"] is None

    def test_daily_pay_is_divided_by_the_hours_of_a_day(self) -> None:
        assert amounts(pay_form="daily", hourly_pay=None, daily_pay=10_240, day_hours=480) == (32_000, 32_000)

    @pytest.mark.parametrize("how", [SKIPPED, "unknown_paid", None])
    def test_who_does_not_say_what_was_paid_is_told_what_the_amount_assumes(self, how: Any) -> None:
        assert amounts(paid_how=how) == (32_000, 32_000)
        assert estimate(paid_how=how)["estimate_if_unpaid"]

    def test_what_is_known_is_said_even_without_an_estimate(self) -> None:
        result = estimate(pay_form=SKIPPED, overtime_exact=SKIPPED, overtime_month="h60", months="m12")
        assert (result["hours_known"], result["hours_low"]) == (True, 45)
        assert (result["months_known"], result["months_low"]) == (True, 7)

    @pytest.mark.parametrize("status", ["intern", "ssw1", "other"])
    def test_farm_animals_and_fishing_are_one_answer_so_a_person_counts(self, status: str) -> None:
        """Of interns the rules of farms are known, those of boats are not."""
        result = estimate(work_field="farm", status=status)
        assert (result["estimate_known"], result["estimate_reason"]) == (False, "farm")

    def test_sent_at_once_nothing_is_known_and_nothing_breaks(self) -> None:
        result = overtime_estimate({}, TODAY)
        assert result["estimate_reason"] == "no_pay"
        assert not result["hours_known"]

    @pytest.mark.parametrize("table", [HOURS, MONTHS])
    def test_the_choices_follow_each_other_without_a_gap(self, table: dict[str, tuple[int, int]]) -> None:
        ends = list(table.values())
        assert all(low <= high for low, high in ends)
        assert all(0 <= after[0] - before[1] <= 1 for before, after in pairwise(ends))


@pytest.mark.parametrize("language", ["vi", "id", "ne", "tl", "en", "ja"])
def test_the_text_on_monthly_pay_names_the_hours_it_is_divided_by(language: str) -> None:
    file = Path(__file__).parents[2] / "locales" / language / "LC_MESSAGES" / "worker.po"
    text = next(e.msgstr for e in polib.pofile(str(file)) if e.msgctxt == "unpaid_overtime.estimate_monthly.info")
    low, high = (rule(f"month_minutes_{end}").value / 60 for end in ("low", "high"))
    assert f"{low:g} " in text.replace("時", " ")
    assert f"{high:.2f} " in text.replace("時", " ")


def clocks(**told: Any) -> dict[str, Any]:
    return job_clocks({"status": "ssw1"} | told, TODAY)


class TestJobClocks:
    def test_counted_from_the_days_given(self) -> None:
        result = clocks(contract_end="2026-11-10", last_day_worked="2026-11-05", stay_expiry="2027-01-31")
        assert (result["notice_due"], result["notice_days_left"]) == ("2026-11-24", 3)
        assert (result["three_months_date"], result["days_left"]) == ("2027-02-05", 76)
        assert result["three_exact"]
        assert not result["notice_passed"]
        assert (result["stay_date"], result["stay_days_left"], result["stay_soon"]) == (
            "2027-01-31",
            71,
            True,
        )

    @pytest.mark.parametrize(
        ("choice", "start"),
        [("this_month", "2027-02-01"), ("last_month", "2027-01-01"), ("months_2_3", "2026-11-01")],
    )
    def test_a_tapped_answer_counts_from_its_earliest_day(self, choice: str, start: str) -> None:
        result = clocks(last_worked=choice)
        assert result["three_months_date"] == start
        assert not result["three_exact"]

    def test_three_months_that_are_over_are_said_to_be_over(self) -> None:
        result = clocks(last_worked="months_2_3")
        assert result["three_passed"]
        assert result["days_left"] == 0

    @pytest.mark.parametrize("choice", ["longer", "still_working", SKIPPED, None])
    def test_an_answer_without_a_day_starts_no_clock(self, choice: Any) -> None:
        result = clocks(last_worked=choice, situation="left")
        assert not result["three_known"]
        assert not result["notice_known"]
        assert result["three_months_date"] is result["notice_due"] is result["days_left"] is None

    @pytest.mark.parametrize("situation", ["left", "contract_over"])
    def test_who_left_counts_the_notice_from_the_last_day_worked(self, situation: str) -> None:
        result = clocks(situation=situation, last_day_worked="2026-11-01")
        assert (result["notice_due"], result["notice_passed"]) == ("2026-11-15", True)
        assert result["notice_days_left"] == 0
        assert clocks(situation=situation, last_worked="last_month")["notice_due"] == "2026-10-15"

    @pytest.mark.parametrize("situation", ["left", "contract_over"])
    def test_who_left_before_the_end_on_paper_counts_from_the_last_day_worked(self, situation: str) -> None:
        told = {"situation": situation, "contract_end": "2027-03-31"}
        result = clocks(**told, last_day_worked="2026-11-01")
        assert (result["notice_due"], result["notice_passed"]) == ("2026-11-15", True)
        assert not clocks(**told)["notice_known"]  # nobody can say from when
        assert clocks(**told, contract_end_recorded=True)["notice_due"] == "2027-04-14"

    def test_who_was_dismissed_before_the_end_on_paper_is_told_no_late_day(self) -> None:
        told = {"situation": "told_leave", "contract_end": "2027-03-31"}
        assert not clocks(**told, last_worked="last_month")["notice_known"]
        assert not clocks(**told)["notice_known"]
        assert clocks(**told, last_worked="still_working")["notice_due"] == "2027-04-14"
        assert clocks(**told | {"contract_end": "2026-11-10"})["notice_due"] == "2026-11-24"  # it has ended

    @pytest.mark.parametrize("situation", ["told_leave", "no_shifts", "locked_out", SKIPPED])
    def test_while_the_contract_runs_the_notice_has_no_day(self, situation: Any) -> None:
        assert not clocks(situation=situation, last_day_worked="2026-11-01")["notice_known"]

    @pytest.mark.parametrize("status", ["student", "family", "no_card"])
    def test_cards_that_are_not_for_this_work_have_no_such_clocks(self, status: str) -> None:
        result = clocks(
            status="other", status_other=status, contract_end="2026-11-10", last_worked="this_month"
        )
        assert not result["notice_known"]
        assert not result["three_known"]


class TestStay:
    @pytest.mark.parametrize(
        ("expiry", "passed", "left", "soon"),
        [
            ("2026-11-20", True, 0, False),
            ("2026-11-21", False, 0, True),
            ("2027-02-19", False, 90, True),
            ("2027-02-20", False, 91, False),
        ],
    )
    def test_how_long_the_stay_lasts(self, expiry: str, passed: bool, left: int, soon: bool) -> None:
        assert stay_clock({"stay_expiry": expiry}, TODAY) == {
            "stay_known": True,
            "stay_date": expiry,
            "stay_passed": passed,
            "stay_days_left": left,
            "stay_soon": soon,
        }

    @pytest.mark.parametrize("expiry", [None, SKIPPED, "soon", "2026-02-30", "9999-12-31", 20261121, ["x"]])
    def test_what_is_no_date_is_not_known(self, expiry: Any) -> None:
        result = stay_clock({"stay_expiry": expiry}, TODAY)
        assert not result["stay_known"]
        assert result["stay_date"] is None


NAMES = (
    "work_field", "status", "status_other", "pay_form", "hourly_pay", "monthly_pay", "overtime_month",
    "overtime_exact", "months", "paid_how", "paid_yen", "fixed_yen", "fixed_shown", "situation",
    "last_worked", "last_day_worked", "contract_end", "stay_expiry",
)  # fmt: skip
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.just(SKIPPED),
    st.lists(st.text(max_size=3), max_size=2),
    st.dates().map(date.isoformat),
    st.sampled_from(
        ["hourly", "monthly", "daily", "m1", "h10", "fixed", "part", "nothing", "farm", "left", "this_month"]
    ),
)


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from(NAMES), anything), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_whatever_was_answered_every_variable_is_set_and_nothing_raises(
    answers: dict[str, Any], today: date
) -> None:
    for function in FUNCTIONS.values():
        full = function(answers, today)
        assert full.keys() == function({}, TODAY).keys()
        assert all(value is None or isinstance(value, bool | int | str) for value in full.values())
        assert not [name for name, value in full.items() if name.endswith("_left") and value and value < 0]


def test_this_month_stays_the_month_in_which_it_was_said() -> None:
    """A report begun on the last evening of a month is often finished in the next."""
    told = {"status": "ssw1", "situation": "left", "last_worked": "this_month"}
    found = job_clocks(told, date(2026, 12, 2), {"last_worked": date(2026, 11, 30)})
    assert (found["three_months_date"], found["notice_due"]) == ("2027-02-01", "2026-11-15")


@pytest.mark.parametrize(
    ("told", "today", "known", "below", "pay", "minimum", "reason"),
    [
        ({"pay_form": "hourly", "pay_yen": 1200}, date(2026, 11, 22), True, True, 1200, 1280, "ok"),
        ({"pay_form": "hourly", "pay_yen": 1280}, date(2026, 11, 22), True, False, 1280, 1280, "ok"),
        ({"pay_form": "hourly", "pay_yen": 1250}, date(2026, 9, 30), True, False, 1250, 1226, "ok"),
        ({"pay_form": "monthly", "pay_yen": 200_000, "pay_hours": 9600}, TODAY, True, True, 1250, 1280, "ok"),
        ({"pay_form": "daily", "pay_yen": 10_240, "pay_hours": 480}, date(2026, 11, 22), True, False, 1280, 1280, "ok"),
        ({"pay_form": "daily", "pay_yen": 10_239, "pay_hours": 480}, date(2026, 11, 22), True, True, 1279, 1280, "ok"),
        ({"pay_form": "monthly", "pay_yen": 200_000}, date(2026, 11, 22), False, False, None, 1280, "no_hours"),
        ({"pay_form": "piece", "pay_yen": 900}, date(2026, 11, 22), False, False, None, 1280, "piece"),
        ({"pay_form": "hourly", "pay_yen": 900}, date(2027, 10, 1), False, False, 900, None, "after_data"),
        ({"pay_form": "hourly", "pay_yen": 900}, date(2025, 9, 1), False, False, 900, None, "before_data"),
        ({"pay_form": "hourly", "pay_yen": 9, "prefecture": "99"}, TODAY, False, False, 9, None, "unknown_prefecture"),
    ],
)
def test_pay_is_compared_with_the_minimum_wage_of_place_and_day(
    told: dict[str, Any], today: date, known: bool, below: bool, pay: int | None, minimum: int | None, reason: str
) -> None:
    found = minimum_pay({"prefecture": "13"} | told, today)
    assert (found["minimum_known"], found["minimum_below"]) == (known, below)
    assert (found["pay_per_hour"], found["minimum_yen"], found["minimum_reason"]) == (pay, minimum, reason)


@pytest.mark.parametrize(
    ("told", "minimum"),
    [
        ({}, 1280), ({"hourly_pay": 1250}, 1280), ({"hourly_pay": 1280}, None), ({"prefecture": None}, None),
        ({"hourly_pay": 1250, "last_time": "earlier", "since_month": "2026-03", "months": "m3"}, None),
        ({"last_time": "earlier", "since_month": "2026-03", "months": "m3"}, 1226),
        ({"hourly_pay": 1250, "last_time": "earlier", "since_month": "2026-09", "months": "m3"}, None),
        ({"last_time": "earlier", "since_month": "2026-10", "months": "m1"}, None),
        ({"hourly_pay": 1250, "since_month": "2026-03", "months": "m3"}, None),
        ({"hourly_pay": 1250, "since_month": "2026-03", "months": "m3", "last_time": "last_month"}, 1280),
        ({"last_time": "earlier"}, None), ({"since_month": "2024-01", "months": "m3"}, None),
        ({"pay_form": "monthly", "monthly_pay": 204_799}, 1280),
        ({"pay_form": "monthly", "monthly_pay": 204_800}, None), ({"last_time": "years_ago"}, None),
        ({"pay_form": "monthly", "monthly_pay": 200_000, "paid_how": "fixed", "fixed_yen": 4_800}, None),
        ({"pay_form": "daily", "daily_pay": 9600, "day_hours": 480}, 1280),
        ({"pay_form": "daily", "daily_pay": 9600}, None),
        ({"work_field": "farm"}, 1280), ({"pay_form": "piece", "piece_pay": 90_000}, None),
    ],
)  # fmt: skip
def test_pay_beside_overtime_is_held_against_the_minimum_wage_of_the_time_told(
    told: dict[str, Any], minimum: int | None
) -> None:
    known = {"pay_form": "hourly", "hourly_pay": 1200, "prefecture": "13"} | told
    found = overtime_minimum(known, date(2026, 11, 22))
    assert (found["too_low"], found["too_low_minimum"]) == (minimum is not None, minimum)
    assert found["too_low_today"] == (None if minimum is None else 1280)


def test_the_pay_of_an_old_report_stays_beside_the_minimum_wage_of_its_day() -> None:
    known = {"pay_form": "hourly", "hourly_pay": 1250, "prefecture": "13"}
    assert not overtime_minimum(known, date(2026, 10, 2), {"hourly_pay": date(2026, 9, 30)})["too_low"]
    assert overtime_minimum(known, date(2027, 10, 2), {"hourly_pay": date(2026, 10, 1)})["too_low_today"] is None


class TestKnownDays:
    """The days from which a worker's clocks are counted, as told in a conversation or recorded by staff."""

    def test_nothing_told_nothing_known(self) -> None:
        assert known_days({}, TODAY) == Known(status="unknown")

    def test_everything_told(self) -> None:
        known = known_days(
            {
                "status": "ssw1", "situation": "left", "contract_end": "2026-11-10", "last_day_worked": "2026-11-05",
                "stay_expiry": "2027-01-31", "stay_applied": "2026-11-20", "days_granted": 365,
                "documents_kept": ["passport"], "notice": "same_day", "since_month": "2025-03",
            },
            TODAY,
        )  # fmt: skip
        assert known == Known(
            status="ssw1",
            contract_ended=Start(date(2026, 11, 10), "contract_end"),
            last_worked=Start(date(2026, 11, 5), "last_day_worked"),
            stay_expiry=date(2027, 1, 31),
            stay_applied=date(2026, 11, 20),
            days_granted=365,
            papers_withheld=True,
            told_to_leave=date(2026, 11, 5),
            oldest_unpaid=date(2025, 3, 1),
            last_unpaid=date(2026, 12, 1),
        )

    @pytest.mark.parametrize(
        ("said", "last"),
        [
            ({}, None), ({"months": "over36"}, None), ({"months": "m3"}, date(2023, 12, 1)),
            ({"months": "m3", "last_day_worked": "2023-10-20"}, date(2023, 11, 1)),
            ({"last_worked": "this_month"}, None),
        ],
    )  # fmt: skip
    def test_the_last_payday_that_can_be_missing(self, said: dict[str, Any], last: date | None) -> None:
        assert known_days({"since_month": "2023-09", **said}, TODAY).last_unpaid == last

    def test_what_lies_ahead_has_not_happened(self) -> None:
        known = known_days({"told_to_leave": "2026-12-01", "stay_refused": "2026-12-01"}, TODAY)
        assert (known.told_to_leave, known.stay_refused) == (None, False)

    @pytest.mark.parametrize("said", [{"since_month": SKIPPED}, {"since_month": "soon"}, {"documents_kept": SKIPPED}])
    def test_what_was_skipped_is_not_known(self, said: dict[str, Any]) -> None:
        assert known_days(said, TODAY) == Known(status="unknown")


ANSWERS: dict[str, list[Any]] = {
    "status": ["ssw1", "intern", "other"], "status_other": ["student", "no_card"],
    "last_worked": ["this_month", "longer"], "last_day_worked": ["2026-06-01", "2026-11-01"],
    "contract_end": ["2026-06-01", "2027-01-31"],
    "contract_end_recorded": [True], "situation": ["left", "told_leave"], "stay_expiry": ["2026-11-01", "2026-12-24"],
    "pay_form": ["hourly", "monthly", "daily", "piece"], "hourly_pay": [900, 1500], "monthly_pay": [200_000],
    "daily_pay": [9_000], "piece_pay": [50_000], "day_hours": [480], "overtime_exact": [600],
    "overtime_month": ["h10", "over80"], "months": ["m1", "m36"], "paid_how": ["nothing", "part", "fixed"],
    "paid_yen": [5_000], "fixed_yen": [20_000], "fixed_shown": [True, False], "work_field": ["farm", "care"],
    "pay_yen": [1_000, 180_000], "pay_hours": [9_600], "prefecture": ["13", "47"], "want": ["pay"],
}  # fmt: skip


@given(st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in ANSWERS.items()}))
def test_what_is_computed_depends_on_the_answers_that_are_named_and_on_no_other(told: dict[str, Any]) -> None:
    for call, function in FUNCTIONS.items():
        for made, value in function(told, TODAY).items():
            named = {name: answer for name, answer in told.items() if name in reads(call, made)}
            assert function(named, TODAY)[made] == value, (call, made)
