"""Handling what came in: one conversation at a time, in order, each update in one transaction with what it leads to.

A chat that writes faster than any person does is made to wait (``pace``) and told so once; nothing of it is dropped,
and a cry for help in it is answered at once.

A step that raises harms only its own conversation: after three failures the update is set aside, the worker is told, an
alarm is raised, and the next one goes on.

Each update is one line of the log, once what became of it is committed: never by whom, nor anything it says.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from bot.clock import Clock
from bot.conversation import ahead
from bot.conversation.bubbles import bubble
from bot.conversation.outgoing import reply
from bot.conversation.service import Conversations
from bot.log import Trouble
from storage.database import Database
from storage.errors import LeaseLost
from storage.models import AlarmKind
from storage.repositories.conversations import Lane, Spent
from storage.rows import Row
from storage.uow import UnitOfWork

from . import pace
from .outbox import Freight, OutboxWorker
from .waiting import AWAY, first, rest

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=10)  # a step takes milliseconds; whoever is slower has lost its lane and changes nothing
LANES = 16
TRIES = 3
IDLE = 0.5  # seconds between two looks at the database when nobody wakes us
LOOK = 50  # updates of a chat that has to wait that are looked through in one turn


@dataclass(frozen=True)
class Turn:
    """What was handled. ``more``: others may wait. ``carried``: the outbox's freight went along and was committed."""

    worked: int
    more: bool
    carried: bool = False


class InboxWorker:
    """One per process; several processes share the work by leases. What it leads to is sent by ``outbox``."""

    def __init__(self, database: Database, conversations: Conversations, clock: Clock) -> None:
        self._database = database
        self._conversations = conversations
        self._clock = clock
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.outbox: OutboxWorker | None = None
        self.on_conversation: Callable[[str], None] = _nothing
        self._touched: list[str] = []
        self.failures = 0

    def wake(self) -> None:
        """Something was stored."""
        self._wake.set()

    def wake_soon(self) -> None:
        """Something was stored by another thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self, stop: asyncio.Event) -> None:
        """Handle updates until told to stop; what was begun is finished."""
        self._loop = asyncio.get_running_loop()
        trouble = Trouble(log, "inbox")
        while not stop.is_set():
            self._wake.clear()
            try:
                more = await self._once()
                trouble.over()
            except AWAY as error:
                trouble.waits(error)
                more = False
                await rest(stop, 1.0)
            for conversation_id in self._drain():
                self.on_conversation(conversation_id)
            if not more:
                await first(stop, self._wake, IDLE)

    async def _once(self) -> bool:
        """One turn. Where there is one writer, the transaction that queues the replies takes them for sending too."""
        outbox = self.outbox
        if outbox is None:
            return (await self._database.run(self._turn)).more
        freight = outbox.load()
        try:
            turn = await self._database.run(self._turn, freight)
        except BaseException:
            outbox.give_back(freight)
            raise
        if turn.carried:
            outbox.unload(freight)
        else:
            outbox.give_back(freight)
            if turn.worked:
                outbox.wake.set()
        return turn.more

    def work(self) -> int:
        """Handle what waits now, a few conversations at a time; returns how many updates were handled."""
        return self._turn().worked

    def _turn(self, freight: Freight | None = None) -> Turn:
        if self._database.sqlite:
            try:
                return self._together(freight)
            except AWAY:
                raise
            except Exception as error:  # told by its own conversation's turn below, and harming only that
                log.debug("one of several updates could not be handled", exc_info=error)
        with self._database.write() as uow:
            lanes = uow.conversations.claim(self._clock.now(), LEASE, LANES)
        return Turn(sum(self._lane(lane) for lane in lanes), len(lanes) == LANES)

    def _together(self, freight: Freight | None) -> Turn:
        """One update of each waiting conversation in one transaction: where there is one writer, a commit is what
        takes the time. If one of them fails, nothing has happened."""
        now = self._clock.now()
        with self._database.write() as uow:
            lanes = uow.conversations.claim(now, LEASE, LANES)
            count, left, lines = 0, len(lanes) == LANES, list[_Line]()
            for lane in lanes:
                step = self._next(uow, lane)
                lines += step.lines
                count += step.handled
                left = left or step.more
                if step.more:
                    uow.conversations.release(lane, now, step.spent)
            carried = freight is not None and count > 0
            if freight is not None and count > 0:
                freight.carry(uow)
        _tell(lines)
        return Turn(count, left, carried)

    def _lane(self, lane: Lane) -> int:
        count, more = 0, True
        spent: Spent | None = None
        while more:
            try:
                with self._database.write() as uow:
                    step = self._next(uow, lane, spent)
                _tell(step.lines)
                count, more, spent = count + step.handled, step.more, step.spent
            except LeaseLost:
                return count
            except AWAY:
                raise
            except Exception as error:
                log.exception("an update could not be handled", extra={"conversation": lane.conversation_id})
                self.failures += 1
                more = self._failed(lane, error)
        return count

    def _next(self, uow: UnitOfWork, lane: Lane, spent: Spent | None = None) -> "_Step":
        """Handle a conversation's next update. ``spent``: how fast it was handled, where that is not written yet."""
        now = self._clock.now()
        conversation = uow.conversations.held(lane)
        row, more = uow.inbox.waiting(lane.conversation_id)
        spent = spent or _spent(conversation)
        if row is None:
            uow.conversations.release(lane, None, replace(spent, slowed_until=None, looked_to=None))
            return _Step(0, False, None)
        wait = pace.wait(spent, now)
        if wait:
            return self._slow(uow, lane, conversation, replace(spent, slowed_until=now + wait), now)
        begun = perf_counter()
        event = {"at": row.received_at.isoformat(), **uow.inbox.open(row)}
        self._conversations.handle(uow, conversation, event, now)
        uow.inbox.done(row, now)
        spent = pace.handled(spent, now)
        if not more:
            uow.conversations.release(lane, None, replace(spent, looked_to=None))
        self._touched.append(lane.conversation_id)
        return _Step(1, more, spent, (_line(conversation, row, event, "handled", begun, now),))

    def _slow(
        self, uow: UnitOfWork, lane: Lane, conversation: Row[Any], spent: Spent, now: datetime
    ) -> "_Step":
        """This chat has to wait. Whoever cries for help in it is answered all the same."""
        count = 0
        if pace.tell(spent, now):
            log.warning("a chat writes faster than it is answered", extra={"conversation": lane.conversation_id})
            language = conversation.language or "en"
            text = self._conversations.wording.text(language, "common.slower")
            reply(uow, conversation, [bubble("note", language, text)], now)
            spent, count = replace(spent, slowed_told_at=now), 1
        rows = uow.inbox.to_look_at(lane.conversation_id, -1 if spent.looked_to is None else spent.looked_to, LOOK)
        lines = []
        for row in rows:
            begun, event = perf_counter(), uow.inbox.open(row)
            answered, complete = ahead.answer(self._conversations, uow, conversation, event, now)
            if complete:
                uow.inbox.done(row, now)
                lines.append(_line(conversation, row, event, "ahead", begun, now))
            if answered:
                count += 1
                conversation = uow.conversations.held(lane)
        spent = replace(spent, looked_to=rows[-1].external_id if rows else spent.looked_to)
        uow.conversations.release(lane, now if len(rows) == LOOK else spent.slowed_until, spent)
        if count:
            self._touched.append(lane.conversation_id)
        return _Step(count, False, spent, tuple(lines))

    def _drain(self) -> set[str]:
        touched, self._touched = set(self._touched), []
        return touched

    def _failed(self, lane: Lane, error: Exception) -> bool:
        """Count the failure; set the update aside at the third. Returns whether to go on with this conversation now."""
        try:
            return self._count_failure(lane, error, tell=True)
        except LeaseLost:
            return False
        except AWAY:
            raise
        except Exception:  # not even telling the worker works (their key is gone, say): then without
            log.exception("a worker could not be told", extra={"conversation": lane.conversation_id})
        try:
            return self._count_failure(lane, error, tell=False)
        except LeaseLost:
            return False

    def _count_failure(self, lane: Lane, error: Exception, *, tell: bool) -> bool:
        now = self._clock.now()
        with self._database.write() as uow:
            conversation = uow.conversations.held(lane)
            row, more = uow.inbox.waiting(lane.conversation_id)
            if row is None:
                uow.conversations.release(lane, None)
                return False
            tries = uow.inbox.failed(row)
            if tries < TRIES:
                uow.conversations.release(lane, now + timedelta(seconds=2**tries))
                return False
            self._set_aside(uow, lane, type(error).__name__, now)
            uow.inbox.set_aside(row, now)
            if not _readable(uow, conversation):  # and never will be: the next message begins anew
                uow.conversations.forget_state(lane.conversation_id)
            if tell:
                language = conversation.language or "en"
                text = self._conversations.wording.text(language, "common.step_failed")
                reply(uow, conversation, [bubble("note", language, text)], now)
            uow.conversations.release(lane, now if more else None)
        _tell([{"channel": conversation.channel, "outcome": "set_aside"}])
        return False

    def _set_aside(self, uow: UnitOfWork, lane: Lane, error: str, now: datetime) -> None:
        uow.system.raise_alarm(AlarmKind.SET_ASIDE, lane.conversation_id, {"error": error}, now)


