"""The program dies while the clock carries cases on: every case is carried on all the same, and once."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.escalation.tick import tick
from storage.database import Database
from tests.crash.installation import database_of
from tests.crash.mortal import Mortal
from tests.stories.world import World

pytestmark = [pytest.mark.anyio, pytest.mark.crash, pytest.mark.timeout(600)]

LONG_AGO = timedelta(days=20)


@contextmanager
def world_of(program: Mortal) -> Iterator[World]:
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
    url = None if kind == "sqlite" else request.getfixturevalue("postgres_url")
    program = Mortal(tmp_path / "data", free_port, database_url=url)
    with world_of(program) as world:
        cases = [world.file("harbour", "bridge").id for _ in range(60 if full else 30)]
        world.notifier.take()
        before = fired(world.db)
    try:
        for _ in range(10 if full else 3):
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


async def until_some_are_fired(program: Mortal, before: int) -> None:
    """Wait for the first step of this run, so that the kill comes in the middle of a tick."""
    with database_of(program) as database:
        until = time.monotonic() + 30
        while len(fired(database)) <= before and left(database):
            assert time.monotonic() < until, program.output()
            await asyncio.sleep(0.01)


def forget_leases(database: Database) -> None:
    """A minute passes: what the dead held is free."""
    with database.write() as uow:
        uow.connection.execute(text("UPDATE ladder SET lease_until = NULL"))


async def test_a_tick_left_in_the_middle_is_told_from_one_that_never_began(tmp_path: Path, free_port: int) -> None:
    """The comparison itself: two ticks one after the other lead to the same steps as one."""
    program = Mortal(tmp_path / "data", free_port)
    with world_of(program) as world:
        first, second = (world.file("harbour", "bridge").id for _ in range(2))
        now = datetime.now(UTC)
        while tick(world.db, world.notifier, now).fired:
            pass
        assert tick(world.db, world.notifier, now).fired == 0
        rows = fired(world.db)
        world.notifier.take()
    assert [row[1:] for row in rows if row[0] == first] == [row[1:] for row in rows if row[0] == second]
