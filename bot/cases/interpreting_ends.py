"""An interpreter's work ends before it is done: taken back, or a tie was found."""

from datetime import datetime

from storage.models import Case, CaseState, Interpreting, InterpretingState, Staff
from storage.uow import UnitOfWork

from .actors import CLOCK, WORKER, Actor, actor, organisation
from .errors import NotPossible
from .held import hold_open
from .interpreting_rules import conflicted
from .names import folded, named_within
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import tell
from .timeline import Happened, record


def take_back(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *,
    interpreting_id: str,
) -> None:
    """Who asked for it takes it back. Raises NoSuchCase, NotPossible, StaleRow."""
    action = "Taking it back"
    case = hold_open(uow, case_id, rev, action)
    row = next((one for one in uow.interpreting.going_on(case.id) if one.id == interpreting_id), None)
    if row is None or row.partner_id != organisation(by) or by.role == "staff":
        raise NotPossible(action=action, why="it is not going on, or was not asked for by your organisation")
    end(uow, notifier, case, row, actor(by), now, tied=False)
    uow.cases.changed(case)


def interprets(uow: UnitOfWork, case: Case) -> bool:
    """Whether something of this case is open to an interpreter now."""
    return any(row.state == InterpretingState.AGREED.value for row in uow.interpreting.going_on(case.id))


def worker_wants_none(uow: UnitOfWork, notifier: Notifier, worker_id: str, now: datetime) -> bool:
    """The worker has thought better of it: nothing is open to any interpreter any more. False: there was none."""
    ended = False
    for case_id in sorted(case.id for case in uow.cases.of_worker(worker_id)):
        case = uow.cases.locked(case_id)
        if case is None or not CaseState(case.state).open or not interprets(uow, case):
            continue
        for row in uow.interpreting.going_on(case.id):
            end(uow, notifier, case, row, WORKER, now, tied=False)
            row.state, ended = InterpretingState.REFUSED.value, True
            tell(uow, notifier, case, row.partner_id, StaffNotice.INTERPRETER_REFUSED, now, tag=f"{row.id}:stopped")
        uow.cases.changed(case)
    return ended


def part_with_interpreters(
    uow: UnitOfWork, notifier: Notifier, case: Case, by: Actor, now: datetime, *, text: str = ""
) -> None:
    """A body was named, perhaps within a ``text``: interpreters who are tied to it lose what was assigned to them.

    The case must be held.
    """
    said = folded(text)
    for row in uow.interpreting.going_on(case.id):
        staff = uow.partners.person(row.staff_id)
        profile = uow.interpreting.profile(row.staff_id)
        named = any(named_within(tie, said) for tie in (profile.ties if profile is not None else ()))
        if staff is not None and (named or conflicted(uow, case, staff, profile)):
            end(uow, notifier, case, row, by, now, tied=True)


def interpreter_left(uow: UnitOfWork, notifier: Notifier, staff_id: str, now: datetime) -> None:
    """Whoever asked this interpreter for something is told that it will not be done."""
    for case_id in uow.interpreting.cases_of(staff_id):
        case = uow.cases.locked(case_id)
        if case is None or not CaseState(case.state).open:
            continue
        for row in uow.interpreting.going_on(case.id):
            if row.staff_id == staff_id:
                end(uow, notifier, case, row, CLOCK, now, tied=True)
        uow.cases.changed(case)


def end(
    uow: UnitOfWork, notifier: Notifier, case: Case, row: Interpreting, by: Actor, now: datetime, *, tied: bool,
    note: str = "",
) -> None:
    """It is over, and closed to the interpreter; because they are ``tied``, or left: who asked is told. ``note``: why.
    The case must be held."""
    staff = uow.partners.person(row.staff_id)
    row.state, row.ended_at = InterpretingState.ENDED.value, now
    for question in uow.cases.open_questions(case.id, QuestionKind.INTERPRETER.value):
        if (question.data or {}).get("interpreting") == row.id:
            question.answered_at, question.answer = now, "over"
    more = {"note": note} if note else {}
    if staff is None:
        record(uow, case, Happened.INTERPRETER_UNSOUGHT, by, now, partner=row.partner_id, **more)
    else:
        record(uow, case, Happened.INTERPRETER_ENDED, by, now, partner=row.partner_id, name=staff.name, **more)
    if tied:
        tell(uow, notifier, case, row.partner_id, StaffNotice.INTERPRETER_DECLINED, now, tag=f"{row.id}:ended")
