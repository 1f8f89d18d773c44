"""What was erased leaves the database's files once nobody can see it any more: whoever still reads is waited for."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from sqlalchemy import select

from bot.clock import FakeClock
from bot.keeping import erasures
from storage.database import Database, _nobody_sees_what_was
from storage.models import SubjectKey
from storage.repositories.base import table_of
from storage.repositories.system import TO_SCRUB
from tests.keeping.people import report
from tests.keeping.traces import everything, gone_from_files, key_of, settle


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether others still read is looked at every hundredth of a second."""
    monkeypatch.setattr("storage.database._BETWEEN_LOOKS", 0.01)


@contextmanager
def reading(database: Database) -> Iterator[None]:
    """Somebody reads the keys, and goes on seeing what there was then."""
    if database.sqlite:
        with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM subject_key").fetchall()
            yield
        return
    with database.engine.connect() as reader:
        reader.execution_options(isolation_level="SERIALIZABLE").execute(select(table_of(SubjectKey))).all()
        yield


def test_while_somebody_still_reads_what_was_it_is_done_later(database: Database, clock: FakeClock) -> None:
    gone = report(database, clock, "gone")
    mark = key_of(database, gone.worker_id)
    with reading(database):
        with database.write() as uow:
            erasures.erase(uow, gone.worker_id, clock.now())
        erasures.scrub(database)
        with database.read() as uow:
            assert uow.system.fact(TO_SCRUB), "it is still to be done"
    gone_from_files(database)
    settle(database)
    assert mark not in everything(database)


def test_who_reads_under_another_name_is_seen_too(database: Database) -> None:
    """PostgreSQL does not tell a plain role when others have begun, but what they see."""
    if database.sqlite:
        pytest.skip("SQLite knows no names")

    def nobody() -> bool:
        with database.engine.connect() as plain:
            plain.exec_driver_sql("CREATE ROLE reads_nothing")
            plain.exec_driver_sql("SET ROLE reads_nothing")
            seen = _nobody_sees_what_was(plain)
            plain.rollback()
            return seen

    with reading(database):
        with database.write() as uow:
            uow.system.set_fact("changed", "meanwhile")
        assert not nobody()
    assert any(nobody() for _ in range(100))


def test_whoever_changes_something_elsewhere_on_the_server_is_waited_for(
    database: Database, clock: FakeClock
) -> None:
    """Another database's change that is under way keeps deleted rows in this one, also in tables written anew."""
    if database.sqlite:
        pytest.skip("a SQLite file has no neighbours")
    gone = report(database, clock, "gone")
    mark = key_of(database, gone.worker_id)
    neighbour = database.url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with closing(psycopg.connect(neighbour)) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")  # it changes something, and is not yet done
        with database.write() as uow:
            erasures.erase(uow, gone.worker_id, clock.now())
        assert not erasures.scrub(database)
    gone_from_files(database)
    settle(database)
    assert mark not in everything(database)
