"""Whom a case is about, and asking for correction on behalf of its worker."""

from datetime import date

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.compliance import records, requests
from bot.compliance.errors import ComplianceError
from bot.console.case_page import case_path
from bot.console.deps import ConsoleDeps
from bot.console.doing import doer
from bot.console.errors import Invalid
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted
from storage.models import OrganisationKind
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

NEW = "new"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster, do = Depends(guard.poster), doer(deps, pages)

    @router.post("/console/cases/{number}/organisation")
    def confirm(number: str, posted: Posted = poster) -> Response:
        """The report is about this organisation, or about one that is not among the records yet."""
        visit = posted.visit
        chosen, _, site = posted.get("organisation").partition("/")
        named, keep = posted.get("named", longest=1000), posted.get("keep") == "yes"
        kind, name = posted.get("kind") or OrganisationKind.ACCEPTING, posted.get("name", longest=records.LONGEST)

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            found = chosen
            if chosen == NEW:
                try:
                    draft = records.Draft(kind, name)
                    found = records.save(uow, draft, visit.staff, visit.business).id
                except ComplianceError as error:
                    raise Invalid("name", case_path(number), "staff.invalid.organisation") from error
            records.confirm(
                uow, deps.notifier, seen.id, visit.staff, rev, visit.business, organisation_id=found,
                site_id=site or None, named=named, keep_spelling=keep,
            )  # fmt: skip
            return "organisation_confirmed"

        answer = do(posted, number, Action.RECORD_FACT, act)
        if answer.status_code == 303:
            with deps.db.read() as uow:
                if uow.access.glimpse(visit.viewer, number) is None:  # tied to it: the access has ended
                    return RedirectResponse("/console?done=organisation_confirmed", 303)
        return answer

    @router.post("/console/cases/{number}/organisation/{link_id}/end")
    def take_back(number: str, link_id: str, posted: Posted = poster) -> Response:
        """It was another one."""
        visit = posted.visit

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            records.take_back(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, link_id=link_id)
            return "organisation_taken_back"

        return do(posted, number, Action.RECORD_FACT, act)

    @router.post("/console/cases/{number}/correction")
    def prepare(number: str, posted: Posted = poster) -> Response:
        """The worker is asked whether the organisation may be asked."""
        visit, duty = posted.visit, posted.get("duty")

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            try:
                due = date.fromisoformat(posted.get("due"))
            except ValueError as error:
                raise Invalid("due", case_path(number), "staff.invalid.future_day") from error
            requests.prepare(
                uow, deps.notifier, seen.id, visit.staff, rev, visit.business, duty=duty, due_on=due
            )
            return "correction_prepared"

        return do(posted, number, Action.RECORD_FACT, act)
