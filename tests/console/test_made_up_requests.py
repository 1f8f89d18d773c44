"""Whatever a browser, or a machine in its place, sends to the console: what must be is refused, and nothing fails."""

import random
from typing import Any

import pytest
from schemathesis import Case
from schemathesis.core.transport import Response

from tests.console.conftest import Town
from tests.console.test_who_may import OPEN, TABLE
from tests.support.described import described
from tests.support.made_up import Send, pester, understood

pytestmark = pytest.mark.timeout(3600)
ADDRESSES = 6
"""How many addresses a short run picks; the full run takes all of them."""
IN_FULL = 40
"""Requests to each address in the full run."""


def test_made_up_requests_to_the_console(town: Town, rng: random.Random, full: bool) -> None:
    number = town.file("north", "south")
    with town.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
    known = {
        "number": [number, number.replace("-", "")], "rev": [str(case.rev)], "attachment_id": [town.attachment],
        "partner_id": town.partners.values(), "staff_id": [person.id for person in town.people.values()],
        "case": [number], "cases": [number], "to": town.partners.values(),
    }  # fmt: skip
    document = described(town.app, known=known, bodies={}, forms="/console")
    there = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    told = sorted(there & set(TABLE))
    assert len(told) > 60
    broken, schema = [], understood(document)
    for method, path in told if full else rng.sample(told, ADDRESSES):
        who = town.people if TABLE[method, path] in (OPEN, frozenset()) else TABLE[method, path]
        person = rng.choice(sorted(who))
        try:
            pester(schema, method, path, browser(town, person), rng, IN_FULL if full else 15)
        except AssertionError as failed:
            broken.append(str(failed))
    assert not broken, "\n\n".join(broken)
    page = town.log_in("coordinator").get("/console")
    assert page.status_code == 200, "and it goes on"


def browser(town: Town, person: str) -> Send:
    """Sends as somebody logged in, with the page's own token; anew each time, as one request may be "log out"."""

    def send(case: Case[Any]) -> Response:
        logged_in = town.log_in(person)
        return case.call(
            base_url="https://testserver", app=town.app, headers={"x-csrf-token": logged_in.csrf},
            cookies=dict(logged_in.cookies),
        )  # fmt: skip

    return send
