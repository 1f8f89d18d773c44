"""The machine dies in the middle of everything. What was acknowledged is there afterwards, and there once.

Every worker tells the same story, so that one undisturbed telling says what each of the others must have led to.
"""

import asyncio
import logging
import random
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.testing.bot_api import BotApiServer
from bot.testing.phone import Phone
from bot.testing.screen import Screen, Shown
from storage.database import Database
from storage.keys import Keyring
from tests.crash.balancer import Balancer
from tests.support.missions import COMMON, MISSIONS, choose
from tests.support.program import Program, telegram_settings

pytestmark = [pytest.mark.anyio, pytest.mark.crash]

PHONES = 5
WANTED = ("en", "unpaid_overtime", *MISSIONS["unpaid_overtime"], *COMMON)
PATIENCE = 90.0  # seconds a worker waits for an answer while machines die
_VARYING = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b|\b\d{1,2}:\d{2}\b|\b\d{1,2} [A-Z][a-z]+ 20\d\d\b")


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiServer]:
    """Telegram, which outlives the bot."""
    async with BotApiServer() as server:
        yield server


@dataclass
class Place:
    """Where a worker stands: the question that was answered last, as its buttons looked."""

    visit: int = 0
    labels: tuple[str, ...] = ()

    def next(self, screen: Screen) -> Shown | None:
        """A question not answered yet (or whose buttons have changed), or the end."""
        for message in reversed(screen.messages):
            data = [b.data for b in message.buttons]
            if data and data[0].startswith("c:0:home/") and self.visit:
                return message
            if data and data[0].startswith("a:"):
                seen = int(data[0].split(":")[1]), tuple(b.label for b in message.buttons)
                return message if seen[0] > self.visit or seen == (self.visit, seen[1]) != self._seen else None
        return None

    @property
    def _seen(self) -> tuple[int, tuple[str, ...]]:
        return self.visit, self.labels


async def tell(phone: Phone, rest: float = 0.0) -> None:
    """The whole story, from /start to the end."""
    await phone.type("/start")
    place = Place()
    for _ in range(60):
        shown = await phone.wait_for(place.next, PATIENCE)
        assert isinstance(shown, Shown)
        data = [b.data for b in shown.buttons if b.data.startswith("a:")]
        if not data:
            return
        place.visit, place.labels = int(data[0].split(":")[1]), tuple(b.label for b in shown.buttons)
        choice = choose([d.split(":", 2)[2] for d in data], WANTED)
        await asyncio.sleep(rest)
        await phone.tap_data(f"a:{place.visit}:{choice}", shown.message_id)
    raise AssertionError(f"no end\n{phone.see()}")


def said(phone: Phone) -> tuple[list[str], int]:
    """What the bot said, in order, without what differs from worker to worker; and how many came twice."""
    texts = [_VARYING.sub("…", m.text) for m in phone.see().messages if m.sender == "bot"]
    return list(dict.fromkeys(texts)), len(texts) - len(dict.fromkeys(texts))


def facts(url: str, keys: Path) -> dict[str, Any]:
    """What the database holds: each run's answers, and everything that must be there exactly once."""
    database = Database(url, Keyring.load(keys))
    try:
        with database.read() as uow:
            ask = uow.connection.execute
            runs = [row.id for row in ask(text("SELECT id FROM run ORDER BY started_at"))]
            return {
                "answers": [[(a["step"], a["value"]) for a in uow.conversations.answers(run)] for run in runs],
                "cases": [row[0] for row in ask(text("SELECT run_id FROM case_file"))],
                "runs": runs,
                "live": ask(text("SELECT count(*) FROM ladder WHERE slot = 'live'")).scalar_one(),
                "waiting": ask(text("SELECT count(*) FROM inbox WHERE status <> 'done'")).scalar_one(),
                "unsent": ask(text("SELECT count(*) FROM outbox WHERE status <> 'sent'")).scalar_one(),
                "fired_twice": ask(text(
                    "SELECT count(*) FROM (SELECT 1 FROM firing GROUP BY case_id, round, rung, recipient "
                    "HAVING count(*) > 1) AS twice")).scalar_one(),
                "perhaps_twice": int(uow.system.fact("perhaps_twice") or 0),
            }  # fmt: skip
    finally:
        database.close()


async def kill_at_random(programs: list[Program], times: int, rng: random.Random) -> None:
    """`kill -9` one of them at a random moment and start it again, again and again."""
    for _ in range(times):
        await asyncio.sleep(rng.uniform(0.1, 2.0))
        program = rng.choice(programs)
        program.kill()
        await asyncio.to_thread(program.start, 60)


async def disturbed(
    telegram: BotApiServer, programs: list[Program], url: str, times: int, rng: random.Random
) -> None:
    """One worker in peace, then five while machines die; compare."""
    telegram.open_chat(7000)
    model = Phone(telegram, 7000, "en", patience=PATIENCE)
    await tell(model)
    killing = asyncio.create_task(kill_at_random(programs, times, rng))
    told: list[Phone] = [model]
    number = 7000
    while not killing.done() or len(told) == 1:
        phones = []
        for _ in range(PHONES):
            number += 1
            telegram.open_chat(number)
            phones.append(Phone(telegram, number, "en", patience=PATIENCE))
        await asyncio.gather(*(tell(phone, rng.uniform(0.0, 0.3)) for phone in phones))
        told += phones
    await killing
    await asyncio.sleep(2.0)  # the last receipts
    found = facts(url, programs[0].folder / "keys.json")
    assert len(found["runs"]) == len(told)
    assert all(answers == found["answers"][0] for answers in found["answers"]), found["answers"]
    assert sorted(found["cases"]) == sorted(found["runs"]), "each report is one case, none is lost or double"
    assert found["live"] == len(told), "each case has exactly one clock"
    assert (found["waiting"], found["unsent"], found["fired_twice"]) == (0, 0, 0)
    twice = 0
    for phone in told[1:]:
        texts, again = said(phone)
        twice += again
        assert texts == said(model)[0], phone.see()
    assert twice <= found["perhaps_twice"], "what came twice was counted as perhaps twice"
    logging.getLogger(__name__).warning(
        "%d kills, %d reports, %d messages twice, %d counted as perhaps twice", times, len(told), twice,
        found["perhaps_twice"],
    )  # fmt: skip


async def test_one_process_on_sqlite(
    telegram: BotApiServer, tmp_path: Path, free_port: int, rng: random.Random, full: bool
) -> None:
    settings = telegram_settings(telegram.root_url, TELEGRAM_TOKEN=telegram.token)
    program = Program(tmp_path / "data", free_port, PUBLIC_URL=f"http://127.0.0.1:{free_port}", **settings)
    with program:
        await disturbed(telegram, [program], f"sqlite:///{tmp_path / 'data' / 'todoke.db'}", 25 if full else 3, rng)


@pytest.mark.postgres
async def test_two_replicas_on_postgresql(
    telegram: BotApiServer, tmp_path: Path, unused_ports: list[int], postgres_url: str, rng: random.Random, full: bool
) -> None:
    first, second, front = unused_ports
    balancer = Balancer(front, [f"http://127.0.0.1:{first}", f"http://127.0.0.1:{second}"])
    settings = telegram_settings(telegram.root_url, TELEGRAM_TOKEN=telegram.token, PUBLIC_URL=balancer.url)
    programs = [
        Program(tmp_path / "data", port, database_url=postgres_url, **settings) for port in (first, second)
    ]
    async with balancer:
        with programs[0], programs[1]:
            await disturbed(telegram, programs, postgres_url, 25 if full else 3, rng)
