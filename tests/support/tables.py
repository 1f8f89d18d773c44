"""Migrated databases with nothing in them: migrating takes longer than most tests."""

import os
import tempfile
from functools import cache
from pathlib import Path


def migrate(url: str) -> None:
    """Make all tables."""
    from storage import schema
    from storage.database import Database
    from storage.keys import Keyring

    database = Database(url, Keyring.new())
    try:
        schema.upgrade(database)
    finally:
        database.close()


@cache
def migrated_file() -> Path:
    """A SQLite file to copy, made once in each test process."""
    path = Path(tempfile.mkdtemp(prefix="tables-", dir=os.environ["TODOKE_TEST_FOLDER"])) / "todoke.db"
    migrate(f"sqlite:///{path}")
    return path
