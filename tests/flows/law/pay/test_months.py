"""Months of pay, paydays, and when the pay of a month has lapsed."""

from datetime import date, timedelta

import pytest

from flows.law.pay.months import PayMonths, lapses


@pytest.mark.parametrize(
    ("closes", "on", "first", "last"),
    [
        (31, "2026-02-10", "2026-02-01", "2026-02-28"),
        (31, "2028-02-29", "2028-02-01", "2028-02-29"),
        (20, "2026-05-20", "2026-04-21", "2026-05-20"),
        (20, "2026-05-21", "2026-05-21", "2026-06-20"),
        (20, "2026-12-31", "2026-12-21", "2027-01-20"),
        (30, "2026-03-01", "2026-03-01", "2026-03-30"),
        (30, "2026-03-31", "2026-03-31", "2026-04-30"),
    ],
)
def test_the_month_a_day_is_paid_in(closes: int, on: str, first: str, last: str) -> None:
    months = PayMonths(closes)
    end = months.end_of(date.fromisoformat(on))
    assert (months.begin_of(end).isoformat(), end.isoformat()) == (first, last)


@pytest.mark.parametrize("closes", [1, 15, 28, 29, 30, 31])
def test_every_day_belongs_to_exactly_one_month(closes: int) -> None:
    months = PayMonths(closes)
    on, end = date(2027, 1, 1), months.end_of(date(2027, 1, 1))
    while on < date(2028, 12, 31):
        on += timedelta(days=1)
        if months.end_of(on) != end:
            assert on == end + timedelta(days=1) == months.begin_of(months.end_of(on))
            end = months.end_of(on)


def test_the_payday_may_come_months_later_or_not_be_known() -> None:
    end = date(2026, 1, 31)
    assert PayMonths(31, 25).paydays(end) == (date(2026, 2, 25),) * 2
    assert PayMonths(31, 31, months_after=1).paydays(end) == (date(2026, 2, 28),) * 2
    assert PayMonths(31, 25, months_after=0).paydays(end) == (date(2026, 1, 25),) * 2
    assert PayMonths(31).paydays(end) == (end, date(2026, 2, 28))


def test_three_years_after_the_payday_it_has_lapsed() -> None:
    assert lapses(date(2026, 2, 25)) == date(2029, 2, 25)
    assert lapses(date(2028, 2, 29)) == date(2031, 2, 28)


@pytest.mark.parametrize("wrong", [{"closes": 0}, {"closes": 32}, {"paid_on": 0}, {"months_after": 4}])
def test_days_that_no_month_has(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"month"):
        PayMonths(**wrong)
