"""Figures of one organisation under its name: for auditors under agreement, after the organisation could reply."""

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
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from flows.law.duties import duties
from storage.models import NamedView
from storage.uow import UnitOfWork

PATH = "/console/named"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get(PATH)
    def named_views(request: Request, visit: Visit = reader) -> Response:
        """An auditor's own; for coordinators all of them."""
        visit.must(Action.SEE_NAMED)
        return _views(deps, pages, visit, done=done_key(request))

    @router.post(PATH)
    def propose(posted: Posted = poster) -> Response:
        """The organisation was told."""
        visit = posted.visit
        visit.must(Action.EDIT_NAMED)
        try:
            told = datetime.fromisoformat(posted.get("told")).replace(tzinfo=JAPAN)
        except ValueError as error:
            raise Invalid("told", PATH, "staff.invalid.past_day") from error
        return _change(
            deps, pages, posted, "named_proposed",
            lambda uow: named.propose(
                uow, posted.get("organisation"), posted.get("quarter"), visit.staff, visit.viewer, visit.business,
                auditor_id=posted.get("auditor"), agreement=posted.get("agreement", longest=300), told_at=told,
            ),
        )  # fmt: skip

    @router.post(f"{PATH}/{{view_id}}/{{step}}")
    def go_on(view_id: str, step: str, posted: Posted = poster) -> Response:
        """What the organisation replied; the second person's signature; the end."""
        visit = posted.visit
        visit.must(Action.EDIT_NAMED)
        text = posted.get("reply", longest=3000)
        steps: dict[str, tuple[str, Callable[[UnitOfWork], NamedView]]] = {
            "reply": ("named_replied", lambda uow: named.replied(uow, view_id, visit.business, reply=text)),
            "sign": ("named_signed", lambda uow: named.sign(uow, view_id, visit.staff, visit.business)),
            "end": ("named_ended", lambda uow: named.end(uow, view_id, visit.business)),
        }
        if step not in steps:
            raise Missing
        return _change(deps, pages, posted, *steps[step])


def _views(
    deps: ConsoleDeps, pages: Pages, visit: Visit, problem: str | None = None, done: str | None = None
) -> Response:
    with deps.db.write() as uow:
        _note(uow, visit, "named_views", None)
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


def _change(
    deps: ConsoleDeps, pages: Pages, posted: Posted, action: str, act: Callable[[UnitOfWork], NamedView]
) -> Response:
    visit = posted.visit
    try:
        with deps.db.write() as uow:
            _note(uow, visit, action, act(uow).id)
    except ComplianceError as error:
        return _views(deps, pages, visit, pages.sentence(visit.lang, error))
    return RedirectResponse(f"{PATH}?done={action}", 303)


def _note(uow: UnitOfWork, visit: Visit, action: str, object_id: str | None) -> None:
    log(uow, visit, action, "figures", object_id)


def _shown(uow: UnitOfWork, view: NamedView) -> dict[str, Any]:
    found = uow.organisations.get(view.organisation_id)
    people = {one: person.name for one in (view.proposed_by, view.signed_by, view.auditor_id) if one
              and (person := uow.access.get(one)) is not None}  # fmt: skip
    name = found.name if found is not None else ""
    return {"view": view, "organisation": name, "people": people, "reply": uow.figures.reply(view)}
