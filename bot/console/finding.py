"""Finding a case by its number or by the worker's name. What was typed is sent as a form: it stays out of addresses,
histories and logs."""

import re
import unicodedata

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.console.case_page import case_path
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted
from bot.console.work_list import rows_of
from storage.repositories.workers import words_of

_NUMBER = re.compile(r"([0-9A-Z]{4})[ \-‐‑–—−ー]?([0-9A-Z]{4})")
"""Also with the wide signs and the long stroke that a Japanese keyboard writes."""


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    poster = Depends(guard.poster)

    @router.post("/console/find")
    def find(posted: Posted = poster) -> Response:
        """A case's number leads to the case; anything else is taken for a name."""
        visit, what = posted.visit, posted.get("what", longest=80)
        visit.must(Action.SEE_LIST)
        with deps.db.write() as uow:
            plain = _NUMBER.fullmatch(unicodedata.normalize("NFKC", what).upper())
            number = "-".join(plain.groups()) if plain else ""
            if number and uow.access.glimpse(visit.viewer, number) is not None:
                return RedirectResponse(case_path(number), 303)
            found = uow.access.named(visit.viewer, words_of(what))
            rows = rows_of(uow, deps, pages, visit, [seen.id for seen in found])
            log(uow, visit, "find")
        return pages.page(visit, "found.html", rows=rows, what=what)
