"""Interpreters: asked for something of one case, with a due date; the worker is asked first and may refuse.

Until the worker's yes an interpreter learns nothing but that they may be asked; afterwards they see what was assigned
and nothing else, until it is done. Whoever is tied to a body of the case, or was refused by the worker, is never asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from storage.models import Case, Interpreting, InterpretingState, Staff
from storage.repositories.interpreting import Item
from storage.repositories.staff_cases import Viewer
from storage.uow import UnitOfWork

from .access import Access, access_to
from .actors import CLOCK, WORKER, Actor, actor, coordinates, organisation
from .alone import ask_alone
from .errors import NoSuchCase, NotPossible, ReasonNeeded, StillToInterpret
from .held import hold, hold_open
from .interpreting_ends import end
from .interpreting_rules import INTO, VOICE, conflicted, translatable
from .messages import LONGEST
from .notifier import Notifier, Param, QuestionKind, StaffNotice
from .notify import name_of, tell, tell_worker
from .timeline import Happened, record

ACTION = "Asking an interpreter"


@dataclass(frozen=True)
class Candidate:
    """An interpreter who can be asked."""

    staff: Staff
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """What is to be done. ``note``: what to know, such as when the call is and by which number."""

    items: tuple[Item, ...]
    call: bool
    due_at: datetime
    note: str


def candidates(uow: UnitOfWork, case: Case, by: Staff) -> list[Candidate]:
    """Who of one's own organisation, or of none, speaks the worker's language and is not tied; coordinators choose
    among all."""
    busy = {row.staff_id for row in uow.interpreting.of_case(case.id) if row.state == InterpretingState.REFUSED.value}
    found = []
    for staff, profile in uow.interpreting.interpreters():
        ours = coordinates(by) or staff.partner_id in (None, by.partner_id)
        speaks = tuple(profile.languages) if profile is not None else ()
        if ours and case.language in speaks and staff.id not in busy and not conflicted(uow, case, staff, profile):
            found.append(Candidate(staff, speaks))
    return found


def assign(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *,
    interpreter_id: str, wanted: Wanted,
) -> Interpreting:
    """Ask for an interpreter; the worker is asked about them as soon as they are alone.

    Raises NoSuchCase, NotPossible, ReasonNeeded (a call without a note), StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    if access_to(uow, case, by) is not Access.FULL:
        raise NotPossible(action=ACTION, why="your organisation does not read this case")
    if by.role == "staff":
        raise NotPossible(action=ACTION, why="only a lead or coordinator may")
    check_wanted(uow, case, wanted, now)
    chosen = next((one.staff for one in candidates(uow, case, by) if one.staff.id == interpreter_id), None)
    if chosen is None:
        raise NotPossible(action=ACTION, why="this person can't interpret in this case")
    if any(row.staff_id == chosen.id for row in uow.interpreting.going_on(case.id)):
        raise NotPossible(action=ACTION, why="this person is at it already")
    org = organisation(by)
    row = uow.interpreting.assign(
        case.id, partner_id=org, asked_by=by.id, staff_id=chosen.id, items=wanted.items, call=wanted.call,
        due_at=wanted.due_at, note=wanted.note.strip(), now=now,
    )
    uow.cases.ask(
        case.id, case.conversation_id, QuestionKind.INTERPRETER.value, now, partner_id=org,
        data={"held": True, "interpreting": row.id},
    )
    record(
        uow, case, Happened.INTERPRETER_WANTED, actor(by), now, partner=org, name=chosen.name,
        until=wanted.due_at.isoformat(),
    )
    ask_alone(uow, notifier, case, now)
    uow.cases.changed(case)
    return row


def check_wanted(uow: UnitOfWork, case: Case, wanted: Wanted, now: datetime) -> None:
    """Whether this can be asked of an interpreter. Raises NotPossible, ReasonNeeded (a call without a note)."""
    if wanted.due_at <= now:
        raise NotPossible(action=ACTION, why="the day has passed")
    if not wanted.items and not wanted.call:
        raise NotPossible(action=ACTION, why="nothing was chosen")
    if wanted.call and not wanted.note.strip():
        raise ReasonNeeded
    if set(wanted.items) - set(translatable(uow, case)):
        raise NotPossible(action=ACTION, why="what was chosen is not in this case")


def worker_on_interpreter(
    uow: UnitOfWork, notifier: Notifier, case: Case, interpreting_id: str, yes: bool, now: datetime
) -> None:
    """The worker's answer. The case must be held."""
    row = uow.interpreting.get(interpreting_id)
    if row is not None and row.state == InterpretingState.ASKED.value:
        answered(uow, notifier, case, row, yes, WORKER, now)


