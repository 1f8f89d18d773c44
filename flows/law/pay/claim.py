"""What is known of one worker's pay and hours: each answer, with the two limits it lies between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from flows.law.amounts import Span
from flows.law.pay.base import Pay
from flows.law.pay.days import DAY, SUNDAY, Log
from flows.law.pay.kinds import Work
from flows.law.pay.minutes import Minutes, by_month
from flows.law.pay.months import PayMonths

SINCE = date(2023, 4, 1)
"""From this day 150 % beyond 60 hours holds for companies of every size; earlier days are not computed."""


@dataclass(frozen=True, slots=True)
class FixedPay:
    """Yen a month for overtime in advance, beside the pay. `shown`: on payslip or contract; None: unknown."""

    yen: int
    shown: bool | None


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of each month of pay, by its last day, at the low and the high end; equal where all is known."""

    low: Mapping[date, Minutes]
    high: Mapping[date, Minutes]
    worked_on: tuple[date, ...] = ()
    """The dates worked, also after midnight only, for the minimum wage; empty where only totals are known."""
    notes: tuple[str, ...] = ()
    """Assumptions that belong to how the hours were told."""
    gaps: tuple[str, ...] = ()
    """What the hours leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is known of one worker's pay and hours. Spans hold what is only known between two limits."""

    work: Work = Work.STANDARD
    status: str = "unknown"
    pays: tuple[tuple[date, Pay], ...]
    """Agreed pay, each with the day it began. Of a month in which it changed the low end takes the smaller, the high
    end the greater."""
    hours: Hours
    months: PayMonths = field(default_factory=PayMonths)
    paid: Mapping[date, Span] = field(default_factory=dict)
    """Yen really paid for overtime, nights and rest days, by the last day of the month of pay."""
    paid_each: Span | None = None
    """The same for every month that `paid` does not name; None: nobody said, so that nothing is taken off."""
    fixed: FixedPay | None = None
    whole_hours: bool = False
    """The employer rounds the totals of a month to whole hours, as the notice of 1988 allows."""
    prefecture: str | None = None
    notes: tuple[str, ...] = ()
    """Further assumptions, of how the answers were taken."""

    def held(self, end: date) -> tuple[date, ...]:
        """Which pays, by the day each began, held on any day of the month that closes on `end`; before all of them the
        first one."""
        begun, first = sorted(since for since, _ in self.pays), self.months.begin_of(end)
        at_first = next((since for since in reversed(begun) if since <= first), begun[0])
        return tuple(since for since in begun if since == at_first or first < since <= end)


def hours_of(low: Log, high: Log | None, months: PayMonths) -> Hours:
    """Sort a log into months of pay. `high`: the same days with the most that the answers allow, if they are ranges."""
    logs = low, low if high is None else high
    early = any(day.on < SINCE for log in logs for day in log.days)
    if early:
        low, high = (Log(tuple(d for d in log.days if d.on >= SINCE), log.rest_days, log.week_starts) for log in logs)
    least = by_month(low, months.end_of, high=False)
    loose = any(day.loose_break for log in logs for day in log.days)
    most = least if high is None and not loose else by_month(low if high is None else high, months.end_of, high=True)
    days = [day for log in logs for day in log.days if day.gross]
    notes = (
        ("week_of_40", True),
        ("week_starts_sunday", low.week_starts == SUNDAY),
        ("over_midnight", any(day.worked[-1][1] > DAY for day in days)),
        ("break_time_unknown", least != most and loose),
    )
    gaps = (("before_april_2023", early), ("no_rest_day_named", _whole_weeks(low)))
    after_midnight = {day.on + timedelta(days=1) for day in days if day.worked[-1][1] > DAY}
    return Hours(
        least, most, tuple(sorted({day.on for day in days} | after_midnight)),
        tuple(key for key, true in notes if true), tuple(key for key, true in gaps if true),
    )  # fmt: skip


def hours_of_totals(low: Mapping[date, Minutes], high: Mapping[date, Minutes]) -> Hours:
    """Take totals of months that somebody else counted; nobody can see in them what was counted how."""
    early = any(end < SINCE for end in (*low, *high))
    least, most = ({end: minutes for end, minutes in part.items() if end >= SINCE} for part in (low, high))
    return Hours(least, most, notes=("hours_beyond_8_or_40",), gaps=("before_april_2023",) if early else ())


def _whole_weeks(log: Log) -> bool:
    """Whether a week was worked on all seven days, and none of them is the statutory rest day."""
    weeks: dict[int, int] = {}
    for day in log.days:
        if day.gross and day.on not in log.rest_days:
            number = (day.on.toordinal() - 1 - log.week_starts) // 7
            weeks[number] = weeks.get(number, 0) + 1
    return 7 in weeks.values()
