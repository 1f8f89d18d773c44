"""How far each language is: all texts, and apart from them those that must not be wrong."""

from fastapi import APIRouter, Depends, Response

from bot.access.policy import Action
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.wording.coverage import Standing, coverage

from .bench import PATH, bench_of, own_name


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    @router.get(PATH)
    def covered(visit: Visit = reader) -> Response:
        """Languages by texts: translated, signed, still drafts, out of date, missing."""
        visit.must(Action.SEE_WORDING)
        bench = bench_of(deps)
        rows = coverage(bench.catalogues, bench.critical)
        return pages.page(
            visit, "workshop.html", rows=rows, standings=tuple(Standing), own_name=own_name,
            release=bench.served.number, reviewed=bench.served.reviewed, offered=bench.served.languages,
        )
