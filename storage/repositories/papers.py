"""Files that were made for a worker to take away, and whether a file is one of them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from ..ids import new_id, plain_code
from ..models.papers import Paper
from .base import Repository, table_of

_P = table_of(Paper)
KEPT = 10
"""So many papers of a kind of a worker can be fetched again; of older ones only what they were is kept."""


class PaperRepository(Repository):
    """Files that were made for a worker."""

    def keep(
        self, *, worker_id: str, case_id: str | None, kind: str, content: bytes, meta: dict[str, Any], now: datetime,
        code: str | None = None,
    ) -> str:
        """Keep a file; returns its id. ``meta``: ``name`` and ``mime``, ``sha256`` (hex), and whatever else is to be
        known of it. ``code``: by which anybody who holds the paper can ask when it was issued."""
        made, subject = new_id(), case_id or worker_id
        self.connection.execute(
            _P.insert(),
            {
                "id": made, "worker_id": worker_id, "case_id": case_id, "kind": kind, "made_at": now,
                "code_index": None if code is None else self._code(code), "hash_index": self._hash(meta["sha256"]),
                "meta": self.vault.seal_json(subject, "paper", made, "meta", {**meta, "size": len(content)}),
                "content": self.vault.seal(subject, "paper", made, "content", content),
            },
        )  # fmt: skip
        self._keep_newest(worker_id, kind)
        return made

    def order(
        self, *, worker_id: str, case_id: str | None, kind: str, draft: dict[str, Any], meta: dict[str, Any],
        now: datetime, code: str | None = None,
    ) -> str:
        """Keep what a paper is to be drawn from; returns its id. ``meta``: as for ``keep``, without the hash."""
        made, subject = new_id(), case_id or worker_id
        self.connection.execute(
            _P.insert(),
            {
                "id": made, "worker_id": worker_id, "case_id": case_id, "kind": kind, "made_at": now, "due_at": now,
                "code_index": None if code is None else self._code(code), "hash_index": self._hash(made),
                "meta": self.vault.seal_json(subject, "paper", made, "meta", meta),
                "draft": self.vault.seal_json(subject, "paper", made, "draft", draft),
            },
        )  # fmt: skip
        return made

    def due(self, now: datetime, limit: int = 5) -> list[Row[Any]]:
        """Papers that are to be drawn now, the oldest first."""
        return list(self.connection.execute(select(_P).where(_P.c.due_at <= now).order_by(_P.c.due_at).limit(limit)))

    def take(self, row: Row[Any], until: datetime) -> int | None:
        """Take a paper to draw it, until then for oneself; returns a fence, or None if somebody else was faster."""
        fence: int = row.tries + 1
        mine = update(_P).where(_P.c.id == row.id, _P.c.due_at.is_not(None), _P.c.tries == row.tries)
        return fence if self.connection.execute(mine.values(due_at=until, tries=fence)).rowcount else None

    def draft(self, row: Row[Any]) -> dict[str, Any]:
        """What it is to be drawn from. Raises Erased."""
        found: dict[str, Any] = self.vault.open_json(_subject(row), "paper", row.id, "draft", row.draft)
        return found

    def drawn(self, paper_id: str, fence: int, content: bytes, sha256: str) -> bool:
        """Keep the file of a paper that was taken; False if it is gone, or another process is at it now."""
        row = self._held(paper_id, fence)
        if row is None:
            return False
        subject = _subject(row)
        meta = {**self.meta(row), "sha256": sha256, "size": len(content)}
        self.connection.execute(
            update(_P).where(_P.c.id == paper_id).values(
                hash_index=self._hash(sha256), draft=None, due_at=None,
                meta=self.vault.seal_json(subject, "paper", paper_id, "meta", meta),
                content=self.vault.seal(subject, "paper", paper_id, "content", content),
            )
        )  # fmt: skip
        self._keep_newest(row.worker_id, row.kind)
        return True

    def give_up(self, paper_id: str, fence: int) -> bool:
        """Forget a paper that can't be drawn; False as for ``drawn``."""
        if self._held(paper_id, fence) is None:
            return False
        self.connection.execute(delete(_P).where(_P.c.id == paper_id))
        return True

    def put_off(self, paper_id: str, fence: int, until: datetime) -> bool:
        """Leave a paper that was taken for later, as if nobody had tried; False as for ``drawn``."""
        if self._held(paper_id, fence) is None:
            return False
        self.connection.execute(update(_P).where(_P.c.id == paper_id).values(due_at=until, tries=fence - 1))
        return True

    def give_up_all(self, worker_id: str) -> None:
        """Forget everything that is still to be drawn for a worker."""
        self.connection.execute(delete(_P).where(_P.c.worker_id == worker_id, _P.c.due_at.is_not(None)))

    def forget(self, worker_id: str, kinds: Collection[str]) -> None:
        """Delete a worker's papers of these kinds, drawn or not."""
        self.connection.execute(delete(_P).where(_P.c.worker_id == worker_id, _P.c.kind.in_(kinds)))

    def _held(self, paper_id: str, fence: int) -> Row[Any] | None:
        mine = select(_P).where(_P.c.id == paper_id, _P.c.due_at.is_not(None), _P.c.tries == fence)
        return self.connection.execute(self.lock(mine)).first()

    def _keep_newest(self, worker_id: str, kind: str) -> None:
        newest = select(_P.c.id).where(_P.c.worker_id == worker_id, _P.c.kind == kind, _P.c.content.is_not(None))
        older = list(self.connection.execute(newest.order_by(_P.c.id.desc()).offset(KEPT)).scalars())
        if older:
            self.connection.execute(update(_P).where(_P.c.id.in_(older)).values(content=None))

    def get(self, paper_id: str) -> Row[Any] | None:
        """The paper's row."""
        return self.connection.execute(select(_P).where(_P.c.id == paper_id)).first()

    def by_code(self, code: str) -> Row[Any] | None:
        """The paper that bears a code, however it was typed; none that is still to be drawn."""
        found = select(_P).where(_P.c.code_index == self._code(code), _P.c.due_at.is_(None))
        return self.connection.execute(found).first()

    def by_hash(self, sha256: str) -> Row[Any] | None:
        """The paper that has this SHA-256 (hex), the oldest first."""
        found = select(_P).where(_P.c.hash_index == self._hash(sha256)).order_by(_P.c.id).limit(1)
        return self.connection.execute(found).first()

    def of_case(self, case_id: str) -> list[Row[Any]]:
        """What was made of a case, oldest first."""
        return list(self.connection.execute(select(_P).where(_P.c.case_id == case_id).order_by(_P.c.id)))

    def newest(self, worker_id: str, kind: str) -> Row[Any] | None:
        """The newest of a kind that can still be fetched."""
        found = select(_P).where(_P.c.worker_id == worker_id, _P.c.kind == kind, _P.c.content.is_not(None))
        return self.connection.execute(found.order_by(_P.c.id.desc()).limit(1)).first()

    def made_since(self, worker_id: str, kind: str, since: datetime) -> int:
        """How many of a kind were made for a worker since then."""
        found = select(_P.c.id).where(_P.c.worker_id == worker_id, _P.c.kind == kind, _P.c.made_at > since)
        return len(self.connection.execute(found).all())

    def meta(self, row: Row[Any]) -> dict[str, Any]:
        """What is known of it. Raises Erased."""
        found: dict[str, Any] = self.vault.open_json(_subject(row), "paper", row.id, "meta", row.meta)
        return found

    def content(self, row: Row[Any]) -> bytes | None:
        """The file; None if newer ones took its place. Raises Erased."""
        if row.content is None:
            return None
        return self.vault.open(_subject(row), "paper", row.id, "content", row.content)

    def _code(self, code: str) -> str:
        return self.vault.index("paper_code", plain_code(code))

    def _hash(self, sha256: str) -> str:
        return self.vault.index("paper_hash", sha256.lower())


def _subject(row: Row[Any]) -> str:
    subject: str = row.case_id or row.worker_id
    return subject
