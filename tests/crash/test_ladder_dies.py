"""The program dies while the clock carries cases on: every case is carried on all the same, and once."""

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.cases.file import FiledReport, file_report
from bot.escalation.tick import tick
from bot.testing.bot_api import BotApiServer
from storage.database import Database
from storage.errors import StorageBusy
from storage.models import COORDINATOR
from tests.crash.installation import STAFF_CHAT, database_of
from tests.crash.mortal import alive
from tests.stories.world import World
from tests.support.program import Program, telegram_settings

pytestmark = [pytest.mark.anyio, pytest.mark.crash, pytest.mark.timeout(600)]

log = logging.getLogger(__name__)

LONG_AGO = timedelta(days=20)
KILLS_IN_FULL, PARTS = 200, 4
CASES_A_KILL = 3


@contextmanager
def world_of(program: Program) -> Iterator[World]:
    """A world in which many reports were sent long ago, and nothing ran since."""
    with database_of(program) as database:
        world = World(database, datetime.now(UTC) - LONG_AGO)
        world.coordinators()
        for name in ("harbour", "bridge"):
            world.partner(name)
        yield world


def fired(database: Database) -> list[tuple[Any, ...]]:
    """Every message of every step: case, round, rung, recipient."""
    with database.read() as uow:
        statement = "SELECT case_id, round, rung, recipient FROM firing ORDER BY 1, 2, 3, 4"
        return [tuple(row) for row in uow.connection.execute(text(statement))]


def left(database: Database) -> int:
    """Clocks that are due."""
    with database.read() as uow:
        return len(uow.ladder.overdue(datetime.now(UTC), limit=10_000))


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_killed_while_it_ticks(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, free_port: int, rng: random.Random, full: bool
) -> None:
    url = None if kind == "sqlite" else request.getfixturevalue("postgres_served")
    program = Program(tmp_path / "data", free_port, database_url=url)
    with world_of(program) as world:
        cases = [world.file("harbour", "bridge").id for _ in range(60 if full else 30)]
        world.notifier.take()
        before = fired(world.db)
    try:
        for _ in range(10 if full else 2):
            program.spawn()
            await until_some_are_fired(program, len(before))
            await asyncio.sleep(rng.uniform(0.0, 0.2))
            program.kill()
            with database_of(program) as database:
                before = fired(database)
                forget_leases(database)
        await asyncio.to_thread(program.start, 60)
        with database_of(program) as database:
            until = time.monotonic() + 60
            while left(database):
                assert time.monotonic() < until, f"{left(database)} clocks are still due"
                await asyncio.sleep(0.2)
            kept = fired(database)
    finally:
        program.kill()
    assert len(kept) == len(set(kept)), "no step goes to anybody twice"
    steps = {case: [row[1:] for row in kept if row[0] == case] for case in cases}
    assert all(steps[case] == steps[cases[0]] for case in cases), "each case has gone the same way, and all of it"
    with database_of(program) as database, database.read() as uow:
        assert uow.ladder.without_clock() == []
    assert len(steps[cases[0]]) > 1


async def until_some_are_fired(program: Program, before: int) -> None:
    """Wait for the first step of this run, so that the kill comes in the middle of a tick."""
    with database_of(program) as database:
        until = time.monotonic() + 30
        while len(fired(database)) <= before and left(database):
            assert time.monotonic() < until, program.output()
            await asyncio.sleep(0.01)


def forget_leases(database: Database) -> None:
    """A minute passes: what the dead held is free. Who lives holds rows, too, and may be in the way for a moment."""
    until = time.monotonic() + 30
    while True:
        try:
            with database.write() as uow:
                uow.connection.execute(text("UPDATE ladder SET lease_until = NULL"))
            return
        except StorageBusy:
            assert time.monotonic() < until


async def test_a_tick_left_in_the_middle_is_told_from_one_that_never_began(tmp_path: Path, free_port: int) -> None:
    """The comparison itself: two ticks one after the other lead to the same steps as one."""
    program = Program(tmp_path / "data", free_port)
    with world_of(program) as world:
        first, second = (world.file("harbour", "bridge").id for _ in range(2))
        now = datetime.now(UTC)
        while tick(world.db, world.notifier, now).fired:
            pass
        assert tick(world.db, world.notifier, now).fired == 0
        rows = fired(world.db)
        world.notifier.take()
    assert [row[1:] for row in rows if row[0] == first] == [row[1:] for row in rows if row[0] == second]


