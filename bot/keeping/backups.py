"""A backup every hour while anything runs, and how long each is kept."""

import logging
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from storage import backup
from storage.database import Database
from storage.errors import StorageError
from storage.models import AlarmKind

from . import erasures

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
LATE = timedelta(hours=3)
"""So long after the last good one it is an alarm."""
HOURLY_FOR = timedelta(hours=24)
DAILY_FOR = timedelta(days=14)
ROOM = 100 << 20
"""Bytes that a backup must leave free: they are for workers' reports."""
LAST = "last_backup"
"""The fact that says when the last one was made, and its size."""

_LEASE = timedelta(minutes=30)
_NAME = re.compile(r"todoke-(\d{8}T\d{6})Z\.backup")


class NoRoom(OSError):
    """There is too little room for another backup."""


class Backups:
    """One for each process; of several one makes the next backup. The folder is the same for all of them."""

    def __init__(self, database: Database, clock: Clock, folder: Path, listed: Path | None) -> None:
        """``listed``: the list of erasures, of which the newest copy is put beside the backups."""
        self._database = database
        self._clock = clock
        self._folder = folder
        self._listed = listed
        self._owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._since = clock.now()

    def look(self) -> int:
        """Make a backup if one is due; returns how many were made. Errors are told by log and alarm."""
        now = self._clock.now()
        with self._database.read() as uow:
            at = _when(uow.system.fact(LAST))
        if at is not None and now - at < EVERY:
            return 0
        with self._database.write() as uow:
            if not uow.system.take_lease("backup", self._owner, now, _LEASE):
                return 0
        try:
            self.make()
        except (OSError, StorageError) as error:
            why = type(error).__name__ if not isinstance(error, OSError) else error.strerror or type(error).__name__
            log.error("the backup failed", extra={"why": why})
            if now - (at or self._since) > LATE:
                with self._database.write() as uow:
                    last = at.isoformat() if at is not None else None
                    uow.system.raise_alarm(AlarmKind.BACKUP, "", {"last": last, "why": why}, now)
            return 0
        finally:
            with self._database.write() as uow:
                uow.system.drop_lease("backup", self._owner, now)
        return 1

    def make(self) -> Path:
        """Make a backup now. Raises OSError, StorageError."""
        now = self._clock.now()
        path = self._folder / f"todoke-{now.astimezone(UTC):%Y%m%dT%H%M%S}Z.backup"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._database.read() as uow:
            said = uow.system.fact(LAST)
        if shutil.disk_usage(self._folder).free < 2 * _size(said) + ROOM:
            raise NoRoom(28, f"too little room in {self._folder}")
        size = backup.write(self._database, path, now)
        if self._listed is not None:
            erasures.keep(self._database, self._folder / "erasures.list")
        with self._database.write() as uow:
            uow.system.set_fact(LAST, f"{now.isoformat()} {size}")
            uow.system.clear_alarm(AlarmKind.BACKUP, "", now)
        for old in superseded((p.name for p in self._folder.iterdir()), now):
            (self._folder / old).unlink(missing_ok=True)
        return path


def superseded(names: Iterable[str], now: datetime) -> list[str]:
    """Of the files in a folder those backups that are not kept: all of a day, then one a day for two weeks."""
    made = sorted(((at, name) for name in names if (at := made_at(name)) is not None), reverse=True)
    days, gone = set[object](), []
    for at, name in made:
        age, day = now - at, at.date()
        if age <= HOURLY_FOR or (age <= DAILY_FOR and day not in days):
            days.add(day)
        else:
            gone.append(name)
    return gone


def made_at(name: str) -> datetime | None:
    """When a backup was made, by its file's name; None for other files."""
    found = _NAME.fullmatch(name)
    return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None


def _when(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said.split()[0]) if said else None


def _size(said: str | None) -> int:
    return int(said.split()[1]) if said else 0
