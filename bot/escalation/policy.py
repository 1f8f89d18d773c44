"""Ladder policies: who is asked after how long, as data that a coordinator may change.

A policy is known by the hash of its content; a case keeps the one it started with until it is replanned.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import orjson

from bot.errors import TodokeError

from .waits import Wait

ALL = "all"


class PolicyError(TodokeError):
    """The ladder policies cannot be used: {findings}. Correct the lines that are named and start again."""

    def __init__(self, findings: Sequence[object]) -> None:
        """``findings``: each with file and line."""
        self.findings = tuple(str(finding) for finding in findings)
        super().__init__(findings="; ".join(self.findings))


class PolicyMissing(TodokeError):
    """No ladder policy fits topic {topic} and severity {severity}. Add one that is for all topics."""


class Severity(StrEnum):
    """How pressing a case is."""

    NORMAL = "normal"
    URGENT = "urgent"


class RungKind(StrEnum):
    """The steps of a ladder, in their order."""

    FIRST_PARTNER = "first_partner"
    REMINDER = "reminder"
    NEXT_PARTNER = "next_partner"
    COORDINATOR = "coordinator"
    TERMINAL = "terminal"

    @property
    def asks(self) -> bool:
        """Whether it asks somebody new; the waits after it are counted from here."""
        return self in (RungKind.FIRST_PARTNER, RungKind.NEXT_PARTNER, RungKind.COORDINATOR)


@dataclass(frozen=True)
class Policy:
    """One ladder policy. ``waits``: for each kind of rung, how long after the asking before it."""

    name: str
    version: int
    topics: tuple[str, ...]
    severity: Severity
    waits: tuple[tuple[RungKind, Wait], ...]
    contact_within: Wait
    margin: Wait
    least_gap: Wait
    terminal_repeats: Wait
    pause_accepted: Wait
    pause_reached: Wait
    pause_least: Wait
    snooze_at_most: Wait
    snooze_times: int
    check_ins: tuple[Wait, ...]
    check_in_every: Wait
    check_ins_missed: int
    after_solved: tuple[Wait, ...]
    ask_worker_again: Wait

    @property
    def id(self) -> str:
        """The name and the hash of the content."""
        content = orjson.dumps(self.to_data(), option=orjson.OPT_SORT_KEYS)
        return f"{self.name}-{hashlib.sha256(content).hexdigest()[:16]}"

    def wait(self, kind: RungKind) -> Wait | None:
        """How long after the asking before it a rung comes; None if this ladder has no such rung."""
        return dict(self.waits).get(kind)

    def check_in_after(self, number: int) -> timedelta:
        """How long until check-in ``number`` (from 0), counted from the contact or the check-in before."""
        if number >= len(self.check_ins):
            return self.check_in_every.length
        before = self.check_ins[number - 1].length if number else timedelta()
        return self.check_ins[number].length - before

    def to_data(self) -> dict[str, Any]:
        """As plain data, waits as written."""
        return {name: _plain(value) for name, value in _fields(self).items()}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Policy":
        """The reverse of ``to_data``, for policies that were kept with their cases."""
        values: dict[str, Any] = dict(data)
        values["topics"] = tuple(values["topics"])
        values["severity"] = Severity(values["severity"])
        values["waits"] = tuple((RungKind(kind), Wait.parse(wait)) for kind, wait in values["waits"])
        for name in _WAITS:
            values[name] = Wait.parse(values[name])
        for name in _LISTS:
            values[name] = tuple(Wait.parse(wait) for wait in values[name])
        return cls(**values)


_WAITS = (
    "contact_within",
    "margin",
    "least_gap",
    "terminal_repeats",
    "pause_accepted",
    "pause_reached",
    "pause_least",
    "snooze_at_most",
    "check_in_every",
    "ask_worker_again",
)
_LISTS = ("check_ins", "after_solved")


@dataclass(frozen=True)
class Policies:
    """All policies in use: exactly one for each topic and severity."""

    all: tuple[Policy, ...]

    def pick(self, topic: str, severity: Severity) -> Policy:
        """The policy that names the topic, else the one for all topics. Raises PolicyMissing."""
        fitting = [p for p in self.all if p.severity is severity and (topic in p.topics or ALL in p.topics)]
        if not fitting:
            raise PolicyMissing(topic=topic, severity=severity)
        return min(fitting, key=lambda policy: ALL in policy.topics)


def _fields(policy: Policy) -> dict[str, Any]:
    """The fields of a policy by name, not taken apart."""
    return {name: getattr(policy, name) for name in policy.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if isinstance(value, Wait):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
