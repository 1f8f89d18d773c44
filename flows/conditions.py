"""Conditions as data, so that a checker can read them: no expressions, no code.

``{var: v, is: x}`` ``{var: v, not: x}`` ``{var: v, in: [..]}`` ``{var: v, has: x}`` ``{var: v, over: n}``
``{var: v, under: n}`` ``{var: v, known: true}`` ``{all: [..]}`` ``{any: [..]}`` ``{none: [..]}``.
A variable that is unset, skipped, unknown or refused makes every comparison false, ``not`` too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

COMPARISONS = ("is", "not", "in", "has", "over", "under", "known")
GROUPS = ("all", "any", "none")


class Condition:
    """A condition over variables. Holds its plain form; two with the same plain form are the same."""

    __slots__ = ("plain",)

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.plain = plain

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.plain == other.plain

    def __hash__(self) -> int:
        return hash(repr(self.plain))

    def holds(self, variables: Mapping[str, Any]) -> bool:
        """Whether it is true for these variables."""
        return _holds(self.plain, variables)

    def may_hold(self, variables: Mapping[str, Any]) -> bool:
        """Whether it can become true while these variables stay as they are and others are set."""
        return _may(self.plain, variables)

    def variables(self) -> Iterator[str]:
        """The variables it reads."""
        return _variables(self.plain)


def known(value: Any) -> bool:
    """Whether a variable's value is an answer: not unset, not skipped, not "don't know"."""
    return value is not None and not (isinstance(value, dict) and "skipped" in value)


def _holds(plain: Mapping[str, Any], variables: Mapping[str, Any]) -> bool:
    if "all" in plain:
        return all(_holds(part, variables) for part in plain["all"])
    if "any" in plain:
        return any(_holds(part, variables) for part in plain["any"])
    if "none" in plain:
        return not any(_holds(part, variables) for part in plain["none"])
    value = variables.get(plain["var"])
    if "known" in plain:
        return known(value) is bool(plain["known"])
    return known(value) and _compare(plain, value)


def _may(plain: Mapping[str, Any], variables: Mapping[str, Any]) -> bool:
    if "all" in plain:
        return all(_may(part, variables) for part in plain["all"])
    if "any" in plain:
        return any(_may(part, variables) for part in plain["any"])
    if "none" in plain:
        return not any(_must(part, variables) for part in plain["none"])
    return plain["var"] not in variables or _holds(plain, variables)


def _must(plain: Mapping[str, Any], variables: Mapping[str, Any]) -> bool:
    if "all" in plain:
        return all(_must(part, variables) for part in plain["all"])
    if "any" in plain:
        return any(_must(part, variables) for part in plain["any"])
    if "none" in plain:
        return not any(_may(part, variables) for part in plain["none"])
    return plain["var"] in variables and _holds(plain, variables)


def _compare(plain: Mapping[str, Any], value: Any) -> bool:
    if "is" in plain:
        return bool(value == plain["is"])
    if "not" in plain:
        return bool(value != plain["not"])
    if "in" in plain:
        return value in plain["in"]
    if "has" in plain:
        return isinstance(value, list) and plain["has"] in value
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return bool(value > plain["over"] if "over" in plain else value < plain["under"])


def _variables(plain: Mapping[str, Any]) -> Iterator[str]:
    for group in GROUPS:
        for part in plain.get(group, ()):
            yield from _variables(part)
    if "var" in plain:
        yield plain["var"]