@pytest.mark.postgres
@pytest.mark.timeout(3600)
@pytest.mark.sampled(1)
@pytest.mark.parametrize("part", range(PARTS))
async def test_two_workers_die_in_the_ladder(
    tmp_path: Path, unused_ports: list[int], postgres_served: str, rng: random.Random, full: bool, part: int
) -> None:
    """Urgent cases that wait for their steps, two processes that carry them on and tell people, and `kill -9`, again
    and again: no step is lost, what is told twice is the same message, and nobody gets it a third time."""
    async with BotApiServer() as telegram:
        settings = telegram_settings(telegram.root_url, TELEGRAM_TOKEN=telegram.token)
        programs = [
            Program(tmp_path / "data", port, database_url=postgres_served, command="work", **settings)
            for port in unused_ports[:2]
        ]
        kills = KILLS_IN_FULL // PARTS if full else 2
        with world_of(programs[0]) as world:
            link(world, telegram)
            with alive(*programs):
                for number in range(kills):
                    begun = len(fired(world.db))
                    for case in range(CASES_A_KILL):
                        file_urgent(world, telegram, 9000 + number * CASES_A_KILL + case)
                    await some_are_fired(programs, world, begun)
                    await asyncio.sleep(rng.uniform(0.0, 0.3))
                    dead = rng.sample(programs, rng.choice((1, 1, 2)))
                    for program in dead:
                        program.kill()
                    forget_leases(world.db)
                    for program in dead:
                        program.spawn()
                await all_is_sent(programs, world.db)
            world._unread.clear()
            world.notifier.take()
            look_at(world.db, telegram, kills)


def link(world: World, telegram: BotApiServer) -> None:
    """Everybody has a chat."""
    with world.db.write() as uow:
        for number, person in enumerate(world.people.values()):
            telegram.open_chat(STAFF_CHAT + number)
            staff = uow.access.get(person.id)
            assert staff is not None
            uow.vault.new_subject(f"staff:{staff.id}", world.now)
            uow.access.set_telegram(staff, str(STAFF_CHAT + number), world.now)


def file_urgent(world: World, telegram: BotApiServer, chat: int) -> None:
    """A worker was threatened long ago, and nothing has run since; what was said at filing is of no interest here."""
    telegram.open_chat(chat)
    with world.db.write() as uow:
        conversation, worker = uow.conversations.find_or_create("telegram", str(chat), world.now)
        row = uow.conversations.get(conversation)
        assert row is not None
        run = uow.conversations.start_run(row, "none", world.now)
        agreed = (world.ids["harbour"], world.ids["bridge"], COORDINATOR)
        file_report(
            uow, world.notifier,
            FiledReport(
                worker_id=worker, conversation_id=conversation, run_id=run, topic="unpaid_overtime", language="vi",
                release=1, prefecture="13", answers={}, partners=agreed, risks=("threat",),
            ),
            world.now,
        )  # fmt: skip


async def some_are_fired(programs: list[Program], world: World, before: int) -> None:
    """Wait for the first step of these cases, so that the kill comes in the middle of them."""
    until = time.monotonic() + 60
    while len(fired(world.db)) <= before + CASES_A_KILL:  # one each was noted when they were filed
        assert time.monotonic() < until, "\n".join(program.output() for program in programs)
        await asyncio.sleep(0.01)


async def all_is_sent(programs: list[Program], database: Database) -> None:
    """Every clock has moved and every message has left, one a second to each person; what the dead were sending is
    taken over after a minute."""
    until, least = time.monotonic() + 180, None
    statement = text("SELECT count(*) FROM outbox WHERE status IN ('queued', 'sending')")
    while True:
        with database.read() as uow:
            unsent = uow.connection.execute(statement).scalar_one()
        if not left(database) and not unsent:
            return
        if least is None or unsent < least:
            until, least = time.monotonic() + 180, unsent
        assert time.monotonic() < until, f"{left(database)} due, {unsent} unsent\n{programs[0].output()[-3000:]}"
        await asyncio.sleep(0.2)


def look_at(database: Database, telegram: BotApiServer, kills: int) -> None:
    """Zero steps lost, no key twice, no message a third time."""
    rows = fired(database)
    assert len(rows) == len(set(rows)), "a step is noted once for each person"
    steps = Counter(tuple(row[1:] for row in rows if row[0] == case) for case in {row[0] for row in rows})
    assert len(steps) == 1, f"each case has gone the same way, and all of it: {steps}"
    assert sum(steps.values()) == kills * CASES_A_KILL
    with database.read() as uow:
        assert uow.ladder.without_clock() == []
        states = uow.connection.execute(text("SELECT status, dedupe FROM outbox WHERE dedupe LIKE 'alert:%'")).all()
        perhaps = int(uow.system.fact("perhaps_twice") or 0)
    keys = Counter(row.dedupe.removesuffix(":telegram") for row in states)
    assert {row.status for row in states} == {"sent"}
    assert set(keys.values()) == {1}, "a key is one message"
    later = {f"alert:{case}:{round}:{rung}:{who}" for case, round, rung, who in rows if round > 0 or rung > 0}
    assert set(keys) == later, "each step but the first, which was told at filing, is a message with its key"
    calls = [c for c in telegram.account.calls_of("sendMessage") if c.status == 200]
    heard = Counter((call.chat_id, call.params["text"]) for call in calls)
    alerts = {key: times for key, times in heard.items() if (key[0] or 0) < 9000}
    assert sum(1 for _ in alerts) >= len(keys), "each message has reached its person"
    assert max(heard.values()) <= 2, "nobody gets anything a third time"
    again = sum(times - 1 for times in heard.values())
    assert again <= perhaps, "what came twice was counted as perhaps twice"
    log.warning("%d kills, %d steps, %d messages, %d came twice", kills, len(rows), len(keys), again)
