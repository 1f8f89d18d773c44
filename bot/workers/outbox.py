"""Sending what is queued: in order per recipient, tried again until it arrives or never can.

A message is marked as being sent before it leaves. Whoever dies between sending and noting the receipt leaves
that mark: the message goes out again, and is counted as one that may have come twice. While the process lives,
receipts that can't be noted (the disk is full) are held and nothing new is sent before they are.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.clock import Clock
from storage.database import Database
from storage.errors import Erased, KeyMissing, StorageBusy, StorageError, StorageFull, Tampered
from storage.models import AlarmKind
from storage.repositories.queues import Outgoing, OutLaneClaim
from storage.uow import UnitOfWork

from .inbox import _first

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=12)  # so long does a chat wait when the process that was sending to it has died
RENEW = 4.0  # seconds after which the lease of a lane that is still being sent to is extended
LANES = 64
PER_LANE = 12
IDLE = 0.5
LONGEST_WAIT = timedelta(minutes=10)
FINISH = 6.0  # seconds for what is on its way when we are told to stop
UNEXPECTED = 5  # a message whose sending raises what nobody expected is given up at this try

TWICE = "perhaps_twice"
"""The count of messages that may have come twice."""


@dataclass(frozen=True)
class Delivered:
    """It arrived; the channel calls it ``external_id``."""

    external_id: int | None = None


@dataclass(frozen=True)
class TryAgain:
    """It did not arrive: again after ``seconds``, before which nothing goes to this recipient (None: slower each time).

    ``perhaps``: it may have arrived. ``parts_sent``: so many of its parts surely have; the next try begins after them.
    """

    why: str
    seconds: float | None = None
    perhaps: bool = False
    parts_sent: int = 0


@dataclass(frozen=True)
class Never:
    """It can never arrive. ``gone``: the recipient is, so that nothing else can either."""

    why: str
    gone: bool = False


Outcome = Delivered | TryAgain | Never


class Channel(Protocol):
    """A way out. ``prepare`` runs in the claiming transaction, ``send`` outside of any."""

    certain: bool
    """``prepare`` itself delivers what was not marked as being sent, with that mark: nothing can come twice."""

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> object:
        """What sending needs to know: the address, earlier messages' ids."""
        ...

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """Send one message."""
        ...

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """The recipient can't be written to any more."""
        ...


@dataclass(frozen=True)
class Work:
    """A recipient's messages to send now."""

    claim: OutLaneClaim
    prepared: object
    messages: list[Outgoing]


@dataclass(frozen=True)
class Receipt:
    """What became of a recipient's messages. ``untried`` surely did not leave."""

    claim: OutLaneClaim
    results: list[tuple[Outgoing, Outcome]]
    untried: list[Outgoing]


