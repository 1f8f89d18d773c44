"""Which days matter, and how they were counted."""

from datetime import date
from typing import Any

import pytest

from flows.law import clocks
from flows.law.clocks import Start, add_months
from flows.law.facts import Confidence
from flows.law.running import Known, running

TODAY = date(2026, 11, 21)


def ended(day: date) -> Start:
    return Start(day, "contract_end")


class TestNoticeToImmigration:
    def test_fourteen_days_after_the_contract_ended(self) -> None:
        clock = clocks.immigration_notice(ended(date(2026, 11, 10)), "ssw1")
        assert clock is not None
        assert clock.due == date(2026, 11, 24)
        assert clock.days_left(TODAY) == 3
        assert clock.advice_on(TODAY) == "file_notice"
        assert clock.basis.confidence is Confidence.A
        assert clock.law == "Immigration Act 19-16"

    def test_the_last_day_still_counts(self) -> None:
        clock = clocks.immigration_notice(ended(date(2026, 11, 7)), "ssw1")
        assert clock is not None
        assert not clock.passed(TODAY)
        assert clock.days_left(TODAY) == 0

    def test_passed_means_file_today_anyway(self) -> None:
        clock = clocks.immigration_notice(ended(date(2026, 10, 1)), "ssw2")
        assert clock is not None
        assert clock.passed(TODAY)
        assert clock.days_left(TODAY) == 0
        assert clock.advice_on(TODAY) == "file_notice_today_anyway"

    @pytest.mark.parametrize("status", ["intern", "skill_dev", "other_work", "unknown"])
    def test_for_other_cards_nobody_has_checked_it(self, status: str) -> None:
        clock = clocks.immigration_notice(ended(TODAY), status)
        assert clock is not None
        assert not clock.basis.firm

    @pytest.mark.parametrize("status", ["student", "family", "no_card"])
    def test_it_does_not_concern_every_card(self, status: str) -> None:
        assert clocks.immigration_notice(ended(TODAY), status) is None
        assert clocks.activity_gap(Start(TODAY, "last_day_worked"), status) is None


class TestThreeMonths:
    def test_counted_from_the_last_day_worked(self) -> None:
        clock = clocks.activity_gap(Start(date(2026, 9, 15), "last_day_worked"), "ssw1")
        assert clock is not None
        assert clock.due == date(2026, 12, 15)
        assert clock.start.exact
        assert (clock.amount, clock.unit) == (3, "months")

    def test_the_end_of_november_leads_to_the_end_of_february(self) -> None:
        clock = clocks.activity_gap(Start(date(2026, 11, 30), "last_day_worked"), "ssw1")
        assert clock is not None
        assert clock.due == date(2027, 2, 28)

    def test_an_uncertain_start_stays_marked(self) -> None:
        clock = clocks.activity_gap(Start(date(2026, 10, 1), "last_worked", exact=False), "intern")
        assert clock is not None
        assert not clock.start.exact


class TestEndOfStay:
    def test_the_day_on_the_card_is_also_the_last_day_to_apply(self) -> None:
        clock = clocks.end_of_stay(date(2027, 1, 31))
        assert clock.due == date(2027, 1, 31)
        assert clock.start.day == date(2026, 10, 31)  # applications open about three months before
        assert clock.advice_on(TODAY) == "apply_before_expiry"

    def test_applied_in_time_the_stay_goes_on_at_most_two_months(self) -> None:
        clock = clocks.special_period(date(2026, 12, 31), applied=date(2026, 12, 31))
        assert clock is not None
        assert clock.due == date(2027, 2, 28)
        assert clock.basis.confidence is Confidence.B

    def test_applied_a_day_late_it_does_not(self) -> None:
        assert clocks.special_period(date(2026, 12, 31), applied=date(2027, 1, 1)) is None

    @pytest.mark.parametrize(("granted", "goes_on"), [(30, False), (31, True), (365, True)])
    def test_not_for_stays_of_thirty_days_or_less(self, granted: int, goes_on: bool) -> None:
        clock = clocks.special_period(date(2026, 12, 31), date(2026, 12, 1), days_granted=granted)
        assert (clock is not None) is goes_on


class TestDismissal:
    def test_told_on_the_first_the_job_may_end_thirty_days_later(self) -> None:
        assert clocks.dismissal_notice(date(2026, 11, 1)).due == date(2026, 12, 1)

    @pytest.mark.parametrize(
        ("last_day", "short"), [(date(2026, 11, 1), 30), (date(2026, 11, 11), 20), (date(2026, 12, 1), 0)]
    )
    def test_missing_days_are_to_be_paid(self, last_day: date, short: int) -> None:
        assert clocks.notice_days_short(date(2026, 11, 1), last_day) == short

    def test_a_last_day_before_the_notice_misses_all_of_it(self) -> None:
        assert clocks.notice_days_short(date(2026, 11, 10), date(2026, 11, 1)) == 30


class TestWages:
    def test_each_payday_lapses_after_three_years(self) -> None:
        assert clocks.wage_limitation(date(2023, 12, 25)).due == date(2026, 12, 25)
        assert clocks.wage_limitation(date(2024, 2, 29)).due == date(2027, 2, 28)

    def test_the_oldest_payday_that_still_counts(self) -> None:
        oldest = clocks.oldest_claimable_payday(TODAY)
        assert oldest == date(2023, 11, 21)
        assert not clocks.wage_limitation(oldest).passed(TODAY)

    def test_seven_days_after_leaving_is_not_told_as_a_fact(self) -> None:
        clock = clocks.wages_after_leaving(TODAY)
        assert clock.basis.confidence is Confidence.U
        assert not clock.basis.firm


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


