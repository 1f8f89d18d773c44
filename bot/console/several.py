"""The same for several cases at once. Each is checked and done on its own, and what became of each is said."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Protocol

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action, may
from bot.access.roles import Role
from bot.cases import accept as accepting
from bot.cases import decline as declining
from bot.cases import snooze, whose
from bot.cases.errors import CaseError
from bot.console.case_page import local_hour
from bot.console.deps import ConsoleDeps
from bot.console.errors import Forbidden, Invalid, Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.once import FORM, taken_before
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import PAGE, rows_of, write_down_look
from storage.errors import StaleRow
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

_NOTE = 200


class Act(Protocol):
    """Does something to one case whose page had this revision."""

    def __call__(self, uow: UnitOfWork, seen: Glimpse, rev: int) -> object: ...


@dataclass(frozen=True)
class Outcome:
    """What became of one case. ``problem``: why nothing was done with it."""

    number: str
    problem: str | None


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_choosing(router, deps, pages, guard)
    _add_doing(router, deps, pages, guard)


def _add_choosing(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """What can be done with those that are ticked."""
    poster = Depends(guard.poster)

    @router.post("/console/several")
    def choose(posted: Posted = poster) -> Response:
        """The ticked cases, and what can be done with them. Nothing is done yet."""
        visit, ticked = posted.visit, _ticked(posted)
        visit.must(Action.SEE_LIST)
        if not ticked:
            raise Invalid("case", "/console", "staff.invalid.none_ticked")
        write_down_look(deps, visit)
        with deps.db.read() as uow:
            seen = [uow.access.glimpse(visit.viewer, number) for number in ticked]
            rows = rows_of(uow, deps, pages, visit, [one.id for one in seen if one is not None])
            form = uow.access.ticket(FORM, visit.now)
            people = _people(uow, pages, visit)
        tomorrow = (visit.business + timedelta(days=1)).astimezone(visit.zone).date()
        return pages.page(
            visit, "several.html", rows=rows, ticked=ticked, form=form, people=people, earliest=tomorrow.isoformat(),
            latest=(tomorrow + timedelta(days=13)).isoformat(),
        )  # fmt: skip


def _add_doing(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """Done with each of them."""
    poster = Depends(guard.poster)

    @router.post("/console/several/accept")
    def accept_several(posted: Posted = poster) -> Response:
        """Our organisation takes these on."""
        visit = posted.visit

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> None:
            accepting.accept(uow, deps.notifier, seen.id, visit.staff, rev, visit.business)

        return _each(deps, pages, posted, Action.ACCEPT, act)

    @router.post("/console/several/assign")
    def assign_several(posted: Posted = poster) -> Response:
        """Whose these are here: one's own, a colleague's, or everybody's."""
        visit, to = posted.visit, posted.get("to")
        visit.must(Action.SEE_LIST)
        with deps.db.read() as uow:
            if to not in {"", *(person.id for person in whose.colleagues(uow, visit.viewer.asked_as or ""))}:
                raise Invalid("to", "/console", "staff.invalid.choose")

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> None:
            whose.assign(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, to=to)

        return _each(deps, pages, posted, Action.ASSIGN, act)

    @router.post("/console/several/decline")
    def decline_several(posted: Posted = poster) -> Response:
        """Our organisation can't take these."""
        visit = posted.visit
        visit.must(Action.SEE_LIST)
        reason = posted.one_of("reason", ("full", "conflict", "cannot"))

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> None:
            declining.decline(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, reason=reason)

        return _each(deps, pages, posted, Action.DECLINE, act)

    @router.post("/console/several/snooze")
    def snooze_several(posted: Posted = poster) -> Response:
        """We need until a day for these, for one reason."""
        visit, reason = posted.visit, posted.get("reason", longest=_NOTE)
        visit.must(Action.SEE_LIST)
        until = local_hour(posted.get("until"), visit)
        if until is None or until <= visit.business:
            raise Invalid("until", "/console", "staff.invalid.future_day")
        end = until.astimezone(UTC)

        def act(uow: UnitOfWork, seen: Glimpse, rev: int) -> None:
            snooze.snooze(uow, deps.notifier, seen.id, visit.staff, rev, visit.business, reason=reason, until=end)

        return _each(deps, pages, posted, Action.SNOOZE, act)


def _each(deps: ConsoleDeps, pages: Pages, posted: Posted, action: Action, act: Act) -> Response:
    visit = posted.visit
    visit.must(Action.SEE_LIST)
    if not _ticked(posted):
        raise Invalid("case", "/console", "staff.invalid.none_ticked")
    with deps.db.write() as uow:
        if taken_before(uow, posted):
            return RedirectResponse("/console?done=once", 303)
    outcomes = [_one(deps, pages, visit, number, rev, action, act) for number, rev in _ticked(posted).items()]
    deps.overviews.forget(visit.viewer)
    return pages.page(visit, "several_done.html", outcomes=outcomes, action=action.value)


def _one(
    deps: ConsoleDeps, pages: Pages, visit: Visit, number: str, rev: int, action: Action, act: Act
) -> Outcome:
    """One case in a transaction of its own: what goes wrong with it touches no other."""
    try:
        with deps.db.write() as uow:
            seen = uow.access.glimpse(visit.viewer, number)
            if seen is None:
                raise Missing
            if seen.rev != rev:
                raise StaleRow
            if not may(visit.staff, action, seen, uow.cases.offers(seen.id)):
                raise Forbidden
            act(uow, seen, rev)
            log(uow, visit, action.value, "case", seen.id)
    except StaleRow:
        return Outcome(number, _say(pages, visit, "staff.several.changed"))
    except Forbidden:
        return Outcome(number, _say(pages, visit, "staff.several.not_now"))
    except Missing:
        return Outcome(number, _say(pages, visit, "staff.several.gone"))
    except CaseError as error:
        return Outcome(number, pages.sentence(visit.lang, error))
    return Outcome(number, None)


def _people(uow: UnitOfWork, pages: Pages, visit: Visit) -> list[tuple[str, str]]:
    """To whom cases can be given: a lead gives them to anybody, others take them or give them back."""
    role = Role.parse(visit.staff.role)
    found = [(visit.staff.id, visit.staff.name)]
    if role is Role.LEAD or role.coordinates:
        found = [(person.id, person.name) for person in whose.colleagues(uow, visit.viewer.asked_as or "")]
    return [*found, (whose.EVERYBODY, pages.text(visit.lang, "staff.assign.everybody"))]


def _say(pages: Pages, visit: Visit, key: str) -> str:
    return pages.text(visit.lang, key)


def _ticked(posted: Posted) -> dict[str, int]:
    """The cases of the form by number, each with the revision its list had. At most one page of them."""
    found: dict[str, int] = {}
    for ticked in posted.all("case")[:PAGE]:
        number, _, rev = ticked.partition(":")
        if rev.isascii() and rev.isdigit() and len(rev) < 10:
            found[number] = int(rev)
    return found
