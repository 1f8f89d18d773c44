"""Strict reading of the data files: every key is asked for, every surprise has a file and a line."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from flows.law.errors import LawDataError

_QUICK: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Entry:
    """One mapping of a YAML file. Values are taken by name; `done` refuses the keys nobody took.

    Scalars are read as written, so that `0120` keeps its zero and `no` stays a word.
    """

    def __init__(self, path: Path, node: Node) -> None:
        """Take the mapping at `node`; raises LawDataError for anything else and for a key written twice."""
        self.path, self.line = path, node.start_mark.line + 1
        if not isinstance(node, MappingNode):
            raise self.wrong("a mapping of names to values was expected")
        self._values: dict[str, Node] = {}
        self._taken: set[str] = set()
        for key, value in node.value:
            if key.value in self._values:
                raise self.wrong(f"'{key.value}' is written twice", key)
            self._values[key.value] = value

    def wrong(self, problem: str, node: Node | None = None) -> LawDataError:
        """Build the error for this entry, at `node`'s line or else at the entry's first line."""
        return LawDataError(self.path, self.line if node is None else node.start_mark.line + 1, problem)

    def has(self, key: str) -> bool:
        """Say whether the entry holds the key at all."""
        return key in self._values

    def text(self, key: str) -> str:
        """Take a word or sentence that must not be empty."""
        node = self._take(key)
        if not isinstance(node, ScalarNode) or not node.value.strip():
            raise self.wrong(f"'{key}' must be a text", node)
        return str(node.value).strip()

    def integer(self, key: str) -> int:
        """Take a whole number."""
        raw = self.text(key)
        if not raw.removeprefix("-").isascii() or not raw.removeprefix("-").isdigit():
            raise self.wrong(f"'{key}' must be a whole number, not '{raw}'", self._values[key])
        return int(raw)

    def flag(self, key: str) -> bool:
        """Take `true` or `false`; a missing key is false."""
        return self.has(key) and self.one_of(key, ("true", "false")) == "true"

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        """Take one of the `allowed` words."""
        raw = self.text(key)
        if raw not in allowed:
            raise self.wrong(f"'{key}' must be one of {', '.join(allowed)}, not '{raw}'", self._values[key])
        return raw

    def day(self, key: str) -> date:
        """Take a date. A bare year or month stands for its first day: nothing is made younger than it is."""
        raw = self.text(key)
        try:
            return date.fromisoformat({4: f"{raw}-01-01", 7: f"{raw}-01"}.get(len(raw), raw))
        except ValueError:
            message = f"'{key}' must be a date such as 2026-11-03, 2026-11 or 2026, not '{raw}'"
            raise self.wrong(message, self._values[key]) from None

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; a single text is a list of one; a missing key is an empty list."""
        if not self.has(key):
            return ()
        node = self._values[key]
        if isinstance(node, ScalarNode):
            return (self.text(key),)
        return tuple(self._scalar(key, item) for item in self._items(key))

    def entry(self, key: str) -> "Entry":
        """Take a mapping inside this one."""
        return Entry(self.path, self._take(key))

    def entries(self, key: str) -> "tuple[Entry, ...]":
        """Take a list of mappings."""
        return tuple(Entry(self.path, item) for item in self._items(key))

    def names(self) -> tuple[str, ...]:
        """Name every key, in the order of the file."""
        return tuple(self._values)

    def done(self) -> None:
        """Refuse what nobody asked for: usually a misspelt key."""
        for key, node in self._values.items():
            if key not in self._taken:
                raise self.wrong(f"'{key}' is not a known name here", node)

    def _take(self, key: str) -> Node:
        self._taken.add(key)
        if key not in self._values:
            raise self.wrong(f"'{key}' is missing")
        return self._values[key]

    def _items(self, key: str) -> list[Node]:
        node = self._take(key)
        if not isinstance(node, SequenceNode):
            raise self.wrong(f"'{key}' must be a list", node)
        return list(node.value)

    def _scalar(self, key: str, node: Node) -> str:
        if not isinstance(node, ScalarNode) or not node.value.strip():
            raise self.wrong(f"'{key}' must be a list of texts", node)
        return str(node.value).strip()


def document(path: Path) -> Entry:
    """Read a YAML file whose top is a mapping."""
    try:
        node = _composed(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise LawDataError(path, line, str(error.problem or "this is not YAML")) from error
    if node is None:
        raise LawDataError(path, 1, "the file is empty")
    return Entry(path, node)


def _composed(text: str) -> Node | None:
    """Read the text quickly; the slower reader, whose messages are plainer, says what is wrong."""
    try:
        found: Node | None = yaml.compose(text, Loader=_QUICK)
    except yaml.MarkedYAMLError:
        found = yaml.compose(text, Loader=yaml.SafeLoader)
    return found


def rows(path: Path, key: str) -> tuple[Entry, ...]:
    """Read the list of mappings under the one top-level `key` of a file."""
    top = document(path)
    found = top.entries(key)
    top.done()
    return found
