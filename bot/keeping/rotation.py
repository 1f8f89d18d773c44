"""Changing the wrapping key while everything runs: a new one is used once every process can read it."""

import asyncio
import contextlib
import logging
import os
import secrets

from bot.clock import Clock
from bot.log import Trouble
from storage.database import Database
from storage.errors import KeyMissing, StorageError
from storage.keys import Keyring
from storage.models import AlarmKind

log = logging.getLogger(__name__)

EVERY = 10.0
"""Seconds between two looks at the keys file."""
AT_ONCE = 500
"""Data keys wrapped anew in one transaction."""


class Rotation:
    """One for each process that serves."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._id = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._in_use: str | None = None
        self._erased: str | None = None
        self._lost = Trouble(log, "the keys file")
        self._unread = 0  # looks in a row
        self._told = False

    def come(self) -> None:
        """Before anything is served. Raises KeyMissing if the database uses a key that this process can't read."""
        self.look()
        if self._in_use not in self._database.keys.wrapping:
            self.leave()
            raise KeyMissing(f"The keys file lacks the key {self._in_use!r}. Copy the newest keys file here.")

    def look(self) -> int:
        """Read the keys file again, say what can be read, wrap some data keys anew; returns how many."""
        keys = self._read()
        with self._database.write() as uow:
            if self._unread > 1:  # a file that is just being copied is half there
                uow.system.raise_alarm(AlarmKind.KEYS, self._id, {}, self._clock.now())
            elif self._told:
                uow.system.clear_alarm(AlarmKind.KEYS, self._id, self._clock.now())
            in_use = uow.safety.settle_key(self._id, keys, self._clock.now())
            erased = uow.safety.last_erased()
        self._told = self._unread > 1
        if erased != self._erased:  # perhaps by another process: its key must not live on in this one
            self._database.forget_ciphers()
        self._erased = erased
        if self._in_use is not None and in_use != self._in_use:
            log.info("the key for what is new has changed", extra={"key": in_use})
        self._in_use = in_use
        if in_use not in keys.wrapping:
            log.error("the keys file lacks the key in use: copy the newest one here", extra={"key": in_use})
            return 0
        with self._database.read() as uow:
            others = any(name != in_use for name in uow.vault.under())
        if not others:
            return 0
        with self._database.write() as uow:
            return uow.vault.rewrap(AT_ONCE)

    def _read(self) -> Keyring:
        """What was read before goes on serving; but the next start, and whoever restores a backup, needs the file."""
        try:
            keys = self._database.read_keys()
        except KeyMissing as error:
            self._lost.waits(error)
            self._unread += 1
            return self._database.keys
        self._lost.over()
        self._unread = 0
        return keys

    def leave(self) -> None:
        """This process ends: nobody waits for it."""
        with contextlib.suppress(StorageError), self._database.write() as uow:
            uow.safety.gone(self._id)

    async def run(self, stop: asyncio.Event) -> None:
        """Look until told to stop."""
        trouble = Trouble(log, "keys")
        while not stop.is_set():
            wrapped = 0
            try:
                wrapped = await self._database.run(self.look)
                trouble.over()
            except StorageError as error:
                trouble.waits(error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0.2 if wrapped else EVERY)
