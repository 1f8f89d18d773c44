"""Whoever knows the secret, or does not, sends things that are no updates, or updates nobody expected."""

import http.client
import json
import random
from copy import deepcopy
from typing import Any

import pytest

from bot.testing import updates
from tests.hostile.house import House
from tests.support.program import SECRET

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300), pytest.mark.xdist_group("house")]

UNKNOWN: list[dict[str, Any]] = [
    {"poll": {"id": "1", "question": "?", "options": []}},
    {"inline_query": {"id": "1", "from": updates.person(9), "query": "", "offset": ""}},
    {"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -100, "type": "channel", "title": "c"}, "text": "x"}},
    {"message_reaction": {"chat": updates.private(9), "message_id": 1, "date": 1, "old_reaction": []}},
    {"pre_checkout_query": {"id": "1", "from": updates.person(9), "currency": "JPY", "total_amount": 1,
                            "invoice_payload": ""}},
    {"business_message": {}}, {"something_new_in_2031": {"chat": 5}}, {"something_new_in_2031": [1, 2]}, {},
]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b"3", b'"text"', b"\x00\xff\xfe", b"{'update_id': 1}", b'{"update_id": 1', b"<xml/>",
     b'{"update_id": "1"}', b'{"update_id": -1}', b'{"update_id": 1e3}', b'{"update_id": true}', b'{"message": {}}',
     b'{"update_id": 99999999999999999999}', b'{"update_id": 7, "message": {"text": "\\ud800"}}', b"[" * 100_000],
)  # fmt: skip
async def test_what_is_no_update_is_refused_and_nothing_kept(house: House, body: bytes) -> None:
    before = house.ask("SELECT count(*) FROM inbox")
    assert house.post(body) == 400
    assert house.ask("SELECT count(*) FROM inbox") == before


async def test_an_update_of_a_megabyte_and_more_is_refused_before_it_is_read(house: House) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", house.program.port, timeout=10)
    connection.putrequest("POST", "/telegram/webhook")
    connection.putheader("X-Telegram-Bot-Api-Secret-Token", SECRET)
    connection.putheader("Content-Length", str(1_100_000))
    connection.endheaders(b'{"update_id": 5')
    assert connection.getresponse().status == 413
    connection.close()


async def test_without_the_secret_nothing_is_kept(house: House) -> None:
    before = house.ask("SELECT count(*) FROM inbox")
    update = updates.message(9999, "/start") | {"update_id": 600_000_000}
    assert house.post(json.dumps(update).encode(), secret="") == 403
    assert house.post(json.dumps(update).encode(), secret="a-webhook-secret-of-testz") == 403
    assert house.ask("SELECT count(*) FROM inbox") == before


async def test_unknown_kinds_are_taken_and_left_alone(house: House) -> None:
    before = house.ask("SELECT count(*) FROM inbox")
    for number, update in enumerate(UNKNOWN):
        assert await house.send({"update_id": 610_000_000 + number, **update}) == 200, update
    assert house.ask("SELECT count(*) FROM inbox") == before
    await house.still_serves()


async def test_updates_of_wrong_shape_never_stop_it(house: House, rng: random.Random, full: bool) -> None:
    """Each part of a true update replaced by something else, at random."""
    for number in range(1500 if full else 150):
        if number % 100 == 0:  # one chat that writes more has to wait
            models = every_kind(house.phone().chat_id)
        broken = spoil(json.loads(json.dumps(rng.choice(models))), rng)
        status = await house.send({"update_id": 620_000_000 + number, **broken})
        assert status in (200, 400), broken
    await house.handled()
    assert house.ask("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == [(0,)]
    await house.still_serves()


def every_kind(chat: int) -> list[dict[str, Any]]:
    """True updates."""
    return [
        updates.message(chat, "hello"), updates.tap(chat, "a:1:en", 1), updates.edited(chat, 1, "x"),
        updates.file(chat, "photo", "f1", 100), updates.file(chat, "document", "f2", 100, file_name="a"),
        updates.membership(chat, "kicked"), updates.membership(chat, "member"),
    ]  # fmt: skip


def spoil(update: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Replace one to three parts, wherever they are; the chat stays a private one of this test, or none."""
    odd: list[Any] = [
        None, True, -1, 0, 2**63, 2**200, 1.5, "", "x" * 5000, [], {}, [[]], {"id": None}, "\u202e\u0000", [None]
    ]  # fmt: skip
    for _ in range(rng.randint(1, 3)):
        holder: Any = update
        while True:
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = rng.choice(keys)
            if isinstance(holder[key], dict | list) and holder[key] and rng.random() < 0.8:
                holder = holder[key]
                continue
            if key == "id" and holder.get("type") == "private" and rng.random() < 0.7:
                break  # a true chat is more of a trial than a wrong one
            holder[key] = deepcopy(rng.choice(odd))  # what is put in may be spoilt next
            break
    return update
