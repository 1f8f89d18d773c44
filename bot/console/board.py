"""The board: which duties workers say were not fulfilled, by organisation and quarter; and how it changes."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from bot.access.policy import Action
from bot.compliance.board import Board, Cell, board, current_quarter
from bot.console.bars import Bar, Series, draw
from bot.console.deps import ConsoleDeps
from bot.console.errors import Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.wording.served import Snapshot
from flows.law.duties import GROUPS, Duty, duties
from storage.uow import UnitOfWork

PATH = "/console/board"


@dataclass(frozen=True)
class ShownCell:
    """A cell in words. ``says``: the whole, for screen readers and on pointing at it."""

    cell: Cell
    count: str
    says: str


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader = Depends(guard.reader)

    def read(visit: Visit, organisation_id: str | None) -> tuple[Board, dict[str, Any]]:
        with deps.db.read() as uow:  # it takes long where there is much: nobody else waits for it
            found = board(uow, visit.viewer, visit.business, organisation_id)
            more = _more(uow, visit, found)
        named = more["numbers"] if organisation_id else ()  # one organisation's page says which case says what
        with deps.db.write() as uow:
            for kind, about in (("organisation", organisation_id), *(("case", case_id) for case_id in named)):
                log(uow, visit, "board", kind if about else None, about)
        return found, more

    @router.get(PATH)
    def overview(request: Request, visit: Visit = reader) -> Response:
        """Every organisation and duty of a quarter."""
        visit.must(Action.SEE_BOARD)
        found, more = read(visit, None)
        quarter = request.query_params.get("quarter", "")
        if quarter not in found.quarters:
            quarter = current_quarter(visit.business)
        columns = [key for key in found.duties if any(place[1:] == (key, quarter) for place in found.cells)]
        shown = {
            (place[0], place[1]): _shown(deps.words.now, visit.lang, cell)
            for place, cell in found.cells.items()
            if place[2] == quarter
        }
        rows = [one for one in found.organisations if any(place[0] == one.id for place in shown)]
        return pages.page(
            visit, "board.html", board=found, quarter=quarter, columns=_named(columns), rows=rows, cells=shown,
            trend=_trend(deps.words.now, visit.lang, found), **more,
        )

    @router.get(f"{PATH}/{{organisation_id}}")
    def one(organisation_id: str, visit: Visit = reader) -> Response:
        """One organisation: every duty and quarter, and what it was asked."""
        visit.must(Action.SEE_BOARD)
        with deps.db.read() as uow:
            named = uow.accepting_side.organisation(visit.viewer, organisation_id)
            if named is None:
                raise Missing
            root = uow.organisations.get(uow.organisations.root(named.id)) or named
        found, more = read(visit, root.id)
        shown = {
            (place[1], place[2]): _shown(deps.words.now, visit.lang, cell)
            for place, cell in found.cells.items()
            if place[0] == root.id
        }
        columns = [key for key in found.duties if any(place[0] == key for place in shown)]
        return pages.page(
            visit, "board_one.html", board=found, organisation=root, rows=_named(columns), cells=shown,
            trend=_trend(deps.words.now, visit.lang, found), **more,
        )


def _named(keys: list[str]) -> list[Duty]:
    known = duties()
    return sorted((known[key] for key in keys), key=lambda one: (GROUPS.index(one.group), list(known).index(one.key)))


def _more(uow: UnitOfWork, visit: Visit, found: Board) -> dict[str, Any]:
    names = {one.id: one.name for one in uow.organisations.all()}
    wanted = [case_id for cell in found.cells.values() for case_id in cell.cases]
    seen = uow.access.some(visit.viewer, list(dict.fromkeys(wanted)))
    return {
        "names": {one: names[uow.organisations.root(one)] for one in names},
        "numbers": {one.id: one.number for one in seen.values()},
        "known": duties(),
        "edits": visit.may(Action.EDIT_ORGANISATIONS),
    }


def _shown(words: Snapshot, lang: str, cell: Cell) -> ShownCell:
    def said(count: int | None) -> str:
        return "<3" if count is None else str(count)

    state = words.text(lang, f"staff.board.state.{cell.standing}")
    parts = [state, words.text(lang, "staff.board.says.deviating", count=said(cell.deviating))]
    if cell.fulfilled != 0:
        parts.append(words.text(lang, "staff.board.says.fulfilled", count=said(cell.fulfilled)))
    if cell.mended != 0 or cell.not_mended != 0:
        parts.append(words.text(lang, "staff.board.says.mended", count=said(cell.mended)))
        parts.append(words.text(lang, "staff.board.says.not_mended", count=said(cell.not_mended)))
    count = said(cell.deviating if cell.deviating != 0 else cell.fulfilled)
    if cell.mended not in (0, cell.deviating):  # one "put right" of three is not three
        count = f"{said(cell.mended)}/{count}"
    return ShownCell(cell, count, "; ".join(parts))


def _trend(words: Snapshot, lang: str, found: Board) -> Any:
    """Cells by quarter: how many duties of how many organisations are said not to be fulfilled, how many put right."""
    labels = list(found.quarters)
    series = []
    for name, states in (("open", ("deviation", "requested", "overdue", "disputed")), ("corrected", ("corrected",))):
        counts = [sum(c.standing in states for p, c in found.cells.items() if p[2] == q) for q in labels]
        bars = [Bar(float(count), str(count)) for count in counts]
        series.append(Series(words.text(lang, f"staff.board.trend.{name}"), bars))
    says = " ".join(
        f"{one.name}: " + ", ".join(f"{at} {bar.words}" for at, bar in zip(labels, one.bars, strict=True)) + "."
        for one in series
    )
    return draw("board-trend", words.text(lang, "staff.board.trend"), says, labels, series)
