"""What was committed outlives a power cut, and whether that is so is read from the connections that serve."""

import socket
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import StorageAway, StorageMoved
from storage.keys import Keyring
from tests.support.postgres import name_of


def careless(database: Database) -> None:
    """One of the connections that serve stops waiting for the disk, as a pooler in between could make it."""
    statement = "PRAGMA synchronous=OFF" if database.sqlite else "SET synchronous_commit=off"
    with ExitStack() as held:
        several = [held.enter_context(database.engine.connect()) for _ in range(1 if database.sqlite else 3)]
        connection = several[-1].connection.driver_connection
        assert connection is not None
        connection.execute(statement)
        if not database.sqlite:
            connection.commit()


def test_an_acknowledged_write_survives_the_machine(database: Database) -> None:
    assert str(database.durability()) == ("2 wal" if database.sqlite else "on")
    assert database.durability().safe


def test_one_careless_connection_among_those_that_serve_is_found(database: Database) -> None:
    careless(database)
    assert str(database.durability()) == ("0 wal" if database.sqlite else "off")
    assert not database.durability().safe


def test_what_the_database_prefers_for_itself_does_not_count(postgres_url: str) -> None:
    name = name_of(postgres_url)
    first = Database(postgres_url, Keyring.new())
    with first.engine.begin() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET synchronous_commit=off')
    first.close()
    second = Database(postgres_url, Keyring.new())
    try:
        assert second.durability().safe
    finally:
        second.close()


def test_a_server_that_does_not_answer_is_missed_within_seconds() -> None:
    """A machine that has lost its network, say: nobody refuses the connection, and nobody takes it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        database = Database(f"postgresql+psycopg://u:hush@127.0.0.1:{port}/todoke?connect_timeout=2", Keyring.new())
        begun = time.monotonic()
        with pytest.raises(StorageAway, match="can't be reached") as caught:
            database.check()
        assert time.monotonic() - begun < 5
        assert "hush" not in str(caught.value)
        database.close()


def test_nothing_is_written_into_a_file_that_was_deleted_or_replaced(
    sqlite_tables: str, tmp_path: Path, now: datetime
) -> None:
    """SQLite itself would go on, and what it acknowledged would be gone with the process."""
    database = Database(sqlite_tables, Keyring.new())
    database.check()
    file, aside = tmp_path / "todoke.db", tmp_path / "aside.db"
    try:
        file.rename(aside)
        with pytest.raises(StorageMoved, match=r"todoke\.db was deleted, moved or replaced"), database.write() as uow:
            uow.system.set_fact("word", "lost")
        file.write_bytes(aside.read_bytes())
        with pytest.raises(StorageMoved), database.write() as uow:
            uow.system.set_fact("word", "lost")
        aside.rename(file)
        with database.write() as uow:
            assert uow.system.fact("word") is None
            uow.system.set_fact("word", "kept")
    finally:
        database.close()
