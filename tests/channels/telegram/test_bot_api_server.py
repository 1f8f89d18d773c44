"""The Bot API server that tests and benchmarks lean on behaves as the real one does."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest

from bot.testing import updates
from bot.testing.bot_api import BotApiServer, FaultKind, Pacing
from tests.channels.telegram.conftest import CHAT, serving, until

pytestmark = pytest.mark.anyio


class Caller:
    """Calls methods as any program would; `(status, answer)` comes back."""

    def __init__(self, server: BotApiServer, session: aiohttp.ClientSession) -> None:
        self.url = f"{server.root_url}/bot{server.token}"
        self._session = session

    async def __call__(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        async with self._session.post(f"{self.url}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    async def refusal(self, method: str, **params: Any) -> str:
        """The sentence a call is refused with."""
        status, answer = await self(method, **params)
        assert (answer["ok"], answer["error_code"]) == (False, status)
        return str(answer["description"])


@pytest.fixture
def call(telegram: BotApiServer, session: aiohttp.ClientSession) -> Caller:
    return Caller(telegram, session)


def keyboard(data: str = "a:1:x", text: str = "A") -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


async def test_the_library_most_bots_use_gets_along_with_it(telegram: BotApiServer) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a:1:x")]])
    request = HTTPXRequest()
    async with Bot(telegram.token, base_url=f"{telegram.root_url}/bot", request=request) as bot:
        sent = await bot.send_message(CHAT, "hello", reply_markup=markup)
        await bot.edit_message_text("goodbye", CHAT, sent.message_id)
        document = await bot.send_document(CHAT, b"%PDF", filename="a.pdf")
        assert document.document is not None
        voice = await bot.send_voice(CHAT, b"OggS")
        photo = await bot.send_photo(CHAT, b"JFIF", caption="look")
        telegram.deliver(updates.message(CHAT, "hi"))
        (update,) = await bot.get_updates()

    assert sent.reply_markup == markup
    assert update.message is not None
    assert (update.message.text, document.document.file_name) == ("hi", "a.pdf")
    assert voice.voice
    assert photo.caption == "look"
    assert [message.text for message in telegram.conversation(CHAT)] == ["goodbye", "", "", "look", "hi"]


@pytest.mark.parametrize(
    ("params", "why"),
    [
        ({"text": "a" * 4097}, "Bad Request: message is too long"),
        ({"text": "😀" * 2049}, "Bad Request: message is too long"),
        ({"text": ""}, "Bad Request: message text is empty"),
        ({"text": " \n\u200b"}, "Bad Request: message text is empty"),
        ({}, "Bad Request: message text is empty"),
        ({"text": "a", "reply_markup": keyboard("x" * 65)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard("é" * 33)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard("")}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "chat_id": 999}, "Bad Request: chat not found"),
        ({"text": "a", "chat_id": ""}, "Bad Request: chat_id is empty"),
    ],
)
async def test_what_is_refused(
    call: Caller, telegram: BotApiServer, params: dict[str, Any], why: str
) -> None:
    assert await call.refusal("sendMessage", **({"chat_id": CHAT} | params)) == why
    assert telegram.conversation(CHAT) == []


async def test_what_just_fits(call: Caller) -> None:
    assert (await call("sendMessage", chat_id=CHAT, text="a" * 4096))[0] == 200
    assert (await call("sendMessage", chat_id=CHAT, text="a", reply_markup=keyboard("é" * 32)))[0] == 200


async def test_a_keyboard_sent_as_a_form_is_a_keyboard(
    telegram: BotApiServer, session: aiohttp.ClientSession, call: Caller
) -> None:
    form = {"chat_id": str(CHAT), "text": "a", "reply_markup": orjson.dumps(keyboard()).decode()}
    async with session.post(f"{call.url}/sendmessage", data=form) as answer:
        assert answer.status == 200
    async with session.get(f"{call.url}/sendMessage?chat_id={CHAT}&text=b") as answer:
        assert answer.status == 200

    first, second = telegram.conversation(CHAT)
    assert first.keyboard == keyboard()["inline_keyboard"]
    assert second.text == "b"


async def test_edits_change_what_the_phone_shows(call: Caller, telegram: BotApiServer) -> None:
    _, sent = await call("sendMessage", chat_id=CHAT, text="a", reply_markup=keyboard())
    which = {"chat_id": CHAT, "message_id": sent["result"]["message_id"]}

    assert (await call("editMessageReplyMarkup", **which, reply_markup=keyboard("n", "✓ A")))[0] == 200
    again = await call.refusal("editMessageReplyMarkup", **which, reply_markup=keyboard("n", "✓ A"))
    assert again.startswith("Bad Request: message is not modified")
    assert (await call("editMessageText", **which, text="b"))[0] == 200

    (shown,) = telegram.conversation(CHAT)
    assert (shown.text, shown.keyboard, shown.edits) == ("b", [], 2)
    gone = await call.refusal("editMessageText", chat_id=CHAT, message_id=99, text="b")
    assert gone == "Bad Request: message to edit not found"
    assert (await call("deleteMessage", **which))[0] == 200
    assert telegram.conversation(CHAT) == []
    assert await call.refusal("deleteMessage", **which) == "Bad Request: message to delete not found"


async def test_a_workers_own_message_can_not_be_edited(call: Caller, telegram: BotApiServer) -> None:
    telegram.deliver(updates.message(CHAT, "mine"))
    (mine,) = telegram.conversation(CHAT)
    why = await call.refusal("editMessageText", chat_id=CHAT, message_id=mine.message_id, text="yours")
    assert why == "Bad Request: message can't be edited"


async def test_a_tap_can_be_answered_once(call: Caller, telegram: BotApiServer) -> None:
    tap = updates.tap(CHAT, "a:1:x", 1)
    telegram.deliver(tap)
    query = {"callback_query_id": tap["callback_query"]["id"]}

    assert (await call("answerCallbackQuery", **query))[0] == 200
    assert "query is too old" in await call.refusal("answerCallbackQuery", **query)


async def test_who_blocks_the_bot_is_not_reached(call: Caller, telegram: BotApiServer) -> None:
    telegram.deliver(updates.membership(CHAT, "kicked"))
    status, answer = await call("sendMessage", chat_id=CHAT, text="a")
    assert (status, answer["description"]) == (403, "Forbidden: bot was blocked by the user")

    telegram.deliver(updates.membership(CHAT, "member"))
    assert (await call("sendMessage", chat_id=CHAT, text="a"))[0] == 200


async def test_a_wrong_token_and_a_method_that_is_not_there(
    telegram: BotApiServer, session: aiohttp.ClientSession, call: Caller
) -> None:
    async with session.get(f"{telegram.root_url}/bot1:wrong/getMe") as answer:
        assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
    assert await call.refusal("makeCoffee") == "Not Found"


async def test_updates_stay_until_the_offset_passes_them(call: Caller, telegram: BotApiServer) -> None:
    first, second, third = [telegram.deliver(updates.message(CHAT, text)) for text in "abc"]

    async def ids(**params: Any) -> list[int]:
        return [update["update_id"] for update in (await call("getUpdates", **params))[1]["result"]]

    assert await ids() == [first, second, third]
    assert await ids(limit=2) == [first, second]
    assert await ids(offset=second) == [second, third]
    assert await ids(offset=0) == [second, third]
    assert await ids(offset=-1) == [third]
    assert await ids(offset=third + 1) == []
    assert await ids() == []


async def test_a_long_poll_ends_when_something_comes_or_its_time_is_up(
    call: Caller, telegram: BotApiServer
) -> None:
    asked = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    telegram.deliver(updates.message(CHAT, "a"))
    _, answer = await asyncio.wait_for(asked, 2)
    offset = answer["result"][0]["update_id"] + 1

    assert (await call("getUpdates", offset=offset, timeout=1))[1]["result"] == []


async def test_of_two_who_fetch_the_older_is_sent_away(call: Caller) -> None:
    older = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    assert (await call("getUpdates"))[0] == 200
    status, answer = await older

    assert status == 409
    assert "terminated by other getUpdates request" in answer["description"]


async def test_a_webhook_set_meanwhile_ends_a_long_poll(call: Caller) -> None:
    asked = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await call("setWebhook", url="http://127.0.0.1:1")
    status, answer = await asked

    assert (status, answer["description"]) == (409, "Conflict: terminated by setWebhook request")
    assert "webhook is active" in await call.refusal("getUpdates")


async def test_kinds_that_were_not_asked_for_do_not_come(call: Caller, telegram: BotApiServer) -> None:
    await call("getUpdates", allowed_updates=["callback_query"])
    telegram.deliver(updates.message(CHAT, "a"))
    telegram.deliver(updates.tap(CHAT, "n", 1))

    (update,) = (await call("getUpdates"))[1]["result"]
    assert "callback_query" in update


@pytest.mark.parametrize("kind", list(FaultKind))
async def test_scripted_trouble_happens_as_often_as_it_was_scripted(
    call: Caller, telegram: BotApiServer, kind: FaultKind
) -> None:
    telegram.fail(kind, "sendMessage", times=2, retry_after=7, seconds=0.01)
    outcomes: list[object] = []
    for _ in range(3):
        try:
            outcomes.append((await call("sendMessage", chat_id=CHAT, text="a"))[0])
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            outcomes.append("broken")
        except aiohttp.ContentTypeError as error:
            outcomes.append(error.status)

    expected: Any = "broken" if kind in ("reset", "timeout", "lost_reply") else int(kind)
    assert outcomes == [expected, expected, 200]
    assert len(telegram.conversation(CHAT)) == (3 if kind is FaultKind.LOST_REPLY else 1)
    assert len(telegram.account.calls) == 3
    if kind is FaultKind.TOO_MANY_REQUESTS:
        telegram.fail(kind, retry_after=7)
        assert (await call("getMe"))[1]["parameters"] == {"retry_after": 7}


async def test_trouble_of_one_chat_is_not_anothers(call: Caller, telegram: BotApiServer) -> None:
    telegram.open_chat(CHAT + 1)
    telegram.fail("500", chat_id=CHAT + 1)

    assert (await call("sendMessage", chat_id=CHAT, text="a"))[0] == 200
    assert (await call("sendMessage", chat_id=CHAT + 1, text="a"))[0] == 500


async def test_limits_on_messages_per_second_when_switched_on(call: Caller, telegram: BotApiServer) -> None:
    telegram.pacing = Pacing()
    statuses = [(await call("sendMessage", chat_id=CHAT, text=str(n)))[0] for n in range(7)]
    status, answer = await call("sendMessage", chat_id=CHAT, text="more")

    assert statuses == [200] * 5 + [429] * 2
    assert (status, answer["parameters"]) == (429, {"retry_after": 1})


def test_pacing_over_all_chats_and_how_it_recovers() -> None:
    pacing = Pacing()
    assert [pacing.wait(chat, now=100.0) for chat in range(30)] == [0] * 30
    assert pacing.wait(31, now=100.0) == 1
    assert pacing.wait(31, now=100.04) == 0

    one = Pacing()
    assert [one.wait(7, now=100.0) for _ in range(6)] == [0] * 5 + [1]
    assert [one.wait(7, now=101.0), one.wait(7, now=101.5), one.wait(7, now=102.0)] == [0, 1, 0]


class Listener:
    """A program with a webhook that answers what it is told to."""

    def __init__(self) -> None:
        self.status = 200
        self.seen: list[tuple[str, str]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        secret = dict(scope["headers"]).get(b"x-telegram-bot-api-secret-token", b"").decode()
        self.seen.append((secret, orjson.loads(body)["message"]["text"]))
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def test_the_webhook_is_told_with_its_secret_and_again_until_it_takes_it(
    call: Caller, telegram: BotApiServer
) -> None:
    listener = Listener()
    listener.status = 500
    telegram.deliver(updates.message(CHAT, "waited"))
    async with serving(listener) as url:
        await call("setWebhook", url=url, secret_token="s3cret", max_connections=5)
        telegram.deliver(updates.message(CHAT, "later"))
        await until(lambda: len(listener.seen) >= 3)
        assert {text for _, text in listener.seen} == {"waited"}
        info = (await call("getWebhookInfo"))[1]["result"]
        listener.status = 200
        await telegram.settled()

    assert {secret for secret, _ in listener.seen} == {"s3cret"}
    assert [text for _, text in listener.seen[-2:]] == ["waited", "later"]
    assert info["pending_update_count"] == 2
    assert info["last_error_message"] == "Wrong response from the webhook: 500"
    assert info["max_connections"] == 5


async def test_what_was_not_taken_by_the_webhook_can_be_fetched_when_it_is_gone(
    call: Caller, telegram: BotApiServer
) -> None:
    await call("setWebhook", url="http://127.0.0.1:1")
    telegram.deliver(updates.message(CHAT, "a"))
    await until(lambda: telegram.delivery.statuses[0] > 0)
    await call("deleteWebhook")

    assert len((await call("getUpdates"))[1]["result"]) == 1


@pytest.mark.parametrize(
    "params",
    [
        {"url": "ftp://x"},
        {"url": "http://x", "secret_token": "ä"},
        {"url": "http://x", "max_connections": 101},
    ],
)
async def test_webhooks_the_real_server_would_refuse(call: Caller, params: dict[str, Any]) -> None:
    assert (await call("setWebhook", **params))[0] == 400


async def test_a_file_is_stored_described_and_fetched(
    call: Caller, telegram: BotApiServer, session: aiohttp.ClientSession
) -> None:
    stored = telegram.account.keep_file("a b.jpg", b"JFIF")
    _, answer = await call("getFile", file_id=stored.file_id)
    path = answer["result"]["file_path"]
    async with session.get(f"{telegram.root_url}/file/bot{telegram.token}/{path}") as got:
        assert (got.status, await got.read()) == (200, b"JFIF")
    async with session.get(f"{telegram.root_url}/file/bot{telegram.token}/nothing/there") as got:
        assert got.status == 404
    assert answer["result"]["file_size"] == 4


async def test_steering_it_over_http(
    telegram: BotApiServer, session: aiohttp.ClientSession, call: Caller
) -> None:
    async def post(path: str, body: Any) -> Any:
        async with session.post(f"{telegram.root_url}/control/{path}", json=body) as answer:
            return await answer.json()

    async def get(path: str) -> Any:
        async with session.get(f"{telegram.root_url}/control/{path}") as answer:
            return await answer.json()

    await post("chat", {"chat_id": 5})
    update = await post("deliver", updates.message(5, "hello"))
    await call("sendMessage", chat_id=5, text="hi")
    await post("fail", {"kind": "429", "method": "sendMessage", "retry_after": 9})
    assert (await call("sendMessage", chat_id=5, text="hi"))[0] == 429
    await post("block", {"chat_id": 5})
    assert (await call("sendMessage", chat_id=5, text="hi"))[0] == 403
    await post("unblock", {"chat_id": 5})
    await post("pacing", {"on": True})
    await post("outage", {"on": True})
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=5, text="hi")
    await post("outage", {"on": False})

    assert update["update_id"] > 0
    assert telegram.pacing is not None
    assert [message["text"] for message in await get("chats/5")] == ["hello", "hi"]
    assert [made["status"] for made in await get("calls?after=1")] == [429, 403, 0]
    assert await get("counts") == {"calls": {"sendMessage": 1}, "webhook": {}, "waiting": 3}
    assert (await post("nonsense", {}))["error_code"] == 400
    async with session.post(f"{telegram.root_url}/control/file?name=a.jpg", data=b"JFIF") as answer:
        assert (await answer.json())["file_id"] in telegram.account.files


async def test_with_counters_only_nothing_piles_up(session: aiohttp.ClientSession) -> None:
    async with BotApiServer(counters_only=True) as server:
        server.open_chat(CHAT)
        call = Caller(server, session)
        for _ in range(3):
            _, sent = await call("sendMessage", chat_id=CHAT, text="a")
        message_id = sent["result"]["message_id"]
        assert (await call("editMessageReplyMarkup", chat_id=CHAT, message_id=message_id))[0] == 200
        assert (await call("answerCallbackQuery", callback_query_id="1"))[0] == 200

        assert server.account.counts == {
            "sendMessage": 3,
            "editMessageReplyMarkup": 1,
            "answerCallbackQuery": 1,
        }
        assert server.account.calls == []
        assert server.conversation(CHAT) == []


async def test_stopping_it_ends_held_calls_and_long_polls_at_once(session: aiohttp.ClientSession) -> None:
    server = BotApiServer()
    await server.start()
    call = Caller(server, session)
    server.fail(FaultKind.TIMEOUT, "getMe", seconds=60)
    waiting = [asyncio.create_task(call("getMe")), asyncio.create_task(call("getUpdates", timeout=50))]
    await asyncio.sleep(0.05)
    await asyncio.wait_for(server.stop(), 3)
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    assert all(isinstance(outcome, aiohttp.ClientError) for outcome in outcomes)


async def test_in_a_process_of_its_own(session: aiohttp.ClientSession) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.testing.bot_api",
        "--counters-only",
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    root_url, token = (part.split("=", 1)[1] for part in line.split())
    async with session.get(f"{root_url}/bot{token}/getMe") as answer:
        assert (await answer.json())["ok"] is True
    process.send_signal(signal.SIGTERM)

    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_an_upload_needs_its_file(
    telegram: BotApiServer, session: aiohttp.ClientSession, call: Caller
) -> None:
    form = aiohttp.FormData({"chat_id": str(CHAT)})
    form.add_field("document", bytes(1024), filename="a.bin")
    async with session.post(f"{call.url}/sendDocument", data=form) as answer:
        assert answer.status == 200

    assert telegram.conversation(CHAT)[0].file is not None
    why = await call.refusal("sendDocument", chat_id=CHAT)
    assert why == "Bad Request: there is no document in the request"
