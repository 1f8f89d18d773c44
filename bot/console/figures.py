"""What is published of the board: only of quarters that have ended."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.clock import date_in_japan
from bot.compliance.board import quarters_until
from bot.compliance.errors import ComplianceError
from bot.compliance.facts import gathered
from bot.compliance.figures import figures, publish, published_for
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key

PATH = "/console/figures"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get(PATH)
    def published(request: Request, visit: Visit = reader) -> Response:
        """What was published, and what could be."""
        visit.must(Action.PUBLISH_FIGURES)
        return _page(deps, pages, visit, request.query_params.get("quarter", ""), done=done_key(request))

    @router.post(PATH)
    def publish_quarter(posted: Posted = poster) -> Response:
        """Publish a quarter, for good."""
        visit = posted.visit
        visit.must(Action.PUBLISH_FIGURES)
        quarter = posted.get("quarter")
        try:
            with deps.db.write() as uow:
                publish(uow, quarter, visit.staff, visit.business)
                log(uow, visit, "figures_published", "figures", quarter)
        except ComplianceError as error:
            return _page(deps, pages, visit, quarter, pages.sentence(visit.lang, error))
        return RedirectResponse(f"{PATH}?quarter={quarter}&done=figures_published", 303)


def _page(
    deps: ConsoleDeps, pages: Pages, visit: Visit, quarter: str, problem: str | None = None, done: str | None = None
) -> Response:
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
