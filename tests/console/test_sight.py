"""Who sees how much of a case: every role, of every organisation, at every address of a case, in every state of it.

The addresses are read from the console's own routes. One that is new fails `test_every_address_of_a_case_is_told_here`
until it is said here how much of the case somebody must see to open it.
"""

from __future__ import annotations

import pytest

from bot.cases.withdraw import withdraw
from storage.repositories.access import Viewer
from storage.repositories.staff_cases import Sight
from tests.console.conftest import SECRET_WORDS, Town
from tests.console.test_who_may import EVERYBODY, TABLE

NONE, OFFER, ROUTING, FULL = "nothing", Sight.OFFER, Sight.ROUTING, Sight.FULL
ENOUGH = {NONE: 0, OFFER: 1, ROUTING: 2, FULL: 3}

NEEDED: dict[str, str] = {
    "/console/cases/{number}": OFFER,
    "/console/cases/{number}/since/{rev}": OFFER,
    "/console/cases/{number}/files": FULL,
    "/console/cases/{number}/files/{attachment_id}": FULL,
    "/console/cases/{number}/files/{attachment_id}/copy": FULL,
    "/console/cases/{number}/files/{attachment_id}/small": FULL,
    "/console/cases/{number}/replies": FULL,
    "/console/cases/{number}/replies/{reply_id}": FULL,
}
"""What opens an address. What can be done there is in TABLE."""
LEAST_ROLE = {"/console/cases/{number}/files/{attachment_id}": EVERYBODY - {"north", "south"}}
"""Addresses that not everybody on the case opens: originals are for leads and coordinators."""
TELLS_NOTHING = ("/console/cases/{number}/since/{rev}",)
"""Says only whether something has changed, and so is not written down."""

_NORTH, _SOUTH = ("north", "north-lead"), ("south", "south-lead")
_COORDINATION = ("coordinator", "deputy")


def _all(names: tuple[str, ...], sight: str) -> dict[str, str]:
    return dict.fromkeys(names, sight)


SEES: dict[str, dict[str, str]] = {
    "asked": _all(_NORTH, OFFER) | _all(_COORDINATION, ROUTING),
    "accepted": _all(_NORTH, FULL) | _all(_COORDINATION, ROUTING),
    "declined": _all(_SOUTH, OFFER) | _all(_COORDINATION, ROUTING),
    "a coordinator has it": _all(_COORDINATION, FULL),
    "a second has it too": _all(_NORTH, FULL) | _all(_SOUTH, OFFER)
    | _all(_COORDINATION, ROUTING),
    "taken back": _all(_NORTH, OFFER) | _all(_COORDINATION, ROUTING),
}  # fmt: skip
"""State of the case → who sees what; whoever is not named sees nothing."""


def _case(town: Town, state: str) -> str:
    number = town.file("north", "south", urgent=True)
    match state:
        case "accepted" | "taken back" | "a second has it too":
            assert town.log_in("north").act(town, number, "accept").status_code == 303
        case "declined":
            assert town.log_in("north").act(town, number, "decline", reason="full").status_code == 303
        case "a coordinator has it":
            assert town.log_in("coordinator").act(town, number, "accept").status_code == 303
    if state == "taken back":
        with town.db.write() as uow:
            case = uow.cases.find(number)
            assert case is not None
            withdraw(uow, town.notifier, case.id, town.clock.business())
    if state == "a second has it too":
        answer = town.log_in("north").act(town, number, "hand-on", to=town.partners["south"], note="for the pay")
        assert answer.status_code == 303
    return number


def _addresses(town: Town) -> set[str]:
    return {
        route.path  # type: ignore[attr-defined]  # the console has no other kind of route
        for route in town.router.routes
        if "{number}" in route.path and "GET" in route.methods  # type: ignore[attr-defined]  # the same
    }


def _filled(town: Town, path: str, number: str) -> str:
    values = {"number": number, "rev": str(town.rev(number)), "attachment_id": town.attachment, "reply_id": "call"}
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, "say here what this address is filled with"
    return path


def test_every_address_of_a_case_is_told_here(town: Town) -> None:
    assert _addresses(town) == set(NEEDED)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("state", SEES)
