"""Every open case is looked at by a named person at least every 90 days: it goes on until a day, or is to end on one.

The worker is told the day. Nothing ends by itself: on that day somebody looks again, and closes or goes on.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import date_in_japan
from storage.models import Case, Staff
from storage.models.cases import REVIEWED_EVERY
from storage.uow import UnitOfWork

from .actors import actor, coordinates
from .errors import NotPossible, ReasonNeeded
from .held import hold_open
from .notifier import Notifier
from .notify import no_way_to_write, tell_worker
from .timeline import Happened, record

ACTION = "Reviewing"
EVERY = REVIEWED_EVERY
SOON = timedelta(days=14)
"""So long before it is due it can be made."""
NOTICE = timedelta(days=14)
"""A worker has at least so long to write before a case may end."""


class Decision(StrEnum):
    """What came of it. The text key is ``staff.review.<value>``."""

    KEEP = "keep"
    END = "end"


def due_at(case: Case) -> datetime:
    """When the next one is due."""
    return case.review_at or case.filed_at + EVERY


def review(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *,
    decision: Decision, until: datetime, reason: str,
) -> Case:
    """A coordinator has looked at a case. KEEP: it goes on, and is looked at again then. END: the worker is told that
    it ends then unless they write; closing it remains a second person's act (``close_unreachable``).

    Raises NoSuchCase, NotPossible, ReasonNeeded, StaleRow.
    """
    if not reason.strip():
        raise ReasonNeeded
    case = hold_open(uow, case_id, rev, ACTION)
    if not coordinates(by):
        raise NotPossible(action=ACTION, why="only a coordinator reviews a case")
    if due_at(case) > now + SOON:
        raise NotPossible(action=ACTION, why="its review is not due yet")
    if not now < until <= now + EVERY:
        raise NotPossible(action=ACTION, why="the day lies within the next 90 days")
    if decision is Decision.END:
        _check_end(uow, case, until, now)
    case.review_at = until
    record(
        uow, case, Happened.REVIEWED, actor(by), now, decision=decision.value, until=until.isoformat(),
        note=reason.strip(),
    )  # fmt: skip
    if decision is Decision.END:
        record(uow, case, Happened.UNREACHABLE_PROPOSED, actor(by), now, note=reason.strip())
    key = f"case.review_{decision.value}"
    if not tell_worker(uow, notifier, case, key, {"until": date_in_japan(until)}, now, tag=f"{case.events}"):
        no_way_to_write(uow, notifier, case, now)
    uow.cases.changed(case)
    return case


def stays_until(uow: UnitOfWork, case: Case) -> datetime | None:
    """Until when a case stays open at least, as the worker was told when its end was named; None: no end was named."""
    if not uow.cases.event_marks(case.id, Happened.REVIEWED.value):
        return None
    told = [line.data for line in uow.cases.events(case.id) if line.kind == Happened.REVIEWED.value][-1]
    return datetime.fromisoformat(told["until"]) if told["decision"] == Decision.END.value else None


def _check_end(uow: UnitOfWork, case: Case, until: datetime, now: datetime) -> None:
    if case.contacted_at is not None:
        raise NotPossible(action=ACTION, why="the worker was reached: the case ends with their word")
    if not uow.cases.event_marks(case.id, Happened.TERMINAL.value, Happened.SILENCE.value):
        raise NotPossible(action=ACTION, why="the ladder has not come to its end")
    if until < now + NOTICE:
        raise NotPossible(action=ACTION, why="the worker has at least 14 days to write")