def answered(
    uow: UnitOfWork, notifier: Notifier, case: Case, row: Interpreting, yes: bool, by: Actor, now: datetime,
    **how: str,
) -> bool:
    """What follows from the worker's answer, given here, or (``by`` staff, ``how`` and on which day) to a person.

    Returns whether the worker can read that it counts. The case must be held.
    """
    staff = uow.partners.person(row.staff_id)
    if staff is None:
        return False
    row.answered_at = now
    if yes and (not staff.active or conflicted(uow, case, staff, uow.interpreting.profile(staff.id))):
        end(uow, notifier, case, row, CLOCK, now, tied=True)
        return True
    row.state = InterpretingState.AGREED.value if yes else InterpretingState.REFUSED.value
    if not yes:
        row.ended_at = now
    happened = Happened.INTERPRETER_AGREED if yes else Happened.INTERPRETER_REFUSED
    if how:
        happened = Happened.INTERPRETER_YES_TOLD if yes else Happened.INTERPRETER_NO_TOLD
    record(uow, case, happened, by, now, partner=row.partner_id, name=staff.name, **how)
    params: dict[str, Param] = {"name": staff.name, "partner": name_of(uow, row.partner_id, case.language)}
    if how and yes:
        params["date"] = date.fromisoformat(how["on"])
    key = "case.interpreter_noted" if how and yes else "case.interpreter_yes" if yes else "case.interpreter_no"
    told = tell_worker(uow, notifier, case, key, params, now, tag=f"{row.id}")
    if yes:
        _tell_interpreter(uow, notifier, case, row, now)
    else:
        tell(uow, notifier, case, row.partner_id, StaffNotice.INTERPRETER_REFUSED, now, tag=row.id)
    return told


def _tell_interpreter(uow: UnitOfWork, notifier: Notifier, case: Case, row: Interpreting, now: datetime) -> None:
    notifier.to_staff(
        uow, row.staff_id, StaffNotice.INTERPRETER_ASSIGNED, case, now, dedupe=f"{case.id}:{row.id}", at_once=True
    )


# ---- the interpreter


def own(uow: UnitOfWork, by: Staff, interpreting_id: str) -> tuple[Interpreting, Case]:
    """What was assigned to an interpreter, as far as it is still open to them. Raises NoSuchCase."""
    found = uow.interpreting.assignment(Viewer(by.id, by.partner_id, by.role), interpreting_id)
    if found is None or conflicted(uow, found[1], by, uow.interpreting.profile(by.id)):
        raise NoSuchCase
    return found


@dataclass(frozen=True)
class InWords:
    """What one thing means, as the interpreter wrote it."""

    item: Item
    text: str
    language: str


def put_into_words(
    uow: UnitOfWork, notifier: Notifier, by: Staff, interpreting_id: str, now: datetime, written: Sequence[InWords]
) -> None:
    """The interpreter says what things mean. With the last of them it is done, unless there is a call, or several came
    at once: one of them may be half written.

    Raises NoSuchCase, NotPossible (taken away, too), ReasonNeeded (empty). Either all is kept or nothing.
    """
    action = "Writing it down"
    row, case = _hold_own(uow, by, interpreting_id)
    if not written or not all(one.text.strip() for one in written):
        raise ReasonNeeded
    for one in written:
        if list(one.item) not in row.items or one.language not in INTO or len(one.text.strip()) > 4 * LONGEST:
            raise NotPossible(action=action, why="it was not assigned to you, or the text is too long")
        if not _there(uow, one.item):
            raise NotPossible(action=action, why="the worker has taken it away")
    for one in written:
        uow.interpreting.render(
            case.id, one.item, language=one.language, text=one.text.strip(), staff_id=by.id, now=now
        )
    if not row.call and len(written) == 1 and not _without_words(uow, case, row):
        _done(uow, notifier, case, row, by, now)
    uow.cases.changed(case)


def _without_words(uow: UnitOfWork, case: Case, row: Interpreting) -> bool:
    done = uow.interpreting.renderings(case.id)
    return any(
        not any(one.staff_id for one in done.get((what, ref), {}).values()) and _there(uow, (what, ref))
        for what, ref in row.items
    )


def _there(uow: UnitOfWork, item: Item) -> bool:
    """Whether it can still be put into words: a voice message that was taken away can't."""
    what, ref = item
    if what != VOICE:
        return True
    file = uow.attachments.get(ref)
    return file is not None and file.state == "stored"


def finish(uow: UnitOfWork, notifier: Notifier, by: Staff, interpreting_id: str, now: datetime, *, can: bool) -> None:
    """The interpreter is done, or says that they can't. Either way it is closed to them.

    Raises NoSuchCase, StillToInterpret: what nobody has heard is not done.
    """
    row, case = _hold_own(uow, by, interpreting_id)
    if can and _without_words(uow, case, row):
        raise StillToInterpret
    if can:
        _done(uow, notifier, case, row, by, now)
    else:
        row.state, row.ended_at = InterpretingState.DECLINED.value, now
        record(uow, case, Happened.INTERPRETER_DECLINED, actor(by), now, partner=row.partner_id, name=by.name)
        tell(uow, notifier, case, row.partner_id, StaffNotice.INTERPRETER_DECLINED, now, tag=row.id)
    uow.cases.changed(case)


def _hold_own(uow: UnitOfWork, by: Staff, interpreting_id: str) -> tuple[Interpreting, Case]:
    row, case = own(uow, by, interpreting_id)
    held = hold(uow, case.id)
    row, _ = own(uow, by, interpreting_id)
    return row, held


def _done(
    uow: UnitOfWork, notifier: Notifier, case: Case, row: Interpreting, by: Staff, now: datetime
) -> None:
    row.state, row.ended_at = InterpretingState.DONE.value, now
    record(uow, case, Happened.INTERPRETER_DONE, actor(by), now, partner=row.partner_id, name=by.name)
    tell(uow, notifier, case, row.partner_id, StaffNotice.INTERPRETED, now, tag=row.id)
