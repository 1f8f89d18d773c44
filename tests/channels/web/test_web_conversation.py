"""What a phone says is stored before it is acknowledged, once, and comes back after a reload."""

import asyncio
import json
import logging
from typing import Any

import pytest

from bot.channels.web.testing import say
from tests.channels.web.conftest import Phone, Server

pytestmark = pytest.mark.anyio


async def test_a_new_phone_gets_a_token_and_the_opening(server: Server) -> None:
    phone = await server.phone()
    seen = await phone.see()
    assert len(phone.token) >= 43, "256 bits"
    assert [bubble["visit"] for bubble in seen["bubbles"]] == [1]
    assert server.gateway.only.languages == ("vi-VN", "en"), "the opening greets in the likeliest languages"


async def test_an_answer_is_stored_and_answered(server: Server, phone: Phone) -> None:
    answer = await phone.send({"type": "tap", "data": "a:1:vi"})
    assert answer.status_code == 202
    assert server.gateway.only.taps == ["a:1:vi"]
    seen = await phone.see(after=1)
    assert [bubble["type"] for bubble in seen["bubbles"]] == ["tap", "answered", "bubble"]
    assert seen["seq"] == 1


async def test_a_tap_that_waited_on_the_phone_says_for_how_long(server: Server, phone: Phone) -> None:
    assert (await phone.send({"type": "tap", "data": "a:1:vi", "age": 600})).status_code == 202
    assert server.gateway.only.events[0][1]["age"] == 600
    for wrong in (-1, "soon", 10**9):
        assert (await phone.send({"type": "tap", "data": "a:1:vi", "age": wrong})).status_code == 422, wrong


async def test_a_text_that_waited_on_the_phone_says_for_how_long(server: Server, phone: Phone) -> None:
    assert (await phone.send({"type": "text", "text": "yesterday", "age": 7200})).status_code == 202
    assert server.gateway.only.events[0][1]["age"] == 7200
    for wrong in (-1, "soon", 10**9):
        assert (await phone.send({"type": "text", "text": "now", "age": wrong})).status_code == 422, wrong


async def test_the_same_number_twice_is_one_event(server: Server, phone: Phone) -> None:
    assert (await phone.type("echo once", seq=5)).status_code == 202
    before = await phone.see()
    assert (await phone.type("echo once", seq=5)).status_code == 202
    assert server.gateway.only.texts == ["echo once"]
    assert await phone.see() == before


async def test_a_second_phone_with_a_lower_number_is_heard_too(server: Server, phone: Phone) -> None:
    await phone.type("echo from the first phone", seq=90_000)
    await phone.type("echo from the other phone", seq=70_000)
    assert server.gateway.only.texts == ["echo from the first phone", "echo from the other phone"]


async def test_nothing_is_acknowledged_while_the_disk_is_full(server: Server, phone: Phone) -> None:
    server.gateway.full = True
    refused = await phone.type("echo keep this", seq=7)
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "storage_full"
    assert int(refused.headers["Retry-After"]) > 0
    assert server.gateway.only.texts == []
    server.gateway.full = False
    assert (await phone.type("echo keep this", seq=7)).status_code == 202
    assert server.gateway.only.texts == ["echo keep this"]


async def test_a_held_request_returns_as_soon_as_somebody_writes(server: Server, phone: Phone) -> None:
    waiting = asyncio.create_task(phone.see(after=1, wait=20))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await server.gateway.push(server.gateway.only, "staff", say("We can call you.", kind="staff"))
    seen = await asyncio.wait_for(waiting, 2)
    assert [bubble["text"] for bubble in seen["bubbles"]] == ["We can call you."]
    assert seen["bubbles"][0]["from"] == "staff"


async def test_a_held_request_ends_empty_when_nobody_writes(make_server: Any) -> None:
    phone = await make_server(longest_wait=0.1).phone()
    seen = await asyncio.wait_for(phone.see(after=1, wait=25), 2)
    assert seen["bubbles"] == []


async def test_a_held_request_ends_at_once_when_the_program_stops(server: Server, phone: Phone) -> None:
    waiting = asyncio.create_task(phone.see(after=1, wait=25))
    await asyncio.sleep(0.05)
    await server.gateway.stop()
    assert (await asyncio.wait_for(waiting, 2))["bubbles"] == []


