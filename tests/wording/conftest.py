"""A coordinator's desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.keys import Keyring
from tests.wording.desk import Desk


@pytest.fixture
def desk(sqlite_tables: str, tmp_path: Path) -> Iterator[Desk]:
    """English and Vietnamese, published."""
    database = Database(sqlite_tables, Keyring.new())
    made = Desk(tmp_path / "locales", database)
    made.save()
    yield made
    database.close()
