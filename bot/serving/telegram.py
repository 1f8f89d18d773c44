"""Telling Telegram where we are, or fetching updates from it; only loaded with a token."""

import asyncio
import contextlib
import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.channels.telegram.api import Identity, TelegramApi
from bot.channels.telegram.errors import Refused, RetryAfter, TelegramFailure
from bot.channels.telegram.polling import poll
from bot.channels.telegram.setup import by_code, publish_profile, use_polling, use_webhook
from bot.wiring import Program

from .profiles import profiles

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
PAUSE = 5.0  # seconds between two tries while Telegram can't be reached


async def register(program: Program, secret: str, stop: asyncio.Event) -> None:
    """Set the webhook, until Telegram has heard it. One replica is enough; more do no harm."""
    address = program.settings.public_url or ""
    if await _until_heard(program, stop, lambda api: use_webhook(api, address, secret)) is not None:
        await _show_profiles(program, stop)


async def poll_updates(program: Program, stop: asyncio.Event) -> None:
    """Fetch updates while this process holds the lease: of several, one polls."""
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"

    def take() -> bool:
        with program.database.write() as uow:
            return uow.system.take_lease("polling", owner, program.clock.now(), LEASE)

    async def lease() -> bool:
        return await program.database.run(take)

    who = await _until_heard(program, stop, use_polling)
    if who is None or program.telegram is None:
        return
    shown = asyncio.create_task(_show_profiles(program, stop))
    try:
        await poll(
            program.telegram, program.take_telegram, stop, lease, bot_name=who.username, counts=program.counts,
            missed=program.missed_telegram,
        )
    finally:
        shown.cancel()
        await asyncio.gather(shown, return_exceptions=True)


async def _until_heard(
    program: Program, stop: asyncio.Event, tell: Callable[[TelegramApi], Awaitable[Identity]]
) -> Identity | None:
    """Tell Telegram, again and again while it can't be reached; None when told to stop first."""
    assert program.telegram is not None
    while not stop.is_set():
        try:
            who = await tell(program.telegram)
            program.conversations.bot_name = who.username
            return who
        except TelegramFailure as error:
            log.error("Telegram does not know of us yet: %s", error)
            await _rest(stop, _wait_after(error))
    return None


async def _show_profiles(program: Program, stop: asyncio.Event) -> None:
    """Menu and profile in every language. Nobody's message waits for it: a language whose texts Telegram refuses is
    left out, and of a bot that was started often Telegram may take none for hours."""
    assert program.telegram is not None
    left, told = list(by_code(profiles(program.wording.now)).items()), False
    while left and not stop.is_set():
        code, profile = left[0]
        try:
            await publish_profile(program.telegram, profile, code)
        except Refused as error:
            log.error("Telegram does not show the menu and profile in %s: %s", code or "other languages", error)
        except TelegramFailure as error:
            if not told:
                log.warning("menu and profile are shown later: %s", error)
                told = True
            await _rest(stop, _wait_after(error))
            continue
        except Exception:  # nobody waits for this task: what ends it would be heard by nobody
            log.exception("the menu and profile in %s could not be shown", code or "other languages")
        left.pop(0)


def _wait_after(error: TelegramFailure) -> float:
    return max(PAUSE, error.seconds) if isinstance(error, RetryAfter) else PAUSE


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
