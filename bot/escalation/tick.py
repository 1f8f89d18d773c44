"""The tick: claims the clocks that are due and carries each case on, one transaction a case.

Any number of processes may tick at once. A claim is a lease with a fencing number; whoever finds the clock
set anew since (a button was faster, a lease ran out) changes nothing. A case that raises harms only itself.
"""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.notifier import Notifier
from storage.database import Database
from storage.errors import LeaseLost, StorageAway, StorageBusy, StorageFull
from storage.models import AlarmKind
from storage.repositories.ladder import LadderClaim

from .due import carry_on

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 25
TRY_AGAIN = timedelta(seconds=30)
ALARM_AFTER = 3


@dataclass(frozen=True)
class TickResult:
    """``claimed`` rows; ``fired`` of them carried on; ``stale``: nothing was changed; ``failed``: raised."""

    claimed: int = 0
    fired: int = 0
    stale: int = 0
    failed: int = 0
    seconds: float = 0.0


def tick(db: Database, notifier: Notifier, now: datetime, *, budget: float = 4.5) -> TickResult:
    """Carry on what is due at ``now`` (business time), for at most about ``budget`` seconds.

    What is left is due in the next tick, the longest due first. Raises StorageFull when nothing can be
    written.
    """
    begun = time.monotonic()
    counted = {"claimed": 0, "fired": 0, "stale": 0, "failed": 0}
    while time.monotonic() - begun < budget:
        with db.write() as uow:
            claims = uow.ladder.claim_due(now, LEASE, BATCH)
        counted["claimed"] += len(claims)
        for number, claim in enumerate(claims):
            if time.monotonic() - begun >= budget:
                with db.write() as uow:
                    uow.ladder.release(claims[number:])
                break
            counted[_one(db, notifier, claim, now)] += 1
        if len(claims) < BATCH:
            break
    return TickResult(**counted, seconds=time.monotonic() - begun)


def _one(db: Database, notifier: Notifier, claim: LadderClaim, now: datetime) -> str:
    """One claimed clock; says what became of it."""
    try:
        with db.write() as uow:
            case = uow.cases.locked(claim.case_id)
            row = uow.ladder.held(claim)
            if case is None or row.due_at > now:
                raise LeaseLost
            carry_on(uow, notifier, case, row, now)
            if row.failures:
                uow.system.clear_alarm(AlarmKind.STUCK, claim.case_id, now)
        return "fired"
    except LeaseLost:
        return "stale"
    except (StorageFull, StorageAway):  # not this case's fault: the whole tick waits
        raise
    except StorageBusy:  # another replica was in the way: the next tick takes it
        with db.write() as uow:
            uow.ladder.release([claim])
        return "stale"
    except Exception as error:
        log.exception("a case could not be carried on", extra={"case": claim.case_id})
        _failed(db, claim, error, now)
        return "failed"


def _failed(db: Database, claim: LadderClaim, error: Exception, now: datetime) -> None:
    with db.write() as uow:
        times = uow.ladder.failed(claim, TRY_AGAIN)
        if times >= ALARM_AFTER:
            details = {"error": type(error).__name__, "times": times}
            uow.system.raise_alarm(AlarmKind.STUCK, claim.case_id, details, now)
