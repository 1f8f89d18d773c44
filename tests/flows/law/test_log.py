"""A worker's log of hours: what counts of what was written, and what a month comes to."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.law.log import Noted, Written, counting, entry, figures, fits, month_names, noted, strike, write
from flows.law.pay.days import Day, Impossible, Log
from flows.law.pay.minutes import by_month
from flows.law.pay.months import PayMonths

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
FIRST = date(2026, 11, 2)  # a Monday


def day(number: int, start: int = 8 * 60, end: int = 17 * 60, pause: int = 60) -> Day:
    return Day.of(FIRST + timedelta(days=number), start, end, loose_break=pause)


def book(*written: Written | None) -> dict[date, Noted]:
    """As it comes back from where it is kept."""
    return noted(entry(one) for one in written if one is not None)


def first(one: Day, *, pause_told: bool = True) -> Written:
    made = write(None, one, AT, pause_told=pause_told)
    assert made is not None
    return made


def test_a_correction_counts_and_what_was_there_stays_visible() -> None:
    old = book(first(day(0)))
    new = write(old[FIRST], day(0, end=19 * 60), AT, pause_told=True)
    of = book(first(day(0)), new)
    assert of[FIRST].now.minutes == 10 * 60
    assert [one.minutes for one in of[FIRST].changed] == [8 * 60]


def test_writing_the_same_again_writes_nothing() -> None:
    assert write(book(first(day(0)))[FIRST], day(0), AT, pause_told=True) is None


def test_filling_in_the_break_is_no_correction() -> None:
    open_end = first(day(0, pause=0), pause_told=False)
    of = book(open_end, write(book(open_end)[FIRST], day(0), AT, pause_told=True))
    assert of[FIRST].now.minutes == 8 * 60
    assert of[FIRST].changed == ()
    lunch = Day.of(FIRST, 8 * 60, 17 * 60, [(12 * 60, 13 * 60)])
    of = book(open_end, write(book(open_end)[FIRST], lunch, AT, pause_told=True))
    assert (of[FIRST].now.minutes, of[FIRST].changed) == (8 * 60, ())


def test_a_day_that_was_struck_out_counts_for_nothing_and_can_come_back() -> None:
    one = first(day(0))
    out = strike(book(one)[FIRST], AT)
    of = book(one, out)
    assert counting(of) == []
    assert figures(of, 2026, 11) is None
    assert [was.minutes for was in of[FIRST].changed] == [8 * 60]
    assert strike(of[FIRST], AT) is None
    again = book(one, out, write(of[FIRST], day(0, end=18 * 60), AT, pause_told=True))
    assert again[FIRST].now.minutes == 9 * 60


def test_a_second_shift_is_added_and_may_not_lie_over_the_first() -> None:
    one = book(first(day(0, 6 * 60, 10 * 60, 0)))[FIRST]
    both = write(one, day(0, 16 * 60, 20 * 60, 30), AT, pause_told=True, second=True)
    assert both is not None
    assert both.minutes == 7 * 60 + 30
    with pytest.raises(Impossible):
        write(one, day(0, 9 * 60, 12 * 60, 0), AT, pause_told=True, second=True)


def test_a_night_may_not_run_into_the_next_morning() -> None:
    night = day(0, 20 * 60, 30 * 60)
    fits(night, [day(1)])
    with pytest.raises(Impossible):
        fits(night, [day(1, 5 * 60)])
    with pytest.raises(Impossible):
        fits(day(1, 5 * 60), [night])


def test_hours_beyond_8_a_day_are_not_counted_again_for_the_week() -> None:
    of = book(*(first(day(n, end=19 * 60)) for n in range(6)))  # six days of ten hours
    found = figures(of, 2026, 11)
    assert found is not None
    assert (found.days, found.total, found.over) == (6, 3600, 5 * 120 + 10 * 60)
    assert found.above == ()


def test_a_week_that_began_in_the_month_before_is_counted_whole() -> None:
    monday = date(2026, 9, 28)
    of = book(*(first(Day.of(monday + timedelta(days=n), 8 * 60, 17 * 60, loose_break=60)) for n in range(6)))
    found = figures(of, 2026, 10)
    assert found is not None
    assert (found.days, found.over) == (3, 8 * 60), "the forty hours are full on Friday"


def test_each_limit_is_told_only_above_it() -> None:
    def month(hours: float, *, year: int = 2026, number: int = 11) -> list[Written]:
        """Overtime of so many hours: on weekdays from eight o'clock with eight plain hours."""
        start, made = date(year, number, 1), []
        days = [start + timedelta(days=n) for n in range(28) if (start + timedelta(days=n)).weekday() < 5]
        minutes, rest = divmod(round(hours * 60), len(days))
        for at, on in enumerate(days):
            made.append(first(Day.of(on, 8 * 60, 16 * 60 + minutes + (1 if at < rest else 0))))
        return made

    def above(*written: Written) -> tuple[str, ...]:
        found = figures(book(*written), 2026, 11)
        assert found is not None
        return found.above

    assert above(*month(45)) == ()
    assert above(*month(46)) == ("cap_month",)
    assert above(*month(100)) == ("cap_month", "cap_single")
    assert above(*month(99)) == ("cap_month",)
    assert above(*month(81), *month(80, number=10)) == ("cap_month", "cap_average")
    assert above(*month(99), *month(61, number=10)) == ("cap_month",)
    untold = [replace(one, pause_told=False) for one in month(65)]  # of 20 days an hour each may have been a break
    assert above(*untold) == ()
    assert above(*(replace(one, pause_told=False) for one in month(66))) == ("cap_month",)
    assert above(*month(99 + 1 / 60), *month(61, number=10)) == ("cap_month", "cap_average"), "by half a minute"


def test_late_night_is_told_between_two_limits_where_a_break_has_no_time() -> None:
    found = figures(book(first(day(0, 20 * 60, 29 * 60))), 2026, 11)
    assert found is not None
    assert found.late == (6 * 60, 7 * 60)


def test_the_months_that_figures_need() -> None:
    assert month_names(2026, 3) == ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]


shifts = st.tuples(st.integers(0, 27), st.integers(5 * 60, 10 * 60), st.integers(60, 13 * 60), st.booleans())


@given(st.lists(shifts, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_sum_is_that_of_what_counts_in_whatever_order_days_are_written(
    told: list[tuple[int, int, int, bool]], chance: random.Random
) -> None:
    last: dict[int, Day | None] = {}
    written: dict[int, list[Written]] = {}
    for number, start, length, out in told:
        one, so_far = day(number, start, start + length, 0), book(*written.get(number, ()))
        old = so_far.get(one.on)
        made = strike(old, AT) if out and old else write(old, one, AT, pause_told=True)
        last[number] = None if out and old else one
        written.setdefault(number, []).extend([made] if made else [])
    numbers = list(written)
    chance.shuffle(numbers)
    of = book(*(one for number in numbers for one in written[number]))
    days = [one for one in last.values() if one is not None]
    assert sorted(counting(of), key=lambda one: one.on) == sorted(days, key=lambda one: one.on)
    found = figures(of, 2026, 11)
    if not days:
        assert found is None
        return
    assert found is not None
    assert found.total == sum(one.gross for one in days)
    month = by_month(Log(tuple(days)), PayMonths().end_of, high=False)[date(2026, 11, 30)]
    assert (found.over, found.late[0]) == (month.all_overtime, month.late_night)
    assert sum(minutes for _, _, minutes in found.weeks) == found.total
