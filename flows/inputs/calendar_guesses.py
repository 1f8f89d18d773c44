"""Days that nobody named, to be asked back: two weeks ago, last week, the end of last month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from flows.inputs.calendar_words import Mentions, common_year

_DAYS_OF_A_WEEK = 7
_MOST_WEEKS = 1000


def guesses(
    said: Mentions, today: date, months: Sequence[tuple[int | None, int]], window: tuple[date, date]
) -> list[date]:
    """The days that may be meant, the likeliest first; the worker has to say which or whether.

    `months`: those named or some steps away, without a year where none was said. Only days inside `window` (of a week:
    those of it) are worth asking about, if there are any.
    """
    found = list(_part_of_month(said, today, months, window)) if months else list(_weeks(said, today))
    inside = [day for day in found if window[0] <= day <= window[1]]
    return inside or found[:1]


def _part_of_month(
    said: Mentions, today: date, months: Sequence[tuple[int | None, int]], window: tuple[date, date]
) -> Iterator[date]:
    if said.part is None or said.days:
        return
    years = [common_year(year) for year in (*said.years, *(n for n in said.bare if n >= 1900))]
    for year, month in months:
        if years or year is not None:
            yield _in_month(years[0] if years else year or today.year, month, said.part)
            continue
        near = [_in_month(today.year + shift, month, said.part) for shift in (-1, 0, 1)]
        inside = [day for day in near if window[0] <= day <= window[1]] or near
        yield min(inside, key=lambda day: abs((day - today).days))


def _in_month(year: int, month: int, day: int) -> date:
    year = min(max(year, date.min.year), date.max.year)
    return date(year, month, min(day, monthrange(year, month)[1]))


def _weeks(said: Mentions, today: date) -> Iterator[date]:
    """Two weeks ago is the day two weeks before this one; last week is all its days."""
    step = said.step("week")
    if step is None or abs(step) > _MOST_WEEKS:
        return
    if ("week", step) in said.counted_steps:
        yield today + timedelta(weeks=step)
        return
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
    yield from (monday + timedelta(days=shift) for shift in range(_DAYS_OF_A_WEEK))