@dataclass(frozen=True)
class _Step:
    """What became of a conversation's next update: how many were answered, whether others wait that may be handled
    now, and how fast it was handled, to be written when the lane is given back."""

    handled: int
    more: bool
    spent: Spent | None
    lines: tuple["_Line", ...] = ()


_Line = dict[str, str | int]


def _line(
    conversation: Row[Any], row: Row[Any], event: dict[str, Any], outcome: str, begun: float, now: datetime
) -> _Line:
    """What the log says of an update: whose it was would tell when a person wrote, also after they deleted it."""
    waited = max(int((now - row.received_at).total_seconds() * 1000), 0)
    took = round((perf_counter() - begun) * 1000)
    return {"channel": conversation.channel, "kind": event["type"], "outcome": outcome, "waited_ms": waited, "ms": took}


def _tell(lines: Iterable[_Line]) -> None:
    """Of what is committed: what was rolled back is handled again, and would be told twice."""
    for line in lines:
        log.info("update handled", extra=line)


def _spent(conversation: Row[Any]) -> Spent:
    return Spent(
        conversation.minute_used, conversation.hour_used, conversation.slowed_until, conversation.slowed_told_at,
        conversation.looked_to,
    )


def _readable(uow: UnitOfWork, conversation: Row[Any]) -> bool:
    try:
        uow.conversations.open_state(conversation)
    except Exception:  # whatever it is, the next message must not meet it again
        return False
    return True


def _nothing(_conversation_id: str) -> None:
    """Nobody in this process shows conversations."""
