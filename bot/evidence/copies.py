"""The job that draws metadata-free copies of the pictures workers have sent, apart from everything else."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from storage.database import Database
from storage.errors import Erased, Tampered
from storage.models.conversations import CopyState
from storage.repositories.attachments import CHUNK
from storage.rows import Row
from storage.taking import take_first

from . import run
from .run import NoPicture, ParserEnded, ParserMissing, Picture

log = logging.getLogger(__name__)

COPY, SMALL = "copy", "small"
"""The parts that are kept: the whole picture, and one to look at."""

LEASE = timedelta(minutes=3)  # longer than the parser's patience and the writing of what it made
AGAIN = timedelta(minutes=1)  # a parser that was ended: perhaps the machine had too much else to do
ENDED_TRIES = 2
MISSING_TRIES = 12  # slower each time: a day and a half
LONGEST = timedelta(hours=6)

Copies = Callable[[bytes], Awaitable[tuple[Picture, Picture]]]


async def make_due(database: Database, clock: Clock, copies: Copies = run.copies) -> int:
    """Look at one file that waits, if any; returns how many were looked at.

    Any number of processes may do this at once. Whatever happens to the parser, the original stays as it is.
    """

    now = clock.now()
    taken = await database.run(take_first, database, lambda uow: uow.copies, now, now + LEASE)
    if taken is None:
        return 0
    row, fence = taken
    try:
        await _make(database, clock, row, fence, copies)
    except (Erased, Tampered) as error:
        log.warning("a file can't be read to copy it: %s", type(error).__name__, extra={"attachment": row.id})
        if isinstance(error, Tampered):
            await database.run(_settle, database, row.id, CopyState.NOT_SHOWN)
    return 1


async def _make(database: Database, clock: Clock, row: Row[Any], fence: int, copies: Copies) -> None:
    original = await database.run(_read, database, row)
    if original is None:
        await database.run(_settle, database, row.id, CopyState.NO_PICTURE)
        return
    try:
        made = dict(zip((COPY, SMALL), await copies(original), strict=True))
    except NoPicture:
        await database.run(_settle, database, row.id, CopyState.NOT_SHOWN)
    except ParserEnded:
        await database.run(_again, database, clock, row.id, fence >= ENDED_TRIES, AGAIN)
    except ParserMissing as error:
        log.error("%s", error)
        pause = min(timedelta(seconds=30 * 2 ** min(fence, 10)), LONGEST)
        await database.run(_again, database, clock, row.id, fence >= MISSING_TRIES, pause)
    else:
        await database.run(_keep, database, row.id, fence, made)


def _read(database: Database, row: Row[Any]) -> bytes | None:
    """The original, at most 20 MB; None if it is no picture."""
    with database.read() as uow:
        if not uow.attachments.meta(row).get("mime", "").startswith("image/"):
            return None
        return b"".join(uow.attachments.content(row))


def _settle(database: Database, attachment_id: str, state: CopyState) -> None:
    with database.write() as uow:
        uow.copies.settle(attachment_id, state)


def _again(database: Database, clock: Clock, attachment_id: str, enough: bool, pause: timedelta) -> None:
    with database.write() as uow:
        if enough:
            log.warning("a picture can't be shown: its parser was ended", extra={"attachment": attachment_id})
            uow.copies.settle(attachment_id, CopyState.NOT_SHOWN)
        else:
            uow.copies.postpone(attachment_id, clock.now() + pause)


def _keep(database: Database, attachment_id: str, fence: int, made: dict[str, Picture]) -> None:
    """Piece by piece: no write is so long that a conversation would wait for it."""
    for part, picture in made.items():
        for n, begin in enumerate(range(0, len(picture.data), CHUNK)):
            with database.write() as uow:
                if not uow.copies.add_piece(attachment_id, fence, part, n, picture.data[begin : begin + CHUNK]):
                    return
    about = {
        part: {"mime": one.mime, "size": len(one.data), "width": one.width, "height": one.height}
        for part, one in made.items()
    }
    with database.write() as uow:
        uow.copies.made(attachment_id, fence, about)
