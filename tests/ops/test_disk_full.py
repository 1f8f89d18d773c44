"""There is no room left: whoever speaks to the program is told, nothing is half kept, and all goes on when there is."""

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.testing import updates
from bot.testing.bot_api import BotApiServer
from storage.errors import StorageFull
from tests.crash.telling import Story, Teller, heard_twice
from tests.hostile.house import House
from tests.support.limited import Disk

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180), pytest.mark.slow]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@pytest.fixture
async def house(disk: Disk, tmp_path: Path, free_port: int) -> AsyncIterator[House]:
    """A running installation whose disk can fill up."""
    async with BotApiServer() as telegram:
        made = House(telegram, tmp_path / "data", free_port, module=Disk.MODULE, **disk.settings)
        try:
            await made.open()
            yield made
        finally:
            made.close()


async def until(look: Callable[[], Any], within: float = 20) -> Any:
    """What `look` gives, once it gives something."""
    end = time.monotonic() + within
    while not (found := await asyncio.to_thread(look)):
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.1)
    return found


def crowd(count: int) -> list[dict[str, Any]]:
    """Long messages from a few chats, as Telegram brings them."""
    made = [updates.message(9900 + n % 7, "x" * 3000) for n in range(count)]
    for n, update in enumerate(made):
        update["update_id"] = 700_000_000 + n
        update["message"] |= {"message_id": 1000 + n, "date": int(time.time())}
    return made


def kept(house: House) -> dict[int, str]:
    """Every update of Telegram that is stored, and what became of it."""
    return dict(house.ask("SELECT external_id, status FROM inbox WHERE source LIKE 'telegram:%'"))


def whole(house: House) -> None:
    """The database file itself is in order."""
    with sqlite3.connect(house.program.folder / "todoke.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []



def test_started_on_a_full_disk_it_says_so_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    """A disk that really is full, in a name space of its own: SQLite has other words for it there."""
    inside = ["unshare", "--map-root-user", "--mount"]
    if shutil.which(inside[0]) is None or subprocess.run([*inside, "true"], capture_output=True).returncode != 0:
        pytest.skip("a small disk needs a name space, which this machine does not give")
    environment = {"PATH": os.environ["PATH"], "TODOKE_DATA_DIR": str(tmp_path), "TODOKE_DEMO": "0"}
    told = subprocess.run(
        [*inside, sys.executable, "-m", "tests.ops.full_disk"], env=environment, capture_output=True, text=True,
        cwd=ROOT,
    )  # fmt: skip
    assert told.returncode == 0, (told.returncode, told.stderr)
    assert told.stderr.splitlines() == [f"todoke: {StorageFull.__doc__}"] * 3
    assert "todoke.db" in told.stdout
    assert "keys.json" not in told.stdout, "no keys that open nothing, not even a part of them"


async def test_what_telegram_brings_is_not_acknowledged_and_comes_again(house: House, disk: Disk) -> None:
    telegram, story = house.telegram, Story("job_loss", "en")
    model = await house.teller(story).tell()
    await house.handled()
    tellers = [Teller.open(telegram, 9500 + n, story, rest=0.05) for n in range(4)]
    telling = [asyncio.create_task(teller.tell()) for teller in tellers]
    await asyncio.sleep(0.6)
    disk.fill()
    statuses = {update["update_id"]: await house.send(update) for update in crowd(40)}
    assert set(list(statuses.values())[-5:]) == {503}

    status, state = house.program.get("/readyz")
    assert (status, json.loads(state)) == (503, {"ready": False, "storage": "StorageFull"})
    assert house.program.get("/healthz") == (200, "ok\n")
    assert "todoke_ready 0.0" in house.program.get("/metrics")[1]
    late = house.phone()
    await late.type("x" * 3000)
    await until(lambda: telegram.delivery.statuses[503])
    there = kept(house)
    assert {n: n in there for n in statuses} == {n: status == 200 for n, status in statuses.items()}, (
        "what was acknowledged is there, and nothing else, not even in part"
    )
    assert house.alarms() == []
    await until(lambda: "there is no room" in house.program.output())
    assert all(not task.done() for task in telling)

    disk.free()
    await asyncio.gather(*telling)
    await house.handled()
    await late.reply()
    assert house.program.get("/readyz")[0] == 200
    assert await until(house.alarms) == [("storage_full", "")]
    assert sum(heard_twice(model.heard(), teller.heard()) for teller in tellers) == 0
    assert set(kept(house).values()) == {"done"}
    assert "todoke_perhaps_sent_twice 0.0" in house.program.get("/metrics")[1]
    whole(house)
