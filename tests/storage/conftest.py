"""A fresh database of each kind, with its own keys."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.keys import Keyring

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(tables_url: str) -> Iterator[Database]:
    """Migrated, empty."""
    opened = Database(tables_url, Keyring.new())
    yield opened
    opened.close()


@pytest.fixture
def now() -> datetime:
    """A Friday evening in Japan."""
    return NOW
