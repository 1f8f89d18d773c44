"""Words: to the worker, and to colleagues."""

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action
from bot.cases import messages
from bot.console.deps import ConsoleDeps
from bot.console.doing import doer
from bot.console.guard import Guard
from bot.console.meanwhile import must_know_replies
from bot.console.pages import Pages
from bot.console.visit import Posted
from bot.language.guess import guess
from bot.wording.languages import ENDONYMS
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

from .fields import once_of, text_of


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster, do = Depends(guard.poster), doer(deps, pages)

    @router.post("/console/cases/{number}/reply")
    def reply(number: str, posted: Posted = poster) -> Response:
        """Write to the worker. The same form twice is one message."""
        visit, text, once = posted.visit, text_of(posted), once_of(posted)
        chosen = posted.one_of("language", frozenset({"", *ENDONYMS})) if "language" in posted.form else ""
        language = chosen or guess(text).preselect or visit.lang  # else the worker would read a wrong one above it

        def act(uow: UnitOfWork, seen: Glimpse, _rev: int) -> str:
            must_know_replies(uow, posted, seen)
            sent = messages.reply(
                uow, deps.notifier, seen.id, visit.staff, None, visit.business,
                text=text, language=language, dedupe=once,
            )  # fmt: skip
            return "replied" if sent else "reply_kept"

        return do(posted, number, Action.REPLY, act)

    @router.post("/console/cases/{number}/note")
    def note(number: str, posted: Posted = poster) -> Response:
        """A note that only colleagues read."""
        visit, text = posted.visit, text_of(posted)

        def act(uow: UnitOfWork, seen: Glimpse, _rev: int) -> str:
            last = uow.cases.messages(seen.id)[-1:]
            twice = [m for m in last if m["staff_id"] == visit.staff.id and m["text"] == text]
            if not twice:  # a double click is one note
                messages.note(uow, seen.id, visit.staff, visit.business, text=text)
            return "noted"

        return do(posted, number, Action.NOTE, act)
