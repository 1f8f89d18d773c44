"""The register: one chain that says which cases were filed, which of them were erased, and which logs were begun.

A timeline or log shows what was changed in it, not that it is gone as a whole. Each line's hash is made with the
signing key of the keys file over the line and the hash before it; number and hash of the newest are signed too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import Row, select, text

from ..models import Audit, Case, Registered, SubjectKey
from .base import Repository, table_of
from .readable import UNREADABLE, rows_until_unreadable

_LINE, _CASE, _AUDIT, _KEY = table_of(Registered), table_of(Case), table_of(Audit), table_of(SubjectKey)

HEAD = "register_head"
"""The fact that says number, hash and signature of the newest line."""


class What(StrEnum):
    """What a line says of a case (by id) or of a log (by its organisation)."""

    CASE = "case"
    ERASED = "erased"
    LOG = "log"


@dataclass(frozen=True)
class Entry:
    """What is to be written down at the end of a transaction."""

    what: What
    object_id: str
    at: datetime


class RegisterQueries(Repository):
    """Writing and checking the register."""

    def enter(self, entries: Sequence[Entry]) -> None:
        """Add lines. Done last: PostgreSQL holds the register until the end."""
        if not self.uow.sqlite:
            self.uow.execute(text("SELECT pg_advisory_xact_lock(7062, 0)"))
        seq, link = self._end()
        for entry in entries:
            seq, at = seq + 1, entry.at.astimezone(UTC)
            link = self._said(link, seq, at, entry.what, entry.object_id)
            line = {"seq": seq, "at": at, "kind": entry.what.value, "object_id": entry.object_id, "hash": link}
            self.connection.execute(_LINE.insert(), line)
        self.uow.system.set_fact(HEAD, f"{seq} {link} {self._signature(seq, link)}")

    def enrol(self, now: datetime) -> int:
        """Write down what is there and not on the register: what is older than it, or was made by a program that knew
        of none. Returns how many."""
        known = select(_LINE.c.object_id).where(_LINE.c.kind == What.CASE.value)
        missing = select(_CASE.c.id).where(_CASE.c.id.not_in(known)).order_by(_CASE.c.id)
        cases = self.uow.execute(missing).scalars().all()
        begun = select(_LINE.c.object_id).where(_LINE.c.kind == What.LOG.value)
        logs = self.uow.execute(select(_AUDIT.c.chain).distinct().where(_AUDIT.c.chain.not_in(begun))).scalars().all()
        keyed = set(self.uow.execute(select(_KEY.c.subject)).scalars()) if cases else set()
        entries = [Entry(What.CASE, one, now) for one in cases]
        entries += [Entry(What.ERASED, one, now) for one in cases if one not in keyed]
        entries += [Entry(What.LOG, one, now) for one in sorted(logs)]
        if entries:
            self.enter(entries)
        return len(entries)

    def register_stands(self) -> tuple[int, str] | None:
        """Number and hash of the newest line."""
        row = self.uow.execute(select(_LINE.c.seq, _LINE.c.hash).order_by(_LINE.c.seq.desc()).limit(1)).first()
        return (row.seq, row.hash) if row else None

    def is_registered(self, what: What, object_id: str) -> bool:
        """Whether a case or log is on it."""
        there = select(_LINE.c.seq).where(_LINE.c.kind == what.value, _LINE.c.object_id == object_id).limit(1)
        return self.uow.execute(there).first() is not None

    def register_faults(self) -> Iterator[str]:
        """The first line that is not as it was; of a register that is gone as a whole, that it is."""
        if self.register_stands() is None and self.uow.system.fact(HEAD) is None and self._anything():
            yield "register: it is not there, and there are cases or logs that stood on it"
            return
        before, expected = "", 1
        for row in rows_until_unreadable(self.uow, select(_LINE).order_by(_LINE.c.seq)):
            if row is None:
                yield f"register: line {expected} can't be read"
                return
            if row.seq != expected or not self._follows(row, before):
                yield f"register: line {expected} was changed, does not follow, or is missing"
                return
            before, expected = row.hash, expected + 1
        head, last = self.uow.system.fact(HEAD), expected - 1
        if (head is not None or last) and head != f"{last} {before} {self._signature(last, before)}":
            yield f"register: the newest line is not the one that was signed (line {last} is the last one there)"

    def registered(self, what: What) -> dict[str, str]:
        """What is on it of a kind → the day it was written down."""
        found: dict[str, str] = {}
        statement = select(_LINE.c.object_id, _LINE.c.at).where(_LINE.c.kind == what.value).order_by(_LINE.c.seq)
        for row in rows_until_unreadable(self.uow, statement):
            if row is not None:
                found.setdefault(row.object_id, f"{row.at:%Y-%m-%d}")
        return found

    def _end(self) -> tuple[int, str]:
        """Number and hash of the newest line. Where the end was cut off it goes on behind what was signed, so that the
        gap stays to be seen."""
        seq, link = self.register_stands() or (0, "")
        number, _, rest = (self.uow.system.fact(HEAD) or "").partition(" ")
        signed, _, signature = rest.partition(" ")
        if number.isdigit() and int(number) > seq and signature == self._signature(int(number), signed):
            return int(number), signed
        return seq, link

    def _anything(self) -> bool:
        there = (select(_CASE.c.id).limit(1), select(_AUDIT.c.seq).limit(1))
        return any(self.uow.execute(one).first() is not None for one in there)

    def _follows(self, row: Row[Any], before: str) -> bool:
        try:
            return bool(row.hash == self._said(before, row.seq, row.at, row.kind, row.object_id))
        except UNREADABLE:
            return False

    def _said(self, before: str, seq: int, at: datetime, kind: str, object_id: str) -> str:
        said = [before, seq, at.astimezone(UTC).isoformat(), str(kind), object_id]
        return self.vault.sign("register\0" + orjson.dumps(said).decode())

    def _signature(self, seq: int, link: str) -> str:
        return self.vault.sign(f"register head\0{seq}\0{link}")
