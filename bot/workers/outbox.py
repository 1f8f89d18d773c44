"""Sending what is queued: in order per recipient, tried again until it arrives or never can.

A message is marked as being sent before it leaves. Whoever dies between sending and noting the receipt leaves
that mark: the message goes out again, and is counted as one that may have come twice. While the process lives,
receipts that can't be noted (the disk is full) are held and nothing new is sent before they are.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.log import Trouble
from storage.database import Database
from storage.errors import Erased, KeyMissing, StorageError, Tampered
from storage.models import AlarmKind
from storage.repositories.outbox import Outgoing, OutLaneClaim
from storage.uow import UnitOfWork

from .channel import Channel, Delivered, Never, Outcome, TryAgain
from .waiting import AWAY, first

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=12)  # so long does a chat wait when the process that was sending to it has died
RENEW = 4.0  # seconds after which the lease of a lane that is still being sent to is extended
LANES = 64
PER_LANE = 12
IDLE = 0.5
LONGEST_WAIT = timedelta(minutes=10)
NOTE_WITHIN = 0.02  # seconds that a receipt waits for a transaction that is on its way anyway
FINISH = 6.0  # seconds for what is on its way when we are told to stop
TROUBLE = 3  # messages in a row that a channel does not take are told in the log, once until it takes one again
UNEXPECTED = 5  # a message whose sending raises what nobody expected is given up at this try

TWICE = "perhaps_twice"
"""The count of messages that may have come twice."""

SURELY = 2  # deaths in the middle of sending one message that we started: it is not sent a third time
ASSUMED = "assumed_arrived"
"""The count of messages taken for arrived because whoever was sending them died, and then died again."""


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


@dataclass
class Freight:
    """What a transaction carries for the outbox: receipts to note, lanes to hold for longer, room for so many
    recipients more; afterwards, whose messages were taken."""

    receipts: list[Receipt]
    renew: list[OutLaneClaim]
    room: int
    load: Callable[[UnitOfWork, "Freight"], None]
    work: list[Work] = field(default_factory=list)

    def carry(self, uow: UnitOfWork) -> None:
        """Note the receipts and take the next messages, in this transaction (any thread)."""
        uow.conclude()  # what is queued last of all goes along
        self.load(uow, self)


class OutboxWorker:
    """One per process; several processes share the work by leases."""

    def __init__(self, database: Database, clock: Clock, channels: Mapping[str, Channel]) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self.safe_from: Callable[[UnitOfWork, OutLaneClaim], datetime | None] | None = None
        """When what we start may go to a recipient next; None: now. A queue that stood still must not wake anybody."""
        self.wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._held: dict[OutLaneClaim, float] = {}
        self._refusals: dict[str, int] = {}
        self._receipts: list[Receipt] = []
        self._soon: asyncio.TimerHandle | None = None
        self._stopping = False
        self._loaded = 0  # transactions that carry something of ours
        self._landed = asyncio.Event()
        self._landed.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is on its way then is finished and noted."""
        self._loop = asyncio.get_running_loop()
        self._stopping = False
        trouble = Trouble(log, "outbox")
        while not stop.is_set():
            self.wake.clear()
            try:
                await self._round()
                trouble.over()
            except AWAY as error:
                trouble.waits(error)
                await asyncio.sleep(1)
            await first(stop, self.wake, IDLE)
        await self._finish()

    def wake_soon(self) -> None:
        """Something was queued by another thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.wake.set)

    # ---- a transaction of the outbox's own, or of the inbox: what it queues is then taken in the same one

    def load(self) -> Freight:
        """What the next transaction is to carry: ``unload`` it when that was committed, else ``give_back``."""
        now = asyncio.get_running_loop().time()
        receipts, self._receipts = self._receipts, []
        self._loaded += 1
        self._landed.clear()
        renew = [claim for claim, since in self._held.items() if now - since > RENEW]
        room = 0 if self._stopping else max(0, LANES - len(self._running))
        return Freight(receipts, renew, room, self._carry)

    def _carry(self, uow: UnitOfWork, freight: Freight) -> None:
        for receipt in freight.receipts:
            self._note(uow, receipt)
        uow.outbox.renew(freight.renew, self._clock.now() + LEASE)
        if freight.room > 0:
            freight.work = self._claim(uow, freight.room)

    def unload(self, freight: Freight) -> None:
        """It was committed: send what was taken."""
        self._lands()
        now = asyncio.get_running_loop().time()
        self._held.update(dict.fromkeys((claim for claim in freight.renew if claim in self._held), now))
        for one in freight.work:
            self._held[one.claim] = now
            task = asyncio.create_task(self._send_lane(one))
            self._running.add(task)
            task.add_done_callback(self._finished)
        if freight.work and len(freight.work) == freight.room:
            self.wake.set()  # others may wait

    def give_back(self, freight: Freight) -> None:
        """It was not committed: the receipts are still to be noted."""
        self._lands()
        if freight.receipts:
            self._receipts = freight.receipts + self._receipts
            self.wake.set()

    def _lands(self) -> None:
        self._loaded -= 1
        if not self._loaded:
            self._landed.set()

    async def _round(self) -> None:
        freight = self.load()
        try:
            await self._database.run(self._exchange, freight)
        except BaseException:
            self.give_back(freight)
            raise
        self.unload(freight)

    async def _finish(self) -> None:
        self._stopping = True  # nothing more is taken
        until = asyncio.get_running_loop().time() + FINISH
        with suppress(TimeoutError):
            await asyncio.wait_for(self._landed.wait(), FINISH)
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=until - asyncio.get_running_loop().time())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._round()
        except AWAY as error:
            log.error("receipts could not be noted: %s", error)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._soon is None:
            self._soon = task.get_loop().call_later(NOTE_WITHIN, self._note_soon)
        if not task.cancelled() and task.exception() is not None:
            log.error("a recipient's messages could not be sent", exc_info=task.exception())

    def _note_soon(self) -> None:
        self._soon = None
        if self._receipts:
            self.wake.set()

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
                self._tell_trouble(work.claim.channel, outcome)
                if isinstance(outcome, TryAgain) or (isinstance(outcome, Never) and outcome.gone):
                    break
        finally:  # told to stop in the middle of a call: that message stays marked as being sent
            del self._held[work.claim]
            self._receipts.append(Receipt(work.claim, results, work.messages[tried:]))

    def _tell_trouble(self, channel: str, outcome: Outcome) -> None:
        """One line when a way out is closed, and one when it is open again, however long that takes."""
        refusals = self._refusals.get(channel, 0)
        if isinstance(outcome, TryAgain) and outcome.seconds is None:
            self._refusals[channel] = refusals + 1
            if refusals + 1 == TROUBLE:
                log.warning("%s takes no messages; they are kept and tried again: %s", channel, outcome.why)
        elif isinstance(outcome, Delivered):
            self._refusals[channel] = 0
            if refusals >= TROUBLE:
                log.warning("%s takes messages again", channel)

    # ---- in the database

    def _exchange(self, freight: Freight) -> None:
        try:
            with self._database.write() as uow:
                freight.carry(uow)
            return
        except AWAY:
            raise
        except Exception:
            log.exception("receipts and new messages could not be handled together")
        freight.work = []
        for receipt in freight.receipts:
            self._note_alone(receipt)
        try:
            with self._database.write() as uow:
                freight.work = self._claim(uow, freight.room) if freight.room > 0 else []
        except Exception:  # the receipts are noted: they must not be noted once more
            log.exception("no messages could be taken")

    def _note_alone(self, receipt: Receipt) -> None:
        """One of several raised: it must not hold back the others, nor its own messages be sent again and again."""
        try:
            with self._database.write() as uow:
                self._note(uow, receipt)
            return
        except AWAY:
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
                case Delivered(external_id, parts):
                    delivered.append((message, external_id))
                    uow.outbox.note_parts(message, parts)
                case TryAgain(why, seconds, perhaps, parts_sent, parts):
                    uow.outbox.retry(message, why, perhaps=perhaps, parts_sent=parts_sent)
                    uow.outbox.note_parts(message, parts)
                    not_before, hold = now + _pause(outcome, message.tries), seconds is not None
                case Never(why, gone):
                    uow.outbox.dead(message, now, why)
                    if gone:
                        uow.outbox.cancel(receipt.claim.lane_id, now)
                        untried = []
                        if tell:
                            self._channels[receipt.claim.channel].gone(uow, receipt.claim.lane_id)
        uow.outbox.sent_many(delivered, now)
        uow.outbox.untried(untried)
        uow.outbox.release(receipt.claim, now, not_before, hold=hold)

    def _claim(self, uow: UnitOfWork, room: int) -> list[Work]:
        now = self._clock.now()
        claims = uow.outbox.claim(now, LEASE, room, tuple(self._channels))
        taken = uow.outbox.take(claims, now, PER_LANE)
        work = []
        for claim in claims:
            channel = self._channels[claim.channel]
            messages = self._safe(uow, claim, self._not_again(uow, channel, taken[claim.lane_id], now))
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

    def _not_again(
        self, uow: UnitOfWork, channel: Channel, messages: list[Outgoing], now: datetime
    ) -> list[Outgoing]:
        """Without what somebody may have read twice already. Steps, digests and news come again by their own clock;
        the answer to a person's own message does not, and is tried for as long as it takes."""
        twice = [m for m in messages if m.started and m.left_behind >= SURELY and not channel.certain]
        if twice:
            log.warning("%d message(s) taken for arrived: left behind twice in the middle of being sent", len(twice))
            uow.outbox.sent_many([(m, None) for m in twice], now)
            uow.system.count(ASSUMED, len(twice))
        return [m for m in messages if m not in twice]

    def _safe(self, uow: UnitOfWork, claim: OutLaneClaim, messages: list[Outgoing]) -> list[Outgoing]:
        """What may go now. The safe hour it was queued for may be over: after an outage, or many tries."""
        started = [message for message in messages if message.started]
        if not started or self.safe_from is None:
            return messages
        until = self.safe_from(uow, claim)
        if until is None:
            return messages
        uow.outbox.postpone(started, until)
        return [message for message in messages if not message.started]

    def _unreadable(self, uow: UnitOfWork, claim: OutLaneClaim, messages: list[Outgoing], error: StorageError) -> None:
        """Where these go can't be read: that must not hold back what goes to others."""
        log.error("a recipient's address can't be read: %s", error, extra={"lane": claim.lane_id})
        now = self._clock.now()
        uow.system.raise_alarm(AlarmKind.UNREADABLE, claim.lane_id, {"error": type(error).__name__}, now)
        if isinstance(error, Erased):
            uow.outbox.cancel(claim.lane_id, now)
        uow.outbox.untried(messages)
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

