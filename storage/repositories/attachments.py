"""Photos, documents and voice messages, kept as sealed pieces."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from ..errors import Tampered
from ..ids import new_id
from ..models import Attachment, AttachmentChunk, Rendering
from ..models.conversations import AttachmentCopy
from .base import Repository, table_of

_A = table_of(Attachment)
_CHUNK = table_of(AttachmentChunk)
_COPY = table_of(AttachmentCopy)
_RENDERING = table_of(Rendering)
CHUNK = 256 * 1024  # bytes
LARGEST_NOTED = 2**31 - 1  # bytes; what is said to be larger is noted as this (nothing near it is ever kept)


class AttachmentRepository(Repository):
    """Photos, documents and voice messages, kept as sealed pieces."""

    def expect(
        self, *, worker_id: str, conversation_id: str, media: str, meta: dict[str, Any], size: int | None,
        now: datetime, fetch_at: datetime | None, state: str = "waiting", reason: str | None = None,
        attachment_id: str | None = None,
    ) -> str:
        """Note a file: one to fetch from the channel (``fetch_at``), one that comes with it, or a refused one."""
        made = attachment_id or new_id()
        self.connection.execute(
            _A.insert(),
            {
                "id": made, "worker_id": worker_id, "conversation_id": conversation_id, "media": media,
                "size": None if size is None else min(max(size, 0), LARGEST_NOTED), "state": state, "reason": reason,
                "received_at": now, "fetch_at": fetch_at, "attempts": 0,
                "meta": self.vault.seal_json(worker_id, "attachment", made, "meta", meta),
            },
        )
        return made

    def get(self, attachment_id: str) -> Row[Any] | None:
        """The attachment's row."""
        return self.connection.execute(select(_A).where(_A.c.id == attachment_id)).first()

    def meta(self, row: Row[Any]) -> dict[str, Any]:
        """Name, mime type, hash, reference at the channel."""
        meta: dict[str, Any] = self.vault.open_json(row.worker_id, "attachment", row.id, "meta", row.meta)
        return meta

    def sent_together(self, conversation_id: str, group: str, since: datetime) -> int:
        """How many files of this group (as the channel calls it) have come."""
        rows = self.connection.execute(
            select(_A).where(_A.c.conversation_id == conversation_id, _A.c.received_at >= since)
        )
        return sum(self._group(row) == group for row in rows)

    def _group(self, row: Row[Any]) -> str | None:
        try:
            found: str | None = self.meta(row).get("group")
        except Tampered:
            return None
        return found

    def place(self, attachment_id: str, run_id: str, step: str) -> None:
        """The answer an attachment belongs to."""
        self.connection.execute(update(_A).where(_A.c.id == attachment_id).values(run_id=run_id, step=step))

    def give_to_case(self, run_id: str, case_id: str) -> None:
        """A run became a case: its attachments go along."""
        self.connection.execute(update(_A).where(_A.c.run_id == run_id).values(case_id=case_id))

    def set_case(self, attachment_id: str, case_id: str) -> None:
        """A file sent after filing belongs to the case at once."""
        self.connection.execute(update(_A).where(_A.c.id == attachment_id).values(case_id=case_id))

    def of_case(self, case_id: str) -> list[Row[Any]]:
        """All attachments of a case, oldest first."""
        return list(self.connection.execute(select(_A).where(_A.c.case_id == case_id).order_by(_A.c.received_at)))

    def of_worker(self, worker_id: str) -> list[Row[Any]]:
        """What a worker has sent and can still get at, oldest first: kept, on its way, or taken away for now."""
        there = _A.c.state.in_(("stored", "waiting", "removed"))
        statement = select(_A).where(_A.c.worker_id == worker_id, there).order_by(_A.c.received_at, _A.c.id)
        return list(self.connection.execute(statement))

    def sizes(self, worker_id: str, media: str) -> set[int | None]:
        """In bytes, of every file of that kind that a worker ever sent; None of what was deleted, or is not known."""
        statement = select(_A.c.size).where(_A.c.worker_id == worker_id, _A.c.media == media)
        return set(self.connection.scalars(statement))

    def describe(self, attachment_id: str, shows: dict[str, Any]) -> bool:
        """Keep what the worker says that it shows; False: there is no such file any more."""
        row = self._held(attachment_id)
        if row is None or row.state not in ("stored", "waiting"):
            return False
        meta = self.vault.seal_json(row.worker_id, "attachment", row.id, "meta", {**self.meta(row), "shows": shows})
        self.connection.execute(update(_A).where(_A.c.id == row.id).values(meta=meta))
        return True

    def take_away(self, attachment_id: str, until: datetime) -> bool:
        """Let nobody open a stored file any more; ``until``: when it is deleted. False: it is not stored."""
        mine = update(_A).where(_A.c.id == attachment_id, _A.c.state == "stored")
        return bool(self.connection.execute(mine.values(state="removed", fetch_at=until)).rowcount)

    def put_back(self, attachment_id: str) -> bool:
        """A file that was taken away is stored again; False: it was deleted, or never taken away."""
        mine = update(_A).where(_A.c.id == attachment_id, _A.c.state == "removed")
        return bool(self.connection.execute(mine.values(state="stored", fetch_at=None)).rowcount)

    def taken_away(self, now: datetime, limit: int = 100) -> list[str]:
        """Files that were taken away and are to be deleted now."""
        over = select(_A.c.id).where(_A.c.fetch_at <= now, _A.c.state == "removed").order_by(_A.c.fetch_at)
        return list(self.connection.execute(over.limit(limit)).scalars())

    def delete_content(self, attachment_id: str) -> None:
        """Delete a file that was taken away: its bytes, what was drawn from it or put into words, name and hash. That
        there was one stays known."""
        row = self._held(attachment_id)
        if row is None or row.state != "removed":
            return
        for table in (_CHUNK, _COPY):
            self.connection.execute(delete(table).where(table.c.attachment_id == attachment_id))
        said = _RENDERING.c.case_id == row.case_id, _RENDERING.c.what == "voice", _RENDERING.c.ref == row.id
        self.connection.execute(delete(_RENDERING).where(*said))
        meta = self.vault.seal_json(row.worker_id, "attachment", row.id, "meta", {})
        gone = {"state": "deleted", "fetch_at": None, "size": None, "copy_state": None, "meta": meta}
        self.connection.execute(update(_A).where(_A.c.id == row.id).values(**gone))

    def _held(self, attachment_id: str) -> Row[Any] | None:
        return self.connection.execute(self.lock(select(_A).where(_A.c.id == attachment_id))).first()

    def due(self, now: datetime, limit: int = 20) -> list[Row[Any]]:
        """Files still to fetch."""
        return list(
            self.connection.execute(
                select(_A).where(_A.c.fetch_at <= now, _A.c.state == "waiting").order_by(_A.c.fetch_at).limit(limit)
            )
        )

    def take(self, attachment_id: str, now: datetime, until: datetime) -> bool:
        """Take a file to fetch it, until then for oneself; False if somebody else was faster."""
        return bool(
            self.connection.execute(
                update(_A)
                .where(_A.c.id == attachment_id, _A.c.state == "waiting", _A.c.fetch_at <= now)
                .values(fetch_at=until, attempts=_A.c.attempts + 1)
            ).rowcount
        )

    def postpone(self, attachment_id: str, fetch_at: datetime) -> None:
        """It could not be fetched: again at that time."""
        self.connection.execute(
            update(_A).where(_A.c.id == attachment_id, _A.c.state == "waiting").values(fetch_at=fetch_at)
        )

    def add_chunk(self, attachment_id: str, worker_id: str, n: int, data: bytes) -> None:
        """Keep one piece; a piece kept twice is replaced."""
        sealed = self.vault.seal(worker_id, "attachment_chunk", f"{attachment_id}:{n}", "data", data)
        statement = self.insert(_CHUNK).values(attachment_id=attachment_id, n=n, data=sealed)
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=["attachment_id", "n"], set_={"data": sealed})
        )

    def stored(self, row: Row[Any], *, size: int, mime: str, sha256: str) -> None:
        """All pieces are there."""
        meta = {**self.meta(self._held(row.id) or row), "mime": mime, "sha256": sha256}
        self.connection.execute(
            update(_A)
            .where(_A.c.id == row.id)
            .values(
                state="stored", size=size, fetch_at=None,
                meta=self.vault.seal_json(row.worker_id, "attachment", row.id, "meta", meta),
            )
        )

    def refuse(self, attachment_id: str, state: str, reason: str) -> None:
        """It can't be kept (``refused``: too large, not what it claims; ``failed``: not to be had)."""
        self.connection.execute(delete(_CHUNK).where(_CHUNK.c.attachment_id == attachment_id))
        self.connection.execute(
            update(_A).where(_A.c.id == attachment_id).values(state=state, reason=reason, fetch_at=None)
        )

    def broken_off(self, before: datetime) -> list[str]:
        """Files that came with an upload which nobody finished, nor noted its end: whoever took them has died."""
        unfinished = (_A.c.state == "waiting", _A.c.fetch_at.is_(None), _A.c.received_at < before)
        return list(self.connection.execute(select(_A.c.id).where(*unfinished)).scalars())

    def content(self, row: Row[Any]) -> Iterator[bytes]:
        """The file, piece by piece."""
        numbers = self.connection.execute(
            select(_CHUNK.c.n).where(_CHUNK.c.attachment_id == row.id).order_by(_CHUNK.c.n)
        ).scalars().all()
        for n in numbers:
            sealed = self.connection.execute(
                select(_CHUNK.c.data).where(_CHUNK.c.attachment_id == row.id, _CHUNK.c.n == n)
            ).scalar_one()
            yield self.vault.open(row.worker_id, "attachment_chunk", f"{row.id}:{n}", "data", sealed)
