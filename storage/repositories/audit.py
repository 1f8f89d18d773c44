"""Who looked at what and did what: one chain of hashes per organisation.

Each line's hash is made with the signing key of the keys file over the line and the hash before it, so that
whoever holds only the database can neither change, add nor take out a line unnoticed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zlib import crc32

import orjson
from sqlalchemy import Row, func, text
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from ..models import AssistedDraft, Attachment, Audit, ChainHead
from .base import Repository, table_of
from .heads import HEADS_KEPT
from .readable import UNREADABLE, rows_until_unreadable
from .register import What

_AUDIT = table_of(Audit)
_HEAD = table_of(ChainHead)
_LEADS_TO = {"attachment": table_of(Attachment), "draft": table_of(AssistedDraft)}
"""Kinds of objects that belong to a case."""


class AuditTrail(Repository):
    """Writing, reading and checking audit chains."""

    def audit(
        self,
        chain: str,
        *,
        staff_id: str | None,
        action: str,
        now: datetime,
        object_kind: str | None = None,
        object_id: str | None = None,
    ) -> None:
        """Add a line to a chain. Write it last: PostgreSQL holds the chain until the end."""
        if not self.uow.sqlite:
            lock = text("SELECT pg_advisory_xact_lock(:space, :chain)")
            self.uow.execute(lock, {"space": 7_061, "chain": crc32(chain.encode()) - 2**31})
        seq, link = self._end_of(chain)
        line = Audit(
            chain=chain,
            seq=seq + 1,
            at=now,
            staff_id=staff_id,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            hash="",
        )
        line.hash = self._link(line, link)
        self.session.add(line)
        self.session.flush()
        self.sign_head(chain, line.seq, line.hash)
        if not seq:
            self.uow.register(What.LOG, chain, now)

    def sign_head(self, chain: str, seq: int, link: str) -> None:
        """Sign a chain's newest line."""
        values = {"seq": seq, "hash": link, "signature": self._signature(chain, seq, link)}
        statement = self.insert(_HEAD).values(chain=chain, **values)
        self.connection.execute(statement.on_conflict_do_update(index_elements=["chain"], set_=values))

    def audit_lines(
        self, chain: str | None, *, limit: int = 100, before: int | None = None, object_id: str | None = None
    ) -> Sequence[Audit]:
        """Lines of a chain (None: of all), newest first; ``before`` a sequence number, about one object."""
        statement = select(Audit).order_by(col(Audit.at).desc(), col(Audit.seq).desc()).limit(limit)
        if chain is not None:
            statement = statement.where(Audit.chain == chain)
        if before is not None:
            statement = statement.where(Audit.seq < before)
        if object_id is not None:
            statement = statement.where(Audit.object_id == object_id)
        return self.session.exec(statement).all()

    def cases_opened(
        self, *, staff_id: str | None = None, chain: str | None = None, since: datetime | None = None
    ) -> set[str]:
        """Cases that somebody has looked at or acted on, by that person, of that organisation, since then.

        Also those of which only a file was had, or that were entered together with their worker.
        """
        wanted = [
            column == value
            for column, value in ((_AUDIT.c.staff_id, staff_id), (_AUDIT.c.chain, chain))
            if value is not None
        ]
        if since is not None:
            wanted.append(_AUDIT.c.at >= since)

        def about(kind: str) -> Any:
            of_kind = _AUDIT.c.object_kind == kind, _AUDIT.c.object_id.is_not(None)
            return select_columns(_AUDIT.c.object_id).where(*of_kind, *wanted)

        found = set(self.uow.execute(about("case")).scalars())
        for kind, table in _LEADS_TO.items():
            leads = select_columns(table.c.case_id).where(table.c.id.in_(about(kind)), table.c.case_id.is_not(None))
            found |= set(self.uow.execute(leads).scalars())
        return found

    def audit_chains(self) -> dict[str, int]:
        """Chain → number of its lines."""
        counted = select(Audit.chain, func.count()).group_by(Audit.chain)
        return dict(self.session.exec(counted).all())

    def audit_sums(self, since: datetime) -> list[tuple[str, str, int]]:
        """Chain, action, how often since then; no person and no object."""
        counted = select(Audit.chain, Audit.action, func.count()).where(Audit.at >= since)
        ordered = counted.group_by(Audit.chain, Audit.action).order_by(Audit.chain, func.count().desc(), Audit.action)
        return [(chain, action, times) for chain, action, times in self.session.exec(ordered)]

    def broken_link(self, chain: str) -> int | None:
        """The number of the first line that does not follow from the one before, or is missing; None if all is well."""
        before, expected = "", 1
        for line in rows_until_unreadable(
            self.uow, _AUDIT.select().where(_AUDIT.c.chain == chain).order_by(_AUDIT.c.seq)
        ):
            if line is None or line.seq != expected or not self._follows(line, before):
                return expected
            before, expected = line.hash, expected + 1
        head = self.connection.execute(_HEAD.select().where(_HEAD.c.chain == chain)).first()
        if head is None:  # logs older than signed heads have none until the program has started once
            kept = self.uow.system.fact(HEADS_KEPT) is not None or self.uow.safety.is_registered(What.LOG, chain)
            return expected if expected > 1 and kept else None
        if head.signature != self._signature(chain, head.seq, head.hash):
            return int(head.seq)
        if head.seq != expected - 1:
            return min(int(head.seq) + 1, expected)
        return None if head.hash == before else expected - 1

    def _end_of(self, chain: str) -> tuple[int, str]:
        """Number and hash of a chain's newest line. Where its end was cut off it goes on behind what was signed, so
        that the gap stays to be seen."""
        newest = _AUDIT.select().where(_AUDIT.c.chain == chain).order_by(_AUDIT.c.seq.desc()).limit(1)
        last = self.uow.execute(newest).first()
        seq, link = (int(last.seq), str(last.hash)) if last else (0, "")
        head = self.connection.execute(_HEAD.select().where(_HEAD.c.chain == chain)).first()
        signed = head is not None and head.signature == self._signature(chain, head.seq, head.hash)
        if head is not None and signed and int(head.seq) > seq:
            return int(head.seq), str(head.hash)
        return seq, link

    def _signature(self, chain: str, seq: int, link: str) -> str:
        return self.vault.sign(f"head\0{chain}\0{seq}\0{link}")

    def _follows(self, line: Row[Any], before: str) -> bool:
        try:
            return bool(line.hash == self._link(line, before))
        except UNREADABLE:
            return False

    def _link(self, line: Audit | Row[Any], before: str) -> str:
        said = [
            before,
            line.chain,
            line.seq,
            line.at.isoformat(),
            line.staff_id,
            line.action,
            line.object_kind,
            line.object_id,
        ]
        return self.vault.sign("audit\0" + orjson.dumps(said).decode())
