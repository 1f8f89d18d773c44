"""Clocks beside dates that were counted on a calendar. Where the law could be read as a later day, the earlier one
stands: nobody is told too late."""

from datetime import date

import pytest

from flows.law import clocks
from flows.law.clocks import Start


def start(day: str) -> Start:
    return Start(date.fromisoformat(day), "told")


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        ("2026-11-01", "2026-11-15"), ("2026-12-20", "2027-01-03"), ("2027-02-20", "2027-03-06"),
        ("2028-02-20", "2028-03-05"),
    ],
)  # fmt: skip
def test_fourteen_days_for_the_worker_and_for_the_employer(ended: str, due: str) -> None:
    for clock in (clocks.immigration_notice(start(ended), "ssw1"), clocks.employer_notice(start(ended), "ssw1")):
        assert clock is not None
        assert str(clock.due) == due
        assert not clock.passed(clock.due)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        ("2026-08-31", "2026-11-30"), ("2026-11-30", "2027-02-28"), ("2027-11-30", "2028-02-29"),
        ("2026-10-15", "2027-01-15"), ("2027-02-28", "2027-05-28"),
    ],
)  # fmt: skip
def test_three_months_without_work_and_to_the_next_interview(last: str, due: str) -> None:
    for clock in (clocks.activity_gap(start(last), "ssw1"), clocks.interview(start(last), "ssw1")):
        assert clock is not None
        assert str(clock.due) == due


@pytest.mark.parametrize(
    ("told", "due"), [("2026-12-05", "2027-01-04"), ("2027-02-01", "2027-03-03"), ("2028-02-01", "2028-03-02")]
)
def test_thirty_days_between_word_and_last_day(told: str, due: str) -> None:
    assert str(clocks.dismissal_notice(date.fromisoformat(told)).due) == due
    assert clocks.notice_days_short(date.fromisoformat(told), date.fromisoformat(due)) == 0


def test_days_missing_from_the_thirty() -> None:
    told = date(2026, 11, 1)
    for last, missing in ((told, 30), (date(2026, 11, 16), 15), (date(2026, 11, 30), 1), (date(2026, 12, 1), 0)):
        assert clocks.notice_days_short(told, last) == missing


@pytest.mark.parametrize(
    ("expiry", "until"),
    [("2026-12-31", "2027-02-28"), ("2027-12-31", "2028-02-29"), ("2026-06-30", "2026-08-30")],
)
def test_two_months_after_the_card_for_who_applied_in_time(expiry: str, until: str) -> None:
    last = date.fromisoformat(expiry)
    clock = clocks.special_period(last, last)
    assert clock is not None
    assert str(clock.due) == until
    assert clocks.special_period(last, last, 31) is not None
    assert clocks.special_period(last, last, 30) is None
    assert clocks.special_period(last, clocks.add_months(last, 1)) is None, "it was too late"


@pytest.mark.parametrize(
    ("payday", "last"),
    [
        ("2023-11-25", "2026-11-25"), ("2024-02-28", "2027-02-28"), ("2024-02-29", "2027-02-28"),
        ("2025-02-28", "2028-02-29"), ("2025-01-31", "2028-01-31"), ("2026-03-01", "2029-03-01"),
    ],
)  # fmt: skip
def test_three_years_after_a_payday(payday: str, last: str) -> None:
    day = date.fromisoformat(payday)
    assert str(clocks.wage_limitation(day).due) == last
    assert clocks.wage_limitation(clocks.oldest_claimable_payday(date.fromisoformat(last))).due.isoformat() == last
