"""Fetching what workers sent on Telegram, while the conversation goes on."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.errors import FileTooLarge, Refused, TelegramFailure
from bot.channels.telegram.files import download
from bot.clock import Clock
from bot.evidence.keep import FileRefused, Pieces, stored
from storage.database import Database
from storage.errors import Erased, Tampered
from storage.rows import Row
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
TRIES = 18  # slower each time: forty hours, so that an outage of a day costs no file
LONGEST = timedelta(hours=4)


Tell = Callable[[UnitOfWork, str, str, int], None]
"""Tells the worker of a conversation, by the key of a text, what became of a file; of those that were sent together,
also of which (0: it came alone)."""


async def fetch_due(database: Database, api: TelegramApi, clock: Clock, tell: Tell) -> int:
    """Fetch the files that wait; returns how many were looked at. ``tell``: what can't be kept is not kept silently."""

    def take() -> list[tuple[Row[Any], dict[str, Any]]]:
        now, taken = clock.now(), []
        with database.write() as uow:
            for row in uow.attachments.due(now, 4):
                if not uow.attachments.take(row.id, now, now + LEASE):
                    continue
                try:
                    taken.append((row, uow.attachments.meta(row)))
                except (Erased, Tampered) as error:  # it must not hold back the others
                    log.error("what is known of a file can't be read: %s", error, extra={"attachment": row.id})
                    uow.attachments.refuse(row.id, "failed", "unreadable")
                    if isinstance(error, Tampered):
                        tell(uow, row.conversation_id, "common.file_missing", 0)
        return taken

    work = await database.run(take)
    for row, meta in work:
        pieces = Pieces(database, row.id, row.worker_id, row.media)
        await _fetch(database, api, clock, row, meta, pieces, tell)
    return len(work)


async def _fetch(
    database: Database, api: TelegramApi, clock: Clock, row: Row[Any], meta: dict[str, Any], pieces: Pieces, tell: Tell
) -> None:
    place = int(meta.get("place", 0))
    try:
        await download(api, meta["ref"], pieces.take)
        digest = await pieces.finish()
    except FileTooLarge:
        await database.run(_give_up, database, row, "refused", "too_large", tell, place)
    except FileRefused:
        await database.run(_give_up, database, row, "refused", "not_what_it_claims", tell, place)
    except Refused:
        await database.run(_give_up, database, row, "failed", "not_at_telegram", tell, place)
    except TelegramFailure as error:
        await database.run(_again, database, clock, row, type(error).__name__, tell, place)
    except Erased:
        log.info("a worker was erased while a file of theirs was fetched", extra={"attachment": row.id})
    else:
        await database.run(stored, database, row.id, pieces, digest)


def _again(database: Database, clock: Clock, row: Row[Any], why: str, tell: Tell, place: int) -> None:
    if row.attempts + 1 >= TRIES:
        _give_up(database, row, "failed", why, tell, place)
        return
    pause = min(timedelta(seconds=5 * 3 ** min(row.attempts, 8)), LONGEST)
    with database.write() as uow:
        uow.attachments.postpone(row.id, clock.now() + pause)


def _give_up(database: Database, row: Row[Any], state: str, why: str, tell: Tell, place: int) -> None:
    key = {"too_large": "common.file_too_large", "not_what_it_claims": "common.file_refused"}.get(why)
    with database.write() as uow:
        uow.attachments.refuse(row.id, state, why)
        tell(uow, row.conversation_id, key or "common.file_missing", place)
