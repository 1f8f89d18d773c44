"""What interpreters speak, and what they are bound to: kept by whoever looks after their accounts."""

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.access.roles import Role
from bot.cases.interpreting_rules import PAID_BY
from bot.console.deps import ConsoleDeps
from bot.console.errors import Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted
from bot.wording.languages import ENDONYMS

_TIES = 1000


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster = Depends(guard.poster)

    @router.post("/console/people/{staff_id}/interpreter")
    def profile(staff_id: str, posted: Posted = poster) -> Response:
        """What an interpreter speaks, and what they are bound to."""
        visit = posted.visit
        visit.must(Action.EDIT_STAFF)
        languages = [one for one in posted.all("language") if one in ENDONYMS]
        paid_by = [one for one in posted.all("paid_by") if one in PAID_BY]
        ties = [line.strip() for line in posted.get("ties", longest=_TIES).splitlines() if line.strip()]
        with deps.db.write() as uow:
            staff = uow.access.get(staff_id)
            if staff is None or not staff.active or staff.role != Role.INTERPRETER.value:
                raise Missing
            if not visit.manages(Role.INTERPRETER, staff.partner_id):
                raise Missing
            uow.interpreting.set_profile(staff.id, languages=languages, ties=ties, paid_by=paid_by, now=visit.now)
            log(uow, visit, "interpreter_profile", "staff", staff.id)
        return RedirectResponse("/console/people?done=person_saved", 303)
