"""The catalogue of what the accepting side owes (`duties.yaml`): by residence card, with law, source and dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from flows.law.facts import HERE, Basis, read_basis
from flows.law.reading import Entry, document
from flows.law.rules import STATUSES

FILE = HERE / "duties.yaml"
GROUPS = ("support", "pay", "hours", "contract", "documents", "dismissal", "safety", "intern", "skill", "notify")
SECTORS = (
    "care", "construction", "building_cleaning", "manufacturing", "shipbuilding", "vehicle_repair", "aviation", "hotel",
    "agriculture", "fishery", "food_manufacturing", "food_service", "car_transport", "railway", "forestry", "wood",
    "linen_supply", "logistics", "recycling", "other",
)  # fmt: skip
"""Fields in which workers are accepted, and everything else."""
_NOT_BOUND = frozenset({"agriculture", "fishery"})
"""Sectors to which the rules on hours, breaks and days off do not apply (Labour Standards Act Art. 41)."""


class Bearer(StrEnum):
    """Who owes a duty."""

    ACCEPTING = "accepting"
    SUPERVISING = "supervising"


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when: so many days after something, every so many months, or between two days of each year."""

    within_days: int | None = None
    after: str | None = None
    every_months: int | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty. ``statuses`` empty: towards everybody who works for pay. ``parts``: it is a list of these duties.

    ``valid_to`` is the last day on which it bound; None while it binds.
    """

    key: str
    group: str
    ja: str
    en: str
    who: Bearer
    statuses: tuple[str, ...]
    not_sectors: tuple[str, ...]
    law: str
    law_ja: str
    basis: Basis
    read: date
    valid_from: date
    valid_to: date | None
    deadline: Deadline | None
    parts: tuple[str, ...]

    def name(self, language: str) -> str:
        """Its name for staff: Japanese, else English."""
        return self.ja if language == "ja" else self.en

    def law_in(self, language: str) -> str:
        """The law it follows from, as it is cited: in Japanese, else English."""
        return self.law_ja if language == "ja" else self.law

    def binds(self, status: str | None, on: date, sector: str | None = None) -> bool:
        """Say whether it is owed to somebody with this residence card on a day. Without a known card only what is
        owed to everybody counts: nothing is held against an employer on a guess.
        """
        if on < self.valid_from or (self.valid_to is not None and on > self.valid_to):
            return False
        # what the ministry's notice says of technical interns, it says of agriculture; of fishery nothing was found
        if sector in self.not_sectors and (status, sector) != ("intern", "agriculture"):
            return False
        if not self.statuses:
            return True
        known = statuses().get(status or "")
        return status in self.statuses and (known is None or on >= known.valid_from)


@dataclass(frozen=True, slots=True)
class Status:
    """A residence card with its official name, and from when there is one."""

    id: str
    ja: str
    en: str
    valid_from: date


@cache
def duties(path: Path = FILE) -> Mapping[str, Duty]:
    """Read the catalogue, in its order; raises LawDataError for the first row that is not in order."""
    top = document(path)
    _statuses(top)
    found: dict[str, Duty] = {}
    entries = top.entries("duties")
    for entry in entries:
        duty = _read(entry)
        if duty.key in found:
            raise entry.wrong(f"duty '{duty.key}' is written twice")
        found[duty.key] = duty
    for entry, duty in zip(entries, found.values(), strict=True):
        for part in duty.parts:
            if part not in found or part == duty.key:
                raise entry.wrong(f"'{part}' is no other duty of this file")
    top.done()
    return found


@cache
def statuses(path: Path = FILE) -> Mapping[str, Status]:
    """Read the residence cards that the catalogue knows a first day of."""
    return _statuses(document(path))


def duty(key: str) -> Duty | None:
    """Return one duty; None where the catalogue has none of that name (any more)."""
    return duties().get(key)


def _statuses(top: Entry) -> dict[str, Status]:
    inner = top.entry("statuses")
    found = {}
    for name in inner.names():
        if name not in STATUSES:
            raise inner.wrong(f"'{name}' is not a known status")
        row = inner.entry(name)
        found[name] = Status(name, row.text("ja"), row.text("en"), row.day("from"))
        row.done()
    inner.done()
    return found


def _read(entry: Entry) -> Duty:
    read = Duty(
        key=entry.text("key"),
        group=entry.one_of("group", GROUPS),
        ja=entry.text("ja"),
        en=entry.text("en"),
        who=Bearer(entry.one_of("who", tuple(Bearer))),
        statuses=_known(entry, "statuses", STATUSES),
        not_sectors=_known(entry, "not_sectors", tuple(_NOT_BOUND)),
        law=entry.text("law"),
        law_ja=entry.text("law_ja"),
        basis=read_basis(entry),
        read=entry.day("read"),
        valid_from=entry.day("from"),
        valid_to=entry.day("to") if entry.has("to") else None,
        deadline=_deadline(entry),
        parts=_known(entry, "parts", None),
    )
    entry.done()
    if read.valid_to is not None and read.valid_to < read.valid_from:
        raise entry.wrong("'to' lies before 'from'")
    return read


def _known(entry: Entry, key: str, allowed: tuple[str, ...] | None) -> tuple[str, ...]:
    if not entry.has(key):
        return ()
    found = entry.texts(key)
    for name in found:
        if allowed is not None and name not in allowed:
            raise entry.wrong(f"'{name}' can't stand under '{key}'")
    return found


def _deadline(entry: Entry) -> Deadline | None:
    within = entry.integer("within_days") if entry.has("within_days") else None
    after = entry.text("after") if entry.has("after") else None
    every = entry.integer("every_months") if entry.has("every_months") else None
    by = entry.text("by") if entry.has("by") else None
    if (within is None) != (after is None):
        raise entry.wrong("'within_days' and 'after' belong together")
    if any(number is not None and number <= 0 for number in (within, every)):
        raise entry.wrong("a deadline must be above zero")
    found = Deadline(within, after, every, by)
    return None if found == Deadline() else found
