"""The lengths of time that a ladder policy speaks of, such as ``2 working days`` or ``2 duty hours``."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .duty import Duty, after_duty, after_working_days


class Unit(StrEnum):
    """What is counted."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    DUTY_HOUR = "duty hour"  # an hour in which somebody is on duty
    WORKING_DAY = "working day"  # Japan's


_PLAIN = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
    Unit.WEEK: timedelta(weeks=1),
}
_WRITTEN = re.compile(r"([0-9]{1,4}) (minute|hour|day|week|duty hour|working day)s?")
AT_ONCE = "at once"


@dataclass(frozen=True)
class Wait:
    """A length of time, at least 0 of its unit."""

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, written: object) -> "Wait":
        """Read ``at once`` or an amount with its unit. Raises ValueError with what would be understood."""
        if written == AT_ONCE:
            return cls(0, Unit.MINUTE)
        match = _WRITTEN.fullmatch(str(written))
        if match is None:
            units = ", ".join(f"{unit}s" for unit in Unit)
            raise ValueError(f"{written!r} is no length of time; write {AT_ONCE} or a number of {units}")
        return cls(int(match[1]), Unit(match[2]))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}" if self.amount else AT_ONCE

    @property
    def plain(self) -> bool:
        """Whether it is the same length whenever it begins."""
        return self.unit in _PLAIN

    @property
    def length(self) -> timedelta:
        """Its length without nights and holidays, for comparing: a working day counts as 24 hours."""
        if self.unit is Unit.WORKING_DAY:
            return timedelta(days=self.amount)
        if self.unit is Unit.DUTY_HOUR:
            return timedelta(hours=self.amount)
        return _PLAIN[self.unit] * self.amount

    def after(self, start: datetime, duty: Duty) -> datetime:
        """When it is over, begun at ``start``; ``duty`` are the hours of those who are waited for."""
        if not self.amount:
            return start
        if self.unit is Unit.WORKING_DAY:
            return after_working_days(start, self.amount)
        if self.unit is Unit.DUTY_HOUR:
            return after_duty(start, self.length, duty)
        return start + self.length
