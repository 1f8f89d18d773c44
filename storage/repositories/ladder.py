"""Queries about the clock rows of cases and what they fired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, or_, select, text, tuple_, update

from ..errors import LeaseLost, StorageError
from ..models import LIVE, WEIGH, WORKER, Case, Firing, LadderKind, LadderRow
from ..prepared import Prepared
from .base import Repository, table_of
from .statements import FAR

_ROW = table_of(LadderRow)
_FIRING = table_of(Firing)
_CASE = table_of(Case)
_ONE = Prepared(
    lambda _insert, _lite: select(_ROW).where(_ROW.c.case_id == bindparam("case"), _ROW.c.slot == bindparam("slot"))
)
_LAST = Prepared(
    lambda _insert, _lite: select(func.max(_FIRING.c.round).label("last")).where(_FIRING.c.case_id == bindparam("case"))
)
_CLOCKS = select(_ROW).where(_ROW.c.slot == LIVE).order_by(_ROW.c.due_at, _ROW.c.case_id)
_CLOCKLESS = (
    select(_CASE.c.id)
    .select_from(_CASE.outerjoin(_ROW, and_(_ROW.c.case_id == _CASE.c.id, _ROW.c.slot == LIVE)))
    .where(_CASE.c.closed_at.is_(None), _ROW.c.case_id.is_(None))
    .limit(bindparam("most"))
)


def _put(insert: Any, _lite: bool) -> Any:
    """A clock that is set lets go of whoever has claimed it, and of what failed before."""
    given: dict[str, Any] = {name: bindparam(name) for name in ("kind", "round", "rung", "due_at", "plan")}
    made = insert(_ROW).values(
        case_id=bindparam("case_id"), slot=bindparam("slot"), fence=1, lease_until=None, failures=0, **given
    )
    anew = {name: made.excluded[name] for name in (*given, "lease_until", "failures")}
    return made.on_conflict_do_update(index_elements=["case_id", "slot"], set_={**anew, "fence": _ROW.c.fence + 1})


_PUT = Prepared(_put)
_POLICY = "policy:"


class ClockMissing(StorageError):
    """An open case would be left without a clock, or a closed one with one: nothing was changed."""


@dataclass(frozen=True)
class LadderClaim:
    """The right to carry one case's clock on until ``fence`` is outdated."""

    case_id: str
    slot: str
    fence: int


