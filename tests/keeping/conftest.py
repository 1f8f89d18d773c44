"""Machines that share a database, each with a copy of the keys file; and a program that was set up in a folder."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import FakeClock
from bot.opening import open_installation
from bot.settings import Settings
from storage.database import Database
from storage.keys import Keyring
from tests.support.begun import begin

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


@pytest.fixture
def database(machine: Callable[[str], Database]) -> Database:
    """The database of an installation with one machine."""
    return machine("here")


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> Iterator[Database]:
    """The database of a program that was set up in this folder, whose commands open the same."""
    monkeypatch.setenv("TODOKE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TODOKE_DEMO", "0")
    begin(tmp_path)
    opened = open_installation(Settings.from_environment(), clock.now()).database
    yield opened
    opened.close()
