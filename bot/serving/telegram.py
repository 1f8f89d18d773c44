"""Telling Telegram where we are, or fetching updates from it; only loaded with a token."""

import asyncio
import logging
import os
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.channels.telegram.api import Identity, TelegramApi
from bot.channels.telegram.errors import TelegramFailure
from bot.channels.telegram.polling import poll
from bot.channels.telegram.setup import publish_profiles, use_polling, use_webhook
from bot.wiring import Program

from .profiles import profiles

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
PAUSE = 5.0  # seconds between two tries while Telegram can't be reached


async def register(program: Program, secret: str, stop: asyncio.Event) -> None:
    """Set the webhook, until Telegram has heard it. One replica is enough; more do no harm."""
    await _until_heard(program, stop, lambda api: use_webhook(api, program.settings.public_url or "", secret))


async def poll_updates(program: Program, stop: asyncio.Event) -> None:
    """Fetch updates while this process holds the lease: of several, one polls."""
    owner = f"{os.getpid()}-{secrets.token_hex(4)}"

    def take() -> bool:
        with program.database.write() as uow:
            return uow.system.take_lease("polling", owner, program.clock.now(), LEASE)

    async def lease() -> bool:
        return await program.database.run(take)

    who = await _until_heard(program, stop, use_polling)
    if who is not None and program.telegram is not None:
        await poll(
            program.telegram, program.take_telegram, stop, lease, bot_name=who.username, counts=program.counts,
            missed=program.missed_telegram,
        )


async def _until_heard(
    program: Program, stop: asyncio.Event, tell: Callable[[TelegramApi], Awaitable[Identity]]
) -> Identity | None:
    """Tell Telegram, again and again while it can't be reached; None when told to stop first."""
    assert program.telegram is not None
    while not stop.is_set():
        try:
            who = await tell(program.telegram)
            program.conversations.bot_name = who.username
            await publish_profiles(program.telegram, profiles(program.wording.now))
            return who
        except TelegramFailure as error:
            log.error("Telegram does not know of us yet: %s", error)
            try:
                await asyncio.wait_for(stop.wait(), PAUSE)
            except TimeoutError:
                continue
    return None
