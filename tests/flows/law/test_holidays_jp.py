"""Which days offices in Japan work."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.law.holidays_jp import add_working_days, is_public_holiday, is_working_day


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 21),  # Saturday
        date(2026, 11, 22),  # Sunday
        date(2026, 11, 23),  # Labour Thanksgiving Day
        date(2026, 9, 22),  # between two holidays
        date(2026, 5, 6),  # replaces a Sunday holiday
        date(2026, 12, 29),  # New Year closing begins
        date(2027, 1, 3),
    ],
)
def test_nobody_works(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 12, 28), date(2027, 1, 4)])
def test_offices_work(day: date) -> None:
    assert is_working_day(day)


def test_the_new_year_closing_is_no_public_holiday_by_itself() -> None:
    assert is_public_holiday(date(2027, 1, 1))
    assert not is_public_holiday(date(2026, 12, 30))


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 21), 0, date(2026, 11, 24)),
        (date(2026, 11, 20), 1, date(2026, 11, 24)),
        (date(2026, 11, 21), 1, date(2026, 11, 24)),
        (date(2026, 12, 28), 1, date(2027, 1, 4)),
        (date(2026, 12, 25), 5, date(2027, 1, 7)),
    ],
)
def test_working_days_are_counted_over_weekends_and_holidays(start: date, days: int, expected: date) -> None:
    assert add_working_days(start, days) == expected


def test_they_are_only_counted_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 11, 20), -1)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 30), st.integers(0, 30))
def test_counting_in_two_parts_ends_on_the_same_day(start: date, first: int, then: int) -> None:
    assert add_working_days(add_working_days(start, first), then) == add_working_days(start, first + then)
    assert is_working_day(add_working_days(start, first))