def test_what_the_repository_gives_to_whom(town: Town, state: str) -> None:
    number = _case(town, state)
    for actor in sorted(EVERYBODY):
        staff = town.people[actor]
        viewer = Viewer(staff.id, staff.partner_id, staff.role)
        with town.db.read() as uow:
            file = uow.access.case_file(viewer, number)
            seen = [one.number for one in uow.access.work_list(viewer)] + [
                one.number for one in uow.access.work_list(viewer, closed=True)
            ]
            attachment = uow.access.attachment(viewer, number, town.attachment)
        sight = SEES[state].get(actor, NONE)
        assert (file.glimpse.sight if file else NONE) == sight, actor
        assert (number in seen) == (sight != NONE), actor
        assert (file is not None and file.told is not None) == (sight == FULL), actor
        assert (attachment is not None) == (sight == FULL), actor


@pytest.mark.sampled(2)
@pytest.mark.parametrize("state", SEES)
def test_every_address_opens_for_those_alone(town: Town, state: str) -> None:
    number = _case(town, state)
    for actor in sorted(EVERYBODY):
        browser, sight = town.log_in(actor), SEES[state].get(actor, NONE)
        for path in sorted(_addresses(town)):
            answer = browser.get(_filled(town, path, number))
            opens = ENOUGH[sight] >= ENOUGH[NEEDED[path]] and actor in LEAST_ROLE.get(path, EVERYBODY)
            assert (answer.status_code in (200, 204)) == opens, (actor, path, answer.status_code)
            if sight != FULL:
                assert SECRET_WORDS not in answer.text, (actor, path)


@pytest.mark.parametrize("state", ["asked", "accepted", "declined"])
def test_whoever_sees_nothing_does_nothing(town: Town, state: str) -> None:
    number = _case(town, state)
    rev = town.rev(number)
    for actor in sorted(EVERYBODY - set(SEES[state])):
        browser = town.log_in(actor)
        for method, path in sorted(TABLE):
            if method == "POST" and "{number}" in path:
                form = {"rev": str(rev), "reason": "full", "text": "x", "note": "x", "to": "coordinator"}
                answer = browser.send(path.replace("{number}", number), **form)
                assert answer.status_code in (403, 404, 422), (actor, path)
    assert town.rev(number) == rev


@pytest.mark.parametrize("actor", ["north", "north-lead", "coordinator"])
def test_every_page_and_download_of_a_case_is_written_down(town: Town, actor: str) -> None:
    number = _case(town, "a coordinator has it" if actor == "coordinator" else "accepted")
    browser, staff = town.log_in(actor), town.people[actor]
    chain = staff.partner_id or "operator"
    for path in sorted(_addresses(town) - set(TELLS_NOTHING)):
        if actor not in LEAST_ROLE.get(path, EVERYBODY):
            continue
        with town.db.read() as uow:
            before = len(uow.access.audit_lines(chain, limit=1000))
        assert browser.get(_filled(town, path, number)).status_code == 200, path
        with town.db.read() as uow:
            lines = uow.access.audit_lines(chain, limit=1000)
            case = uow.cases.find(number)
        assert len(lines) > before, path
        assert lines[0].staff_id == staff.id, path
        assert case is not None
        assert lines[0].object_id in (case.id, town.attachment), path


@pytest.mark.parametrize(
    ("language", "prefecture", "told"),
    [
        ("vi", "23", True), ("vi", "36", True), ("ne", "13", True), ("ne", "36", False), ("my", "13", True),
        ("my", "01", False), ("km", "13", False), ("mn", "23", False), ("en", "36", True), ("uz", None, False),
        ("vi", None, True),
    ],
)  # fmt: skip
def test_before_acceptance_a_language_few_speak_is_not_told(
    town: Town, language: str, prefecture: str | None, told: bool
) -> None:
    number = town.file("north")
    with town.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        case.language, case.prefecture = language, prefecture
    name = town.words.now.text("en", f"staff.language.{language}")
    north = town.log_in("north")
    for page in ("/console", f"/console/cases/{number}"):
        assert (name in north.get(page).text) == told, page
    assert north.act(town, number, "accept").status_code == 303
    assert name in north.get(f"/console/cases/{number}").text
