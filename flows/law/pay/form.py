"""The input of an estimate as a JSON file: what a person or another program may write.

Times are "HH:MM" in Japan; "26:30", or an end that is not after the beginning, is on the next day. Lengths are "H:MM"
or whole minutes. A pair of two values means "between these two". The form is described in docs/estimate.md.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator

from flows.law.pay.base import AllowanceKind, PayForm
from flows.law.pay.kinds import Work
from flows.law.rules import STATUSES

MOST_DAYS = 2_000
MOST_YEN = 10**8
LONGEST_LENGTH = 744 * 60
"""Minutes of a month of 31 days."""
SHORTEST_DAY, SHORTEST_MONTH = 60, 10 * 60
"""Minutes below which what a contract names of a day or a month is taken for hours that were written as minutes."""
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_LENGTH = re.compile(r"([0-9]{1,3}):([0-9]{2})")


def _clock(value: Any) -> Any:
    """Read "HH:MM" as minutes from midnight; up to 47:59, as shift tables write the hours after midnight."""
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{_quoted(value)} is not a time; write it as \"09:00\"")
    hours, minutes = int(found[1]), int(found[2])
    if hours > 47 or minutes > 59:
        raise ValueError(f"there is no time {_quoted(value)}")
    return hours * 60 + minutes


def _length(value: Any) -> Any:
    """Read "H:MM" or whole minutes as minutes."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[2]) > 59:
        raise ValueError(f"{_quoted(value)} is not a length of time; write it as \"1:30\" or in minutes, 90")
    return int(found[1]) * 60 + int(found[2])


def _date(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError(f"{_quoted(value)} is not a date; write it as \"2026-05-31\"")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"there is no date {_quoted(value)}") from None


def _month(value: Any) -> Any:
    found = re.fullmatch(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])", value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{_quoted(value)} is not a month; write it as \"2026-05\"")
    return int(found[1]), int(found[2])


def _quoted(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str).encode(errors="backslashreplace").decode()
    return text if len(text) <= 40 else f"{text[:37]}…"


def _named(minutes: int) -> int:
    """Refuse 8 where "8:00" was meant: no contract names so few minutes."""
    if 0 < minutes < SHORTEST_DAY:
        raise ValueError(f'{minutes} are minutes here; write hours as "8:00"')
    return minutes


def _named_a_month(minutes: int) -> int:
    if 0 < minutes < SHORTEST_MONTH:
        raise ValueError(f'{minutes} are minutes here; write hours as "160:00"')
    return minutes


def _known_status(value: str) -> str:
    if value not in STATUSES:
        raise ValueError(f"{_quoted(value)} is no status known here; write one of these: {', '.join(STATUSES)}")
    return value


def _pair(value: Any) -> Any:
    """Take one value for both limits."""
    return value if isinstance(value, list) else [value, value]


def _in_order(pair: tuple[int, int]) -> tuple[int, int]:
    if pair[0] > pair[1]:
        raise ValueError("of the two, the first must not be the greater one")
    return pair


def _listed(value: Any) -> Any:
    """Take one pay for a list of one."""
    return [value] if isinstance(value, dict) else value