class OutboxWorker:
    """One per process; several processes share the work by leases."""

    def __init__(self, database: Database, clock: Clock, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self.wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._held: dict[OutLaneClaim, float] = {}
        self._receipts: list[Receipt] = []
        self._stopping = False

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is on its way then is finished and noted."""
        self._loop = asyncio.get_running_loop()
        self._stopping = False
        while not stop.is_set():
            self.wake.clear()
            claimed = 0
            try:
                claimed = await self._round(LANES - len(self._running))
            except (StorageFull, StorageBusy) as error:
                log.error("outbox waits: %s", error)
                await asyncio.sleep(1)
            if not claimed:
                await _first(stop, self.wake, IDLE)
        await self._finish()

    def wake_soon(self) -> None:
        """Something was queued by another thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.wake.set)

    async def _round(self, room: int) -> int:
        """Note what came of the last messages and take the next, in one transaction."""
        now = asyncio.get_running_loop().time()
        receipts, self._receipts = self._receipts, []
        long = [claim for claim, since in self._held.items() if now - since > RENEW]
        try:
            work = await self._database.run(self._exchange, receipts, long, room)
        except BaseException:
            self._receipts = receipts + self._receipts
            raise
        self._held.update(dict.fromkeys((claim for claim in long if claim in self._held), now))
        for one in work:
            self._held[one.claim] = now
            task = asyncio.create_task(self._send_lane(one))
            self._running.add(task)
            task.add_done_callback(self._finished)
        return len(work)

    async def _finish(self) -> None:
        self._stopping = True
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=FINISH)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._round(0)
        except (StorageFull, StorageBusy) as error:
            log.error("receipts could not be noted: %s", error)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.wake.set()
        if not task.cancelled() and task.exception() is not None:
            log.error("a recipient's messages could not be sent", exc_info=task.exception())

    async def _send_lane(self, work: Work) -> None:
        channel = self._channels[work.claim.channel]
        results: list[tuple[Outgoing, Outcome]] = []
        tried = 0
        try:
            for message in work.messages:
                if self._stopping and not channel.certain:
                    break
                tried += 1
                outcome = await _send(channel, work.prepared, message)
                results.append((message, outcome))
                if isinstance(outcome, TryAgain) or (isinstance(outcome, Never) and outcome.gone):
                    break
        finally:  # told to stop in the middle of a call: that message stays marked as being sent
            del self._held[work.claim]
            self._receipts.append(Receipt(work.claim, results, work.messages[tried:]))

    # ---- in the database

    def _exchange(self, receipts: list[Receipt], long: list[OutLaneClaim], room: int) -> list[Work]:
        try:
            with self._database.write() as uow:
                for receipt in receipts:
                    self._note(uow, receipt)
                uow.outbox.renew(long, self._clock.now() + LEASE)
                return self._claim(uow, room) if room > 0 else []
        except (StorageFull, StorageBusy):
            raise
        except Exception:
            log.exception("receipts and new messages could not be handled together")
        for receipt in receipts:
            self._note_alone(receipt)
        try:
            with self._database.write() as uow:
                return self._claim(uow, room) if room > 0 else []
        except Exception:  # the receipts are noted: they must not be noted once more
            log.exception("no messages could be taken")
            return []

    def _note_alone(self, receipt: Receipt) -> None:
        """One of several raised: it must not hold back the others, nor its own messages be sent again and again."""
        try:
            with self._database.write() as uow:
                self._note(uow, receipt)
            return
        except (StorageFull, StorageBusy):
            raise
        except Exception as error:
            log.exception("what follows from a receipt failed", extra={"lane": receipt.claim.lane_id})
            name = type(error).__name__
        with self._database.write() as uow:
            self._note(uow, receipt, tell=False)
            uow.system.raise_alarm(AlarmKind.RECEIPT, receipt.claim.lane_id, {"error": name}, self._clock.now())

    def _note(self, uow: UnitOfWork, receipt: Receipt, *, tell: bool = True) -> None:
        now, not_before, hold = self._clock.now(), None, False
        delivered: list[tuple[Outgoing, int | None]] = []
        untried = receipt.untried
        for message, outcome in receipt.results:
            match outcome:
                case Delivered(external_id):
                    delivered.append((message, external_id))
                case TryAgain(why, seconds, perhaps, parts_sent):
                    uow.outbox.retry(message, why, perhaps=perhaps, parts_sent=parts_sent)
                    not_before, hold = now + _pause(outcome, message.tries), seconds is not None
                case Never(why, gone):
                    uow.outbox.dead(message, now, why)
                    if gone:
                        uow.outbox.cancel(receipt.claim.lane_id, now)
                        untried = []
                        if tell:
                            self._channels[receipt.claim.channel].gone(uow, receipt.claim.lane_id)
        uow.outbox.sent_many(delivered, now)
        uow.outbox.untried([m.id for m in untried])
        uow.outbox.release(receipt.claim, now, not_before, hold=hold)

    def _claim(self, uow: UnitOfWork, room: int) -> list[Work]:
        now = self._clock.now()
        claims = uow.outbox.claim(now, LEASE, room, tuple(self._channels))
        taken = uow.outbox.take(claims, now, PER_LANE)
        work = []
        for claim in claims:
            messages, channel = taken[claim.lane_id], self._channels[claim.channel]
            if not messages:
                uow.outbox.release(claim, now, now + timedelta(seconds=1))
                continue
            twice = 0 if channel.certain else sum(m.perhaps_sent for m in messages)
            if twice:
                uow.system.count(TWICE, twice)
            try:
                prepared = channel.prepare(uow, claim.lane_id, messages)
            except (Erased, Tampered, KeyMissing) as error:
                self._unreadable(uow, claim, messages, error)
            else:
                work.append(Work(claim, prepared, messages))
        return work

    def _unreadable(self, uow: UnitOfWork, claim: OutLaneClaim, messages: list[Outgoing], error: StorageError) -> None:
        """Where these go can't be read: that must not hold back what goes to others."""
        log.error("a recipient's address can't be read: %s", error, extra={"lane": claim.lane_id})
        now = self._clock.now()
        uow.system.raise_alarm(AlarmKind.UNREADABLE, claim.lane_id, {"error": type(error).__name__}, now)
        if isinstance(error, Erased):
            uow.outbox.cancel(claim.lane_id, now)
        uow.outbox.untried([m.id for m in messages])
        uow.outbox.release(claim, now, now + LONGEST_WAIT)


async def _send(channel: Channel, prepared: object, message: Outgoing) -> Outcome:
    try:
        return await channel.send(prepared, message)
    except Exception as error:
        log.exception("a message could not be sent", extra={"lane": message.lane_id})
        why = type(error).__name__
        again = TryAgain(why, perhaps=True, parts_sent=message.parts_sent)
        return Never(why) if message.tries + 1 >= UNEXPECTED else again


def _pause(outcome: TryAgain, tries: int) -> timedelta:
    if outcome.seconds is not None:
        return timedelta(seconds=outcome.seconds)
    return min(timedelta(seconds=2.0 ** min(tries, 9)), LONGEST_WAIT)

