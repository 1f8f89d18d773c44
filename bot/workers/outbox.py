"""Sending what is queued: in order per recipient, tried again until it arrives or never can.

A message is marked as being sent before it leaves. Whoever dies between sending and noting the receipt leaves
that mark: the message goes out again, and is counted as one that may have come twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.clock import Clock
from storage.database import Database
from storage.errors import StorageBusy, StorageError, StorageFull
from storage.repositories.queues import Outgoing, OutLaneClaim
from storage.uow import UnitOfWork

from .inbox import _first

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
LANES = 64
PER_LANE = 12
IDLE = 0.5
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True)
class Delivered:
    """It arrived; the channel calls it ``external_id``."""

    external_id: int | None = None


@dataclass(frozen=True)
class TryAgain:
    """It did not arrive, or perhaps it did: again after ``seconds`` (None: slower each time)."""

    why: str
    seconds: float | None = None


@dataclass(frozen=True)
class Never:
    """It can never arrive. ``gone``: the recipient is, so that nothing else can either."""

    why: str
    gone: bool = False


Outcome = Delivered | TryAgain | Never


class Channel(Protocol):
    """A way out. ``prepare`` runs in the claiming transaction, ``send`` outside of any."""

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> object:
        """What sending needs to know: the address, earlier messages' ids."""
        ...

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """Send one message."""
        ...

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """The recipient can't be written to any more."""
        ...


Result = tuple[Outgoing, Outcome]


class OutboxWorker:
    """One per process; several processes share the work by leases."""

    def __init__(self, database: Database, clock: Clock, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self.wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._slots = asyncio.Semaphore(LANES)
        self._running: set[asyncio.Task[None]] = set()
        self.sent = 0
        self.stored: list[Callable[[], Awaitable[None]]] = []

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is on its way is finished (the caller limits how long)."""
        self._loop = asyncio.get_running_loop()
        while not stop.is_set():
            self.wake.clear()
            room = LANES - len(self._running)
            claimed = 0
            if room > 0:
                try:
                    claimed = await self._round(room)
                except (StorageFull, StorageBusy) as error:
                    log.error("outbox waits: %s", error)
                    await asyncio.sleep(1)
            if not claimed:
                await _first(stop, self.wake, IDLE)
        if self._running:
            await asyncio.wait(self._running)

    def wake_soon(self) -> None:
        """Something was queued by another thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.wake.set)

    async def _round(self, room: int) -> int:
        work = await self._database.run(self._claim, room)
        for claim, prepared, messages in work:
            task = asyncio.create_task(self._send_lane(claim, prepared, messages))
            self._running.add(task)
            task.add_done_callback(self._finished)
        return len(work)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.wake.set()
        if not task.cancelled() and task.exception() is not None:
            log.error("a recipient's messages could not be sent", exc_info=task.exception())

    def _claim(self, room: int) -> list[tuple[OutLaneClaim, object, list[Outgoing]]]:
        now = self._clock.now()
        with self._database.write() as uow:
            claims = uow.outbox.claim(now, LEASE, room, tuple(self._channels))
            if not claims:
                return []
            taken = uow.outbox.take(claims, now, PER_LANE)
            work = []
            for claim in claims:
                messages = taken[claim.lane_id]
                if not messages:
                    uow.outbox.release(claim, now, now + timedelta(seconds=1))
                    continue
                twice = sum(m.perhaps_sent for m in messages)
                if twice:
                    uow.system.count("perhaps_twice", twice)
                prepared = self._channels[claim.channel].prepare(uow, claim.lane_id, messages)
                work.append((claim, prepared, messages))
            return work

    async def _send_lane(self, claim: OutLaneClaim, prepared: object, messages: list[Outgoing]) -> None:
        channel = self._channels[claim.channel]
        results: list[Result] = []
        for message in messages:
            outcome = await channel.send(prepared, message)
            results.append((message, outcome))
            if isinstance(outcome, TryAgain) or (isinstance(outcome, Never) and outcome.gone):
                break
        await self._note(claim, results, messages[len(results) :])

    async def _note(self, claim: OutLaneClaim, results: list[Result], untried: list[Outgoing]) -> None:
        for wait in (0.2, 1.0, 5.0):
            try:
                await self._database.run(self._store, claim, results, untried)
                return
            except StorageError as error:
                log.error("receipts could not be noted: %s", error)
                await asyncio.sleep(wait)
        # Not noted: the lease runs out, and these go out once more, counted as perhaps twice.

    def _store(self, claim: OutLaneClaim, results: list[Result], untried: list[Outgoing]) -> None:
        now = self._clock.now()
        not_before = None
        with self._database.write() as uow:
            for message, outcome in results:
                match outcome:
                    case Delivered(external_id):
                        uow.outbox.sent(message, now, external_id)
                        self.sent += 1
                    case TryAgain(why, seconds):
                        uow.outbox.retry(message, why)
                        pause = timedelta(seconds=seconds if seconds is not None else 2.0 ** min(message.tries, 9))
                        not_before = now + min(pause, LONGEST_WAIT) if seconds is None else now + pause
                    case Never(why, gone):
                        uow.outbox.dead(message, now, why)
                        if gone:
                            self._channels[claim.channel].gone(uow, claim.lane_id)
                            uow.outbox.cancel(claim.lane_id, now)
                            untried = []
            uow.outbox.untried([m.id for m in untried])
            uow.outbox.release(claim, now, not_before)
