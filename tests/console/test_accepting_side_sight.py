"""Who sees what of the accepting side: every role, at every function of the repository and every address, in every
state of a report. A function or an address that is new fails until it is said here who gets through.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cases.withdraw import withdraw
from storage.models import Case, Correction
from storage.repositories.accepting_side import AcceptingSide
from storage.repositories.access import Viewer
from storage.uow import UnitOfWork
from tests.console.conftest import Town
from tests.console.reports import Report
from tests.console.test_who_may import EVERYBODY

NORTH, COORDINATION = frozenset({"north", "north-lead"}), frozenset({"coordinator", "deputy"})
NOBODY: frozenset[str] = frozenset()

Ids = tuple[str, str, str]
"""Of an organisation, of a request to it, of a named view of it."""

FUNCTIONS: dict[str, Callable[[UnitOfWork, Viewer, Ids], object]] = {
    "linked": lambda uow, viewer, ids: uow.accepting_side.linked(viewer),
    "organisation": lambda uow, viewer, ids: uow.accepting_side.organisation(viewer, ids[0]),
    "organisations": lambda uow, viewer, ids: uow.accepting_side.organisations(viewer),
    "request": lambda uow, viewer, ids: uow.accepting_side.request(viewer, ids[1]),
    "requests": lambda uow, viewer, ids: uow.accepting_side.requests(viewer, [ids[0]]),
    "words": lambda uow, viewer, ids: uow.accepting_side.words(viewer, ids[1]),
    "orphaned": lambda uow, viewer, ids: uow.accepting_side.orphaned(viewer, _correction(uow, ids[1])),
    "views": lambda uow, viewer, ids: uow.accepting_side.views(viewer),
    "view": lambda uow, viewer, ids: uow.accepting_side.view(viewer, ids[2]),
}
ADDRESSES = {
    "/console/board/{organisation_id}": "organisation",
    "/console/organisations/{organisation_id}": "organisation",
    "/console/corrections/{correction_id}": "request",
}
"""Address → which function says who opens it."""
LISTS = ("/console/board", "/console/organisations", "/console/named")

_ALWAYS = {"organisations": COORDINATION, "organisation": COORDINATION, "request": COORDINATION,
           "requests": COORDINATION, "words": COORDINATION, "orphaned": NOBODY,
           "views": COORDINATION | {"auditor"}, "view": COORDINATION | {"auditor"}, "linked": COORDINATION}  # fmt: skip
_READ = dict.fromkeys(("linked", "organisation", "organisations", "words"), COORDINATION | NORTH)
_ASKS = dict.fromkeys(("request", "requests"), COORDINATION | NORTH)
_GONE = {"linked": NOBODY}

SEES: dict[str, dict[str, frozenset[str]]] = {
    "north reads it": _ALWAYS | _READ | _ASKS,
    "north was parted with": _ALWAYS | {"orphaned": COORDINATION},
    "it was withdrawn": _ALWAYS | _ASKS | _GONE,
    "its worker deletes everything": _ALWAYS | _ASKS | _GONE,
    "it was erased": _ALWAYS | _ASKS | _GONE | {"words": NOBODY},
    "it is about another one": _ALWAYS | _ASKS | _GONE | {"words": COORDINATION | NORTH},
    "the view has ended": _ALWAYS | _READ | _ASKS | {"views": COORDINATION, "view": COORDINATION},
}


def _correction(uow: UnitOfWork, correction_id: str) -> Correction:
    found = uow.corrections.get(correction_id)
    assert found is not None
    return found


def _made(town: Town, state: str) -> tuple[Ids, str]:
    """The ids, and the number of the report."""
    report = Report(town)
    number, correction = report.requested("vi")
    organisation, now = report.organisation("春日製作所"), town.clock.business()
    with town.db.write() as uow:
        view = uow.figures.propose(
            organisation, "2026-Q3", auditor_id=town.people["auditor"].id, agreement="file 1", told_at=now, by=""
        )
        view.signed_at, view.figures = now, []
        case = uow.cases.find(number)
        assert case is not None
        _change(uow, town, case, state)
        if state == "the view has ended":
            view.ended_at = now
        ids = (organisation, correction, view.id)
    if state == "north was parted with":
        assert town.log_in("north").act(town, number, "decline", reason="cannot").status_code == 303
    return ids, number


def _change(uow: UnitOfWork, town: Town, case: Case, state: str) -> None:
    now = town.clock.business()
    match state:
        case "it was withdrawn":
            withdraw(uow, town.notifier, case.id, now)
        case "its worker deletes everything":
            withdraw(uow, town.notifier, case.id, now)
            uow.workers.ask_deletion(case.worker_id, now + timedelta(days=7))
        case "it was erased":
            uow.cases.erase(case.id, now)
        case "it is about another one":
            for link in uow.organisations.of_case(case.id):
                uow.organisations.unlink(link, "", now)


def _addresses(town: Town) -> set[str]:
    return {
        route.path  # type: ignore[attr-defined]  # every route of the console has one
        for route in town.router.routes
        if re.search("{(organisation|correction|view)_id}", route.path) and "GET" in route.methods  # type: ignore[attr-defined]  # the same
    }


def test_every_function_takes_the_viewer_and_is_told_here() -> None:
    public = {name: one for name, one in inspect.getmembers(AcceptingSide, inspect.isfunction) if name[0] != "_"}
    own = {name for name, one in public.items() if one.__qualname__.startswith("AcceptingSide.")}
    assert own == set(FUNCTIONS)
    for name in own:
        assert list(inspect.signature(public[name]).parameters)[1] == "viewer", name


def test_every_address_is_told_here(town: Town) -> None:
    assert _addresses(town) == set(ADDRESSES)


def test_no_page_asks_past_the_viewer() -> None:
    """What the repositories of organisations, requests and views give to whoever counts or acts is for services."""
    past = re.compile(r"uow\.(organisations\.(linked|answers|standing)|corrections\.(get|held|all|words|word"
                      r"|of_organisations)|figures\.(view|views|named))\(")  # fmt: skip
    folder = Path(__file__).parents[2] / "bot" / "console"
    found = [(file.name, one.group()) for file in folder.rglob("*.py") for one in past.finditer(file.read_text())]
    assert found == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize("state", SEES)
def test_what_the_repository_gives_to_whom(town: Town, state: str) -> None:
    ids, _ = _made(town, state)
    for actor in sorted(EVERYBODY):
        staff = town.people[actor]
        viewer = Viewer(staff.id, staff.partner_id, staff.role)
        with town.db.read() as uow:
            given = {name for name, ask in FUNCTIONS.items() if ask(uow, viewer, ids)}
        assert given == {name for name, who in SEES[state].items() if actor in who}, actor


@pytest.mark.sampled(2)
@pytest.mark.parametrize("state", SEES)
def test_every_address_opens_for_those_alone(town: Town, state: str) -> None:
    ids, number = _made(town, state)
    for actor in sorted(EVERYBODY):
        browser = town.log_in(actor)
        for path, function in ADDRESSES.items():
            answer = browser.get(path.replace("{organisation_id}", ids[0]).replace("{correction_id}", ids[1]))
            assert (answer.status_code == 200) == (actor in SEES[state][function]), (actor, path, answer.status_code)
            if actor not in SEES[state][function]:
                assert "春日" not in answer.text, (actor, path)
            if actor not in NORTH:
                assert number not in answer.text, (actor, path)
        known = any(actor in SEES[state][name] for name in ("organisations", "requests", "views"))
        for path in LISTS:
            assert known or "春日" not in browser.get(path).text, (actor, path)


def test_who_is_told_what_each_report_says_is_written_down_with_it(town: Town) -> None:
    ids, number = _made(town, "north reads it")
    town.log_in("north").get(f"/console/board/{ids[0]}")
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        lines = uow.access.audit_lines(town.partners["north"], limit=2)
        assert [(line.action, line.object_id) for line in lines] == [("board", case.id), ("board", ids[0])]
    town.log_in("north").get(f"/console/corrections/{ids[1]}")
    with town.db.read() as uow:
        said = [(line.action, line.object_id) for line in uow.access.audit_lines(town.partners["north"], limit=2)]
        assert said == [("correction_read", case.id), ("correction_read", ids[1])]
