"""The database goes away in the middle of a tick, what is said to one worker can't be made: the clock goes on, nothing
is lost, nobody hears anything twice, and the log says it in one line."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from bot.escalation.tick import tick
from storage.errors import StorageAway
from storage.models import LIVE
from tests.stories.ways import filed
from tests.stories.world import World
from tests.support import postgres

FREE = text("UPDATE ladder SET lease_until = NULL")
"""The time for which the broken tick held its rows is over."""


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator reads."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.fixture
def town(postgres_tables: str) -> Iterator[World]:
    """Two organisations, a coordinator and a deputy, on PostgreSQL."""
    made = World(postgres_tables)
    made.coordinators()
    made.partner("harbour")
    made.partner("bridge")
    yield made
    made.close()


@pytest.mark.postgres
def test_the_database_restarts_in_the_middle_of_a_tick(
    town: World, postgres_tables: str, postgres_server: postgres.Postgres, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        filed(town, "harbour", "bridge")
    town.clock.advance(days=1)
    said, committed, to_staff = [], set[str](), town.notifier.to_staff

    def away(*what: Any, **more: Any) -> None:
        said.append(what)
        if len(said) == 2:  # the first case is done, the second in the middle of it
            committed.update(town.notifier._seen)
            assert postgres_server.throw_out(postgres.name_of(postgres_tables)) > 0
        to_staff(*what, **more)

    monkeypatch.setattr(town.notifier, "to_staff", away)
    with pytest.raises(StorageAway):
        tick(town.db, town.notifier, town.now)
    town.notifier.take()
    town.notifier._seen = committed  # what was said in a transaction that never ended was never said
    with town.db.write() as uow:
        uow.execute(FREE)
        late = uow.execute(text("SELECT case_id FROM ladder WHERE due_at <= :now"), {"now": town.now}).scalars()
        happened = [[line.kind for line in uow.cases.events(case_id)] for case_id in list(late)]
        assert len(happened) == 2, "one of three was carried on, as a whole"
        assert not any("reminded" in kinds for kinds in happened), "the others not at all"
        assert uow.system.open_alarms() == [], "it is no case's fault"
    assert lines(caplog) == [], "who runs the tick says it, in one line (bot.serving.jobs)"
    town.tick()
    for _ in range(2):
        town.expect("harbour", "reminder")
        town.expect("worker", "case.reminded")
    assert town.tick().fired == 0


def test_what_cannot_be_said_to_one_worker_is_tried_until_it_can(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A text for one language was published that raises when it is put together; a day later it is mended."""
    filed(world, "harbour", "bridge", language="vi")
    broken = world.case_id
    filed(world, "harbour", "bridge")
    world.clock.advance(days=1)
    to_worker = world.notifier.to_worker

    def raises(uow: Any, case: Any, *what: Any, **more: Any) -> Any:
        if case.id == broken:
            raise KeyError("a template that raises")
        return to_worker(uow, case, *what, **more)

    with monkeypatch.context() as bad:
        bad.setattr(world.notifier, "to_worker", raises)
        for _ in range(4):
            assert tick(world.db, world.notifier, world.now).failed == 1
            with world.db.write() as uow:
                uow.execute(FREE)
    assert set(lines(caplog)) == {"a case could not be carried on"}
    with world.db.read() as uow:
        assert [(a.kind, a.subject) for a in uow.system.open_alarms()] == [("ladder_stuck", broken)]
        assert uow.ladder.row(broken, LIVE) is not None
    told = [said.what for said in world.notifier.take() if said.to == "worker"]
    assert told == ["case.reminded"], "the other one's"
    world.clock.advance(days=1)
    world.case_id = broken
    assert world.tick().fired >= 1
    assert "reminded" in world.happened() or "offered" in world.happened()[2:]
    world._unread.clear()
    with world.db.read() as uow:
        assert uow.system.open_alarms() == []
