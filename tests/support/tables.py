"""Databases to copy, migrated and with texts: making them takes longer than most tests. Each is made once in a run,
by the first process that asks."""

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.support.postgres import locked


def once(name: str, make: Callable[[Path], None]) -> Path:
    """A folder that ``make`` (given it, empty) fills once in the whole run, to be copied from and not written in."""
    place = Path(os.environ["TODOKE_TEST_FOLDER"])
    folder = place / name
    with locked(place / f"{name}.lock"):
        if not folder.exists():
            unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=place))
            make(unfinished)
            unfinished.rename(folder)
    return folder


def publish(url: str) -> None:
    """Take the texts of all languages in, as a first start does, and be backed up: that is due again in an hour."""
    from datetime import UTC, datetime

    from bot.keeping.backups import LAST
    from bot.settings import Settings
    from bot.wording.enumerate import critical_keys
    from bot.wording.taking import take_files
    from flows.loader import load
    from storage.database import Database
    from storage.keys import Keyring

    settings = Settings.from_environment({})
    database = Database(url, Keyring.new())
    try:
        with database.write() as uow:
            critical = critical_keys(load(settings.flows_dir).structure)
            take_files(uow, settings.locales_dir, datetime.now(UTC), critical)
            uow.system.set_fact(LAST, f"{datetime.now(UTC).isoformat()} 0")
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


def serve(url: str) -> None:
    """Make all tables and take the texts in."""
    migrate(url)
    publish(url)


@cache
def migrated_file() -> Path:
    """A SQLite file to copy."""
    return once("migrated", lambda folder: migrate(f"sqlite:///{folder / 'todoke.db'}")) / "todoke.db"


@cache
def served_file() -> Path:
    """The same with the texts published, for programs that are not about their first start."""

    def make(folder: Path) -> None:
        shutil.copyfile(migrated_file(), folder / "todoke.db")
        publish(f"sqlite:///{folder / 'todoke.db'}")

    return once("served", make) / "todoke.db"
