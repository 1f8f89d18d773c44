"""How fast one chat is handled: a room of messages at once, which fills up again with time, for minutes and for hours.

Whoever writes faster waits; nothing is dropped. A worker who taps as fast as thumbs go never meets these limits: they
are for machines, for a child with the phone, and for whoever wants to keep us busy.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from storage.repositories.conversations import Spent


@dataclass(frozen=True)
class Limit:
    """``burst`` messages at once, then one ``every`` so long."""

    burst: int
    every: timedelta

    def used(self, before: datetime | None, now: datetime) -> datetime:
        """Until when the room is used up, one more message included."""
        full = now + self.burst * self.every
        # More than full is what a clock that was set back leaves behind: nobody waits for that.
        start = now if before is None or before > full else max(before, now)
        return start + self.every

    def wait(self, before: datetime | None, now: datetime) -> timedelta:
        """How long until there is room for one more."""
        return max(timedelta(), self.used(before, now) - now - self.burst * self.every)


MINUTES = Limit(120, timedelta(seconds=0.5))
HOURS = Limit(900, timedelta(seconds=4))
TOLD_EVERY = timedelta(hours=1)
"""How often a worker is told at most that answers take longer."""


def wait(spent: Spent, now: datetime) -> timedelta:
    """How long a chat's next message has to wait."""
    return max(MINUTES.wait(spent.minute_used, now), HOURS.wait(spent.hour_used, now))


def handled(spent: Spent, now: datetime) -> Spent:
    """After one more message was handled."""
    return replace(
        spent, minute_used=MINUTES.used(spent.minute_used, now), hour_used=HOURS.used(spent.hour_used, now),
        slowed_until=None,
    )


def tell(spent: Spent, now: datetime) -> bool:
    """Whether the worker is to be told now that answers take longer."""
    told = spent.slowed_told_at
    return told is None or not timedelta() <= now - told < TOLD_EVERY
