"""The numbers of the law (`rules.yaml`), each with its article, source and confidence."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from flows.law.errors import LawDataError
from flows.law.facts import HERE, Basis, Confidence, read_basis
from flows.law.reading import Entry, rows

STATUSES = (
    "ssw1", "ssw2", "intern", "skill_dev", "other_work",
    "student", "family", "designated", "no_card", "unknown",
)  # fmt: skip
"""What a residence card can say, as the conversation asks it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One number of the law. `unit` says what it counts; `read` is the date of the source."""

    id: str
    value: int
    unit: str
    law: str
    basis: Basis
    read: date
    by_status: Mapping[str, Confidence]
    not_for: tuple[str, ...]

    def applies_to(self, status: str) -> bool:
        """Say whether the rule concerns people with this card at all."""
        return status not in self.not_for

    def basis_for(self, status: str) -> Basis:
        """How sure the rule is for this card; a source about one status proves nothing for another."""
        found = self.by_status.get(status)
        return self.basis if found is None else replace(self.basis, confidence=found)


@cache
def rules(path: Path = HERE / "rules.yaml") -> Mapping[str, Rule]:
    """Read every rule of the file by id; raises LawDataError for a row that is not in order."""
    found: dict[str, Rule] = {}
    for entry in rows(path, "rules"):
        rule = _read(entry)
        if rule.id in found:
            raise entry.wrong(f"rule '{rule.id}' is written twice")
        found[rule.id] = rule
    return found


def rule(name: str) -> Rule:
    """Return one rule; raises LawDataError when the file lost it."""
    found = rules().get(name)
    if found is None:
        raise LawDataError(HERE / "rules.yaml", 1, f"rule '{name}' is missing")
    return found


def _read(entry: Entry) -> Rule:
    read = Rule(
        id=entry.text("id"),
        value=entry.integer("value"),
        unit=entry.text("unit"),
        law=entry.text("law"),
        basis=read_basis(entry),
        read=entry.day("read"),
        by_status=_by_status(entry),
        not_for=tuple(_status(entry, name) for name in entry.texts("not_for")),
    )
    entry.done()
    if read.value <= 0:
        raise entry.wrong("'value' must be above zero")
    return read


def _by_status(entry: Entry) -> Mapping[str, Confidence]:
    if not entry.has("by_status"):
        return {}
    inner = entry.entry("by_status")
    found = {_status(inner, key): Confidence(inner.one_of(key, tuple(Confidence))) for key in inner.names()}
    inner.done()
    return found


def _status(entry: Entry, name: str) -> str:
    if name not in STATUSES:
        raise entry.wrong(f"'{name}' is not a known status")
    return name
