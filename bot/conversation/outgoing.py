"""Putting bubbles on their way: into the outbox for Telegram, into the kept conversation for the web chat."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from storage.uow import UnitOfWork

from .bubbles import Payload

STORED_CHANNELS = ("web", "terminal")  # they fetch what is kept; nothing is sent to them


def reply(uow: UnitOfWork, conversation: Row[Any], payloads: list[Payload], now: datetime) -> None:
    """Answer a person's own message: in order, not paced."""
    if not payloads:
        return
    if conversation.channel in STORED_CHANNELS:
        shown = [("bot", p) for p in payloads if p["type"] != "ack"]
        uow.web.add_bubbles(conversation.id, conversation.worker_id, shown, now)
        return
    uow.outbox.queue_many(
        [
            {
                "lane_id": conversation.id, "channel": conversation.channel, "subject": conversation.worker_id,
                "payload": payload, "visit": payload.get("visit") if payload["type"] == "bubble" else None,
            }
            for payload in payloads
        ],
        now,
    )


def start(
    uow: UnitOfWork, conversation: Row[Any], payload: Payload, now: datetime, *, due_at: datetime, dedupe: str,
    author: str = "bot", case_id: str | None = None,
) -> bool:
    """Write first, at ``due_at``: paced, at most once per ``dedupe``. False if it was written before."""
    if conversation.channel in STORED_CHANNELS:
        fresh = uow.outbox.queue(
            lane_id=conversation.id, channel=conversation.channel, subject=conversation.worker_id,
            payload={**payload, "author": author}, now=now, due_at=due_at, dedupe=dedupe, case_id=case_id,
        )
        return fresh
    return uow.outbox.queue(
        lane_id=conversation.id, channel=conversation.channel, subject=conversation.worker_id, payload=payload,
        now=now, due_at=due_at, paced=True, dedupe=dedupe, case_id=case_id, visit=payload.get("visit"),
    )
