"""Which minutes are what: within the law, overtime, beyond 60 hours a month, statutory rest day, late night.

Nothing is counted twice: what is beyond 8 hours of a day does not count towards the 40 hours of the week (Labour
Standards Act 32), and work on the statutory rest day counts towards neither (35, 37). The late-night premium is
additional to whatever a minute is (37(4)). A shift over midnight belongs to the day on which it began, but the rest
day is counted from midnight to midnight (notices 1988-01-01 kihatsu 1 and 1994-05-31 kihatsu 331).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flows.law.pay.days import DAY, Day, Log
from flows.law.rules import rule

NIGHT = ((0, 5 * 60), (22 * 60, DAY + 5 * 60), (DAY + 22 * 60, 2 * DAY))
"""22:00 to 05:00 (LSA 37(4)), over the two dates that one day's work can touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """Minutes of one month of pay. All but `late_night` are parts of the same whole."""

    regular: int = 0
    """Within the contract's hours and the law's: paid by the ordinary pay."""
    extra: int = 0
    """Beyond the contract's hours, within 8 a day and 40 a week."""
    overtime: int = 0
    """Beyond 8 a day or 40 a week, up to 60 hours a month."""
    over_60: int = 0
    """The overtime after the first 60 hours of the month."""
    scheduled_overtime: int = 0
    """The same as `overtime`, of hours that the contract itself names beyond 8 a day or 40 a week: the ordinary pay may
    be meant for them."""
    scheduled_over_60: int = 0
    paid_overtime: int = 0
    """The same, of hours that the contract names within 8 and 40 and only other work of the same week pushes beyond:
    the ordinary pay is meant for them, and the premium is missing."""
    paid_over_60: int = 0
    rest_day: int = 0
    """On the statutory weekly rest day."""
    scheduled_rest: int = 0
    """The same, of hours that the contract names: of a shift that began the evening before."""
    late_night: int = 0
    """Between 22:00 and 05:00, whatever else they are."""

    @property
    def all_overtime(self) -> int:
        """Everything beyond 8 hours a day or 40 a week, without rest-day work."""
        return (
            self.overtime + self.over_60 + self.scheduled_overtime + self.scheduled_over_60 + self.paid_overtime
            + self.paid_over_60
        )  # fmt: skip

    @classmethod
    def of_totals(cls, overtime: int, *, late_night: int = 0, rest_day: int = 0, extra: int = 0) -> "Minutes":
        """Build a month from totals that somebody else counted, for instance on a payslip."""
        edge = rule("overtime_threshold").value
        return cls(
            extra=extra, overtime=min(overtime, edge), over_60=max(overtime - edge, 0),
            rest_day=rest_day, late_night=late_night,
        )  # fmt: skip

    def to_whole_hours(self) -> "Minutes":
        """Round the month's totals as an employer may (notice 1988-03-14 kihatsu 150): under 30 minutes are dropped,
        30 and more become an hour, of overtime, rest days and late night each. A single day may never be rounded."""
        edge = rule("overtime_threshold").value
        change = _whole(self.all_overtime) - self.all_overtime
        parts = {
            "scheduled_overtime": self.scheduled_overtime, "paid_overtime": self.paid_overtime,
            "overtime": self.overtime, "scheduled_over_60": self.scheduled_over_60,
            "paid_over_60": self.paid_over_60, "over_60": self.over_60,
        }  # fmt: skip
        if change > 0:
            below = min(change, max(edge - self.all_overtime, 0))
            parts["overtime"] += below
            parts["over_60"] += change - below
        for name in reversed(parts):  # what came last goes first
            less = min(parts[name], max(-change, 0))
            parts[name] -= less
            change += less
        resting = _whole(self.rest_day + self.scheduled_rest)
        scheduled_rest = min(self.scheduled_rest, resting)
        return Minutes(
            regular=self.regular, extra=self.extra, late_night=_whole(self.late_night),
            rest_day=resting - scheduled_rest, scheduled_rest=scheduled_rest, **parts,
        )  # fmt: skip


def by_month(log: Log, end_of: Callable[[date], date], *, high: bool) -> dict[date, Minutes]:
    """Sort a log's minutes into months of pay, by their last days.

    `high` decides breaks of which only the length is known: taken by day, so that more of the night was worked; else
    taken at night. A week that lies over two months is counted whole: its 40 hours fill up in the order of the days.
    """
    day_limit, week_limit = rule("day_limit").value, rule("week_limit").value
    edge = rule("overtime_threshold").value
    months: dict[date, list[int]] = {}
    week = in_week = named_in_week = -1
    end = date.min
    month: list[int] = []
    beyond = 0  # overtime of this month so far
    for day in log.days:
        if day.on > end:
            end = end_of(day.on)
            month, beyond = months.setdefault(end, [0] * len(_PLACES)), 0
        number = (day.on.toordinal() - 1 - log.week_starts) // 7
        if number != week:
            week, in_week, named_in_week = number, 0, 0
        gross, resting = day.gross, log.on_rest_days(day)
        on_rest = max(resting - day.loose_break, 0) if resting == gross else resting
        plain = gross - day.loose_break - on_rest
        within = min(plain, day_limit, max(week_limit - in_week, 0))
        in_week += min(plain, day_limit)
        named = 0 if day.on in log.rest_days else day.scheduled  # on a rest day there is nothing to be worked
        lawful = min(day_limit, max(week_limit - named_in_week, 0))  # so much of it a contract may name in this week
        named = min(named, lawful, plain) if day.presumed else named
        named_plain = min(plain, named)
        named_in_week += min(named_plain, day_limit)
        regular = min(within, named)
        scheduled = max(named_plain - lawful, 0)
        paid = max(named_plain - within, 0) - scheduled
        scheduled_rest = max(min(plain + on_rest, named) - plain, 0)
        room = max(edge - beyond, 0)
        beyond += plain - within
        low_scheduled = min(scheduled, room)
        low_paid = min(paid, room - low_scheduled)
        low_other = min(plain - within - scheduled - paid, room - low_scheduled - low_paid)
        for place, more in enumerate((
            regular, within - regular, low_other, plain - within - scheduled - paid - low_other, low_scheduled,
            scheduled - low_scheduled, low_paid, paid - low_paid, on_rest - scheduled_rest, scheduled_rest,
            _late(day, high=high),
        )):  # fmt: skip
            month[place] += more
    return {end: Minutes(**dict(zip(_PLACES, counted, strict=True))) for end, counted in months.items()}


_PLACES = (
    "regular", "extra", "overtime", "over_60", "scheduled_overtime", "scheduled_over_60", "paid_overtime",
    "paid_over_60", "rest_day", "scheduled_rest", "late_night",
)  # fmt: skip


def _late(day: Day, *, high: bool) -> int:
    """Minutes of a day's work between 22:00 and 05:00."""
    late = 0
    for start, end in day.worked:
        for dusk, dawn in NIGHT:
            if start < dawn and dusk < end:
                late += min(end, dawn) - max(start, dusk)
    if not day.loose_break:
        return late
    return min(late, day.gross - day.loose_break) if high else max(late - day.loose_break, 0)


def _whole(minutes: int) -> int:
    return (minutes + 30) // 60 * 60
