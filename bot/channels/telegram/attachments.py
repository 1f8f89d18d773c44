"""Fetching what workers sent on Telegram, while the conversation goes on."""

import logging
from datetime import timedelta
from typing import Any

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.errors import FileTooLarge, Refused, TelegramFailure
from bot.channels.telegram.files import download
from bot.clock import Clock
from bot.evidence.keep import FileRefused, Pieces, refuse, stored
from storage.database import Database
from storage.rows import Row

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
TRIES = 12  # slower each time: about a day
LONGEST = timedelta(hours=4)


async def fetch_due(database: Database, api: TelegramApi, clock: Clock) -> int:
    """Fetch the files that wait; returns how many were looked at."""

    def take() -> list[tuple[Row[Any], dict[str, Any]]]:
        taken = []
        with database.write() as uow:
            for row in uow.attachments.due(clock.now(), 4):
                if uow.attachments.postpone(row.id, clock.now() + LEASE):
                    taken.append((row, uow.attachments.meta(row)))
        return taken

    work = await database.run(take)
    for row, meta in work:
        await _fetch(database, api, clock, row, meta)
    return len(work)


async def _fetch(database: Database, api: TelegramApi, clock: Clock, row: Row[Any], meta: dict[str, Any]) -> None:
    pieces = Pieces(database, row.id, row.worker_id, row.media, meta.get("name", ""))
    try:
        await download(api, meta["ref"], pieces.take)
        digest = await pieces.finish()
    except FileTooLarge:
        await database.run(refuse, database, row.id, "refused", "too_large")
    except FileRefused:
        await database.run(refuse, database, row.id, "refused", "not_what_it_claims")
    except Refused:
        await database.run(refuse, database, row.id, "failed", "not_at_telegram")
    except TelegramFailure as error:
        await database.run(_again, database, clock, row, type(error).__name__)
    else:
        await database.run(stored, database, row.id, pieces, digest)


def _again(database: Database, clock: Clock, row: Row[Any], why: str) -> None:
    if row.attempts + 1 >= TRIES:
        refuse(database, row.id, "failed", why)
        return
    pause = min(timedelta(seconds=5 * 3 ** min(row.attempts, 8)), LONGEST)
    with database.write() as uow:
        uow.attachments.postpone(row.id, clock.now() + pause)
