"""Somebody starts Todoke twice: on SQLite the second one says so and has touched nothing."""

import asyncio
from pathlib import Path

import pytest

from bot.serving import alone
from tests.support.program import Program


def test_one_at_a_time_and_the_next_one_once_it_has_ended(tmp_path: Path) -> None:
    database = tmp_path / "todoke.db"
    first = alone.hold(database)
    assert first is not None
    with pytest.raises(alone.AlreadyWorking, match=r"todoke\.db"):
        alone.hold(database)
    first.close()
    second = alone.hold(database)
    assert second is not None
    second.close()


@pytest.mark.anyio
@pytest.mark.crash
@pytest.mark.timeout(120)
async def test_a_second_start_is_refused_in_one_sentence_and_the_first_goes_on(
    tmp_path: Path, unused_ports: list[int]
) -> None:
    first, second = (Program(tmp_path / "data", port) for port in unused_ports[:2])
    try:
        await asyncio.to_thread(first.start, 60)
        second.spawn()
        assert second.process is not None
        assert await asyncio.to_thread(second.process.wait, 60) == 1
        said = [line for line in second.output().splitlines() if "already works" in line]
        assert len(said) == 1
        assert "Traceback" not in second.output()
        assert first.get("/healthz")[0] == 200
    finally:
        first.kill()
        second.kill()
