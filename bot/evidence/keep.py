"""Keeping a file as it comes: piece by piece, sealed, hashed, and refused if it isn't what it claims."""

import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from bot.clock import Clock
from bot.errors import TodokeError
from storage.database import Database
from storage.errors import StorageError
from storage.repositories.attachments import CHUNK
from storage.uow import UnitOfWork

from .kinds import LOOK, LOOK_BACK, fits, kind_of, may_become


class FileRefused(TodokeError):
    """This file can't be kept: it is empty, or not a photo, document or recording. Send a photo of it instead."""


class Pieces:
    """Takes a file's bytes, keeps them in pieces of equal size, and knows hash, size and kind at the end."""

    def __init__(self, database: Database, attachment_id: str, worker_id: str, media: str) -> None:
        self._database = database
        self._attachment = attachment_id
        self._worker = worker_id
        self._media = media
        self._held = bytearray()
        self._n = 0
        self._hash = hashlib.sha256()
        self._head = bytearray()
        self._tail = bytearray()
        self._seen = False
        self.size = 0
        self.mime: str | None = None

    async def take(self, data: bytes) -> None:
        """Some more bytes. Raises FileRefused as soon as they show that the file can't be kept."""
        self._held += data
        self._hash.update(data)
        self.size += len(data)
        self._head += data[: LOOK - len(self._head)]
        self._tail += data
        del self._tail[:-LOOK_BACK]
        if not self._seen and len(self._head) == LOOK:
            self._seen = True
            if not may_become(bytes(self._head)):
                raise FileRefused
        while len(self._held) >= CHUNK:
            await self._keep(bytes(self._held[:CHUNK]))
            del self._held[:CHUNK]

    async def finish(self) -> str:
        """All bytes have come; returns the SHA-256 in hex."""
        self._look()
        if self._held:
            await self._keep(bytes(self._held))
        return self._hash.hexdigest()

    def _look(self) -> None:
        mime = kind_of(bytes(self._head), bytes(self._tail), self.size)
        if mime is None or not fits(self._media, mime):
            raise FileRefused
        self.mime = mime

    async def _keep(self, data: bytes) -> None:
        def write() -> None:
            with self._database.write() as uow:
                uow.attachments.add_chunk(self._attachment, self._worker, self._n, data)

        await self._database.run(write)
        self._n += 1


async def keep_stream(
    database: Database, clock: Clock, *, conversation_id: str, media: str, name: str, mime: str,
    stream: AsyncIterator[bytes], told: Callable[[UnitOfWork, str], bool] | None = None,
) -> str | None:
    """Keep a file that comes over the web chat; returns the attachment's id.

    ``told`` stores what the worker said by sending it, given that id, in the transaction that makes the file whole;
    False from it means that this was said before: then None is returned. What was said before, breaks off or is refused
    leaves nothing behind but a note of it; an error goes on to the caller.
    """

    def expect() -> tuple[str, str]:
        with database.write() as uow:
            conversation = uow.conversations.get(conversation_id)
            assert conversation is not None
            meta: dict[str, Any] = {"name": name[:120], "claimed": mime[:80]}
            made = uow.attachments.expect(
                worker_id=conversation.worker_id, conversation_id=conversation_id, media=media, meta=meta, size=None,
                now=clock.now(), fetch_at=None,
            )  # fmt: skip
            return made, conversation.worker_id

    attachment_id, worker_id = await database.run(expect)
    pieces = Pieces(database, attachment_id, worker_id, media)

    def whole(digest: str) -> str | None:
        with database.write() as uow:
            _stored(uow, attachment_id, pieces, digest)
            if told is None or told(uow, attachment_id):
                return attachment_id
            uow.attachments.refuse(attachment_id, "refused", "repeated")
            return None

    try:
        async for data in stream:
            await pieces.take(data)
        return await database.run(whole, await pieces.finish())
    except BaseException as error:
        reason = "refused" if isinstance(error, FileRefused) else "broken_off"
        with contextlib.suppress(StorageError):  # housekeeping finds it later
            await database.run(refuse, database, attachment_id, "refused", reason)
        raise


def stored(database: Database, attachment_id: str, pieces: Pieces, digest: str) -> None:
    """Note that all pieces are there."""
    with database.write() as uow:
        _stored(uow, attachment_id, pieces, digest)


def _stored(uow: UnitOfWork, attachment_id: str, pieces: Pieces, digest: str) -> None:
    row = uow.attachments.get(attachment_id)
    if row is not None:
        uow.attachments.stored(row, size=pieces.size, mime=pieces.mime or "", sha256=digest)


def refuse(database: Database, attachment_id: str, state: str, reason: str) -> None:
    """Note that it can't be kept; its pieces are thrown away."""
    with database.write() as uow:
        uow.attachments.refuse(attachment_id, state, reason)
