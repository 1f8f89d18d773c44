"""Metadata-free copies of pictures, and small ones to look at, kept as sealed pieces beside the original."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, or_, select, text, update

from ..models import Attachment
from ..models.conversations import AttachmentCopy, CopyState
from .base import Repository, table_of

_A = table_of(Attachment)
_COPY = table_of(AttachmentCopy)
_TO_COPY = text("copy_state IS NULL AND state = 'stored'")  # the very words of the index on these rows


class CopyRepository(Repository):
    """Metadata-free copies of pictures, kept as sealed pieces."""

    def due(self, now: datetime, limit: int = 10) -> list[Row[Any]]:
        """Stored files that nobody has looked at yet: the first of each worker, then the second of each, so that nobody
        waits for all of somebody else's; those tried before come last."""
        free = or_(_A.c.copy_at.is_(None), _A.c.copy_at <= now)
        turn = func.row_number().over(partition_by=_A.c.worker_id, order_by=(_A.c.copy_tries, _A.c.received_at))
        statement = select(_A).where(_TO_COPY, free).order_by(_A.c.copy_tries, turn, _A.c.received_at).limit(limit)
        return list(self.connection.execute(statement))

    def take(self, row: Row[Any], until: datetime) -> int | None:
        """Take a file to copy it, until then for oneself; returns a fence, or None if somebody else was faster.

        Whoever was at it before and still is can't add anything any more.
        """
        mine = and_(_A.c.id == row.id, _TO_COPY, _A.c.copy_tries == row.copy_tries)
        fence: int = row.copy_tries + 1
        if not self.connection.execute(update(_A).where(mine).values(copy_at=until, copy_tries=fence)).rowcount:
            return None
        self.connection.execute(delete(_COPY).where(_COPY.c.attachment_id == row.id))
        return fence

    def postpone(self, attachment_id: str, until: datetime) -> None:
        """It could not be done: again at that time."""
        self.connection.execute(
            update(_A).where(_A.c.id == attachment_id, _A.c.copy_state.is_(None)).values(copy_at=until)
        )

    def settle(self, attachment_id: str, state: CopyState) -> None:
        """There will be no copy, and why."""
        self.connection.execute(
            update(_A).where(_A.c.id == attachment_id, _TO_COPY).values(copy_state=state.value, copy_at=None)
        )

    def add_piece(self, attachment_id: str, fence: int, part: str, n: int, data: bytes) -> bool:
        """Keep one piece; False if the file is gone, or another process is at it now."""
        row = self._held(attachment_id, fence)
        if row is None:
            return False
        sealed = self.vault.seal(row.worker_id, "attachment_copy", f"{attachment_id}:{part}:{n}", "data", data)
        self.connection.execute(_COPY.insert(), {"attachment_id": attachment_id, "part": part, "n": n, "data": sealed})
        return True

    def made(self, attachment_id: str, fence: int, copies: dict[str, dict[str, Any]]) -> bool:
        """All pieces are there; ``copies``: part → mime, size, width, height. False as for ``add_piece``."""
        row = self._held(attachment_id, fence)
        if row is None:
            return False
        meta = {**self.uow.attachments.meta(row), "copies": copies}
        sealed = self.vault.seal_json(row.worker_id, "attachment", attachment_id, "meta", meta)
        self.connection.execute(
            update(_A)
            .where(_A.c.id == attachment_id)
            .values(copy_state=CopyState.MADE.value, copy_at=None, meta=sealed)
        )
        return True

    def content(self, row: Row[Any], part: str) -> Iterator[bytes]:
        """What was made, piece by piece."""
        mine = and_(_COPY.c.attachment_id == row.id, _COPY.c.part == part)
        for n, sealed in self.connection.execute(select(_COPY.c.n, _COPY.c.data).where(mine).order_by(_COPY.c.n)):
            yield self.vault.open(row.worker_id, "attachment_copy", f"{row.id}:{part}:{n}", "data", sealed)

    def _held(self, attachment_id: str, fence: int) -> Row[Any] | None:
        mine = and_(_A.c.id == attachment_id, _TO_COPY, _A.c.copy_tries == fence)
        return self.connection.execute(self.lock(select(_A).where(mine))).first()
