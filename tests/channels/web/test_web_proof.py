"""While very many conversations begin at once, a phone solves a small sum first. Nobody is asked to read a picture."""

import base64
import contextlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha
import httpx
import pytest
from fastapi import Request

from bot.channels.web import proof
from bot.channels.web.brakes import Brakes
from bot.channels.web.errors import TooManyTries
from bot.channels.web.proof import Proofs
from bot.channels.web.testing import MemoryGateway
from tests.channels.web.conftest import Clock, Server
from tests.channels.web.conversation import short_conversation

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums that Python solves in no time."""
    monkeypatch.setattr(proof, "ROUNDS", 1)


def solved(challenge: dict[str, Any]) -> str:
    """What a phone sends back."""
    asked = altcha.Challenge.from_dict(challenge)
    found = altcha.solve_challenge(asked)
    assert found is not None
    return altcha.Payload(asked, found).to_base64()


async def begin(client: httpx.AsyncClient, **more: Any) -> httpx.Response:
    """Ask for a conversation."""
    return await client.post("/chat/api/session", json={"languages": ["en"], **more})


async def crowded(server: Server) -> httpx.AsyncClient:
    """An address from which a whole dormitory has begun already."""
    client = server.client()
    assert [(await begin(client)).status_code for _ in range(60)] == [201] * 60, "nobody of them is asked for anything"
    return client


@pytest.mark.anyio
async def test_beyond_a_dormitory_a_sum_is_asked_and_its_solution_lets_in_once(server: Server) -> None:
    client = await crowded(server)
    asked = await begin(client)
    assert asked.status_code == 428
    assert asked.json()["error"]["code"] == "proof_needed"
    assert 1 <= int(asked.headers["Retry-After"]) <= 31, "who can't solve it only has to wait"
    solution = solved(asked.json()["error"]["challenge"])
    let_in = await begin(client, proof=solution)
    assert let_in.status_code == 201
    assert let_in.json()["token"]
    again = await begin(client, proof=solution)
    assert again.status_code == 428, "a solution counts once"
    assert (await begin(client, proof=solved(again.json()["error"]["challenge"]))).status_code == 201


@pytest.mark.anyio
async def test_who_waits_instead_gets_in_without_it_and_other_addresses_never_notice(server: Server) -> None:
    client = await crowded(server)
    assert (await begin(client)).status_code == 428
    assert (await begin(server.client("192.0.2.77"))).status_code == 201
    server.clock.seconds += 31
    assert (await begin(client)).status_code == 201


@pytest.mark.anyio
async def test_a_machine_that_solves_sums_without_end_has_to_wait_as_well(server: Server) -> None:
    client = await crowded(server)
    challenge = (await begin(client)).json()["error"]["challenge"]
    statuses = []
    for _ in range(260):
        answer = await begin(client, proof=solved(challenge))
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            assert int(answer.headers["Retry-After"]) >= 1
            break
        challenge = (await begin(client)).json()["error"]["challenge"]
    assert statuses == [201] * 240 + [429]


@pytest.mark.anyio
async def test_very_many_addresses_together_are_asked_too(server: Server) -> None:
    statuses = [
        (await begin(server.client(f"2001:db8:{number:x}::1"))).status_code for number in range(620)
    ]
    assert statuses == [201] * 600 + [428] * 20


@pytest.mark.parametrize("made_up", [
    "", "x", "AAAA", base64.b64encode(b"[]").decode(), base64.b64encode(b'{"challenge":{},"solution":{}}').decode(),
    base64.b64encode(b'{"challenge":{"parameters":{"algorithm":1,"nonce":[],"salt":{},"cost":"x","expiresAt":"soon"}},'
                     b'"solution":{"counter":"1e99","derivedKey":null}}').decode(),
    "\x00\ud800", "é" * 100, base64.b64encode(b"[" * 2_000).decode(),
])  # fmt: skip
def test_what_is_made_up_is_no_solution(made_up: str) -> None:
    assert Proofs("secret").check(made_up, NOW) is None


def test_a_solution_of_another_installation_a_changed_one_and_a_late_one_are_none() -> None:
    ours = Proofs("secret")
    challenge = ours.challenge(NOW)
    solution = solved(challenge)
    done = ours.check(solution, NOW)
    assert done is not None
    assert done.until > NOW
    assert Proofs("another").check(solution, NOW) is None
    assert ours.check(solution, NOW + proof.LASTS + timedelta(seconds=1)) is None
    payload = json.loads(base64.b64decode(solution))
    payload["challenge"]["parameters"]["expiresAt"] += 3600
    assert ours.check(base64.b64encode(json.dumps(payload).encode()).decode(), NOW) is None
    payload = json.loads(base64.b64decode(solution))
    payload["solution"]["derivedKey"] = "00" * 32
    assert ours.check(base64.b64encode(json.dumps(payload).encode()).decode(), NOW) is None


@pytest.mark.anyio
async def test_one_phone_can_not_fill_the_disk_with_words_and_is_told_when_to_go_on(server: Server) -> None:
    phone = await server.phone()
    statuses = [(await phone.type(f"number {number}")).status_code for number in range(605)]
    assert statuses == [202] * 600 + [429] * 5
    server.clock.seconds += 1
    assert (await phone.type("the same again")).status_code == 202, "the phone keeps it until then"
    assert (await (await server.phone()).type("hello")).status_code == 202, "the neighbour is not slowed"


def test_an_address_with_many_phones_keeps_nobody_elses_photos_out() -> None:
    """A hundred conversations of one address send as fast as they are let, for ten minutes."""
    clock = Clock()
    brakes = Brakes(MemoryGateway(short_conversation), lambda: clock.seconds)
    taken = 0
    for _ in range(600):
        clock.seconds += 1
        for phone in range(100):
            with contextlib.suppress(TooManyTries):
                brakes.file(_from("198.51.100.7"), f"phone {phone}")
                taken += 1
    assert 600 <= taken <= 600 + 2 * 600, "slowed to what one address may"
    brakes.file(_from("198.51.100.8"), "somebody else")


def _from(address: str) -> Request:
    return Request({"type": "http", "client": (address, 1), "headers": []})
