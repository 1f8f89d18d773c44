"""The Bot API server hands out updates as the real one does."""

import asyncio
from typing import Any

import orjson
import pytest

from bot.testing import updates
from bot.testing.bot_api import BotApiServer
from tests.channels.telegram.conftest import CHAT, Caller, serving, until

pytestmark = pytest.mark.anyio


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
