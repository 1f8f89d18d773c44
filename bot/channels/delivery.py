"""What the ways out of the outbox share: addresses, and the way to chats that fetch what is kept for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.workers.outbox import Delivered, Outcome
from storage.repositories.queues import Outgoing
from storage.uow import UnitOfWork

STAFF = "staff:"
WORKER = "worker:"  # a worker's own e-mail address


@dataclass(frozen=True)
class Addressed:
    """Where a lane's messages go, and which earlier messages they refer to."""

    address: str | None
    refs: dict[int, int]


class StoredOut:
    """What we start on the web chat and in the terminal: at its time it joins what the page shows."""

    def __init__(self, clock: Clock, run: Callable[..., Any], database: Any, changed: Callable[[str], None]) -> None:
        self._clock = clock
        self._run = run
        self._database = database
        self._changed = changed

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> str:
        """The conversation."""
        return lane_id

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """Append the bubble. A receipt lost in between would show it twice, as on any channel."""
        await self._run(self._append, str(prepared), message)
        self._changed(str(prepared))
        return Delivered()

    def _append(self, conversation_id: str, message: Outgoing) -> None:
        payload = dict(message.payload)
        author = payload.pop("author", "bot")
        with self._database.write() as uow:
            conversation = uow.conversations.get(conversation_id)
            if conversation is not None:
                uow.web.add_bubbles(conversation_id, conversation.worker_id, [(author, payload)], self._clock.now())

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """A kept conversation is never gone."""


def address_of(uow: UnitOfWork, lane_id: str) -> str | None:
    """Where a lane leads: a chat id, an e-mail address; None if that is not known any more."""
    if lane_id.startswith(STAFF):
        return uow.access.address(lane_id)
    if lane_id.startswith(WORKER):
        found: str | None = uow.workers.profile(lane_id.split(":")[1]).get("email")
        return found
    conversation = uow.conversations.get(lane_id)
    return uow.conversations.address(conversation) if conversation is not None else None
