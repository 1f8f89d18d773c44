"""The table of what makes a case pressing (risks.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import TodokeError
from flows.yaml_source import YamlSource, YamlSourceError, parse_yaml

from .waits import Wait

FILE = Path(__file__).with_name("risks.yaml")


class RisksError(TodokeError):
    """The table of risks cannot be used: {problem}. Correct the line that is named and start again."""


class Weight(StrEnum):
    """How much a reason presses."""

    URGENT = "urgent"
    RAISED = "raised"
    NOTED = "noted"


@dataclass(frozen=True)
class Risk:
    """``contact_within``: how soon somebody should reach the worker; None when nothing follows from it.
    ``whatever_the_hour``: whether that outranks the hours of those who are asked.
    """

    weight: Weight
    contact_within: Wait | None
    whatever_the_hour: bool = True


@dataclass(frozen=True)
class Risks:
    """The whole table."""

    urgent_when_left: Wait
    by_key: Mapping[str, Risk]

    def get(self, key: str) -> Risk | None:
        """What is written about a key."""
        return self.by_key.get(key)

    def whatever_the_hour(self, key: str) -> bool:
        """Whether the time for contact of a key outranks hours of duty; so does one that is not in the table."""
        found = self.by_key.get(key)
        return found is None or found.whatever_the_hour


@cache
def shipped_risks() -> Risks:
    """The table in use: the one that comes with the program, unless ``serve_risks`` named another. Raises
    RisksError."""
    return _SERVED[-1] if _SERVED else load_risks(FILE)


_SERVED: list[Risks] = []


def serve_risks(table: Risks | None) -> None:
    """From now on this table counts in this process; None: the file's."""
    _SERVED[:] = [] if table is None else [table]
    shipped_risks.cache_clear()


def check_risks(path: Path = FILE) -> list[str]:
    """What is wrong with a table, with file and line: the first thing there is."""
    try:
        load_risks(path)
    except RisksError as error:
        return [str(error.fields["problem"])]
    return []


def load_risks(path: Path) -> Risks:
    """Read a table's file. Raises RisksError with file and line."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RisksError(problem=f"{path.name} cannot be read") from error
    return read_risks(content, path.name)


def read_risks(content: bytes, name: str) -> Risks:
    """Read a table. ``name`` is how it is called in messages. Raises RisksError with file and line."""
    try:
        source = parse_yaml(content, name)
        data = _mapping(source, ())
        usual = {
            Weight.URGENT: _wait(source, ("urgent_within",), data.get("urgent_within")),
            Weight.RAISED: _wait(source, ("raised_within",), data.get("raised_within")),
            Weight.NOTED: None,
        }
        left = _wait(source, ("urgent_when_left",), data.get("urgent_when_left"))
        rows = _mapping(source, ("risks",))
        return Risks(left, {key: _risk(source, key, usual) for key in rows})
    except YamlSourceError as error:
        raise RisksError(problem=str(error)) from error


def _risk(source: YamlSource, key: str, usual: Mapping[Weight, Wait | None]) -> Risk:
    place = ("risks", key)
    row = _mapping(source, place)
    strange = sorted(set(row) - {"severity", "contact_within", "whatever_the_hour"})
    if strange:
        raise source.error((*place, strange[0]), f"there is no {strange[0]!r} here")
    try:
        weight = Weight(str(row.get("severity")))
    except ValueError:
        raise source.error(place, f"severity is one of {', '.join(Weight)}") from None
    hard = row.get("whatever_the_hour", weight is Weight.URGENT)
    if not isinstance(hard, bool):
        raise source.error((*place, "whatever_the_hour"), "whatever_the_hour is true or false")
    if "contact_within" not in row:
        return Risk(weight, usual[weight], hard)
    return Risk(weight, _wait(source, (*place, "contact_within"), row["contact_within"]), hard)


def _mapping(source: YamlSource, place: tuple[str, ...]) -> dict[str, Any]:
    value: Any = source.data
    for key in place:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, dict):
        raise source.error(place, "must be a mapping")
    return value


def _wait(source: YamlSource, place: tuple[str, ...], written: object) -> Wait:
    try:
        return Wait.parse(written)
    except ValueError as error:
        raise source.error(place, str(error)) from None
