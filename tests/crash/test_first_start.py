"""Somebody loses patience, or power, while it starts for the very first time: it can simply be started again."""

import asyncio
import random
from pathlib import Path

import pytest

from storage.keys import Keyring
from tests.crash.installation import database_of
from tests.crash.mortal import die_while_starting
from tests.support.program import Program

pytestmark = [pytest.mark.anyio, pytest.mark.crash, pytest.mark.timeout(600)]


async def test_a_first_start_that_dies_leaves_nothing_that_a_second_stumbles_over(
    tmp_path: Path, free_port: int, rng: random.Random, full: bool
) -> None:
    for number in range(15 if full else 1):
        program = Program(tmp_path / str(number), free_port)
        program.migrated = False
        await die_while_starting(program, rng.uniform(0.2, 2.5))
        try:
            await asyncio.to_thread(program.start, 60)
        finally:
            program.kill()
        with database_of(program) as database, database.read() as uow:
            assert uow.system.fact("keys") == Keyring.load(program.folder / "keys.json").fingerprint
        assert [p.name for p in program.folder.glob("keys.json*") if not p.name.endswith(".new")] == ["keys.json"]


@pytest.mark.sampled(0)
@pytest.mark.postgres
async def test_two_replicas_that_start_at_once_make_one_set_of_keys(
    tmp_path: Path, unused_ports: list[int], postgres_url: str
) -> None:
    """Both see that there are no keys yet; only one of them may make them."""
    programs = [Program(tmp_path / "data", port, database_url=postgres_url) for port in unused_ports[:2]]
    try:
        await asyncio.gather(*(asyncio.to_thread(program.start, 60) for program in programs))
        with database_of(programs[0]) as database, database.read() as uow:
            assert uow.system.fact("keys") == database.keys.fingerprint
    finally:
        for program in programs:
            program.kill()
    assert [p.name for p in (tmp_path / "data").glob("keys.json*")] == ["keys.json"]


@pytest.mark.postgres
async def test_a_replica_with_keys_of_its_own_is_refused(
    tmp_path: Path, unused_ports: list[int], postgres_served: str
) -> None:
    """On another machine it would make its own, and write what the first can't read."""
    first = Program(tmp_path / "first", unused_ports[0], database_url=postgres_served)
    second = Program(tmp_path / "second", unused_ports[1], database_url=postgres_served)
    try:
        await asyncio.to_thread(first.start, 60)
        second.spawn()
        assert second.process is not None
        assert await asyncio.to_thread(second.process.wait, 60) == 1
    finally:
        first.kill()
        second.kill()
    told = second.output()
    assert "already holds data" in told or "belongs to another installation" in told
    assert not (tmp_path / "second" / "keys.json").exists(), "keys that open nothing must not lie about"
