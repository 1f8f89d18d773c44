"""Storing what comes in. An update is acknowledged only after its transaction was committed; those that wait while one
is being written share the next, so that a burst costs few commits."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock
from storage.database import Database
from storage.repositories.inbox import Incoming
from storage.uow import UnitOfWork

BATCH = 200


@dataclass(frozen=True)
class Arrival:
    """An update of a channel. ``source`` and ``order`` make it unique; ``address`` says whose conversation it is
    (``conversation_id`` where the channel knows it)."""

    source: str
    order: int
    channel: str
    address: str
    event: dict[str, Any]
    conversation: tuple[str, str] | None = None
    said_at: datetime | None = None
    """When it was said, at the earliest, where it may have been on its way for long; None: just now."""
    message_id: int | None = None
    """What the channel calls the message, where it is one."""


class Intake:
    """One per process. ``put`` returns once the update is safe; ``on_stored`` wakes whoever handles updates."""

    def __init__(self, database: Database, clock: Clock, on_stored: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._on_stored = on_stored
        self._waiting: list[tuple[Arrival, asyncio.Future[bool]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, arrival: Arrival) -> bool:
        """Store; True if it is new, False if it was stored before. Raises StorageError: then it is not stored."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, future))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await future

    def stored(self) -> None:
        """Something was stored by other means (``store`` in a transaction of the caller's): wake the handler."""
        self._on_stored()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            try:
                results = await self._database.run(self._store, [arrival for arrival, _ in batch])
            except Exception as error:
                if len(batch) == 1:
                    _set(batch[0][1], error=error)
                else:
                    await self._one_by_one(batch)
                continue
            for (_, future), fresh in zip(batch, results, strict=True):
                _set(future, result=fresh)
            self._on_stored()

    async def _one_by_one(self, batch: list[tuple[Arrival, asyncio.Future[bool]]]) -> None:
        """One of them can't be stored: that must not harm the others."""
        for arrival, future in batch:
            try:
                results = await self._database.run(self._store, [arrival])
            except Exception as error:
                _set(future, error=error)
            else:
                _set(future, result=results[0])
        self._on_stored()

    def _store(self, arrivals: list[Arrival]) -> list[bool]:
        with self._database.write() as uow:
            return store(uow, self._clock, arrivals)


def store(uow: UnitOfWork, clock: Clock, arrivals: list[Arrival]) -> list[bool]:
    """Store updates in the caller's transaction; for each, whether it is new."""
    now = clock.now()
    incoming = []
    for arrival in arrivals:
        known = arrival.conversation or uow.conversations.find_or_create(arrival.channel, arrival.address, now)
        incoming.append(
            Incoming(
                arrival.source, arrival.order, known[0], known[1], arrival.event, arrival.said_at, arrival.message_id
            )
        )
    return uow.inbox.store(incoming, now)


def _set(future: asyncio.Future[bool], *, result: bool = False, error: Exception | None = None) -> None:
    if future.done():  # whoever waited has gone; what was stored stays stored
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
