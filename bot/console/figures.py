"""What is published of the board, and what an auditor may see by name: both only of quarters that have ended."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.access.roles import Role
from bot.clock import JAPAN, date_in_japan
from bot.compliance import named
from bot.compliance.board import quarters_until
from bot.compliance.errors import ComplianceError
from bot.compliance.facts import gathered
from bot.compliance.figures import figures, publish, published_for
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from flows.law.duties import duties
from storage.models import NamedView
from storage.uow import UnitOfWork

PATH = "/console/figures"
NAMED = "/console/named"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    def audit(uow: UnitOfWork, visit: Visit, action: str, object_id: str | None) -> None:
        uow.access.audit(
            visit.viewer.chain, staff_id=visit.staff.id, action=action, now=visit.now, object_kind="figures",
            object_id=object_id,
        )

    def public(visit: Visit, quarter: str, problem: str | None = None, done: str | None = None) -> Response:
        today = date_in_japan(visit.business)
        with deps.db.read() as uow:
            known = {one.quarter: one for one in uow.figures.published()}
            spoken = {fact.quarter for fact in gathered(uow)}
            ended = [one for one in quarters_until(visit.business)[:-1] if one in spoken and one not in known]
            shown = known[quarter].figures if quarter in known else None
            if shown is None and quarter in ended:
                shown = figures(uow, quarter)
        return pages.page(
            visit, "figures.html", status=409 if problem else 200, quarter=quarter, problem=problem, done=done,
            known=known, ended=[(one, published_for(one), published_for(one) <= today) for one in ended],
            rows=shown["rows"] if shown is not None else [],
        )  # fmt: skip

    @router.get(PATH)
    def published(request: Request, visit: Visit = reader) -> Response:
        """What was published, and what could be."""
        visit.must(Action.PUBLISH_FIGURES)
        return public(visit, request.query_params.get("quarter", ""), done=done_key(request))

    @router.post(PATH)
    def publish_quarter(posted: Posted = poster) -> Response:
        """Publish a quarter, for good."""
        visit = posted.visit
        visit.must(Action.PUBLISH_FIGURES)
        quarter = posted.get("quarter")
        try:
            with deps.db.write() as uow:
                publish(uow, quarter, visit.staff, visit.business)
                audit(uow, visit, "figures_published", quarter)
        except ComplianceError as error:
            return public(visit, quarter, pages.sentence(visit.lang, error))
        return RedirectResponse(f"{PATH}?quarter={quarter}&done=figures_published", 303)

    def views(visit: Visit, problem: str | None = None, done: str | None = None) -> Response:
        with deps.db.write() as uow:
            audit(uow, visit, "named_views", None)
            auditor = visit.staff.role == Role.AUDITOR
            found = uow.accepting_side.views(visit.viewer)
            more = {
                "views": [_shown(uow, one) for one in found],
                "organisations": [] if auditor else uow.accepting_side.organisations(visit.viewer),
                "auditors": [] if auditor else [one for one in uow.partners.with_role("auditor") if one.active],
                "quarters": quarters_until(visit.business)[:-1][::-1],
            }
        return pages.page(
            visit, "named.html", status=409 if problem else 200, problem=problem, done=done, auditor=auditor,
            today=date_in_japan(visit.business).isoformat(), may_be_signed=named.may_be_signed, known=duties(), **more,
        )

    @router.get(NAMED)
    def named_views(request: Request, visit: Visit = reader) -> Response:
        """An auditor's own; for coordinators all of them."""
        visit.must(Action.SEE_NAMED)
        return views(visit, done=done_key(request))

    def change(posted: Posted, action: str, act: Callable[[UnitOfWork], NamedView]) -> Response:
        visit = posted.visit
        try:
            with deps.db.write() as uow:
                audit(uow, visit, action, act(uow).id)
        except ComplianceError as error:
            return views(visit, pages.sentence(visit.lang, error))
        return RedirectResponse(f"{NAMED}?done={action}", 303)

    @router.post(NAMED)
    def propose(posted: Posted = poster) -> Response:
        """The organisation was told."""
        visit = posted.visit
        visit.must(Action.EDIT_NAMED)
        try:
            told = datetime.fromisoformat(posted.get("told")).replace(tzinfo=JAPAN)
        except ValueError as error:
            raise Invalid("told", NAMED, "staff.invalid.past_day") from error
        return change(
            posted, "named_proposed",
            lambda uow: named.propose(
                uow, posted.get("organisation"), posted.get("quarter"), visit.staff, visit.viewer, visit.business,
                auditor_id=posted.get("auditor"), agreement=posted.get("agreement", longest=300), told_at=told,
            ),
        )  # fmt: skip

    @router.post(f"{NAMED}/{{view_id}}/{{step}}")
    def go_on(view_id: str, step: str, posted: Posted = poster) -> Response:
        """What the organisation replied; the second person's signature; the end."""
        visit = posted.visit
        visit.must(Action.EDIT_NAMED)
        text = posted.get("reply", longest=3000)
        steps: dict[str, tuple[str, Callable[[UnitOfWork], NamedView]]] = {
            "reply": ("named_replied", lambda uow: named.replied(uow, view_id, visit.business, reply=text)),
            "sign": ("named_signed", lambda uow: named.sign(uow, view_id, visit.staff, visit.viewer, visit.business)),
            "end": ("named_ended", lambda uow: named.end(uow, view_id, visit.business)),
        }
        if step not in steps:
            raise Missing
        return change(posted, *steps[step])


def _shown(uow: UnitOfWork, view: NamedView) -> dict[str, Any]:
    found = uow.organisations.get(view.organisation_id)
    people = {one: person.name for one in (view.proposed_by, view.signed_by, view.auditor_id) if one
              and (person := uow.access.get(one)) is not None}  # fmt: skip
    name = found.name if found is not None else ""
    return {"view": view, "organisation": name, "people": people, "reply": uow.figures.reply(view)}