class LadderRepository(Repository):
    """The clock of cases. ``due_at`` is business time; leases run on real time, on PostgreSQL its own."""

    # ---- rows

    def row(self, case_id: str, slot: str = LIVE) -> Row[Any] | None:
        """What a case's clock waits for. To change it, hold the case first (``CaseRepository.locked``)."""
        return self.cursor.first(_ONE, {"case": case_id, "slot": slot})

    def put(
        self,
        case_id: str,
        slot: str,
        kind: LadderKind,
        due_at: datetime,
        *,
        round: int,
        rung: int = 0,
        plan: dict[str, Any] | None = None,
    ) -> None:
        """Set what the clock waits for. Whoever had claimed the row before has lost it."""
        given = {"kind": kind.value, "round": round, "rung": rung, "due_at": due_at, "plan": plan}
        self.cursor.run(_PUT, {"case_id": case_id, "slot": slot, **given})

    def drop(self, case_id: str, *slots: str) -> None:
        """Stop clocks of a case: all, or the slots named."""
        self.uow.execute(delete(_ROW).where(_ROW.c.case_id == case_id, _ROW.c.slot.in_(slots or (LIVE, WORKER, WEIGH))))

    def next_round(self, case_id: str) -> int:
        """A number that no step of this case has used."""
        fired, live = self.cursor.first(_LAST, {"case": case_id}), self.row(case_id)
        last = -1 if fired is None or fired.last is None else fired.last
        return max(last, live.round if live is not None else -1) + 1

    # ---- claiming

    def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[LadderClaim]:
        """Take up to ``limit`` rows that are due, the longest due first. Other replicas pass them over."""
        real = self._real_now()
        free = or_(_ROW.c.lease_until.is_(None), _ROW.c.lease_until < real, _ROW.c.lease_until > real + FAR)
        due = select(_ROW.c.case_id, _ROW.c.slot).where(_ROW.c.due_at <= now, free).order_by(_ROW.c.due_at).limit(limit)
        taken = self.uow.execute(
            update(_ROW)
            .where(tuple_(_ROW.c.case_id, _ROW.c.slot).in_(self.skip_locked(due)))
            .values(lease_until=real + lease, fence=_ROW.c.fence + 1)
            .returning(_ROW.c.case_id, _ROW.c.slot, _ROW.c.fence, _ROW.c.due_at)
        )
        rows = sorted(taken, key=lambda row: (row.due_at, row.case_id))
        return [LadderClaim(row.case_id, row.slot, row.fence) for row in rows]

    def held(self, claim: LadderClaim) -> Row[Any]:
        """The claimed row; its case must be held. Raises LeaseLost if it was set anew or taken over."""
        row = self.row(claim.case_id, claim.slot)
        if row is None or row.fence != claim.fence:
            raise LeaseLost
        return row

    def failed(self, claim: LadderClaim, again_after: timedelta) -> int:
        """A step raised: it is tried again later. Returns how often in a row it has failed."""
        failures = self.uow.execute(
            update(_ROW)
            .where(_ROW.c.case_id == claim.case_id, _ROW.c.slot == claim.slot, _ROW.c.fence == claim.fence)
            .values(failures=_ROW.c.failures + 1, lease_until=self._real_now() + again_after)
            .returning(_ROW.c.failures)
        ).scalar()
        return int(failures or 0)

    def fired(self, case_id: str, round: int, to: Sequence[tuple[int, str]], now: datetime) -> set[tuple[int, str]]:
        """Note that a step goes to recipients, as ``(rung, recipient)``; returns those it did not go to before.

        Nothing may be sent to the others.
        """
        if not to:
            return set()
        rows = [{"case_id": case_id, "round": round, "rung": rung, "recipient": who, "at": now} for rung, who in to]
        statement = self.insert(_FIRING).on_conflict_do_nothing().returning(_FIRING.c.rung, _FIRING.c.recipient)
        made = self.uow.execute(statement, rows)
        return {(row.rung, row.recipient) for row in made}

    def firings(self, case_id: str) -> Sequence[Row[Any]]:
        """Everything that went out for a case."""
        statement = select(_FIRING).where(_FIRING.c.case_id == case_id).order_by(_FIRING.c.id)
        return list(self.uow.execute(statement))

    def release(self, claims: Sequence[LadderClaim]) -> None:
        """Give back what there was no time for: it is claimed again at once."""
        for claim in claims:
            self.uow.execute(
                update(_ROW)
                .where(_ROW.c.case_id == claim.case_id, _ROW.c.slot == claim.slot, _ROW.c.fence == claim.fence)
                .values(lease_until=None)
            )

    # ---- looking after it

    def without_clock(self, limit: int = 100) -> list[str]:
        """Open cases that no clock carries on: there must be none."""
        return list(self.uow.execute(_CLOCKLESS, {"most": limit}).scalars())

    def overdue(self, before: datetime, limit: int = 100) -> list[Row[Any]]:
        """Clocks that should have moved before ``before``."""
        statement = select(_ROW).where(_ROW.c.due_at < before).order_by(_ROW.c.due_at).limit(limit)
        return list(self.uow.execute(statement))

    def failing(self, case_id: str) -> bool:
        """Whether carrying this case's clock on has failed since the clock was last set."""
        statement = select(_ROW.c.failures).where(_ROW.c.case_id == case_id, _ROW.c.failures > 0).limit(1)
        return self.uow.execute(statement).first() is not None

    def due(self, until: datetime | None = None) -> list[Row[Any]]:
        """All live clocks, the next one first; only those due by ``until`` if given."""
        return list(self.uow.execute(_CLOCKS if until is None else _CLOCKS.where(_ROW.c.due_at <= until)))

    def weighings(self) -> list[Row[Any]]:
        """When cases are weighed anew, the next one first."""
        return self._of_slot(WEIGH)

    def worker_clocks(self) -> list[Row[Any]]:
        """When workers are asked again, beside the live clock: whether reached, whether still solved."""
        return self._of_slot(WORKER)

    def _of_slot(self, slot: str) -> list[Row[Any]]:
        return list(self.uow.execute(select(_ROW).where(_ROW.c.slot == slot).order_by(_ROW.c.due_at, _ROW.c.case_id)))

    # ---- policies in use

    def keep_policy(self, policy_id: str, content: str) -> None:
        """Keep a ladder policy for as long as cases live by it."""
        if self.uow.system.fact(_POLICY + policy_id) is None:
            self.uow.system.set_fact(_POLICY + policy_id, content)

    def policy(self, policy_id: str) -> str | None:
        """The content of a kept policy."""
        return self.uow.system.fact(_POLICY + policy_id)

    def _real_now(self) -> datetime:
        if self.uow.sqlite:
            return datetime.now(UTC)
        found: datetime = self.uow.execute(text("SELECT clock_timestamp()")).scalar_one()
        return found
