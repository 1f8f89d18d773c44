"""A case's timeline: lines chained by hash, the newest hash signed with a key that is not in the database.

A hash covers the line's plain columns and the sealed data as it is kept, so that the chain can be checked
without reading anything personal, and still holds after the case's data key was destroyed.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, insert, select

from ..models import Case, CaseEvent
from ..prepared import Prepared
from .base import Repository, table_of
from .readable import UNREADABLE, rows_until_unreadable
from .statements import among

_EVENT = table_of(CaseEvent)
_ADD = Prepared(
    lambda _insert, _lite: insert(_EVENT).values(
        {name: bindparam(name) for name in ("case_id", "seq", "at", "kind", "actor_kind", "actor_id", "data", "hash")}
    )
)
_MARKS = Prepared(
    lambda _insert, lite: select(_EVENT.c.seq, _EVENT.c.at, _EVENT.c.kind, _EVENT.c.actor_kind, _EVENT.c.actor_id)
    .where(_EVENT.c.case_id == bindparam("case"), among(_EVENT.c.kind, "kinds", lite))
    .order_by(_EVENT.c.seq)
)


@dataclass(frozen=True)
class Line:
    """One line of a timeline. ``actor_kind``: worker, staff, coordinator or clock."""

    seq: int
    at: datetime
    kind: str
    actor_kind: str
    actor_id: str | None
    data: dict[str, Any]


class TimelineQueries(Repository):
    """Writing, reading and checking timelines."""

    def record(
        self,
        case: Case,
        kind: str,
        *,
        actor_kind: str,
        actor_id: str | None,
        data: dict[str, Any],
        now: datetime,
    ) -> None:
        """Add a line. The case must be held (``CaseRepository.locked``) or new in this transaction."""
        whole = not case.events or case.head_signature == self._signature(case)
        seq = case.events + 1
        sealed = self.vault.seal_json(case.id, "case_event", f"{case.id}:{seq}", "data", data)
        at = now.astimezone(UTC)
        link = _link(case.head, case.id, seq, at, kind, actor_kind, actor_id, sealed)
        self.cursor.run(
            _ADD,
            {
                "case_id": case.id,
                "seq": seq,
                "at": at,
                "kind": kind,
                "actor_kind": actor_kind,
                "actor_id": actor_id,
                "data": sealed,
                "hash": link,
            },
        )
        case.events, case.head = seq, link
        if whole:  # what somebody without the key has cut off or written anew is not signed as if all were well
            case.head_signature = self._signature(case)

    def events(self, case_id: str) -> list[Line]:
        """The whole timeline, oldest first. Raises Erased if the case's data was erased."""
        return [
            Line(
                row.seq,
                row.at,
                row.kind,
                row.actor_kind,
                row.actor_id,
                self.vault.open_json(case_id, "case_event", f"{case_id}:{row.seq}", "data", row.data),
            )
            for row in self._rows(case_id)
        ]

    def event_marks(self, case_id: str, *kinds: str) -> list[Row[Any]]:
        """Sequence, time, kind and actor of lines of these kinds, oldest first, without their data."""
        return self.cursor.all(_MARKS, {"case": case_id, "kinds": list(kinds)})

    def open_with(self, kind: str) -> list[str]:
        """The open cases of which a timeline has a line of this kind."""
        case = table_of(Case)
        found = select(_EVENT.c.case_id).distinct().join(case, case.c.id == _EVENT.c.case_id)
        found = found.where(_EVENT.c.kind == kind, case.c.closed_at.is_(None)).order_by(_EVENT.c.case_id)
        return [str(row.case_id) for row in self.connection.execute(found)]

    def link_at(self, case_id: str, seq: int) -> str | None:
        """The hash of a line; "" before the first, None if there is no such line."""
        if seq == 0:
            return ""
        found = select(_EVENT.c.hash).where(_EVENT.c.case_id == case_id, _EVENT.c.seq == seq)
        link: str | None = self.connection.execute(found).scalar()
        return link

    def broken_link(self, case: Case | Row[Any]) -> str | None:
        """What is wrong with a case's chain, in words; None if every line follows from the one before.

        ``case``: or a row with its id, events, head and head_signature.
        """
        before, expected = "", 1
        for row in rows_until_unreadable(self.uow, self._lines(case.id)):
            if row is None:
                return f"line {expected} can't be read"
            if row.seq != expected:
                return f"line {expected} is missing"
            if not _follows(row, before, case.id):
                return f"line {row.seq} was changed"
            before, expected = row.hash, expected + 1
        if case.events >= expected:
            return f"line {expected} is missing: the end was cut off, {case.events} lines were written"
        if case.events != expected - 1 or case.head != before:
            return "the newest line is not the one the case names"
        if case.events and case.head_signature != self._signature(case):
            return "the newest line is not signed with this installation's key"
        return None

    def _rows(self, case_id: str) -> list[Row[Any]]:
        return list(self.uow.execute(self._lines(case_id)))

    def _lines(self, case_id: str) -> Any:
        return select(_EVENT).where(_EVENT.c.case_id == case_id).order_by(_EVENT.c.seq)

    def _signature(self, case: Case | Row[Any]) -> str:
        return self.vault.sign(f"case\0{case.id}\0{case.events}\0{case.head}")


def _follows(row: Row[Any], before: str, case_id: str) -> bool:
    try:
        link = _link(before, case_id, row.seq, row.at, row.kind, row.actor_kind, row.actor_id, row.data)
    except UNREADABLE:
        return False
    return bool(row.hash == link)


def _link(
    before: str,
    case_id: str,
    seq: int,
    at: datetime,
    kind: str,
    actor_kind: str,
    actor_id: str | None,
    sealed: bytes,
) -> str:
    said = [
        before,
        case_id,
        seq,
        at.astimezone(UTC).isoformat(),
        kind,
        actor_kind,
        actor_id,
        hashlib.sha256(sealed).hexdigest(),
    ]
    return hashlib.sha256(orjson.dumps(said)).hexdigest()
