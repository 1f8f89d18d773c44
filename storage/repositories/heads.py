"""Signed heads over all chains: what was there on a day can neither be cut off nor written anew unnoticed later.

A number's head covers the head of the number before and where each chain stood that has moved since. Coordinators have
number, head and signature in their mail, out of reach of whoever holds database and keys.
"""

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from ..models import Audit, Case, CaseEvent, ChainHead, DailyHead, Registered
from .base import table_of
from .readable import UNREADABLE, rows_until_unreadable
from .register import RegisterQueries, What

_CASE, _EVENT, _AUDIT = table_of(Case), table_of(CaseEvent), table_of(Audit)
_HEAD, _DAILY, _LINE = table_of(ChainHead), table_of(DailyHead), table_of(Registered)

HEADS_KEPT = "heads_kept"
"""The fact that every log has a signed head: one without has lost it."""
_OVERLAP = timedelta(days=2)


@dataclass(frozen=True)
class Standing:
    """Where a chain stood. ``kind``: case, audit or register; ``chain``: the case's id or the organisation's."""

    kind: str
    chain: str
    seq: int
    hash: str
    at: datetime


class HeadQueries(RegisterQueries):
    """Making and checking heads."""

    def keep_heads(self) -> None:
        """Sign the newest line of logs that are older than signed heads; once."""
        if self.uow.system.fact(HEADS_KEPT) is not None:
            return
        last = select(_AUDIT.c.chain, func.max(_AUDIT.c.seq).label("seq")).group_by(_AUDIT.c.chain).subquery()
        for row in self.uow.execute(
            select(_AUDIT).where(_AUDIT.c.chain == last.c.chain, _AUDIT.c.seq == last.c.seq)
        ).all():
            if not self.is_registered(What.LOG, row.chain):  # such a log had a head: it was taken away
                self.uow.access.sign_head(row.chain, row.seq, row.hash)
        self.uow.system.set_fact(HEADS_KEPT, "1")

    def newest_head(self) -> DailyHead | None:
        """The head with the highest number."""
        return self.session.exec(select_rows(DailyHead).order_by(col(DailyHead.number).desc()).limit(1)).first()

    def newest_mark(self) -> tuple[int, str, str] | None:
        """Number, head and signature of the highest number, also where its day can't be read."""
        marks = select(_DAILY.c.number, _DAILY.c.head, _DAILY.c.signature).order_by(_DAILY.c.number.desc()).limit(1)
        row = self.uow.execute(marks).first()
        return (row.number, row.head, row.signature) if row else None

    def make_head(self, now: datetime) -> DailyHead | None:
        """The next number's head; None if another process was faster."""
        before = self.newest_head()
        moved = self._moved(before.at - _OVERLAP if before else None)
        made = DailyHead(
            number=before.number + 1 if before else 1, at=now.astimezone(UTC), head="", signature="",
            content=zlib.compress(orjson.dumps(moved)),
        )
        made.head = _head(made, before.head if before else "")
        made.signature = self.sign_daily(made.number, made.head)
        added = self.connection.execute(
            self.insert(_DAILY).values(**made.model_dump()).on_conflict_do_nothing()
        )
        return made if added.rowcount else None

    def sign_daily(self, number: int, head: str) -> str:
        """The signature of a day's head."""
        return self.vault.sign(f"daily\0{number}\0{head}")

    def faults(self, mailed: Sequence[tuple[int, str, str]] = ()) -> Iterator[str]:
        """What is wrong with any chain, in words; nothing if all is as it was.

        ``mailed``: number, head and signature as coordinators have them.
        """
        standings: dict[tuple[str, str], list[Standing]] = {}
        heads: dict[int, str] = {}
        daily = list(self._daily_faults(standings, heads))
        yield from self.register_faults()
        gone = self._gone()
        yield from gone.values()
        yield from self._case_faults()
        yield from self._log_faults()
        yield from daily
        for (kind, chain), stood in standings.items():
            if (kind, chain) not in gone:
                yield from self._standing_faults(stood)
        for number, head, signature in mailed:
            if signature != self.sign_daily(number, head):
                yield f"mailed heads: number {number} was not signed by this installation"
            elif number not in heads:
                yield f"daily heads: number {number} was mailed and is not here: the end was cut off"
            elif heads[number] != head:
                yield f"daily heads: number {number} is not the one that was mailed: the chain was rewritten"

    def _moved(self, since: datetime | None) -> list[list[object]]:
        cases = select(_CASE.c.id, _CASE.c.events, _CASE.c.head).order_by(_CASE.c.id)
        if since is not None:
            cases = cases.where(_CASE.c.id.in_(select(_EVENT.c.case_id).where(_EVENT.c.at >= since)))
        logs = select(_HEAD.c.chain, _HEAD.c.seq, _HEAD.c.hash).order_by(_HEAD.c.chain)
        found: list[list[object]] = [["case", row.id, row.events, row.head] for row in self.uow.execute(cases)]
        found += [["audit", row.chain, row.seq, row.hash] for row in self.uow.execute(logs)]
        register = self.register_stands()
        return found if register is None else [*found, ["register", "", *register]]

    def _daily_faults(
        self, standings: dict[tuple[str, str], list[Standing]], heads: dict[int, str]
    ) -> Iterator[str]:
        """What is wrong with the daily heads; fills in where chains stood, and number → head."""
        before, expected = "", 1
        plain = select(_DAILY.c.number, _DAILY.c.head, _DAILY.c.signature).order_by(_DAILY.c.number)
        for mark in self.uow.execute(plain).all():
            if mark.number != expected:
                yield f"daily heads: number {expected} is missing"
            heads[mark.number] = mark.head
            found = self._day(mark.number)
            if found is None:
                yield f"daily heads: number {mark.number} can't be read"
            else:
                day, stood = found
                if day.head != _head(day, before) or day.signature != self.sign_daily(day.number, day.head):
                    yield f"daily heads: number {day.number} ({day.at:%Y-%m-%d}) was changed or does not follow"
                for one in stood:
                    standings.setdefault((one.kind, one.chain), []).append(one)
            before, expected = mark.head, mark.number + 1

    def _day(self, number: int) -> tuple[DailyHead, list[Standing]] | None:
        """A day's head and where each chain stood; None if it can't be read."""
        row = next(rows_until_unreadable(self.uow, select(_DAILY).where(_DAILY.c.number == number)), None)
        if row is None:
            return None
        try:
            day = DailyHead(**row._mapping)
            listed = orjson.loads(zlib.decompress(day.content))
            return day, [
                Standing(str(kind), str(chain), int(seq), str(link), day.at) for kind, chain, seq, link in listed
            ]
        except UNREADABLE:
            return None

    def _gone(self) -> dict[tuple[str, str], str]:
        """Cases and logs that are gone as a whole, by kind and id: what is wrong, in words."""
        there = set(self.uow.execute(select(_CASE.c.id)).scalars())
        lines = set(self.uow.execute(select(_EVENT.c.case_id).distinct()).scalars())
        filed = self.registered(What.CASE)
        gone = {}
        for case in sorted({*lines, *filed} - there):
            since = f" (on the register since {filed[case]})" if case in filed else ""
            left = "only lines of its timeline are there" if case in lines else "it is not there"
            gone["case", case] = f"case {case}: {left}{since}"
        logs = {*self.uow.access.audit_chains(), *self.uow.execute(select(_HEAD.c.chain)).scalars()}
        for chain, since in sorted(self.registered(What.LOG).items()):
            if chain not in logs:
                gone["audit", chain] = f"log {chain}: it is not there (on the register since {since})"
        return gone

    def _case_faults(self) -> Iterator[str]:
        """Read without what else stands in the case: that may be unreadable, its chain is looked at all the same."""
        marks = select(_CASE.c.id, _CASE.c.number, _CASE.c.events, _CASE.c.head, _CASE.c.head_signature)
        for case in self.uow.execute(marks.order_by(_CASE.c.id)).all():
            fault = self.uow.cases.broken_link(case)
            if fault is not None:
                yield f"case {case.number}: {fault}"
            if next(rows_until_unreadable(self.uow, select(_CASE).where(_CASE.c.id == case.id)), None) is None:
                yield f"case {case.number}: the case itself can't be read"

    def _log_faults(self) -> Iterator[str]:
        chains = {*self.uow.access.audit_chains(), *self.uow.execute(select(_HEAD.c.chain)).scalars()}
        for chain in sorted(chains):
            line = self.uow.access.broken_link(chain)
            if line is not None:
                yield f"log {chain}: line {line} was changed, does not follow, or is missing"

    def _standing_faults(self, stood: list[Standing]) -> Iterator[str]:
        if self._stands(stood[-1]) is None:
            return
        for one in stood:
            fault = self._stands(one)
            if fault is not None:
                yield fault
                return

    def _stands(self, one: Standing) -> str | None:
        """What is wrong with where a chain stood on a day."""
        if one.kind == "case":
            link = select(_EVENT.c.hash).where(_EVENT.c.case_id == one.chain, _EVENT.c.seq == one.seq)
            number = self.uow.execute(select(_CASE.c.number).where(_CASE.c.id == one.chain)).scalar()
            name = f"case {number or one.chain}"
        elif one.kind == "register":
            link = select(_LINE.c.hash).where(_LINE.c.seq == one.seq)
            name = "register"
        else:
            link = select(_AUDIT.c.hash).where(_AUDIT.c.chain == one.chain, _AUDIT.c.seq == one.seq)
            name = f"log {one.chain}"
        found = self.uow.execute(link).scalar()
        if found == one.hash:
            return None
        if found is None:
            return f"{name}: line {one.seq} was there on {one.at:%Y-%m-%d} and is not: the end was cut off"
        return f"{name}: line {one.seq} is not the one of {one.at:%Y-%m-%d}: the chain was rewritten"


def _head(day: DailyHead, before: str) -> str:
    said = [day.number, day.at.astimezone(UTC).isoformat(), before, hashlib.sha256(day.content).hexdigest()]
    return hashlib.sha256(orjson.dumps(said)).hexdigest()
