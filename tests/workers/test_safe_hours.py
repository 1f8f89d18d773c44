"""What was queued for a safe hour and could not leave in it waits for the next one; answers never wait."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.channels.telegram.out import TelegramOut
from bot.clock import JAPAN
from bot.conversation.safe_hours import SafeHours
from bot.testing.bot_api import BotApiServer
from bot.workers.outbox import OutboxWorker
from tests.workers.test_outbox import CHAT, NOW, Post, out, post, said, telegram

__all__ = ["out", "post", "telegram"]  # the fixtures

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]
EVENING = datetime(2026, 11, 24, 20, 30, tzinfo=JAPAN)
LATE = "We have not heard from anybody yet."


def start(post: Post, words: str) -> None:
    """The program writes first, at a moment that was safe."""
    with post.database.write() as uow:
        lane, worker = uow.conversations.find_or_create("telegram", str(CHAT), NOW)
        uow.workers.update_profile(worker, write_first="any_time")
        payload = {"type": "bubble", "kind": "say", "lang": "en", "text": words}
        uow.outbox.queue(
            lane_id=lane, channel="telegram", subject=worker, payload=payload, now=post.clock.now(),
            due_at=post.clock.now() + timedelta(seconds=1), paced=True, case_id="a case",
        )  # fmt: skip


async def send(post: Post, telegram: BotApiServer, out: TelegramOut, seconds: float = 1.5) -> list[str]:
    """Let a process send for a moment; what the worker has read by then."""
    worker = OutboxWorker(post.database, post.clock, {"telegram": out})
    worker.safe_from = SafeHours(post.clock)
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    await asyncio.sleep(seconds)
    stop.set()
    worker.wake_soon()
    await running
    return said(telegram)


async def test_an_outage_over_the_evening_wakes_nobody_at_night(
    post: Post, telegram: BotApiServer, out: TelegramOut
) -> None:
    post.clock.advance(EVENING - post.clock.now())
    start(post, LATE)
    post.clock.advance(hours=6, minutes=30)  # three in the morning: Telegram is back
    assert await send(post, telegram, out) == []
    post.queue(CHAT, "An answer to what you wrote.")
    assert await send(post, telegram, out) == ["An answer to what you wrote."]
    post.clock.advance(hours=5)  # eight
    assert await send(post, telegram, out) == ["An answer to what you wrote.", LATE]


async def test_whoever_has_just_written_is_awake(post: Post, telegram: BotApiServer, out: TelegramOut) -> None:
    post.clock.advance(EVENING - post.clock.now() + timedelta(hours=6))
    start(post, LATE)
    with post.database.write() as uow:
        uow.connection.execute(text("UPDATE conversation SET last_inbound_at = :now"), {"now": _stored(post)})
    post.clock.advance(minutes=1)
    assert await send(post, telegram, out) == [LATE]


def _stored(post: Post) -> object:
    """The moment as the database keeps it."""
    now = post.clock.now()
    return now.replace(tzinfo=None).isoformat(" ", "microseconds") if post.database.sqlite else now
