"""After a restore nothing is sent and no clock goes on until the operator says so: much may have happened since."""

from datetime import datetime

from storage.models import AlarmKind
from storage.uow import UnitOfWork

HELD = "held_since_restore"
"""The fact that says of when the backup is; empty once it was confirmed."""
REPLAYED = "erasures_replayed"
"""The fact that the list of erasures was replayed since."""


def hold(uow: UnitOfWork, made_at: datetime, now: datetime) -> None:
    """Hold everything back."""
    uow.system.set_fact(HELD, made_at.isoformat())
    uow.system.set_fact(REPLAYED, "")
    uow.system.raise_alarm(AlarmKind.RESTORED, "", {"backup": made_at.isoformat()}, now)


def held(uow: UnitOfWork) -> str | None:
    """Of when the backup is that waits to be confirmed; None in everyday life."""
    return uow.system.fact(HELD) or None


def let_go(uow: UnitOfWork, now: datetime) -> None:
    """Go on."""
    uow.system.set_fact(HELD, "")
    uow.system.clear_alarm(AlarmKind.RESTORED, "", now)
