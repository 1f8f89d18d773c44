"""How pressing a case is, and why. Pure: what the worker told and what is known, in; reasons with times, out.

A *deadline* is a day of the law or a departure: the last rung of the ladder comes a margin before it. A *time
for contact* follows from a risk: somebody should have reached the worker by then. Each has its reason and its
source.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from .legal import day_after, of_facts
from .policy import Severity
from .reasons import Contribution, Nature, risk
from .risks import Risks, Weight, shipped_risks

__all__ = ["Contribution", "Nature", "Urgency", "assess", "risk"]


@dataclass(frozen=True)
class Urgency:
    """All reasons, the most pressing first."""

    contributions: tuple[Contribution, ...] = ()
    urgent: bool = False

    @property
    def severity(self) -> Severity:
        """Which kind of ladder policy the case needs."""
        return Severity.URGENT if self.urgent else Severity.NORMAL

    def deadline(self, now: datetime) -> datetime | None:
        """The earliest deadline still ahead."""
        return self._earliest(Nature.DEADLINE, now)

    def contact_by(self, now: datetime) -> datetime | None:
        """The earliest time for contact still ahead."""
        return self._earliest(Nature.CONTACT, now)

    def must_reach_by(self, now: datetime) -> datetime | None:
        """The earliest time for contact still ahead that does not wait for anybody's hours; see ``Risk``."""
        table = shipped_risks()
        return Urgency(tuple(c for c in self.contributions if table.whatever_the_hour(c.reason))).contact_by(now)

    def planned_by(self, now: datetime) -> tuple[datetime | None, ...]:
        """The times by which a ladder is planned: when one of them changes, what is left of it is planned anew."""
        return self.deadline(now), self.contact_by(now), self.must_reach_by(now)

    def near(self, now: datetime) -> tuple[Contribution, ...]:
        """The deadlines that are at hand, and still ahead."""
        left = shipped_risks().urgent_when_left.length
        return tuple(c for c in self._deadlines() if c.due_at is not None and c.due_at - left <= now < c.due_at)

    def next_change(self, now: datetime) -> datetime | None:
        """When time alone changes the picture next: a deadline comes near, is there, or its day is over."""
        left = shipped_risks().urgent_when_left.length
        moments = (
            moment
            for c in self._deadlines()
            if c.due_at is not None
            for moment in (c.due_at - left, c.due_at, day_after(c.due_at))
        )
        return min((moment for moment in moments if moment > now), default=None)

    def _deadlines(self) -> tuple[Contribution, ...]:
        return tuple(c for c in self.contributions if c.nature is Nature.DEADLINE)

    def with_more(self, more: Iterable[Contribution], now: datetime) -> "Urgency":
        """The same with further reasons. One that was there already is replaced, but never gains time: a time for
        contact that is still ahead stays.
        """
        fresh = tuple(self._no_later(c, now) for c in more)
        kept = tuple(c for c in self.contributions if c.reason not in {f.reason for f in fresh})
        return _weighed(kept + fresh, now, shipped_risks())

    def with_known(self, found: Iterable[Contribution], sources: Collection[str], now: datetime) -> "Urgency":
        """The same with what follows from the facts as they stand, instead of all that had these ``sources`` before.
        A reason that was there keeps its first time for contact, also once that has passed.
        """
        was = {c.reason: c for c in self.contributions if c.nature is Nature.CONTACT}
        fresh = tuple(
            replace(c, due_at=was[c.reason].due_at) if c.nature is Nature.CONTACT and c.reason in was else c
            for c in found
        )
        new = {c.reason for c in fresh}
        kept = tuple(c for c in self.contributions if c.source not in sources and c.reason not in new)
        return _weighed(kept + fresh, now, shipped_risks())

    def without(self, reasons: Iterable[str], now: datetime) -> "Urgency":
        """The same without some reasons."""
        gone = set(reasons)
        return _weighed(tuple(c for c in self.contributions if c.reason not in gone), now, shipped_risks())

    def to_data(self) -> dict[str, Any]:
        """As plain data."""
        rows = [asdict(c) | {"due_at": c.due_at.isoformat() if c.due_at else None} for c in self.contributions]
        return {"urgent": self.urgent, "contributions": rows}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Urgency":
        """The reverse of ``to_data``."""
        rows = tuple(
            Contribution(
                row["reason"],
                row["source"],
                Nature(row["nature"]),
                Weight(row["weight"]),
                datetime.fromisoformat(row["due_at"]) if row["due_at"] else None,
                row["passed"],
                row.get("law"),
                tuple(row.get("sources", ())),
                row.get("checked", True),
            )
            for row in data["contributions"]
        )
        return cls(rows, data["urgent"])

    def _no_later(self, fresh: Contribution, now: datetime) -> Contribution:
        was = next((c.due_at for c in self.contributions if c.reason == fresh.reason), None)
        if fresh.nature is not Nature.CONTACT or was is None or fresh.due_at is None or not now < was < fresh.due_at:
            return fresh
        return replace(fresh, due_at=was)

    def _earliest(self, nature: Nature, now: datetime) -> datetime | None:
        due = (c.due_at for c in self.contributions if c.nature is nature and c.due_at and c.due_at > now)
        return min(due, default=None)


def assess(
    answers: Mapping[str, Any], risks: Iterable[str], now: datetime, said: Mapping[str, datetime] | None = None
) -> Urgency:
    """Weigh what is known. ``answers``: variables by name, as told and as staff recorded them; ``risks``: the keys
    that answers added. ``said``: when each answer was given; now, where it is missing.
    """
    table = shipped_risks()
    found = [risk(key, f"answer.{key}", now, table) for key in dict.fromkeys(risks)]
    return _weighed((*found, *of_facts(answers, now, said or {})), now, table)


def _weighed(found: tuple[Contribution, ...], now: datetime, table: Risks) -> Urgency:
    far = datetime.max.replace(tzinfo=UTC)
    order = {Weight.URGENT: 0, Weight.RAISED: 1, Weight.NOTED: 2}
    near = now + table.urgent_when_left.length

    def pressing(c: Contribution) -> tuple[bool, datetime, int]:
        return c.due_at is None or c.passed, c.due_at or far, order[c.weight]

    def urgent(c: Contribution) -> bool:
        at_hand = c.nature is Nature.DEADLINE and c.due_at is not None and c.due_at <= near
        return c.weight is Weight.URGENT or at_hand

    return Urgency(tuple(sorted(found, key=pressing)), any(urgent(c) for c in found))