async def test_a_long_conversation_comes_in_stretches(server: Server, phone: Phone) -> None:
    for number in range(250):
        await server.gateway.push(server.gateway.only, "bot", say(f"line {number}"))
    first = await phone.see()
    second = await phone.see(after=first["bubbles"][-1]["n"])
    assert first["more"]
    assert not second["more"]
    assert len(first["bubbles"]) + len(second["bubbles"]) == 251
    answer = await phone.client.get("/chat/api/bubbles", headers=phone.headers)
    assert answer.headers["Content-Encoding"] == "gzip", "slow networks"
    assert int(answer.headers["Content-Length"]) < len(answer.content) / 5
    assert answer.json() == first


async def test_after_deleting_everything_the_phone_begins_anew(server: Server, phone: Phone) -> None:
    before = await phone.see()
    last = before["bubbles"][-1]["n"] + 40
    fresh = server.gateway.move(server.gateway.only)
    await server.gateway.push(fresh, "bot", say("Hello"))
    seen = await asyncio.wait_for(phone.see(after=last, wait=20, view=before["view"]), 2)
    assert seen["view"] != before["view"]
    assert [bubble["text"] for bubble in seen["bubbles"]] == ["Hello"]
    assert fresh.id not in json.dumps(seen), "an inner name of the conversation goes out"


@pytest.mark.parametrize("text", [
    "x" * 4_000,
    "नेपाली " * 500,
    "\u202eright to left\u202c",
    "zero\u200bwidth\u200d",
    "😀" * 1_000,
    "\x00\x01\x1b[31m",
    " ",
])  # fmt: skip
async def test_any_text_is_kept_as_it_was_typed(server: Server, phone: Phone, text: str) -> None:
    assert (await phone.type(text)).status_code == 202
    assert server.gateway.only.texts == [text]


async def test_a_text_that_is_too_long_is_refused_with_the_limit(server: Server, phone: Phone) -> None:
    refused = await phone.type("あ" * 4_001)
    assert refused.status_code == 413
    assert refused.json()["error"]["code"] == "text_too_long"
    assert refused.json()["error"]["limit"] == 4_000
    assert server.gateway.only.events == []


async def test_a_request_beyond_all_measure_is_cut_off(server: Server, phone: Phone) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b" " * 10_000

    headers = {**phone.headers, "Content-Type": "application/json"}
    refused = await phone.client.post("/chat/api/events", content=endless(), headers=headers)
    assert refused.status_code == 413
    assert refused.json()["error"]["code"] == "too_large"


SECRET = "my boss is Tanaka"
DEEP = "[" * 5_000 + "]" * 5_000


@pytest.mark.parametrize("body", [
    "",
    "{",
    "null",
    "[]",
    DEEP,
    '{"seq": 1}',
    f'{{"seq": 1, "event": {DEEP}}}',
    f'{{"seq": 0, "event": {{"type": "text", "text": "{SECRET}"}}}}',
    f'{{"seq": -1, "event": {{"type": "text", "text": "{SECRET}"}}}}',
    f'{{"seq": 9007199254740992, "event": {{"type": "text", "text": "{SECRET}"}}}}',
    f'{{"seq": 1.5, "event": {{"type": "text", "text": "{SECRET}"}}}}',
    f'{{"seq": "1", "event": {{"type": "text", "text": "{SECRET}"}}}}',
    f'{{"seq": 1, "event": {{"type": "text", "text": ["{SECRET}"]}}}}',
    '{"seq": 1, "event": {"type": "text", "text": ""}}',
    '{"seq": 1, "event": {"type": "text", "text": "\\ud800"}}',
    f'{{"seq": 1, "event": {{"type": "text", "text": "{SECRET}", "extra": 1}}}}',
    f'{{"seq": 1, "event": {{"type": "blocked", "text": "{SECRET}"}}}}',
    f'{{"seq": 1, "event": {{"type": "edited", "text": "{SECRET}"}}}}',
    f'{{"seq": 1, "event": {{"type": "file", "ref": "{SECRET}"}}}}',
    '{"seq": 1, "event": {"type": "tap", "data": "s:accept:1"}}',
    '{"seq": 1, "event": {"type": "tap", "data": "a:1:かな"}}',
    '{"seq": 1, "event": {"type": "tap", "data": "a:' + "1" * 63 + '"}}',
    '{"seq": 1, "event": {"type": "command", "name": "DROP TABLE"}}',
])  # fmt: skip
async def test_what_the_page_never_sends_is_refused_and_not_repeated(server: Server, phone: Phone, body: str) -> None:
    headers = {**phone.headers, "Content-Type": "application/json"}
    refused = await phone.client.post("/chat/api/events", content=body.encode(), headers=headers)
    assert refused.status_code == 422, refused.text
    assert refused.json()["error"]["code"] == "bad_request"
    assert SECRET not in refused.text
    assert server.gateway.only.events == []


