"""Told to stop, it finishes what it has in hand, within ten seconds, and the next start goes on where it left off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.testing.bot_api import BotApiServer
from bot.testing.bot_api.faults import FaultKind
from tests.crash.telling import Story, Teller, heard_twice
from tests.hostile.house import House
from tests.support.program import Program

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(180)]

STORIES = (Story("job_loss", "vi"), Story("unpaid_overtime", "en", ("threatened",)))
WITHIN = 10.0


class SlowTelegram(BotApiServer):
    """Needs a while for everything."""

    delay = 0.0

    async def _result(self, name: str, params: dict[str, Any]) -> Any:
        if name in ("sendMessage", "editMessageReplyMarkup"):
            await asyncio.sleep(self.delay)
        return await super()._result(name, params)


@asynccontextmanager
async def running(folder: Path, port: int, database_url: str | None = None) -> AsyncIterator[House]:
    """A running installation with Telegram before it."""
    async with SlowTelegram() as telegram:
        made = House(telegram, folder / "data", port, database_url=database_url)
        try:
            await made.open()
            yield made
        finally:
            made.close()


async def stop(house: House) -> float:
    """SIGTERM; how many seconds it took. It ends by itself, and says that all is well."""
    seconds = await asyncio.to_thread(house.program.stop, 30)
    assert house.program.process is not None
    assert house.program.process.returncode == 0, house.program.output()
    assert seconds < WITHIN
    return seconds


def acknowledged(house: House) -> int:
    """How many updates Telegram was told are safe."""
    return house.telegram.delivery.statuses[200]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_under_load_everything_acknowledged_is_handled_or_kept_and_nothing_comes_twice(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, free_port: int, full: bool
) -> None:
    database_url = None if kind == "sqlite" else request.getfixturevalue("postgres_served")
    async with running(tmp_path, free_port, database_url) as house:
        assert isinstance(house.telegram, SlowTelegram)
        models = {story: await house.teller(story).tell() for story in STORIES}
        await house.handled()
        house.telegram.delay = 0.3
        tellers = [Teller.open(house.telegram, 9500 + n, STORIES[n % 2], rest=0.02) for n in range(6)]
        telling = [asyncio.create_task(teller.tell()) for teller in tellers]
        for _ in range(3 if full else 1):
            await asyncio.sleep(1.5)
            await stop(house)
            rows = dict(house.ask("SELECT external_id, status FROM inbox WHERE source LIKE 'telegram:%'"))
            assert len(rows) == acknowledged(house), "what was acknowledged is there"
            assert set(rows.values()) <= {"done", "new"}
            assert house.ask("SELECT count(*) FROM outbox WHERE status = 'sending'") == [(0,)], (
                "what was on its way has arrived, and that is noted"
            )
            assert any(not task.done() for task in telling)
            await asyncio.to_thread(house.program.start, 60)
        house.telegram.delay = 0.0
        await asyncio.gather(*telling)
        await house.handled()
        assert sum(heard_twice(models[t.story].heard(), t.heard()) for t in tellers) == 0
        assert "todoke_perhaps_sent_twice 0.0" in house.program.get("/metrics")[1]
        assert len(house.ask("SELECT id FROM case_file")) == len(tellers) + len(models)


@pytest.mark.sampled(0)
async def test_a_call_that_hangs_does_not_keep_it_and_is_counted(tmp_path: Path, free_port: int) -> None:
    async with running(tmp_path, free_port) as house:
        model = await house.teller().tell()
        teller = house.teller()
        house.telegram.fail(FaultKind.TIMEOUT, "sendMessage", chat_id=teller.phone.chat_id, seconds=60)
        telling = asyncio.create_task(teller.tell())
        while house.telegram.faults.waiting:  # noqa: ASYNC110 - nobody tells when the call has come
            await asyncio.sleep(0.05)
        await stop(house)
        await asyncio.to_thread(house.program.start, 60)
        await telling
        await house.handled()
        assert heard_twice(model.heard(), teller.heard()) == 0
        assert "todoke_perhaps_sent_twice 1.0" in house.program.get("/metrics")[1]


async def test_phones_that_wait_for_news_or_send_a_file_slowly_do_not_keep_it(tmp_path: Path, free_port: int) -> None:
    async with running(tmp_path, free_port) as house, aiohttp.ClientSession(house.program.url) as session:
        async with session.post("/chat/api/session", json={"languages": []}) as answer:
            headers = {"Authorization": "Bearer " + (await answer.json())["token"]}
        await asyncio.sleep(0.5)

        async def wait() -> int:
            async with session.get("/chat/api/bubbles?after=1000&wait=25", headers=headers) as answer:
                return answer.status

        async def trickle() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 10
                await asyncio.sleep(0.2)

        async def send() -> int:
            more = {**headers, "Content-Type": "multipart/form-data; boundary=b"}
            async with session.post("/chat/api/files", data=trickle(), headers=more) as answer:
                return answer.status

        waiting, sending = asyncio.create_task(wait()), asyncio.create_task(send())
        await asyncio.sleep(0.5)
        await stop(house)
        assert await waiting == 200, "they are told that there is no news, not cut off"
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


@pytest.mark.sampled(0)
async def test_told_to_stop_while_it_starts_it_stops_at_once(tmp_path: Path, free_port: int) -> None:
    program = Program(tmp_path / "data", free_port)
    program.migrated = False
    program.spawn()
    assert program.process is not None
    while not (program.folder / "todoke.db").exists():  # noqa: ASYNC110 - it makes its tables now
        await asyncio.sleep(0.01)
    assert await asyncio.to_thread(program.stop, 30) < WITHIN
    assert (program.process.returncode, program.output()) == (0, "")
    try:
        await asyncio.to_thread(program.start, 60)
    finally:
        program.kill()


@pytest.mark.postgres
async def test_a_database_that_does_not_answer_does_not_keep_it(
    postgres_served: str, tmp_path: Path, free_port: int
) -> None:
    """Somebody works on a table and holds it: what waits for it is given up, as if the program had died."""
    import psycopg

    async with running(tmp_path, free_port, postgres_served) as house:
        plain = postgres_served.replace("postgresql+psycopg", "postgresql")
        phone, _ = await house.asked("en")
        with psycopg.connect(plain) as connection:
            connection.execute("LOCK TABLE conversation, outbox, tick IN ACCESS EXCLUSIVE MODE")
            await phone.tap("start")
            await asyncio.sleep(1.0)
            assert await asyncio.to_thread(house.program.stop, 30) < WITHIN
            connection.rollback()
        assert "it is given up and undone" in house.program.output()
        await asyncio.to_thread(house.program.start, 60)
        await phone.question()
