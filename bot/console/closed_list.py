"""Closed cases, the newest first, fifty a page, by how they ended and what they were about."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.console.work_list import PAGE
from storage.models import CaseState
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

ENDS = tuple(state.value for state in CaseState if not state.open)
"""How a case can have ended."""


@dataclass(frozen=True)
class Wanted:
    """What of them somebody wants to see; it stands in the address. Empty: all."""

    state: str = ""
    topic: str = ""
    page: int = 1

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Wanted":
        """From an address. What nobody could have chosen counts as not chosen."""
        state, topic, page = query.get("state", ""), query.get("topic", ""), query.get("page", "")
        return cls(
            state=state if state in ENDS else "",
            topic=topic if topic.isidentifier() else "",
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 5 else 1,
        )

    def query(self, page: int) -> str:
        """What stands in the address of another page."""
        kept = {"state": self.state, "topic": self.topic, "page": str(page) if page > 1 else ""}
        kept = {name: value for name, value in kept.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True)
class Closed:
    """One page of them."""

    wanted: Wanted
    rows: list[Glimpse]
    kept: dict[str, datetime]
    """Until when each is kept, by id."""
    total: int
    first: int
    page: int
    pages: int


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    @router.get("/console/closed")
    def closed_list(request: Request, visit: Visit = reader) -> Response:
        """Closed cases of the own organisation; for coordinators all."""
        visit.must(Action.SEE_LIST)
        wanted = Wanted.parse(request.query_params)
        with deps.db.write() as uow:
            log(uow, visit, "list_closed")
        with deps.db.read() as uow:
            rows, total = _rows(uow, visit, wanted)
            last = max(1, -(-total // PAGE))
            if wanted.page > last:
                wanted = replace(wanted, page=last)
                rows, total = _rows(uow, visit, wanted)
        with deps.db.read() as uow:
            ends = uow.cases.ends([seen.id for seen in rows])
        topics = sorted({flow.topic for flow in deps.structure().flows.values() if flow.topic})
        kept = {case_id: until for case_id, (until, _) in ends.items() if until is not None}
        shown = Closed(wanted, rows, kept, total, (wanted.page - 1) * PAGE, wanted.page, last)
        return pages.page(visit, "closed.html", closed=shown, ends=ENDS, topics=topics)


def _rows(uow: UnitOfWork, visit: Visit, wanted: Wanted) -> tuple[list[Glimpse], int]:
    first = (wanted.page - 1) * PAGE
    return uow.access.closed(visit.viewer, state=wanted.state, topic=wanted.topic, first=first, limit=PAGE)
