"""The Bot API server makes trouble on command, and can be steered from outside."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.testing import updates
from bot.testing.bot_api import BotApiServer, FaultKind, Pacing
from tests.channels.telegram.conftest import CHAT, Caller

pytestmark = pytest.mark.anyio


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
