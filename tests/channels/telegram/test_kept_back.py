"""After a time in which nothing could come, a tap is stored with when it can't have been pressed before."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.polling import Pace, poll
from bot.channels.telegram.updates import Inbound
from bot.errors import StorageFull
from bot.settings import Settings
from bot.testing.bot_api import BotApiServer, FaultKind
from bot.wiring import Program, build
from bot.workers.intake import Arrival
from tests.channels.telegram.conftest import Inbox, until
from tests.support import tables

pytestmark = pytest.mark.anyio

TOKEN = "1234:" + "a" * 35


def tap(number: int = 901) -> Inbound:
    event = {"type": "tap", "data": "c:0:home/hours.stop", "callback": "1"}
    return Inbound(number, "telegram:1", 1, number, event, "en", 1, not_before=datetime.now(UTC) - timedelta(hours=8))


@pytest.fixture
def started(tmp_path: Path) -> Callable[[], Program]:
    """The program, put together anew each time; nothing of it runs."""
    shutil.copyfile(tables.served_file(), tmp_path / "todoke.db")
    names = {
        "TODOKE_DEMO": "0", "TODOKE_DATA_DIR": str(tmp_path), "TODOKE_TELEGRAM_TOKEN": TOKEN,
        "TODOKE_TELEGRAM_MODE": "polling",
    }  # fmt: skip
    return lambda: build(Settings.from_environment(names))


async def stored(program: Program, inbound: Inbound) -> dict[str, Any]:
    """What is stored of an update."""
    came: list[Arrival] = []

    async def put(arrival: Arrival) -> bool:
        came.append(arrival)
        return True

    program.intake.put = put  # type: ignore[method-assign]  # what comes is kept back
    assert await program.take_telegram(inbound)
    return came[0].event


async def test_the_program_stood_still_for_twenty_minutes(started: Callable[[], Program]) -> None:
    before = started()
    assert "after" not in await stored(before, tap()), "of a first start nothing was missed"
    alive = datetime.now(UTC) - timedelta(minutes=20)
    with before.database.write() as uow:
        uow.system.ticked("ladder", alive, 0.0, 0)
    await before.close()
    program = started()
    assert (await stored(program, tap()))["after"] == alive.isoformat()
    await program.close()


async def test_a_tap_could_not_be_stored_for_six_minutes(
    started: Callable[[], Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    program, began = started(), datetime.now(UTC)

    async def full(arrival: Arrival) -> bool:
        raise StorageFull

    for minute in range(7):
        monkeypatch.setattr(program.clock, "now", lambda at=began + timedelta(minutes=minute): at)
        monkeypatch.setattr(program.intake, "put", full)
        with pytest.raises(StorageFull):
            await program.take_telegram(tap())
    assert (await stored(program, tap()))["after"] == began.isoformat()
    await program.close()


async def test_each_time_that_telegram_can_not_be_reached_is_noted(
    telegram: BotApiServer, api: TelegramApi, inbox: Inbox
) -> None:
    telegram.fail(FaultKind.SERVER_ERROR, "getUpdates", times=3)
    stop, missed = asyncio.Event(), []

    async def mine() -> bool:
        return True

    quick = Pace(long_poll=1, lease_every=0.05, first_wait=0.02, longest_wait=0.1)
    task = asyncio.create_task(poll(api, inbox, stop, mine, pace=quick, missed=lambda: missed.append(1)))
    await until(lambda: len(missed) == 3)
    stop.set()
    await asyncio.wait_for(task, 2)


async def test_a_message_is_stored_with_when_it_was_written(started: Callable[[], Program]) -> None:
    program, written = started(), datetime(2026, 11, 24, 14, 50, tzinfo=UTC)
    said = Inbound(902, "telegram:1", 1, 902, {"type": "text", "text": "yesterday 8-17"}, "en", 1, said_at=written)
    assert (await stored(program, said))["at"] == written.isoformat()
    await program.close()
