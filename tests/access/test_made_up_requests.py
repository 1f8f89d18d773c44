"""Requests that a machine makes up, to every address of a running program but the console's (tests/console)."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from schemathesis import Case
from schemathesis.core.transport import Response

from bot.channels.web import schema
from tests.access.test_every_address import OTHERS, Running
from tests.support.described import described, json_of
from tests.support.made_up import Send, pester, understood

pytestmark = pytest.mark.timeout(3600)
FILE = {
    "type": "object",
    "properties": {
        "seq": {"anyOf": [{"enum": ["1", "2", "-1"]}, {"type": "string"}]},
        "media": {"anyOf": [{"enum": ["photo", "file", "voice"]}, {"type": "string"}]},
        "file": {"type": "string", "format": "binary"},
    },
    "required": ["seq", "media", "file"],
}
BODIES = {
    "/chat/api/session": json_of(schema.NewSessionRequest), "/chat/api/recover": json_of(schema.RecoverRequest),
    "/chat/api/events": json_of(schema.Intake), "/chat/api/files": {"multipart/form-data": FILE},
}  # fmt: skip
IN_FULL = 200
"""Requests to each address in the full run, in which all are asked, each at both kinds of installation."""
UNWELL = ("/readyz",)
"""Says 503 on purpose where nothing ticks, as here."""


@pytest.fixture(params=["real", "demonstration"])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """An installation, and a demonstration."""
    made = Running(tmp_path, demo=request.param == "demonstration")
    made.program.gateway.stop()  # nobody waits for news
    yield made
    made.close()


def test_made_up_requests_to_the_chat_and_all_the_rest(running: Running, rng: random.Random, full: bool) -> None:
    known = {"language": ["en", "vi"], "path": ["main.js"], "name": ["demo.css"]}
    document = described(running.app, known=known, bodies=BODIES, forms="/demo")
    paths = [path for path in document["paths"] if not path.startswith("/console") and path not in UNWELL]
    if running.demo and not full:  # a short run asks a real installation for all that both have
        own = [path for path in paths if ("GET", path) not in OTHERS and ("POST", path) not in OTHERS]
        paths = own + rng.sample(sorted(set(paths) - set(own)), 6)
    all_of_it = understood(document)
    for path in paths:
        for method in document["paths"][path]:
            pester(all_of_it, method.upper(), path, phone(running), rng, IN_FULL if full else 5)
    begun = running.ask("POST", "/chat/api/session", of="192.0.2.9", json={"languages": ["en"]})
    assert begun.status_code == 201, "and it goes on"


def phone(running: Running) -> Send:
    """Sends as a phone with a conversation of its own."""
    begun = running.ask("POST", "/chat/api/session", json={"languages": ["en"]})
    token = begun.json().get("token", "x" * 40)

    def send(case: Case[Any]) -> Response:
        return case.call(base_url="http://localhost", app=running.app, headers={"Authorization": f"Bearer {token}"})

    return send
