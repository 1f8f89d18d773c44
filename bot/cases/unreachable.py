"""Closing a case whose worker can't be reached: after the whole ladder, by two named people."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from storage.models import Case, CaseState, Staff
from storage.uow import UnitOfWork

from .access import Access, access_to
from .actors import actor, coordinates
from .closing import close
from .errors import NoSuchCase, NotPossible, ReasonNeeded, SecondPersonNeeded
from .held import hold_open
from .notifier import Notifier
from .reviews import stays_until
from .timeline import Happened, record

ACTION = "Closing as unreachable"

_TRIED = (Happened.TERMINAL.value, Happened.SILENCE.value)
_HEARD = tuple(
    one.value
    for one in (
        Happened.WORKER_WROTE, Happened.ANSWER_CORRECTED, Happened.FILE_TAKEN_AWAY, Happened.FILE_PUT_BACK,
        Happened.CHECK_IN_FINE, Happened.CHECK_IN_NOT_FINE, Happened.REACHED_CONFIRMED, Happened.REACHED_DENIED,
        Happened.SOLVED_DENIED, Happened.CONSENT_GIVEN, Happened.CONSENT_REFUSED, Happened.INTERPRETER_AGREED,
        Happened.INTERPRETER_REFUSED, Happened.CORRECTION_AGREED, Happened.CORRECTION_REFUSED,
        Happened.CORRECTION_TAKEN_BACK, Happened.WORKER_CAME, Happened.ENTRY_CONFIRMED, Happened.ENTRY_WRONG,
        Happened.ENTRY_DENIED, Happened.UNBLOCKED, Happened.REOPENED,
    )
)  # fmt: skip
"""The worker's own word: what was tried in vain before it does not count any more."""
_SINCE = (Happened.UNREACHABLE_PROPOSED.value, *_HEARD)


def propose_unreachable(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, note: str
) -> Case:
    """The first person says that nobody can reach this worker, and what was tried.

    Raises NoSuchCase, NotPossible before the ladder has ended, ReasonNeeded, StaleRow.
    """
    if not note.strip():
        raise ReasonNeeded
    case = _open(uow, case_id, by, rev)
    record(uow, case, Happened.UNREACHABLE_PROPOSED, actor(by), now, note=note.strip())
    uow.cases.changed(case)
    return case


def close_unreachable(
    uow: UnitOfWork,
    notifier: Notifier,
    case_id: str,
    by: Staff,
    rev: int | None,
    now: datetime,
    *,
    note: str = "",
) -> Case:
    """A second person, one of both a coordinator, closes it. A word of the worker in between undoes the
    proposal.

    Raises NoSuchCase, NotPossible, SecondPersonNeeded, StaleRow.
    """
    case = _open(uow, case_id, by, rev)
    marks = uow.cases.event_marks(case.id, *_SINCE)
    if not marks or marks[-1].kind != Happened.UNREACHABLE_PROPOSED.value:
        raise NotPossible(action=ACTION, why="nobody has proposed it, or the worker has been heard of since")
    until = stays_until(uow, case)
    if until is not None and until > now:
        raise NotPossible(action=ACTION, why="the worker was told that it stays open until a day that lies ahead")
    first = uow.partners.person(marks[-1].actor_id)
    if first is None or first.id == by.id:
        raise SecondPersonNeeded
    if not (coordinates(first) or coordinates(by)):
        raise NotPossible(action=ACTION, why="one of the two has to be a coordinator")
    record(uow, case, Happened.UNREACHABLE, actor(by), now, first=first.id, note=note.strip() or None)
    close(uow, notifier, case, CaseState.UNREACHABLE, by.id, now)
    uow.cases.changed(case)
    return case


def _open(uow: UnitOfWork, case_id: str, by: Staff, rev: int | None) -> Case:
    case = hold_open(uow, case_id, rev, ACTION)
    if access_to(uow, case, by) is Access.NONE and not coordinates(by):
        raise NoSuchCase
    if not uow.cases.event_marks(case.id, *_TRIED):
        raise NotPossible(action=ACTION, why="the ladder has not come to its end")
    if not tried_in_vain(uow, case.id):
        raise NotPossible(action=ACTION, why="the worker has been heard of since the ladder came to its end")
    return case


def ends_on(uow: UnitOfWork, case: Case, now: datetime) -> datetime | None:
    """The day on which a case is to end unless its worker is heard of before; None: no such day lies ahead."""
    marks = uow.cases.event_marks(case.id, *_SINCE)
    if not CaseState(case.state).open or not marks or marks[-1].kind != Happened.UNREACHABLE_PROPOSED.value:
        return None
    until = stays_until(uow, case)
    return until if until is not None and until > now else None


def tried_in_vain(uow: UnitOfWork, case_id: str) -> bool:
    """Whether the ladder has come to its end, or check-ins to nothing, and the worker has not been heard of since.

    After their word only a ladder counts that began after it: to tell everybody again of an end is no new try, and one
    that their word itself brought to its end, for nobody was left to ask, is none either. So does a proposal, which
    stands only until their next word: where it came of a review, they were told the day.
    """
    marks = uow.cases.event_marks(case_id, *_TRIED, *_SINCE)
    heard = next((mark for mark in reversed(marks) if mark.kind in _HEARD), None)
    if heard is None:
        return any(mark.kind in _TRIED for mark in marks)
    later = {mark.kind for mark in marks if mark.seq > heard.seq}
    if later - {Happened.TERMINAL.value}:
        return True
    ended: dict[datetime, datetime] = {}
    for line in uow.cases.events(case_id) if later else ():
        if line.seq > heard.seq and line.kind == Happened.TERMINAL.value:
            ended.setdefault(_began(line.data), line.at)
    return any(heard.at <= began and heard.at < end for began, end in ended.items())


def _began(ended: Mapping[str, Any]) -> datetime:
    """When the ladder began of whose end a line says; one that does not say it counts for no later word."""
    since = ended.get("since")
    return datetime.fromisoformat(since) if since else datetime.min.replace(tzinfo=UTC)