class TestTheEmployersNotice:
    def test_fourteen_days_too_and_a_duty_of_its_own(self) -> None:
        clock = clocks.employer_notice(ended(date(2026, 11, 10)), "ssw1")
        assert clock is not None
        assert (clock.key, clock.due) == ("employer_notice", date(2026, 11, 24))
        assert (clock.law, clock.basis.confidence) == ("Immigration Act 19-18", Confidence.B)
        assert clock.advice_on(date(2026, 11, 25)) == "note_that_employer_is_late"

    def test_for_other_cards_it_is_not_checked_or_does_not_concern(self) -> None:
        clock = clocks.employer_notice(ended(TODAY), "intern")
        assert clock is not None
        assert not clock.basis.firm
        assert clocks.employer_notice(ended(TODAY), "family") is None


class TestTheRegularInterview:
    def test_three_months_after_the_last_one(self) -> None:
        clock = clocks.interview(Start(date(2026, 8, 31), "last_interview"), "ssw1")
        assert clock is not None
        assert clock.due == date(2026, 11, 30)
        assert (clock.start.key, clock.amount, clock.unit) == ("last_interview", 3, "months")
        assert clock.advice_on(date(2026, 12, 1)) == "note_missed_interview"

    @pytest.mark.parametrize("status", ["ssw2", "intern", "other_work", "no_card"])
    def test_only_for_specified_skilled_workers_of_the_first_kind(self, status: str) -> None:
        assert clocks.interview(Start(TODAY, "last_interview"), status) is None


class TestRenewal:
    EXPIRY = date(2027, 1, 31)

    @pytest.mark.parametrize("filed", [False, None])
    def test_nobody_has_filed_it_or_nobody_knows(self, filed: bool | None) -> None:
        clock = clocks.renewal(self.EXPIRY, filed=filed)
        assert clock is not None
        assert (clock.key, clock.due, clock.start.day) == ("renewal", self.EXPIRY, date(2026, 10, 31))
        assert clock.advice_on(TODAY) == "ask_who_files_and_for_the_receipt"
        assert clock.rule == "apply_by_last_day"

    def test_papers_are_withheld(self) -> None:
        clock = clocks.renewal(self.EXPIRY, filed=False, papers_withheld=True)
        assert clock is not None
        assert clock.advice_on(TODAY) == "ask_for_papers_or_file_yourself"
        assert clock.advice_on(date(2027, 2, 1)) == "see_specialist_today"

    def test_filed_it_runs_no_more(self) -> None:
        assert clocks.renewal(self.EXPIRY, filed=True) is None


def test_a_day_is_over_at_midnight_in_japan() -> None:
    clock = clocks.immigration_notice(ended(date(2026, 11, 10)), "ssw1")
    assert clock is not None
    assert clock.over_at().isoformat() == "2026-11-25T00:00:00+09:00"


class TestAllThatRun:
    def keys(self, **known: Any) -> list[tuple[str, str]]:
        found = running(Known(**({"status": "ssw1"} | known)), TODAY)
        return [(one.key, one.due.isoformat()) for one in found]

    def test_nothing_known_nothing_runs(self) -> None:
        assert self.keys() == []

    def test_after_the_job_was_lost(self) -> None:
        told = self.keys(
            contract_ended=ended(date(2026, 11, 10)),
            last_worked=Start(date(2026, 11, 5), "last_day_worked"),
            stay_expiry=date(2027, 1, 31),
            told_to_leave=date(2026, 11, 1),
            oldest_unpaid=date(2025, 1, 25),
            interview=Start(date(2026, 9, 1), "last_interview"),
        )
        assert told == [
            ("employer_notice", "2026-11-24"),
            ("immigration_notice", "2026-11-24"),
            ("dismissal_notice", "2026-12-01"),
            ("renewal", "2027-01-31"),
            ("activity_gap", "2027-02-05"),
            ("wage_limitation", "2028-01-25"),
        ]

    def test_months_of_unpaid_wages_lapse_one_after_the_other(self) -> None:
        def wages(today: date, last: date | None = None) -> tuple[str, str]:
            [clock] = running(Known(oldest_unpaid=date(2023, 9, 1), last_unpaid=last), today)
            return clock.due.isoformat(), clock.advice_on(today)

        assert wages(date(2026, 9, 1)) == ("2026-09-01", "claim_before")
        assert wages(date(2026, 9, 2)) == ("2026-10-01", "ask_about_older_months")
        assert wages(TODAY) == ("2026-12-01", "ask_about_older_months")
        assert wages(TODAY, date(2023, 12, 1)) == ("2026-12-01", "ask_about_older_months")
        assert wages(TODAY, date(2023, 11, 30)) == ("2026-09-01", "ask_whether_all_is_lost")

    def test_applied_in_time_the_stay_goes_on_for_two_months(self) -> None:
        assert self.keys(stay_expiry=date(2026, 11, 30), stay_applied=TODAY) == [("special_period", "2027-01-30")]

    def test_an_application_that_is_only_planned_counts_for_nothing(self) -> None:
        assert self.keys(stay_expiry=date(2026, 11, 30), stay_applied=date(2026, 11, 25)) == [("renewal", "2026-11-30")]

    def test_refused_or_too_short_the_last_day_on_the_card_holds(self) -> None:
        expiry = date(2026, 11, 30)
        assert self.keys(stay_expiry=expiry, stay_applied=TODAY, stay_refused=True) == [("end_of_stay", "2026-11-30")]
        assert self.keys(stay_expiry=expiry, stay_applied=TODAY, days_granted=30) == [("end_of_stay", "2026-11-30")]

    def test_a_rule_that_nobody_has_checked_makes_no_clock(self) -> None:
        assert self.keys(status="intern", contract_ended=ended(TODAY)) == []
