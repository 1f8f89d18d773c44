"""What time it is, as something that is handed in.

Two times run side by side. *Real* time drives leases, retries and sessions. *Business* time drives cases,
ladders, digests and check-ins; it is real time plus an offset that only a demonstration ever puts forward.
Both are time-zone-aware and in UTC.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

JAPAN = ZoneInfo("Asia/Tokyo")
"""Where deadlines, office hours and safe hours are counted."""


class Clock(Protocol):
    """Tells the time, in UTC."""

    def now(self) -> datetime:
        """Real time."""
        ...

    def business(self) -> datetime:
        """The time that cases live in."""
        ...


def _no_offset() -> timedelta:
    return timedelta()


class SystemClock:
    """The machine's clock; `offset` is asked each time, so a stored offset may change while it runs."""

    def __init__(self, offset: Callable[[], timedelta] = _no_offset) -> None:
        self._offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC)

    def business(self) -> datetime:
        return self.now() + self._offset()


class FakeClock:
    """A clock that moves only when told, for tests and rehearsals."""

    def __init__(self, start: datetime, offset: timedelta = timedelta()) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a start with a time zone")
        self._now = start.astimezone(UTC)
        self._offset = offset

    def now(self) -> datetime:
        return self._now

    def business(self) -> datetime:
        return self._now + self._offset

    def advance(self, by: timedelta = timedelta(), /, **parts: float) -> datetime:
        """Let time pass, both real and business: `advance(hours=2)`. Returns the new real time."""
        self._now += by + timedelta(**parts)
        return self._now

    def put_forward(self, by: timedelta) -> None:
        """Move business time alone, as a demonstration does."""
        self._offset += by


def in_japan(moment: datetime) -> datetime:
    """The same moment on a clock in Japan."""
    return moment.astimezone(JAPAN)


def week_of(moment: datetime) -> str:
    """The ISO week of a moment in Japan: `2026-W47`."""
    year, week, _ = in_japan(moment).isocalendar()
    return f"{year}-W{week:02d}"


def date_in_japan(moment: datetime) -> date:
    """The calendar day it is in Japan at `moment`."""
    return in_japan(moment).date()
