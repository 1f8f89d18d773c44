"""What the ways out of the outbox share: addresses, and the way to chats that fetch what is kept for them."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.workers.channel import Delivered, Outcome
from storage.errors import Erased, KeyMissing, Tampered
from storage.repositories.outbox import Outgoing
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Addressed:
    """Where a lane's messages go, which earlier messages they refer to, what goes along, by id: papers, and recordings
    of texts; and which messages are to be taken away."""

    address: str | None
    refs: dict[int, int]
    papers: Mapping[str, bytes] = field(default_factory=dict)
    sounds: Mapping[str, bytes] = field(default_factory=dict)
    recent: set[int] = field(default_factory=set)


def papers_of(uow: UnitOfWork, messages: list[Outgoing]) -> dict[str, bytes]:
    """The papers that go along with these messages. One that newer papers have replaced meanwhile does not, nor one
    that can't be read: its words go all the same, and what waits behind them."""
    found: dict[str, bytes] = {}
    for message in messages:
        wanted = message.payload.get("paper")
        row = uow.papers.get(wanted["id"]) if wanted is not None else None
        if row is None:
            continue
        try:
            content = uow.papers.content(row)
        except (Erased, KeyMissing, Tampered) as error:
            log.error("a paper can't be read: %s", type(error).__name__, extra={"paper": row.id})
            continue
        if content is not None:
            found[row.id] = content
    return found


def sounds_of(uow: UnitOfWork, messages: list[Outgoing], known: Collection[str]) -> dict[str, bytes]:
    """The recordings that are among these messages, without those that are ``known`` where they go. One that was
    erased meanwhile is left out."""
    wanted = {message.payload["id"] for message in messages if message.payload["type"] == "sound"}
    found = {one: uow.recordings.content(one) for one in wanted.difference(known)}
    return {one: content for one, content in found.items() if content is not None}


class StoredOut:
    """What we start on the web chat and in the terminal: at its time it joins what the page shows.

    It joins in the same transaction that marks it as being sent, so that it is shown exactly once.
    """

    certain = True

    def __init__(self, clock: Clock, changed: Callable[[str], None]) -> None:
        self._clock = clock
        self._changed = changed

    def prepare(self, uow: UnitOfWork, lane_id: str, messages: list[Outgoing]) -> str:
        """Append the bubbles that were not appended before."""
        conversation = uow.conversations.get(lane_id)
        shown = []
        for message in messages:
            if not message.perhaps_sent:
                payload = dict(message.payload)
                shown.append((payload.pop("author", "bot"), payload))
        if conversation is not None and shown:
            uow.web.add_bubbles(lane_id, conversation.worker_id, shown, self._clock.now())
        return lane_id

    async def send(self, prepared: object, message: Outgoing) -> Outcome:
        """It is there already: tell whoever waits."""
        self._changed(str(prepared))
        return Delivered()

    def gone(self, uow: UnitOfWork, lane_id: str) -> None:
        """A kept conversation is never gone."""
