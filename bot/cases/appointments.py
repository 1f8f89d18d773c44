"""Calls and meetings about a case: planned, held, or not. A planned one is no contact with the worker."""

from datetime import datetime

from storage.models import AppointmentState, Staff
from storage.uow import UnitOfWork

from .access import Access, access_to
from .actors import actor, organisation
from .answered import answered
from .errors import NoSuchCase, NotPossible
from .held import hold
from .timeline import Happened, record

KINDS = ("call", "meeting")
WORKER = "worker"
WITH = (WORKER, "employer", "office", "other")


def write_down(
    uow: UnitOfWork, case_id: str, by: Staff, rev: int, now: datetime, *, kind: str, whom: str, at: datetime, note: str
) -> bool:
    """Keep a call or meeting; True if it has taken place and answers what the worker wrote before. The note is read by
    the own organisation only.

    Raises NoSuchCase, StaleRow.
    """
    case = hold(uow, case_id, rev)
    if access_to(uow, case, by) is not Access.FULL:
        raise NoSuchCase
    ahead = at > now
    uow.appointments.add(
        case.id, partner_id=organisation(by), staff_id=by.id, kind=kind, whom=whom, at=at, held=not ahead, note=note,
        now=now,
    )  # fmt: skip
    what = Happened.APPOINTMENT_PLANNED if ahead else Happened.APPOINTMENT_HELD
    record(uow, case, what, actor(by), now, kind=kind, whom=whom, at=at.isoformat())
    answers = not ahead and whom == WORKER and answered(uow, case, by, at, kind)
    uow.cases.changed(case)
    return answers


def became(
    uow: UnitOfWork, case_id: str, by: Staff, rev: int, now: datetime, *, appointment_id: str, state: AppointmentState
) -> None:
    """A planned one took place, or did not. Raises NoSuchCase, NotPossible, StaleRow."""
    case = hold(uow, case_id, rev)
    if access_to(uow, case, by) is not Access.FULL:
        raise NoSuchCase
    planned = {m.id: m for m in uow.appointments.of_case(case.id, organisation(by))}
    if not uow.appointments.became(appointment_id, case.id, organisation(by), state):
        raise NotPossible(action="Changing this appointment", why="it is not planned any more")
    meeting = planned[appointment_id]
    held = state is AppointmentState.HELD
    what = Happened.APPOINTMENT_HELD if held else Happened.APPOINTMENT_CANCELLED
    record(uow, case, what, actor(by), now, kind=meeting.kind, whom=meeting.whom, at=meeting.at.isoformat())
    if held and meeting.whom == WORKER:
        answered(uow, case, by, meeting.at, meeting.kind)
    uow.cases.changed(case)
