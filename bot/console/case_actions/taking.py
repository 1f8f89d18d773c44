"""Whose case it is: taken on, declined, given to somebody here, handed on to another organisation."""

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action
from bot.cases import accept as accepting
from bot.cases import decline as declining
from bot.cases import hand_on as handing_on
from bot.cases import whose
from bot.console.case_page import case_path
from bot.console.deps import ConsoleDeps
from bot.console.doing import doer
from bot.console.errors import Invalid
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted
from storage.models import COORDINATOR
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

from .fields import note_of


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster, do = Depends(guard.poster), doer(deps, pages)

    @router.post("/console/cases/{number}/accept")
    def accept(number: str, posted: Posted = poster) -> Response:
        """Our organisation takes the case on."""
        visit = posted.visit

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            accepting.accept(uow, deps.notifier, seen.id, visit.staff, rev, visit.business)
            return "accepted"

        return do(posted, number, Action.ACCEPT, act)

    @router.post("/console/cases/{number}/decline")
    def decline(number: str, posted: Posted = poster) -> Response:
        """Our organisation can't; the next one is asked at once."""
        visit, reason = posted.visit, posted.one_of("reason", ("full", "conflict", "cannot"))

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            declining.decline(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, reason=reason)
            return "declined"

        return do(posted, number, Action.DECLINE, act, away=True)

    @router.post("/console/cases/{number}/assign")
    def assign(number: str, posted: Posted = poster) -> Response:
        """Whose case it is here: one's own, a colleague's, or everybody's."""
        visit, to = posted.visit, posted.get("to")

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            if to not in {"", *(person.id for person in whose.colleagues(uow, visit.viewer.asked_as or ""))}:
                raise Invalid("to", case_path(number), "staff.invalid.choose")
            whose.assign(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, to=to)
            return "assigned"

        return do(posted, number, Action.ASSIGN, act)

    @router.post("/console/cases/{number}/hand-on")
    def hand_on(number: str, posted: Posted = poster) -> Response:
        """Another organisation should take it."""
        visit, note, to = posted.visit, note_of(posted), posted.get("to")

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            if to != COORDINATOR and uow.partners.get(to) is None:
                raise Invalid("to", case_path(number), "staff.invalid.choose")
            handed = handing_on.hand_on(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, to=to, note=note)
            return "handed_on" if handed is handing_on.HandedOn.OFFERED else "worker_asked"

        return do(posted, number, Action.HAND_ON, act)
