"""How pressing a case is, and why. Pure: what the worker told and what is known, in; reasons with times, out.

A *deadline* is a day of the law or a departure: the last rung of the ladder comes a margin before it. A *time
for contact* follows from a risk: somebody should have reached the worker by then. Each has its reason and its
source.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.clock import JAPAN, date_in_japan

from .duty import OFFICE
from .policy import Severity
from .risks import Risks, Weight, shipped_risks

OFFICES_CLOSE = time(17)
"""When a day of the law is over for somebody who has to go to an office, Japan time."""


class Nature(StrEnum):
    """What a contribution's time means."""

    DEADLINE = "deadline"
    CONTACT = "contact"
    NOTED = "noted"  # no time follows from it


@dataclass(frozen=True)
class Contribution:
    """One reason. ``source``: the variable or event behind it. ``passed``: its day lay behind when seen."""

    reason: str
    source: str
    nature: Nature
    weight: Weight
    due_at: datetime | None = None
    passed: bool = False


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

    def with_more(self, more: Iterable[Contribution], now: datetime) -> "Urgency":
        """The same with further reasons; one that was there already is replaced."""
        fresh = tuple(more)
        kept = tuple(c for c in self.contributions if c.reason not in {f.reason for f in fresh})
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
            )
            for row in data["contributions"]
        )
        return cls(rows, data["urgent"])

    def _earliest(self, nature: Nature, now: datetime) -> datetime | None:
        due = (c.due_at for c in self.contributions if c.nature is nature and c.due_at and c.due_at > now)
        return min(due, default=None)


def assess(answers: Mapping[str, Any], risks: Iterable[str], now: datetime) -> Urgency:
    """Weigh what the worker told. ``answers``: variables by name; ``risks``: the keys their answers added."""
    table = shipped_risks()
    today = date_in_japan(now)
    found = [risk(key, f"answer.{key}", now, table) for key in dict.fromkeys(risks)]
    found += _notice(answers, today)
    found += _day(answers, "three_months_date", "three_months", "three_months_passed", now, table)
    found += _day(answers, "stay_date", "stay_end", "stay_ended", now, table)
    found += _flight(answers, now)
    return _weighed(tuple(found), now, table)


def risk(key: str, source: str, now: datetime, table: Risks | None = None) -> Contribution:
    """The contribution of a risk key; one that is not in the table is noted, so that it is seen."""
    known = (table or shipped_risks()).get(key)
    if known is None or known.contact_within is None:
        return Contribution(key, source, Nature.NOTED, known.weight if known else Weight.NOTED)
    return Contribution(key, source, Nature.CONTACT, known.weight, known.contact_within.after(now, OFFICE))


def _notice(answers: Mapping[str, Any], today: date) -> list[Contribution]:
    """The worker's own notice within 14 days. Once passed it is filed late, which presses nobody further."""
    day = _date(answers, "notice_due")
    if day is None:
        return []
    nature = Nature.NOTED if day < today else Nature.DEADLINE
    return [Contribution("notice_14_days", "notice_due", nature, Weight.RAISED, _closing(day), day < today)]


def _day(
    answers: Mapping[str, Any], variable: str, reason: str, passed: str, now: datetime, table: Risks
) -> list[Contribution]:
    """A day of the law ahead is a deadline; one that has passed is a risk of its own."""
    day = _date(answers, variable)
    if day is None:
        return []
    if day < date_in_japan(now):
        return [risk(passed, variable, now, table)]
    return [Contribution(reason, variable, Nature.DEADLINE, Weight.RAISED, _closing(day))]


def _flight(answers: Mapping[str, Any], now: datetime) -> list[Contribution]:
    """A departure: the day it may be at the earliest counts from midnight, because the hour is not known."""
    today = date_in_japan(now)
    when, day = answers.get("flight_when"), _date(answers, "flight_date")
    if when == "today":
        soon = now + timedelta(hours=2)
        return [Contribution("flight", "flight_when", Nature.DEADLINE, Weight.URGENT, soon)]
    if when == "tomorrow":
        day = today + timedelta(days=1)
    if day is None or day <= today:
        return []
    return [Contribution("flight", "flight_date", Nature.DEADLINE, Weight.URGENT, _at(day, time()))]


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


def _date(answers: Mapping[str, Any], variable: str) -> date | None:
    value = answers.get(variable)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _closing(day: date) -> datetime:
    return _at(day, OFFICES_CLOSE)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, JAPAN).astimezone(UTC)
