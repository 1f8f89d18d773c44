"""Asking an interpreter for something of a case: named by whoever works on it, or found by a coordinator."""

from datetime import UTC, date

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action
from bot.cases import interpreting, interpreting_sought, interpreting_told
from bot.cases.interpreting_ends import take_back
from bot.console.case_page import case_path, local_hour
from bot.console.deps import ConsoleDeps
from bot.console.doing import doer
from bot.console.errors import Invalid
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Posted
from storage.models import COORDINATOR
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

_NOTE = 500


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_asking(router, deps, pages, guard)
    _add_answers(router, deps, pages, guard)


def _add_asking(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Who works on a case asks for it, or takes it back."""
    poster = Depends(guard.poster)
    do = doer(deps, pages)

    @router.post("/console/cases/{number}/interpreters")
    def ask(number: str, posted: Posted = poster) -> Response:
        """Somebody is to put something into words; the worker is asked about them first. Or a coordinator is to find
        somebody."""
        visit = posted.visit

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            if posted.get("interpreter") == COORDINATOR:
                interpreting_sought.seek(
                    uow, deps.notifier, seen.id, visit.staff, rev, visit.business, wanted=_wanted(posted, number)
                )
                return "interpreter_sought"
            interpreting.assign(
                uow, deps.notifier, seen.id, visit.staff, rev, visit.business, interpreter_id=posted.get("interpreter"),
                wanted=_wanted(posted, number),
            )
            return "interpreter_asked"

        return do(posted, number, Action.ASK_INTERPRETER, act)

    @router.post("/console/cases/{number}/interpreters/{interpreting_id}/end")
    def end(number: str, interpreting_id: str, posted: Posted = poster) -> Response:
        """Whoever asked for it takes it back."""
        visit = posted.visit

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            take_back(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, interpreting_id=interpreting_id)
            return "interpreter_ended"

        return do(posted, number, Action.ASK_INTERPRETER, act)


def _add_answers(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """What the worker says of it, and what a coordinator has found."""
    poster = Depends(guard.poster)
    do = doer(deps, pages)

    @router.post("/console/cases/{number}/interpreters/{interpreting_id}/answer")
    def record_answer(number: str, interpreting_id: str, posted: Posted = poster) -> Response:
        """What the worker said about an interpreter by telephone or at the counter."""
        visit = posted.visit

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            said, way, on = _heard(posted, number)
            told = interpreting_told.record_answer(
                uow, deps.notifier, seen.id, visit.staff, rev, visit.business, interpreting_id=interpreting_id,
                yes=said, way=way, on=on,
            )
            return "answer_recorded" if told else "answer_recorded_untold"

        return do(posted, number, Action.RECORD_ANSWER, act)

    @router.post("/console/cases/{number}/interpreters/{interpreting_id}/find")
    def find(number: str, interpreting_id: str, posted: Posted = poster) -> Response:
        """A coordinator names somebody, or says why there is nobody."""
        visit, whom, why = posted.visit, posted.get("interpreter"), posted.get("why", longest=_NOTE)

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> str:
            if not whom and not why:
                raise Invalid("why", case_path(number), "staff.invalid.note")
            if whom:
                interpreting_sought.name_somebody(
                    uow, deps.notifier, seen.id, visit.staff, rev, visit.business, interpreting_id=interpreting_id,
                    interpreter_id=whom,
                )
                return "interpreter_asked"
            interpreting_sought.nobody_found(
                uow, deps.notifier, seen.id, visit.staff, rev, visit.business, interpreting_id=interpreting_id,
                note=why,
            )
            return "interpreter_none"

        return do(posted, number, Action.FIND_INTERPRETER, act)


def _wanted(posted: Posted, number: str) -> interpreting.Wanted:
    due = local_hour(posted.get("due"), posted.visit, hour=18)
    if due is None or due <= posted.visit.business:
        raise Invalid("due", case_path(number), "staff.invalid.future_day")
    items = tuple((what, ref) for one in posted.all("item") for what, _, ref in [one.partition(":")])
    note, call = posted.get("note", longest=_NOTE), "call" in posted.form
    return interpreting.Wanted(items, call, due.astimezone(UTC), note)


def _heard(posted: Posted, number: str) -> tuple[bool, str, date]:
    """What was said, how, and on which day; a yes counts only where nobody else was listening."""
    visit, back = posted.visit, case_path(number)
    day = local_hour(posted.get("on"), visit, hour=0)
    if day is None or day > visit.business:
        raise Invalid("on", back, "staff.invalid.past_day")
    yes = posted.one_of("said", ("yes", "no")) == "yes"
    if yes and posted.get("alone") != "yes":
        raise Invalid("alone", back, "staff.invalid.alone")
    return yes, posted.one_of("way", interpreting_told.WAYS), day.date()