async def test_only_json_is_read(phone: Phone) -> None:
    headers = {**phone.headers, "Content-Type": "text/plain"}
    refused = await phone.client.post("/chat/api/events", content=b"{}", headers=headers)
    assert refused.status_code == 415


@pytest.mark.parametrize("data", ["a:12:this_month", "c:0:home/new", "c:7:lang/vi", "q:01jd:yes", "n"])
async def test_every_button_we_make_can_be_pressed(server: Server, phone: Phone, data: str) -> None:
    assert (await phone.send({"type": "tap", "data": data})).status_code == 202


@pytest.mark.parametrize(("event", "taken"), [
    ({"choice": "telegram"}, True),
    ({"choice": "none"}, True),
    ({"choice": "none", "value": "x"}, False),
    ({"choice": "email", "value": "thu.nguyen+a@example.co.jp"}, True),
    ({"choice": "email", "value": "thu@example"}, False),
    ({"choice": "email", "value": "a b@example.com"}, False),
    ({"choice": "email", "value": ""}, True),
    ({"choice": "phone", "value": ""}, True),
    ({"choice": "phone", "value": " - "}, False),
    ({"choice": "phone", "value": "", "safe_from": "19:00", "safe_to": "22:00"}, False),
    ({"choice": "return_on", "value": ""}, False),
    ({"choice": "phone", "value": "090-1234-5678", "safe_from": "19:00", "safe_to": "22:00"}, True),
    ({"choice": "phone", "value": "+84 (90) 123 45 67"}, True),
    ({"choice": "phone", "value": "０９０ー１２３４ー５６７８"}, True),
    ({"choice": "phone", "value": "०९०१२३४५६७८"}, True),
    ({"choice": "phone", "value": "call me"}, False),
    ({"choice": "phone", "value": "123"}, False),
    ({"choice": "phone", "value": "090-1234"}, False),
    ({"choice": "phone", "value": "03-1234-5678"}, True),
    ({"choice": "phone", "value": "090-1234-5678", "safe_from": "19:00"}, False),
    ({"choice": "phone", "value": "090-1234-5678", "safe_from": "19:00", "safe_to": "19:00"}, False),
    ({"choice": "phone", "value": "090-1234-5678", "safe_from": "25:00", "safe_to": "26:00"}, False),
    ({"choice": "email", "value": "a@example.com", "safe_from": "19:00", "safe_to": "22:00"}, False),
    ({"choice": "return_on", "value": "2026-12-24"}, True),
    ({"choice": "return_on", "value": "24.12.2026"}, False),
    ({"choice": "return_on", "value": "2026-02-30"}, False),
    ({"choice": "fax", "value": "1"}, False),
])  # fmt: skip
async def test_ways_to_be_reached_are_taken_if_they_can_work(
    server: Server, phone: Phone, event: dict[str, str], taken: bool
) -> None:
    server.gateway.only.memory["visit"] = 6
    answer = await phone.send({"type": "handover", **event})
    assert answer.status_code == (202 if taken else 422)


async def test_a_telephone_number_is_kept_with_plain_digits(server: Server, phone: Phone) -> None:
    server.gateway.only.memory["visit"] = 6
    await phone.send({"type": "handover", "choice": "phone", "value": "+८४ ९०-１２３４ 567"})
    assert server.gateway.only.events[0][1]["value"] == "+84901234567"


async def test_logs_hold_nothing_of_what_was_said(
    server: Server, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await phone.type(SECRET)
    await phone.type("x" * 5_000 + SECRET)
    await phone.send({"type": "handover", "choice": "email", "value": "thu@example.com"})
    await phone.see()
    told = "\n".join(record.getMessage() for record in caplog.records)
    for secret in (SECRET, "thu@example.com", phone.token):
        assert secret not in told
