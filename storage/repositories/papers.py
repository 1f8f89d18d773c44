"""Files that were made for a worker to take away, and whether a file is one of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

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
        newest = select(_P.c.id).where(_P.c.worker_id == worker_id, _P.c.kind == kind, _P.c.content.is_not(None))
        older = list(self.connection.execute(newest.order_by(_P.c.id.desc()).offset(KEPT)).scalars())
        if older:
            self.connection.execute(update(_P).where(_P.c.id.in_(older)).values(content=None))
        return made

    def get(self, paper_id: str) -> Row[Any] | None:
        """The paper's row."""
        return self.connection.execute(select(_P).where(_P.c.id == paper_id)).first()

    def by_code(self, code: str) -> Row[Any] | None:
        """The paper that bears a code, however it was typed."""
        return self.connection.execute(select(_P).where(_P.c.code_index == self._code(code))).first()

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
