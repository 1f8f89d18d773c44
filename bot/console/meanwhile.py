"""Somebody else was faster: what has changed since the page was opened, and what was typed, to be sent all the same."""

from fastapi import Response

from bot.access.policy import Action, may
from bot.cases.errors import CaseError
from bot.cases.timeline import Happened
from bot.console.clock_words import organisation
from bot.console.deps import ConsoleDeps
from bot.console.errors import Missing
from bot.console.logged import log
from bot.console.once import FORM
from bot.console.pages import Pages
from bot.console.timeline_words import Told, tell
from bot.console.visit import Posted, Visit
from storage.errors import StaleRow
from storage.models import COORDINATOR
from storage.repositories.staff_cases import Glimpse, Sight
from storage.uow import UnitOfWork

_OF_THE_PAGE = frozenset({"csrf", "rev", "lines", "ticket"})
_LONGEST = 3000


def must_know_replies(uow: UnitOfWork, posted: Posted, seen: Glimpse) -> None:
    """Before somebody writes to the worker: a colleague may have done so since the page was opened, and two answers
    that differ would go out. Raises StaleRow."""
    known = posted.get("lines")
    if not (known.isascii() and known.isdigit()):
        return
    for one in uow.cases.event_marks(seen.id, Happened.REPLIED.value):
        if one.seq > int(known) and one.actor_id != posted.visit.staff.id:
            raise StaleRow


def changed_meanwhile(
    deps: ConsoleDeps, pages: Pages, posted: Posted, number: str, action: Action, error: StaleRow | CaseError
) -> Response:
    """The page that says so. Nothing was changed; with a press of a button the same is tried on the case as it is. It
    shows what has happened meanwhile, and so is written down like every opening of the case.

    ``error``: StaleRow, or the CaseError that says why it is not possible.
    """
    visit = posted.visit
    with deps.db.write() as uow:
        seen = uow.access.glimpse(visit.viewer, number)
        if seen is None:
            raise Missing
        allowed = may(visit.staff, action, seen, uow.cases.offers(seen.id)) and not isinstance(error, CaseError)
        lines = _since(uow, deps, pages, posted, seen)
        form = uow.access.ticket(FORM, visit.now)
        log(uow, visit, f"read_{seen.sight}", "case", seen.id)
    return pages.page(
        visit, "changed.html", status=409, seen=seen, lines=lines, allowed=allowed, form=form, target=visit.path,
        typed=_typed(posted), problem=pages.sentence(visit.lang, error) if isinstance(error, CaseError) else None,
        action=action.value,
    )  # fmt: skip


def _since(uow: UnitOfWork, deps: ConsoleDeps, pages: Pages, posted: Posted, seen: Glimpse) -> list[Told]:
    """The lines of the timeline that the page did not have, newest first, for who may read it."""
    known = posted.get("lines")
    if seen.sight is not Sight.FULL or not (known.isascii() and known.isdigit()):
        return []
    visit: Visit = posted.visit
    words = deps.words.now
    names = {p.id: organisation(words, visit.lang, uow, p.id) for p in uow.partners.all(active_only=False)}
    names[COORDINATOR] = organisation(words, visit.lang, uow, COORDINATOR)
    new = [line for line in uow.cases.events(seen.id) if line.seq > int(known)]
    return tell(uow, words, visit.lang, pages.times(visit), new, names)


def _typed(posted: Posted) -> list[tuple[str, str]]:
    """Every field that was sent, but those the page filled in itself."""
    return [
        (name, value[:_LONGEST])
        for name, values in posted.form.items()
        if name not in _OF_THE_PAGE
        for value in values
        if value.strip()
    ]
