"""An interpreter is wanted and the organisation has none to ask: a coordinator finds one, without reading the case.

What is to be put into words, the note, and who asked stay with the organisation; the coordinator sees the language, how
much it is and until when. Whoever they name is put before the worker like every interpreter, and works for the
organisation that has the case.
"""

from datetime import datetime

from storage.models import COORDINATOR, Interpreting, InterpretingState, Staff
from storage.uow import UnitOfWork

from .access import Access, access_to
from .actors import actor, coordinates, organisation
from .alone import ask_alone
from .errors import NotPossible, ReasonNeeded
from .held import hold_open
from .interpreting import ACTION, Wanted, candidates, check_wanted
from .interpreting_ends import end
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import tell
from .timeline import Happened, record

NOBODY = ""
"""Who interprets, as long as nobody was named."""


def seek(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, wanted: Wanted
) -> Interpreting:
    """A lead asks the coordinators to find somebody.

    Raises NoSuchCase, NotPossible, ReasonNeeded (a call without a note), StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    if access_to(uow, case, by) is not Access.FULL:
        raise NotPossible(action=ACTION, why="your organisation does not read this case")
    if by.role != "lead":
        raise NotPossible(action=ACTION, why="only a lead may")
    check_wanted(uow, case, wanted, now)
    org = organisation(by)
    if any(row.partner_id == org for row in uow.interpreting.sought(case.id)):
        raise NotPossible(action=ACTION, why="the coordinators look for one already")
    row = uow.interpreting.assign(
        case.id, partner_id=org, asked_by=by.id, staff_id=NOBODY, items=wanted.items, call=wanted.call,
        due_at=wanted.due_at, note=wanted.note.strip(), now=now, state=InterpretingState.SOUGHT,
    )
    record(uow, case, Happened.INTERPRETER_SOUGHT, actor(by), now, partner=org, until=wanted.due_at.isoformat())
    tell(uow, notifier, case, COORDINATOR, StaffNotice.INTERPRETER_SOUGHT, now, tag=row.id)
    uow.cases.changed(case)
    return row


def name_somebody(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *,
    interpreting_id: str, interpreter_id: str,
) -> None:
    """A coordinator names one; the worker is asked about them as soon as they are alone.

    Raises NoSuchCase, NotPossible, StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    row = _sought(uow, case_id, by, interpreting_id)
    chosen = next((one.staff for one in candidates(uow, case, by) if one.staff.id == interpreter_id), None)
    if chosen is None:
        raise NotPossible(action=ACTION, why="this person can't interpret in this case")
    if any(other.staff_id == chosen.id for other in uow.interpreting.going_on(case.id)):
        raise NotPossible(action=ACTION, why="this person is at it already")
    row.staff_id, row.state = chosen.id, InterpretingState.ASKED.value
    uow.cases.ask(
        case.id, case.conversation_id, QuestionKind.INTERPRETER.value, now, partner_id=row.partner_id,
        data={"held": True, "interpreting": row.id},
    )
    record(
        uow, case, Happened.INTERPRETER_WANTED, actor(by), now, partner=row.partner_id, name=chosen.name,
        until=row.due_at.isoformat(),
    )
    tell(uow, notifier, case, row.partner_id, StaffNotice.INTERPRETER_FOUND, now, tag=row.id)
    ask_alone(uow, notifier, case, now)
    uow.cases.changed(case)


def nobody_found(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *,
    interpreting_id: str, note: str,
) -> None:
    """A coordinator found nobody; who asked is told why. Raises NoSuchCase, NotPossible, ReasonNeeded, StaleRow."""
    if not note.strip():
        raise ReasonNeeded
    case = hold_open(uow, case_id, rev, ACTION)
    row = _sought(uow, case_id, by, interpreting_id)
    end(uow, notifier, case, row, actor(by), now, tied=False, note=note.strip())
    tell(uow, notifier, case, row.partner_id, StaffNotice.INTERPRETER_NONE, now, tag=row.id)
    uow.cases.changed(case)


def _sought(uow: UnitOfWork, case_id: str, by: Staff, interpreting_id: str) -> Interpreting:
    if not coordinates(by):
        raise NotPossible(action=ACTION, why="only a coordinator may")
    row = next((one for one in uow.interpreting.sought(case_id) if one.id == interpreting_id), None)
    if row is None:
        raise NotPossible(action=ACTION, why="nobody is looked for any more")
    return row
