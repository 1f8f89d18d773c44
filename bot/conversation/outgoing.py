"""Putting bubbles on their way: into the outbox for Telegram, into the kept conversation for the web chat."""

from contextvars import ContextVar
from datetime import datetime
from typing import Any

from storage.repositories.assisted import CHANNEL
from storage.repositories.outbox import BESIDE
from storage.rows import Row
from storage.uow import UnitOfWork

from .bubbles import Payload
from .hours import answer_from

answering: ContextVar[tuple[str, list[Payload]] | None] = ContextVar("answering", default=None)
"""The conversation whose own message is being answered, and its replies so far: what a case has to say to this worker
meanwhile belongs among them, in order, instead of following later as something that we start."""

_SILENT = ("answered", "redraw", "buttons", "ack")  # of what is sent, the kinds that add nothing to the chat

STORED_CHANNELS = ("web", "terminal", CHANNEL)  # they fetch what is kept; nothing is sent to them


def reply(uow: UnitOfWork, conversation: Row[Any], payloads: list[Payload], now: datetime) -> None:
    """Answer a person's own message: in order, not paced. What is said to old words rings no phone at night."""
    if not payloads:
        return
    if conversation.channel in STORED_CHANNELS:
        shown = [("bot", p) for p in payloads if p["type"] != "ack"]
        uow.web.add_bubbles(conversation.id, conversation.worker_id, shown, now)
        return
    later = answer_from(uow, conversation, payloads, now)
    if later is None and conversation.answers_wait:  # they are awake now: first what they are still owed
        uow.outbox.hurry(conversation.id, now)
    if (later is not None) != conversation.answers_wait:
        uow.conversations.answers_wait(conversation.id, later is not None)
    uow.outbox.queue_many(
        [
            {
                "lane_id": conversation.id, "channel": conversation.channel, "subject": conversation.worker_id,
                "payload": payload, "visit": payload.get("visit") if payload["type"] == "bubble" else None,
                "due_at": later if payload["type"] in ("bubble", "sound") else None,  # the rest is silent
            }
            for whole in sorted(_one_for_the_buttons(payloads), key=_waited_for)
            for payload in (whole, *_spoken(whole))
        ],
        now,
    )


def _one_for_the_buttons(payloads: list[Payload]) -> list[Payload]:
    """The end of the circle on a pressed button goes along with the change of its question's buttons: a message less to
    keep, to take and to note for every answer."""
    end = next((p for p in payloads if p["type"] == "ack" and "text" not in p), None)
    change = next((p for p in payloads if p["type"] == "answered"), None)
    if end is None or change is None:
        return payloads
    return [{**p, "callback": end["callback"]} if p is change else p for p in payloads if p is not end]


def _spoken(payload: Payload) -> list[Payload]:
    """The recordings of a bubble, as messages of their own."""
    return [{"type": "sound", "id": one["id"]} for one in payload.get("sounds", ())]


def _waited_for(payload: Payload) -> int:
    """What the person waits for goes first: each call takes its time, and the buttons that were pressed, and the
    circle that turns on them, can change a moment later."""
    return _SILENT.index(payload["type"]) + 1 if payload["type"] in _SILENT else 0


def start(
    uow: UnitOfWork, conversation: Row[Any], payload: Payload, now: datetime, *, due_at: datetime, dedupe: str,
    author: str = "bot", case_id: str | None = None,
) -> bool:
    """Write first, at ``due_at``: paced, at most once per ``dedupe``. False if it was written before."""
    open_turn = answering.get()
    if open_turn is not None and open_turn[0] == conversation.id and due_at <= now:
        open_turn[1].append(payload)
        return True
    if conversation.channel in STORED_CHANNELS:
        fresh = uow.outbox.queue(
            lane_id=conversation.id, channel=conversation.channel, subject=conversation.worker_id,
            payload={**payload, "author": author}, now=now, due_at=due_at, dedupe=dedupe, case_id=case_id,
        )
        return fresh
    fresh = uow.outbox.queue(
        lane_id=conversation.id, channel=conversation.channel, subject=conversation.worker_id, payload=payload,
        now=now, due_at=due_at, paced=True, dedupe=dedupe, case_id=case_id, visit=payload.get("visit"),
    )
    for sound in _spoken(payload) if fresh else ():
        uow.outbox.queue(
            lane_id=conversation.id, channel=conversation.channel, subject=conversation.worker_id, payload=sound,
            now=now, due_at=due_at, paced=True, dedupe=f"{dedupe}{BESIDE}{sound['id']}", case_id=case_id,
        )
    return fresh
