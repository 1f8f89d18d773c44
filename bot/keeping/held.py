"""After a restore nothing is sent and no clock goes on until the operator says so: much may have happened since."""

from datetime import datetime, timedelta

from storage.models import AlarmKind
from storage.uow import UnitOfWork

HELD = "held_since_restore"
"""The fact that says of when the backup is; empty once it was confirmed."""
REPLAYED = "erasures_replayed"
"""The fact that the list of erasures was replayed since."""
LET_GO = "let_go_at"
"""The fact that says when it was confirmed."""
CATCHING_UP = timedelta(minutes=5)
"""So long afterwards what stood still meanwhile may not have caught up."""


def hold(uow: UnitOfWork, made_at: datetime, now: datetime) -> None:
    """Hold everything back. What the backup had to say about alarms is not said any more."""
    uow.system.set_fact(HELD, made_at.isoformat())
    uow.system.set_fact(REPLAYED, "")
    uow.access.withdraw_alarms(now)
    uow.system.raise_alarm(AlarmKind.RESTORED, "", {"backup": made_at.isoformat()}, now)


def held(uow: UnitOfWork) -> str | None:
    """Of when the backup is that waits to be confirmed; None in everyday life."""
    return uow.system.fact(HELD) or None


def let_go(uow: UnitOfWork, now: datetime) -> None:
    """Go on."""
    uow.system.set_fact(HELD, "")
    uow.system.set_fact(LET_GO, now.isoformat())
    uow.system.clear_alarm(AlarmKind.RESTORED, "", now)


def stands_still(uow: UnitOfWork, now: datetime) -> bool:
    """Whether everything is held back, or was until a moment ago: what looks wrong then is mostly over by itself."""
    if held(uow) is not None:
        return True
    since = uow.system.fact(LET_GO)
    return since is not None and timedelta() <= now - datetime.fromisoformat(since) < CATCHING_UP