Clock = Annotated[int, BeforeValidator(_clock)]
Length = Annotated[int, BeforeValidator(_length), Field(ge=0, le=LONGEST_LENGTH)]
DayLength = Annotated[Length, AfterValidator(_named)]
MonthLength = Annotated[Length, AfterValidator(_named_a_month)]
Yen = Annotated[int, Field(ge=0, le=MOST_YEN, strict=True)]
Date = Annotated[date, BeforeValidator(_date)]
MonthName = Annotated[tuple[int, int], BeforeValidator(_month)]


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Part(BaseModel):
    """A part of the form. What is misspelt is refused, not passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Times = Annotated[tuple[Clock, Clock], BeforeValidator(_pair)]
Lengths = Annotated[tuple[Length, Length], BeforeValidator(_pair), AfterValidator(_in_order)]
Sums = Annotated[tuple[Yen, Yen], BeforeValidator(_pair), AfterValidator(_in_order)]


class AllowancePart(Part):
    """Money beside the basic pay, a month."""

    kind: AllowanceKind
    yen: Yen
    same_for_all: StrictBool | None = None
    """Everybody gets the same amount, whatever they really need or spend. Left out or null: not known."""


class PayPart(Part):
    """Agreed pay before anything is taken off, from a day on."""

    begins: Date | None = Field(default=None, alias="from")
    form: PayForm
    yen: Annotated[int, Field(gt=0, le=MOST_YEN, strict=True)]
    """Of an hour, of a day, or of a month with the allowances in it, without overtime pay."""
    allowances: tuple[AllowancePart, ...] | None = Field(default=None, max_length=20)
    days_a_year: Annotated[int, Field(ge=1, le=366, strict=True)] | None = None
    month_hours: MonthLength | None = None
    """Scheduled hours of an average month; instead of `days_a_year`."""
    day_hours: Annotated[DayLength, Field(gt=0)] | None = None
    """Scheduled hours of a day."""

    @model_validator(mode="after")
    def _complete(self) -> "PayPart":
        if self.form is PayForm.DAILY and not self.day_hours:
            raise ValueError('pay by the day needs "day_hours", the hours of a day by contract')
        if self.days_a_year is not None and not self.day_hours:
            raise ValueError('"days_a_year" needs "day_hours" beside it')
        if self.days_a_year is not None and self.month_hours is not None:
            raise ValueError('give either "days_a_year" or "month_hours"')
        if self.month_hours == 0:
            raise ValueError('"month_hours" can\'t be zero')
        if self.form is PayForm.MONTHLY and sum(one.yen for one in self.allowances or ()) > self.yen:
            raise ValueError("the allowances are more than the pay of the month that contains them")
        return self

    @property
    def month_minutes(self) -> Fraction | None:
        """Scheduled minutes of an average month."""
        if self.days_a_year is not None and self.day_hours:
            return Fraction(self.days_a_year * self.day_hours, 12)
        return None if self.month_hours is None else Fraction(self.month_hours)


class FixedPart(Part):
    """Fixed overtime pay a month."""

    yen: Yen
    shown: StrictBool | None = None


class MonthsPart(Part):
    """How months of pay are counted. 31: the last day of the month."""

    closes: Annotated[int, Field(ge=1, le=31, strict=True)] = 31
    paid_on: Annotated[int, Field(ge=1, le=31, strict=True)] | None = None
    months_after: Annotated[int, Field(ge=0, le=3, strict=True)] = 1


class SchedulePart(Part):
    """What the contract names, for days that don't say it themselves. What is left out is not known."""

    hours: DayLength | None = None
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] | None = None


class DayPart(Part):
    """One day's work. `start` and `end` may be pairs: the earliest and the latest it can have been."""

    on: Date = Field(alias="date")
    start: Times
    end: Times
    breaks: tuple[tuple[Clock, Clock], ...] = Field(default=(), max_length=20)
    """From when to when."""
    break_length: Lengths = Field(default=(0, 0), alias="break")
    """Breaks of which only the length is known."""
    rest_day: StrictBool | None = None
    """Whether this is the statutory weekly rest day."""
    scheduled: DayLength | None = None


class TotalsPart(Part):
    """Totals of one month of pay, named after the month in which it closes."""

    month: MonthName
    overtime: Lengths = (0, 0)
    """Beyond 8 hours a day or 40 a week, without rest-day work."""
    late_night: Lengths = (0, 0)
    rest_day: Lengths = (0, 0)
    extra: Lengths = (0, 0)
    """Beyond the contract's hours, within 8 a day and 40 a week."""


class PaidPart(Part):
    """What was really paid for overtime, nights and rest days. Left out: nobody said."""

    each_month: Sums | None = None
    months: Mapping[str, Sums] = Field(default_factory=dict)


class Form(Part):
    """The whole file."""

    work: Work = Work.STANDARD
    status: Annotated[str, AfterValidator(_known_status)] = "unknown"
    """As the conversation asks it: ssw1, ssw2, intern, skill_dev …"""
    prefecture: Annotated[str, Field(pattern="^(0[1-9]|[1-3][0-9]|4[0-7])$")] | None = None
    """Of the workplace: JIS code, "13" for Tokyo."""
    pay: Annotated[tuple[PayPart, ...], BeforeValidator(_listed), Field(min_length=1, max_length=60)]
    """One pay, or one for each rise, with the day it began."""
    fixed_overtime_pay: FixedPart | None = None
    pay_month: MonthsPart = MonthsPart()
    week_starts: Weekday = "sun"
    rest_weekday: Weekday | None = None
    rest_days: tuple[Date, ...] = Field(default=(), max_length=MOST_DAYS)
    schedule: SchedulePart = SchedulePart()
    paid: PaidPart = PaidPart()
    whole_hours: StrictBool = False
    days: tuple[DayPart, ...] = Field(default=(), max_length=MOST_DAYS)
    months: tuple[TotalsPart, ...] = Field(default=(), max_length=120)
