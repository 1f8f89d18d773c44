"""Menu and profile of the bot at a start: nobody's message waits for them."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.channels.telegram.api import TelegramApi
from bot.serving.profiles import COMMANDS
from bot.serving.telegram import poll_updates
from bot.testing import updates
from bot.testing.bot_api import BotApiServer
from bot.testing.bot_api.faults import FaultKind
from bot.wiring import Program
from bot.wording.served import Snapshot
from tests.channels.telegram.conftest import CHAT, Inbox, until

pytestmark = pytest.mark.anyio


def texts(about: str = "About") -> dict[str, str]:
    return {f"command.{name}": name for name in COMMANDS} | {"command.about": about, "command.short": "short"}


@pytest.fixture
async def polling(api: TelegramApi, inbox: Inbox) -> AsyncIterator[Any]:
    """A program that is started with these texts, and polls."""
    stop = asyncio.Event()
    running: list[asyncio.Task[None]] = []

    async def granted(_take: object) -> bool:
        return True

    def start(**languages: dict[str, str]) -> None:
        program = SimpleNamespace(
            telegram=api, conversations=SimpleNamespace(bot_name=None), database=SimpleNamespace(run=granted),
            wording=SimpleNamespace(now=Snapshot(1, languages)), take_telegram=inbox, counts=Counter(),
            missed_telegram=lambda: None,
        )  # fmt: skip
        running.append(asyncio.create_task(poll_updates(cast(Program, program), stop)))

    yield start
    stop.set()
    await asyncio.wait_for(asyncio.gather(*running), 5)


async def test_while_telegram_takes_no_profiles_messages_are_fetched_all_the_same(
    telegram: BotApiServer, inbox: Inbox, polling: Any
) -> None:
    telegram.fail(FaultKind.TOO_MANY_REQUESTS, "setMyCommands", times=50, retry_after=3600)
    polling(en=texts())
    telegram.deliver(updates.message(CHAT, "they do not pay me"))
    await until(lambda: inbox.texts == ["they do not pay me"])
    tries = [call for call in telegram.account.calls if call.method == "setMyCommands"]
    assert len(tries) == 1, "and it is not asked again before the hour is over"


async def test_texts_that_telegram_refuses_cost_one_language_its_profile_and_nobody_a_message(
    telegram: BotApiServer, inbox: Inbox, polling: Any
) -> None:
    polling(ne=texts("a" * 513), vi=texts("Giới thiệu"))
    telegram.deliver(updates.message(CHAT, "hello"))
    await until(lambda: inbox.texts == ["hello"] and ("description", "vi") in telegram.account.texts)
    assert ("description", "ne") not in telegram.account.texts
