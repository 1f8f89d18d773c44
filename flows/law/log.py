"""A worker's own log of hours: what was written of each day, which of it counts, and what a month comes to.

Nothing that was written is ever taken away. The newest of a day counts; what it replaced stays beside it, and a day
that was struck out counts for nothing. Hours beyond the law's are told apart by `flows.law.pay.minutes`, never here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from flows.law.clocks import add_months
from flows.law.pay.days import SUNDAY, Day, Log
from flows.law.pay.minutes import by_month
from flows.law.pay.months import PayMonths
from flows.law.rules import rule

MONTHS_NEEDED = 7
"""Months that the figures of one month look at: itself, five before it for the averages, and the week before those."""
AVERAGES = range(2, 7)

How = Literal["", "completed", "added", "corrected", "struck"]


@dataclass(frozen=True)
class Written:
    """One thing written about a day. `day`: None where it was struck out; `pause_told`: whether the break is known."""

    on: date
    at: datetime
    day: Day | None
    pause_told: bool = True
    how: How = ""

    @property
    def minutes(self) -> int:
        """Minutes worked."""
        return 0 if self.day is None else self.day.gross - self.day.loose_break


@dataclass(frozen=True)
class Noted:
    """A date with everything written about it, oldest first."""

    on: date
    all: tuple[Written, ...]

    @property
    def now(self) -> Written:
        """What counts."""
        return self.all[-1]

    @property
    def changed(self) -> tuple[Written, ...]:
        """What was replaced by a correction or struck out, oldest first; filling in a break is none."""
        return tuple(
            old for old, new in pairwise(self.all) if new.how in ("corrected", "struck")
        )


@dataclass(frozen=True)
class Figures:
    """What a month comes to. Minutes; `late` between two limits, as a break without a time may have been at night."""

    days: int
    total: int
    over: int
    """Beyond 8 hours a day or 40 a week."""
    late: tuple[int, int]
    pause_unknown: int
    """Days of which nobody said how long the break was: counted without one."""
    weeks: tuple[tuple[date, date, int], ...]
    """Of each week (or the part of it in this month): first day, last day, minutes."""
    above: tuple[str, ...]
    """Limits that the month is surely above, whatever lawful breaks nobody told: cap_month, cap_single, cap_average."""
    average: tuple[int, int] | None = None
    """The highest such average of 2 to 6 months that end with this one: how many months, minutes."""


def entry(one: Written) -> dict[str, Any]:
    """As it is kept."""
    kept: dict[str, Any] = {"on": one.on.isoformat(), "at": one.at.isoformat(), "how": one.how}
    if one.day is not None:
        kept["worked"] = [list(stretch) for stretch in one.day.worked]
        kept["pause"] = one.day.loose_break if one.pause_told else None
    return kept


def noted(entries: Iterable[Mapping[str, Any]]) -> dict[date, Noted]:
    """What was written, by day, in the order of the days."""
    found: dict[date, list[Written]] = {}
    for kept in entries:
        one = _read(kept)
        found.setdefault(one.on, []).append(one)
    return {on: Noted(on, tuple(found[on])) for on in sorted(found)}


def _read(kept: Mapping[str, Any]) -> Written:
    on, at = date.fromisoformat(kept["on"]), datetime.fromisoformat(kept["at"])
    if "worked" not in kept:
        return Written(on, at, None, how=kept["how"])
    day = Day(on, tuple((int(a), int(b)) for a, b in kept["worked"]), kept["pause"] or 0)
    return Written(on, at, day, kept["pause"] is not None, kept["how"])


def write(old: Noted | None, day: Day, at: datetime, *, pause_told: bool, second: bool = False) -> Written | None:
    """What is to be written for a day, seeing what stands there; None: just this stands there already.

    `second`: a further shift of the same date. Raises Impossible where it lies over the other one.
    """
    before = old.now if old is not None else None
    if before is None:
        return Written(day.on, at, day, pause_told)
    if before.day is None:
        return Written(day.on, at, day, pause_told, "corrected")
    if second:
        worked = tuple(sorted((*before.day.worked, *day.worked)))
        both = Day(day.on, worked, before.day.loose_break + day.loose_break)
        return Written(day.on, at, both, before.pause_told and pause_told, "added")
    if before.day == day and (before.pause_told or not pause_told):  # who says nothing of the break takes none back
        return None
    filled_in = _same_hours(before.day, day) and not before.pause_told and pause_told
    return Written(day.on, at, day, pause_told, "completed" if filled_in else "corrected")


def _same_hours(old: Day, new: Day) -> bool:
    """Whether two days are the same, but for breaks that are taken out of the newer one with their time."""
    outer = [(day.worked[0][0], day.worked[-1][1]) for day in (old, new)]
    within = (any(a <= start and end <= b for a, b in old.worked) for start, end in new.worked)
    return outer[0] == outer[1] and all(within)


def loose_known(of: Noted) -> bool:
    """Whether the break of all but the last shift of a day is known, that of the last one not or only since then."""
    return _added(of) is not None


def loose_before(of: Noted) -> int:
    """Minutes of break that were known before the last shift was added, of which its break was told later or not at
    all: what is told of it comes on top of them."""
    at = _added(of)
    before = of.all[at - 1].day if at is not None else None
    return 0 if before is None else before.loose_break


def _added(of: Noted) -> int | None:
    for at in range(len(of.all) - 1, 0, -1):
        one, before = of.all[at], of.all[at - 1]
        if one.how == "added":
            return at if before.pause_told and not one.pause_told else None
        if one.how != "completed" and (one.day is None or before.day is None or one.day.worked != before.day.worked):
            return None
    return None


def strike(old: Noted, at: datetime) -> Written | None:
    """What is to be written where a day counts no more; None: it doesn't already."""
    return None if old.now.day is None else Written(old.on, at, None, how="struck")


