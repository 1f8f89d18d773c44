"""The inbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, delete, func, select, update

from ..models import Inbox
from . import statements as st
from .base import Repository, table_of

_IN = table_of(Inbox)


@dataclass(frozen=True)
class Incoming:
    """An update to store: ``external_id`` is the order within the conversation's source."""

    source: str
    external_id: int
    conversation_id: str
    worker_id: str
    event: dict[str, Any]
    said_at: datetime | None = None
    """When it was said; None: just now."""
    message_id: int | None = None
    """What the channel calls the message; None for what is none, such as a tap."""


class InboxRepository(Repository):
    """Inbound updates, stored before they are acknowledged, handled once and in order."""

    def store(self, updates: list[Incoming], now: datetime) -> list[bool]:
        """Store updates; for each, whether it was new. Known ones change nothing."""
        fresh: list[bool] = []
        for update_ in updates:
            sealed = self.vault.seal(
                update_.worker_id, "inbox", f"{update_.source}:{update_.external_id}", "payload",
                orjson.dumps(update_.event),
            )
            values = {
                "source": update_.source, "external_id": update_.external_id, "subject": update_.worker_id,
                "conversation_id": update_.conversation_id, "received_at": now, "payload": sealed,
                "message_id": update_.message_id,
            }
            fresh.append(self.cursor.run(st.STORE, values) == 1)
        said: dict[str, datetime] = {}
        for one in (u for u, is_new in zip(updates, fresh, strict=True) if is_new):
            at = min(one.said_at or now, now)
            said[one.conversation_id] = max(said.get(one.conversation_id, at), at)
        self.uow.conversations.mark_pending(said, now)
        return fresh

    def waiting(self, conversation_id: str) -> tuple[Row[Any] | None, bool]:
        """The next update of a conversation and whether more wait behind it."""
        rows = self.cursor.all(st.NEXT_IN, {"conversation": conversation_id})
        return (rows[0] if rows else None), len(rows) > 1

    def to_look_at(self, conversation_id: str, after: int, limit: int) -> list[Row[Any]]:
        """Updates of a conversation that wait and come after ``after`` in their order."""
        return self.cursor.all(st.TO_LOOK_AT, {"conversation": conversation_id, "looked": after, "most": limit})

    def open(self, row: Row[Any]) -> dict[str, Any]:
        """What the update says."""
        event: dict[str, Any] = self.vault.open_json(
            row.subject, "inbox", f"{row.source}:{row.external_id}", "payload", row.payload
        )
        return event

    def messages(self, conversation_id: str, since: datetime) -> set[int]:
        """What the channel calls the messages that a conversation's worker has sent since then."""
        theirs = _IN.c.conversation_id == conversation_id, _IN.c.received_at >= since
        found = self.connection.execute(select(_IN.c.message_id).where(*theirs, _IN.c.message_id.is_not(None)))
        return {row[0] for row in found}

    def done(self, row: Row[Any], now: datetime) -> None:
        """Handled: the payload is erased."""
        self.cursor.run(st.DONE, {"row": row.id, "new_status": "done", "at": now})

    def failed(self, row: Row[Any]) -> int:
        """Count a failed try; returns how many there were."""
        tries: int = self.connection.execute(
            update(_IN).where(_IN.c.id == row.id).values(attempts=_IN.c.attempts + 1).returning(_IN.c.attempts)
        ).scalar_one()
        return tries

    def set_aside(self, row: Row[Any], now: datetime) -> None:
        """Leave an update that cannot be handled; its payload stays for a person to look at."""
        self.connection.execute(
            update(_IN).where(_IN.c.id == row.id).values(status="set_aside", handled_at=now)
        )

    def prune(
        self, before: datetime, limit: int = 5000, *, source: str = "", since: datetime | None = None
    ) -> int:
        """Delete handled updates older than ``before``; returns how many.

        ``source``: only those whose source begins so. ``since``: and that came after it, so that many older ones of
        other sources need not be looked through.
        """
        old = select(_IN.c.id).where(_IN.c.status == "done", _IN.c.received_at < before).limit(limit)
        if source:
            old = old.where(_IN.c.source.startswith(source, autoescape=True))
        if since is not None:
            old = old.where(_IN.c.received_at >= since)
        return int(self.connection.execute(delete(_IN).where(_IN.c.id.in_(old.scalar_subquery()))).rowcount)

    def counts(self) -> dict[str, int]:
        """How many updates there are by status."""
        rows = self.connection.execute(select(_IN.c.status, func.count()).group_by(_IN.c.status))
        return {row[0]: row[1] for row in rows}

    def highest(self, source: str) -> int:
        """The highest sequence number a source has sent; 0 before the first."""
        newest = select(func.max(_IN.c.external_id)).where(_IN.c.source == source)
        return int(self.connection.execute(newest).scalar() or 0)

    def oldest_waiting(self) -> datetime | None:
        """When the update that waits for longest came in."""
        found: datetime | None = self.connection.execute(
            select(func.min(_IN.c.received_at)).where(st.NEW)
        ).scalar()
        return found
