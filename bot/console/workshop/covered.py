"""How far each language is: all texts, and apart from them those that must not be wrong."""

from datetime import timedelta

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action
from bot.clock import week_of
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.wording import recordings
from bot.wording.coverage import coverage
from bot.wording.desk import Standing
from bot.wording.publishing import findings
from bot.wording.told import told_in

from .bench import PATH, bench_of, own_name

WEEKS = 4
"""So far back other languages than the worker's are counted."""
_SHOWN = 30


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    @router.get(PATH)
    def covered(visit: Visit = reader) -> Response:
        """Languages by texts: translated, signed, still drafts, out of date, missing, waiting."""
        visit.must(Action.SEE_WORDING)
        since = week_of(visit.business - timedelta(weeks=WEEKS))
        with deps.db.read() as uow:
            bench = bench_of(deps, uow)
            fallbacks, faults = uow.wording.fallbacks(since), [*findings(uow), *recordings.findings(uow)]
        report = bench.report
        offered = report.get("reviewed", ()) if deps.reviewed_only else report.get("ready")
        held = sorted((key, sessions) for key, sessions in report.get("held", {}).items() if sessions)
        return pages.page(
            visit, "workshop.html", rows=coverage(bench.desk), standings=tuple(Standing), own_name=own_name,
            release=bench.desk.number, reviewed=report.get("reviewed", ()), ready=offered,
            faults=faults[:_SHOWN], held=held, fallbacks=fallbacks[:_SHOWN],
            weeks=WEEKS, told=told_in(visit.lang),
        )  # fmt: skip