def fits(day: Day, beside: Iterable[Day]) -> None:
    """Raise Impossible where a day lies over the day before or after it."""
    near = [other for other in beside if abs((other.on - day.on).days) == 1]
    Log((*near, day))


def counting(of: Mapping[date, Noted]) -> list[Day]:
    """The days that count."""
    return [one.now.day for one in of.values() if one.now.day is not None]


def figures(of: Mapping[date, Noted], year: int, month: int) -> Figures | None:
    """What a month comes to; `of` holds what was written in it and in the six months before. None: nothing counts."""
    return all_figures(of, date(year, month, 1)).get(date(year, month, 1))


def all_figures(of: Mapping[date, Noted], only: date | None = None) -> dict[date, Figures]:
    """What every month comes to in which something counts, by its first day, the oldest first; ``only``: of this month
    alone. Years are counted at once: the minutes are sorted into months no more than twice."""
    own: dict[date, list[Noted]] = {}
    for one in of.values():
        if one.now.day is not None and (only is None or one.on.replace(day=1) == only):
            own.setdefault(one.on.replace(day=1), []).append(one)
    if not own:
        return {}
    months, log = PayMonths(), Log(tuple(counting(of)))
    low, high = by_month(log, months.end_of, high=False), by_month(log, months.end_of, high=True)
    over = {last: minutes.all_overtime for last, minutes in low.items()}
    surely = over
    if any(not one.now.pause_told for one in of.values()):
        rested = Log(tuple(_rested(one.now, one.now.day) for one in of.values() if one.now.day is not None))
        surely = {last: minutes.all_overtime for last, minutes in by_month(rested, months.end_of, high=False).items()}
    found = {}
    for first, days in sorted(own.items()):
        end = months.named(first.year, first.month)
        count, together = _average(surely, end)
        above = {
            "cap_month": surely[end] > rule("overtime_cap_month").value,
            "cap_single": surely[end] >= rule("overtime_cap_single").value,
            "cap_average": together > rule("overtime_cap_average").value * count,
        }
        found[first] = Figures(
            days=len(days), total=sum(one.now.minutes for one in days), over=over[end],
            late=(low[end].late_night, high[end].late_night),
            pause_unknown=sum(not one.now.pause_told for one in days), weeks=_weeks(days),
            above=tuple(name for name, true in above.items() if true), average=(count, together // count),
        )  # fmt: skip
    return found


def _rested(one: Written, day: Day) -> Day:
    """The day with the break that the law demands for its length (Labour Standards Act 34), where nobody told one."""
    if one.pause_told or day.gross <= 6 * 60:
        return day
    lawful = rule("break_over_8" if day.gross > rule("day_limit").value else "break_over_6").value
    return Day(day.on, day.worked, max(day.loose_break, lawful))


def _average(over: Mapping[date, int], end: date) -> tuple[int, int]:
    """Of 2 to 6 months that end with this one those with the highest average: how many, and their minutes together.
    Months in which nothing was written count as none: the average is at least this."""
    found = []
    for count in AVERAGES:
        lasts = [PayMonths().end_of(add_months(end.replace(day=1), -back)) for back in range(count)]
        found.append((count, sum(over.get(last, 0) for last in lasts)))
    return max(found, key=lambda one: Fraction(one[1], one[0]))


def _weeks(own: Sequence[Noted]) -> tuple[tuple[date, date, int], ...]:
    """Weeks from Sunday, as the law counts them where the rules of employment say nothing else."""
    first = own[0].on.replace(day=1)
    after = add_months(first, 1)
    found = []
    begin = first
    while begin < after:
        to_saturday = 6 if begin.weekday() == SUNDAY else 5 - begin.weekday()
        until = min(begin + timedelta(days=to_saturday), after - timedelta(days=1))
        minutes = sum(one.now.minutes for one in own if begin <= one.on <= until)
        found.append((begin, until, minutes))
        begin = until + timedelta(days=1)
    return tuple(found)


def month_names(year: int, month: int, count: int = MONTHS_NEEDED) -> list[str]:
    """A month and those before it, the oldest first, as ``2026-11``."""
    first = date(year, month, 1)
    return [f"{add_months(first, -back):%Y-%m}" for back in range(count - 1, -1, -1)]
