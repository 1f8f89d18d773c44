"""Requests for correction: the letter, when it went out, what was answered, and what the workers say."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.compliance import requests
from bot.compliance.board import board
from bot.compliance.errors import ComplianceError
from bot.compliance.letter import letter
from bot.compliance.standing import works_on
from bot.console.deps import ConsoleDeps
from bot.console.errors import Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from flows.law.duties import duties
from storage.models import Correction, Reply
from storage.uow import UnitOfWork

PATH = "/console/corrections"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get(f"{PATH}/{{correction_id}}")
    def show(correction_id: str, request: Request, visit: Visit = reader) -> Response:
        """One request, with its letter."""
        visit.must(Action.SEE_BOARD)
        return _shown(deps, pages, visit, correction_id, done=done_key(request))

    @router.post(f"{PATH}/{{correction_id}}/sent")
    def sent(correction_id: str, posted: Posted = poster) -> Response:
        """The letter went out."""
        visit = posted.visit
        return _change(
            deps, pages, posted, correction_id, "correction_requested",
            lambda uow: requests.requested(uow, correction_id, visit.staff, visit.business),
        )

    @router.post(f"{PATH}/{{correction_id}}/reply")
    def reply(correction_id: str, posted: Posted = poster) -> Response:
        """What the organisation answered."""
        visit, note = posted.visit, posted.get("note", longest=2000)

        def act(uow: UnitOfWork) -> None:
            said = Reply(posted.one_of("reply", frozenset(Reply)))
            requests.replied(uow, deps.notifier, correction_id, visit.staff, visit.business, reply=said, note=note)

        return _change(deps, pages, posted, correction_id, "correction_replied", act)

    @router.post(f"{PATH}/{{correction_id}}/ask")
    def ask(correction_id: str, posted: Posted = poster) -> Response:
        """Ask the workers now."""
        visit = posted.visit
        return _change(
            deps, pages, posted, correction_id, "correction_asked",
            lambda uow: requests.ask_again(uow, deps.notifier, correction_id, visit.staff, visit.business),
        )


def _shown(
    deps: ConsoleDeps, pages: Pages, visit: Visit, correction_id: str, problem: str | None = None,
    done: str | None = None,
) -> Response:
    with deps.db.read() as uow:
        page = _page(uow, visit, _visible(uow, visit, correction_id))
    with deps.db.write() as uow:  # the page says of each case what its worker said
        for kind, about in (("correction", correction_id), *(("case", case.id) for case, _ in page["words"])):
            log(uow, visit, "correction_read", kind, about)
    return pages.page(visit, "correction.html", status=409 if problem else 200, problem=problem, done=done, **page)


def _change(
    deps: ConsoleDeps, pages: Pages, posted: Posted, correction_id: str, done: str, act: Callable[[UnitOfWork], Any]
) -> Response:
    visit = posted.visit
    visit.must(Action.SEE_BOARD)
    try:
        with deps.db.write() as uow:
            _visible(uow, visit, correction_id)
            act(uow)
            log(uow, visit, "correction_changed", "correction", correction_id)
    except ComplianceError as error:
        return _shown(deps, pages, visit, correction_id, pages.sentence(visit.lang, error))
    return RedirectResponse(f"{PATH}/{correction_id}?done={done}", 303)


def _visible(uow: UnitOfWork, visit: Visit, correction_id: str) -> Correction:
    """A request that this viewer sees; whether they also may change it says `works_on`."""
    found = uow.accepting_side.request(visit.viewer, correction_id)
    if found is None:
        raise Missing
    return found


def _page(uow: UnitOfWork, visit: Visit, correction: Correction) -> dict[str, Any]:
    found = uow.organisations.get(uow.organisations.root(correction.organisation_id))
    asked = uow.organisations.get(correction.organisation_id)
    seen = board(uow, visit.viewer, visit.business, correction.organisation_id)
    own = works_on(uow, correction, visit.staff)
    said = uow.accepting_side.words(visit.viewer, correction.id)
    reads = uow.access.some(visit.viewer, [word.case_id for word in said])
    words = [(reads[word.case_id], word) for word in said if word.case_id in reads]
    return {
        "correction": correction,
        "organisation": found,
        "was": asked if asked is not None and found is not None and asked.id != found.id else None,
        "over": requests.over(uow, correction, visit.business),
        "duty": duties()[correction.duty],
        "letter": letter(uow, correction),
        "note": uow.corrections.note(correction) if own else "",
        "request": next((one for one in seen.requests if one.correction.id == correction.id), None),
        "words": [pair for pair in words if pair[0].sight == "full"],
        "own": own,
        "replies": tuple(Reply),
        "took": seen.took.get(correction.id),
    }
