"""Watches whether there is room to write. While there is none, nothing can be kept, not even the alarm: it is raised as
soon as it can be."""

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.log import Trouble
from storage.database import Database
from storage.errors import StorageError, StorageFull
from storage.models import AlarmKind

log = logging.getLogger(__name__)

STAYS = timedelta(days=1)
"""How long the alarm stays on after there was room again: somebody has to see it."""


class Room:
    """One per process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._trouble = Trouble(log, "storing")

    def look(self) -> None:
        """Try to write; raise the alarm if there was no room since the last look, and end it a day later."""
        now = self._clock.now()
        try:
            with self._database.write() as uow:
                uow.system.probe(now)
                if self._database.was_full:
                    uow.system.raise_alarm(AlarmKind.FULL, "", {"until": now.isoformat()}, now)
                elif any(a.kind == AlarmKind.FULL and now - a.seen_at > STAYS for a in uow.system.open_alarms()):
                    uow.system.clear_alarm(AlarmKind.FULL, "", now)
            self._database.was_full = False
            self._trouble.over()
        except StorageFull:
            self._trouble.waits(StorageFull("there is no room: nothing can be stored until some is made"))
        except StorageError as error:
            self._trouble.waits(error)
