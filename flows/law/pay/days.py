"""A day's work and a log of days. What can't have happened can't be built."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = 24 * 60
SUNDAY = 6
"""As Python counts the days of the week: Monday is 0."""

Stretch = tuple[int, int]
"""From and until, in minutes from the midnight with which the day began; past midnight it goes on beyond 1,440."""


class Impossible(ValueError):
    """These hours can't be: {problem}. Look at the time on the phone, the shift table or the message again."""

    def __init__(self, on: date, reason: str, problem: str) -> None:
        """`reason` is a key: backwards, too_long, overlap, break, twice, break_where."""
        self.on, self.reason, self.problem = on, reason, problem
        super().__init__((type(self).__doc__ or "").format(problem=problem))


@dataclass(frozen=True, slots=True)
class Day:
    """The work that was begun on one date (in Japan).

    `worked`: the stretches of work without the breaks, in order. `loose_break`: minutes of further breaks of which
    only the length is known. `scheduled`: the minutes that the contract names for this date, already paid by the
    ordinary pay; 0 on a day off. `presumed`: nobody said what it names, and so it is taken to name nothing beyond the
    law. Raises Impossible for hours that can't be.
    """

    on: date
    worked: tuple[Stretch, ...]
    loose_break: int = 0
    scheduled: int = 8 * 60
    presumed: bool = False
    gross: int = field(init=False, compare=False)
    """Minutes between begin and end, without the breaks whose time is known."""

    def __post_init__(self) -> None:
        """Refuse what can't have been."""
        before = gross = 0
        for start, end in self.worked:
            if start < before:
                raise Impossible(self.on, "overlap", "two stretches of this day lie over each other")
            if end <= start:
                raise Impossible(self.on, "backwards", "the end is not after the beginning")
            before, gross = end, gross + end - start
        object.__setattr__(self, "gross", gross)
        if self.worked and self.worked[0][0] >= DAY:
            raise Impossible(self.on, "backwards", "the work begins on the day after; write it there")
        if self.worked and self.worked[-1][1] - self.worked[0][0] > DAY:
            raise Impossible(self.on, "too_long", "more than 24 hours from beginning to end")
        if not 0 <= self.loose_break <= gross:
            raise Impossible(self.on, "break", "the break is longer than the work")
        if not 0 <= self.scheduled <= DAY:
            raise Impossible(self.on, "too_long", "a day has at most 24 hours by contract")

    @classmethod
    def of(
        cls, on: date, start: int, end: int, breaks: Iterable[Stretch] = (), *, loose_break: int = 0,
        scheduled: int = 8 * 60, presumed: bool = False,
    ) -> "Day":  # fmt: skip
        """Build a day from begin, end and breaks (each from, until), all in minutes from its midnight.

        Raises Impossible, also for a break that lies outside the work or over another one.
        """
        stretches: list[Stretch] = []
        at = start
        for begin, until in sorted(breaks):
            if until <= begin or begin < at or until > end:
                raise Impossible(on, "break", "a break lies outside the work, or over another break")
            if begin > at:
                stretches.append((at, begin))
            at = until
        if at == end and at > start and not stretches:
            raise Impossible(on, "break", "the breaks leave no time of work")
        if end > at or not stretches:
            stretches.append((at, end))
        return cls(on, tuple(stretches), loose_break, scheduled, presumed)


@dataclass(frozen=True, slots=True)
class Log:
    """Days in the order of their dates, each date once, none running into the next.

    `rest_days`: the dates of the statutory weekly rest days (Labour Standards Act 35), worked or not; the other day
    off of a five-day week is none. `week_starts`: the first day of the week, Sunday unless the rules of employment
    say another. Raises Impossible.
    """

    days: tuple[Day, ...]
    rest_days: frozenset[date] = field(default_factory=frozenset)
    week_starts: int = SUNDAY

    def __post_init__(self) -> None:
        """Put the days in order; refuse a date written twice, days that overlap, a break that could be either."""
        ordered = tuple(sorted(self.days, key=lambda day: day.on))
        object.__setattr__(self, "days", ordered)
        for index, day in enumerate(ordered):
            if index and ordered[index - 1].on == day.on:
                raise Impossible(day.on, "twice", "this date is there twice; write one day with the break between")
            if index and day.worked and _end(ordered[index - 1], day.on) > day.worked[0][0]:
                raise Impossible(day.on, "overlap", "the day before ends after this one has begun")
            if day.loose_break and 0 < self.on_rest_days(day) < day.gross:
                raise Impossible(
                    day.on, "break_where",
                    "the work runs into or out of the weekly rest day: say from when to when the breaks were",
                )  # fmt: skip

    def on_rest_days(self, day: Day) -> int:
        """Minutes of a day's stretches that lie on a statutory rest day, which is counted from midnight to midnight."""
        today = day.on in self.rest_days
        tomorrow = bool(day.worked) and day.worked[-1][1] > DAY and day.on + timedelta(days=1) in self.rest_days
        if not today and not tomorrow:
            return 0
        if today and tomorrow:
            return day.gross
        first = sum(min(end, DAY) - start for start, end in day.worked if start < DAY)
        return first if today else day.gross - first


def _end(day: Day, seen_from: date) -> int:
    """When a day's work ended, in minutes of another date."""
    if not day.worked:
        return -DAY
    return day.worked[-1][1] - (seen_from - day.on).days * DAY
