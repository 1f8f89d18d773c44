"""Conditions as data, so that a checker can read them: no expressions, no code.

``{var: v, is: x}`` ``{var: v, not: x}`` ``{var: v, in: [..]}`` ``{var: v, has: x}`` ``{var: v, over: n}``
``{var: v, under: n}`` ``{var: v, known: true}`` ``{all: [..]}`` ``{any: [..]}`` ``{none: [..]}``.
A variable that is unset, skipped, unknown or refused makes every comparison false, ``not`` too.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Test = Callable[[Mapping[str, Any]], bool]

COMPARISONS = ("is", "not", "in", "has", "over", "under", "known")
GROUPS = ("all", "any", "none")


class Condition:
    """A condition over variables. Holds its plain form; two with the same plain form are the same."""

    __slots__ = ("holds", "plain")

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.plain = plain
        self.holds = _test(plain)
        """Whether it is true for these variables. Made once: every step of a conversation asks hundreds of times."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.plain == other.plain

    def __hash__(self) -> int:
        return hash(repr(self.plain))

    def may_hold(self, variables: Mapping[str, Any]) -> bool:
        """Whether it can become true while these variables stay as they are and others are set."""
        return _may(self.plain, variables)

    def variables(self) -> Iterator[str]:
        """The variables it reads."""
        return _variables(self.plain)


def known(value: Any) -> bool:
    """Whether a variable's value is an answer: not unset, not skipped, not "don't know"."""
    return value is not None and not (isinstance(value, dict) and "skipped" in value)


def _test(plain: Mapping[str, Any]) -> Test:
    """The condition as a function."""
    if "all" in plain:
        parts = [_test(part) for part in plain["all"]]
        return lambda variables: all(part(variables) for part in parts)
    if "any" in plain:
        parts = [_test(part) for part in plain["any"]]
        return lambda variables: any(part(variables) for part in parts)
    if "none" in plain:
        parts = [_test(part) for part in plain["none"]]
        return lambda variables: not any(part(variables) for part in parts)
    name = plain["var"]
    if "known" in plain:
        wanted = bool(plain["known"])
        return lambda variables: known(variables.get(name)) is wanted
    compared = _comparison(plain)

    def told(variables: Mapping[str, Any]) -> bool:
        value = variables.get(name)
        return value is not None and known(value) and compared(value)

    return told


def _may(plain: Mapping[str, Any], variables: Mapping[str, Any]) -> bool:
    if "all" in plain:
        return all(_may(part, variables) for part in plain["all"])
    if "any" in plain:
        return any(_may(part, variables) for part in plain["any"])
    if "none" in plain:
        return not any(_must(part, variables) for part in plain["none"])
    return plain["var"] not in variables or _test(plain)(variables)


def _must(plain: Mapping[str, Any], variables: Mapping[str, Any]) -> bool:
    if "all" in plain:
        return all(_must(part, variables) for part in plain["all"])
    if "any" in plain:
        return any(_must(part, variables) for part in plain["any"])
    if "none" in plain:
        return not any(_may(part, variables) for part in plain["none"])
    return plain["var"] in variables and _test(plain)(variables)


def _comparison(plain: Mapping[str, Any]) -> Callable[[Any], bool]:
    if "is" in plain:
        right = plain["is"]
        return lambda value: bool(value == right)
    if "not" in plain:
        wrong = plain["not"]
        return lambda value: bool(value != wrong)
    if "in" in plain:
        among = plain["in"]
        return lambda value: value in among
    if "has" in plain:
        part = plain["has"]
        return lambda value: isinstance(value, list) and part in value
    if "over" in plain:
        low = plain["over"]
        return lambda value: _counts(value) and bool(value > low)
    high = plain["under"]
    return lambda value: _counts(value) and bool(value < high)


def _counts(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _variables(plain: Mapping[str, Any]) -> Iterator[str]:
    for group in GROUPS:
        for part in plain.get(group, ()):
            yield from _variables(part)
    if "var" in plain:
        yield plain["var"]
