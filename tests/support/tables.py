"""Databases to copy, migrated and with texts: making them takes longer than most tests."""

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path


def publish(path: Path) -> None:
    """Take the texts of all languages in, as a first start does."""
    from datetime import UTC, datetime

    from bot.settings import Settings
    from bot.wording.enumerate import critical_keys
    from bot.wording.taking import take_files
    from flows.loader import load
    from storage.database import Database
    from storage.keys import Keyring

    settings = Settings.from_environment({})
    database = Database(f"sqlite:///{path}", Keyring.new())
    try:
        with database.write() as uow:
            critical = critical_keys(load(settings.flows_dir).structure)
            take_files(uow, settings.locales_dir, datetime.now(UTC), critical)
    finally:
        database.close()


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


@cache
def served_file() -> Path:
    """The same with the texts published, for programs that are not about their first start."""
    path = migrated_file().with_name("served.db")
    shutil.copyfile(migrated_file(), path)
    publish(path)
    return path
