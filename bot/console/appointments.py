"""Calls and meetings of a case, and the worker's name."""

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action
from bot.cases import appointments
from bot.console.case_page import case_path
from bot.console.deps import ConsoleDeps
from bot.console.doing import doer
from bot.console.errors import Invalid
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted
from storage.models import AppointmentState
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

_NOTE = 300
_NAME = 80


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster, do = Depends(guard.poster), doer(deps, pages)

    @router.post("/console/cases/{number}/appointments")
    def write_down(number: str, posted: Posted = poster) -> Response:
        """A call or meeting, ahead or held. `answers`: it has to be one in which the worker's message was answered."""
        visit, at = posted.visit, _moment(posted, number)
        kind, whom = posted.one_of("kind", appointments.KINDS), posted.one_of("whom", appointments.WITH)
        note, answers = posted.get("note", longest=_NOTE), posted.get("answers") == "yes"

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            kept_as_answer = appointments.write_down(
                uow, seen.id, visit.staff, rev, visit.business, kind=kind, whom=whom, at=at, note=note
            )
            if answers and not kept_as_answer:
                raise Invalid("hour", case_path(number), "staff.invalid.answered")
            return "answered" if kept_as_answer else "appointment_kept"

        return do(posted, number, Action.NOTE, act)

    @router.post("/console/cases/{number}/appointments/{appointment_id}")
    def became(number: str, appointment_id: str, posted: Posted = poster) -> Response:
        """A planned one took place, or did not."""
        visit = posted.visit
        state = AppointmentState(posted.one_of("became", ("held", "cancelled")))

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            appointments.became(
                uow, seen.id, visit.staff, rev, visit.business, appointment_id=appointment_id, state=state
            )
            return "appointment_changed"

        return do(posted, number, Action.NOTE, act)

    @router.post("/console/cases/{number}/name")
    def name_worker(number: str, posted: Posted = poster) -> Response:
        """By which name the worker goes; empty takes it away."""
        name = posted.get("name", longest=_NAME)

        def act(uow: UnitOfWork, seen: Glimpse, _rev: int) -> str:
            case = uow.cases.get(seen.id)
            if case is not None:
                uow.workers.set_name(case.worker_id, name)
            return "name_kept"

        return do(posted, number, Action.NOTE, act)


def _moment(posted: Posted, number: str) -> datetime:
    """Day and time on the person's own clock."""
    try:
        local = datetime.fromisoformat(f"{posted.get('on')}T{posted.get('hour')}")
    except ValueError as error:
        raise Invalid("on", case_path(number), "staff.invalid.choose") from error
    return local.replace(tzinfo=posted.visit.zone).astimezone(UTC)
