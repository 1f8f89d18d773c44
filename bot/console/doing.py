"""What every form about a case goes through. Each carries the revision of its page: an outdated one changes nothing."""

from collections.abc import Callable
from typing import Protocol

from fastapi import Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action, may
from bot.cases.errors import NotPossible
from bot.console.case_page import case_path
from bot.console.deps import ConsoleDeps
from bot.console.errors import Forbidden, Missing
from bot.console.logged import log
from bot.console.meanwhile import changed_meanwhile
from bot.console.once import taken_before
from bot.console.pages import Pages
from bot.console.visit import Posted
from storage.errors import StaleRow
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

Act = Callable[[UnitOfWork, Glimpse, int], str | None]
"""Does it; returns which word of `staff.done.*` the next page says."""


class Do(Protocol):
    """Carries out what a form asks for."""

    def __call__(self, posted: Posted, number: str, action: Action, act: Act, *, away: bool = False) -> Response: ...


def doer(deps: ConsoleDeps, pages: Pages) -> Do:
    """What every form about a case goes through."""

    def do(posted: Posted, number: str, action: Action, act: Act, *, away: bool = False) -> Response:
        """Check the right, act, write it down; then back to the case, or (`away`) to the list."""
        visit, path = posted.visit, case_path(number)
        target = "/console" if away else path
        rev = posted.number("rev") if "rev" in posted.form else -1
        try:
            with deps.db.write() as uow:
                seen = uow.access.glimpse(visit.viewer, number)
                if seen is None:
                    raise Missing
                if taken_before(uow, posted):
                    return RedirectResponse(f"{target}?done=once", 303)
                if seen.rev != rev >= 0:
                    raise StaleRow
                if not may(visit.staff, action, seen, uow.cases.offers(seen.id)):
                    raise Forbidden
                done = act(uow, seen, rev)
                log(uow, visit, action.value, "case", seen.id)
        except (StaleRow, NotPossible) as error:
            return changed_meanwhile(deps, pages, posted, number, action, error)
        deps.overviews.forget(visit.viewer)
        return RedirectResponse(f"{target}?done={done}" if done else target, 303)

    return do
