"""Machines that share a database, each with a copy of the keys file."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import FakeClock
from storage.database import Database
from storage.keys import Keyring

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FakeClock:
    """A Friday evening in Japan."""
    return FakeClock(NOW)


@pytest.fixture
def keys() -> Keyring:
    """The installation's keys."""
    return Keyring.new()


@pytest.fixture
def machine(tables_url: str, keys: Keyring, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """The database as opened on the machine of that name, with its own copy of the keys file."""
    opened: dict[str, Database] = {}

    def open_on(name: str) -> Database:
        if name not in opened:
            path = tmp_path / f"{name}.json"
            keys.save(path)
            opened[name] = Database(tables_url, keys, keys_file=path, threads=1)
        return opened[name]

    yield open_on
    for database in opened.values():
        database.close()
