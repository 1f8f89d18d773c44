"""What was queued for a safe hour and could not leave in it waits for the next one; answers never wait."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.channels.telegram.out import TelegramOut
from bot.clock import JAPAN
from bot.conversation.outgoing import reply
from bot.conversation.safe_hours import SafeHours
from bot.testing.bot_api import BotApiServer
from bot.workers.intake import Arrival, store
from bot.workers.outbox import OutboxWorker
from tests.workers.test_outbox import CHAT, NOW, Post, out, post, said, telegram

__all__ = ["out", "post", "telegram"]  # the fixtures

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]
EVENING = datetime(2026, 11, 24, 20, 30, tzinfo=JAPAN)
LATE = "We have not heard from anybody yet."


def start(post: Post, words: str, write_first: str = "any_time") -> None:
    """The program writes first, at a moment that was safe."""
    with post.database.write() as uow:
        lane, worker = uow.conversations.find_or_create("telegram", str(CHAT), NOW)
        uow.workers.update_profile(worker, write_first=write_first)
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


@pytest.mark.parametrize("write_first", ["any_time", "never"])
async def test_an_outage_over_the_evening_wakes_nobody_at_night(
    post: Post, telegram: BotApiServer, out: TelegramOut, write_first: str
) -> None:
    """Nor somebody who never said when we may write, and only wished to be reminded of their hours."""
    post.clock.advance(EVENING - post.clock.now())
    start(post, LATE, write_first)
    post.clock.advance(hours=6, minutes=30)  # three in the morning: Telegram is back
    assert await send(post, telegram, out) == []
    post.queue(CHAT, "An answer to what you wrote.")
    assert await send(post, telegram, out) == ["An answer to what you wrote."]
    post.clock.advance(hours=5)  # eight
    assert await send(post, telegram, out) == ["An answer to what you wrote.", LATE]


def says(post: Post, n: int, said_at: datetime) -> None:
    """Something comes in that was said then."""
    with post.database.write() as uow:
        event = {"type": "text", "text": "Where are you?"}
        [fresh] = store(uow, post.clock, [Arrival("telegram:1", n, "telegram", str(CHAT), event, said_at=said_at)])
    assert fresh


def answer(post: Post, *words: str, kind: str = "say") -> None:
    """What was said is answered."""
    with post.database.write() as uow:
        lane, _ = uow.conversations.find_or_create("telegram", str(CHAT), NOW)
        conversation = uow.conversations.get(lane)
        assert conversation is not None
        payloads = [{"type": "bubble", "kind": kind, "lang": "en", "text": one} for one in words]
        reply(uow, conversation, payloads, post.clock.now())


async def test_whoever_has_just_written_is_awake(post: Post, telegram: BotApiServer, out: TelegramOut) -> None:
    post.clock.advance(EVENING - post.clock.now() + timedelta(hours=6))
    start(post, LATE)
    says(post, 1, post.clock.now() - timedelta(minutes=20))
    post.clock.advance(minutes=1)
    assert await send(post, telegram, out) == [LATE]


async def test_words_that_were_on_their_way_for_hours_do_not_make_anybody_awake(
    post: Post, telegram: BotApiServer, out: TelegramOut
) -> None:
    """Telegram was away from the evening on; at three in the morning everything comes at once."""
    post.clock.advance(EVENING - post.clock.now())
    start(post, LATE)
    post.clock.advance(hours=6, minutes=30)
    says(post, 1, EVENING)
    answer(post, "Kept with your report.")
    assert await send(post, telegram, out) == []
    post.clock.advance(hours=5)  # eight
    assert await send(post, telegram, out) == [LATE, "Kept with your report."]


async def test_whoever_writes_at_night_gets_what_they_are_owed_first(
    post: Post, telegram: BotApiServer, out: TelegramOut
) -> None:
    post.clock.advance(EVENING - post.clock.now() + timedelta(hours=6))
    says(post, 1, EVENING)
    answer(post, "first", "second")
    assert await send(post, telegram, out) == []
    says(post, 2, post.clock.now())
    answer(post, "third")
    assert await send(post, telegram, out) == ["first", "second", "third"]


async def test_help_in_danger_waits_for_nothing(post: Post, telegram: BotApiServer, out: TelegramOut) -> None:
    post.clock.advance(EVENING - post.clock.now() + timedelta(hours=6))
    says(post, 1, EVENING)
    answer(post, "Police: 110", kind="card")
    assert await send(post, telegram, out) == ["Police: 110"]


async def test_by_day_old_words_are_answered_at_once(post: Post, telegram: BotApiServer, out: TelegramOut) -> None:
    post.clock.advance(EVENING - post.clock.now() - timedelta(hours=3))
    says(post, 1, post.clock.now() - timedelta(hours=9))
    answer(post, "Kept with your report.")
    assert await send(post, telegram, out) == ["Kept with your report."]
