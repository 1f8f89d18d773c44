"""Reading YAML so that every finding can name its file and line.

The reading is narrower than YAML 1.1, because coordinators write these files: `no`, `off`, `y`, `12:30` and
`2026-11-03` stay the text they look like, a key may appear once; aliases, merge keys and tags are refused.
Only `true`, `false`, `null` (or nothing), whole numbers and decimals are anything else than text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from flows.errors import FlowError

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Event: TypeAlias = Any  # PyYAML's stubs leave out what the kinds of events carry

Key: TypeAlias = str | int | float
Scalar: TypeAlias = str | int | float | bool | None
Place: TypeAlias = tuple[Key, ...]
Checked = TypeVar("Checked", bound=BaseModel)

MAX_BYTES = 2_000_000
MAX_DEPTH = 32

_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,15})\.[0-9]{1,12}")
_ENTRY = re.compile(r"\s*(?:- +)?\w+:(?:\s|$)")
_COLON = re.compile(r":(?:\s|$)")
_IN_PLAIN_WORDS: Mapping[str, str] = {
    "did not find expected key": "this line does not begin exactly below the others of its part, or something stands "
    "behind a closing quote or bracket",
    "did not find expected '-' indicator": "this line does not begin exactly below the others of its list, or its dash "
    "- is missing",
    "did not find expected ',' or ']'": "a bracket [ opens here and is not closed, or a comma is missing in it",
    "did not find expected ',' or '}'": "a bracket { opens here and is not closed, or a comma is missing in it",
    "did not find expected node content": "a comma or a bracket stands here, and the word before it is missing",
    "could not find expected ':'": "a colon : is missing behind the name",
    "mapping values are not allowed in this context": "this line is set in too far, or it holds a second colon : and "
    "needs quotes",
    "found character that cannot start any token": "what stands here begins with a sign that needs quotes around it",
    "found unknown escape character": "behind a backslash stands a letter that means nothing there",
}
"""What the parser says, and the same for somebody who is no programmer."""
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "": None}


class YamlSourceError(FlowError):
    """This YAML file cannot be read. Correct the line that is named and check again."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path = path
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class YamlSource:
    """The data of one file, and where each part of it stands.

    `positions` maps a path into the data, such as `("steps", 3, "choices", 0)`, to its line (first line: 1).
    For an entry of a mapping the line is the key's.
    """

    path: str
    data: Any
    positions: Mapping[Place, int] = field(repr=False)

    def line(self, place: Place) -> int:
        """The line of `place`; of its nearest parent when the place itself is not in the file."""
        for end in range(len(place), -1, -1):
            found = self.positions.get(place[:end])
            if found is not None:
                return found
        return 1

    def error(self, place: Place, problem: str) -> YamlSourceError:
        """An error that points at `place`."""
        return YamlSourceError(self.path, self.line(place), problem)


def load_yaml(path: Path | str, *, name: str | None = None) -> YamlSource:
    """Read a file. `name` is how the file is called in messages (default: the path as given).

    Raises YamlSourceError for a file that is missing, too large, not UTF-8 or not acceptable YAML.
    """
    called = name or str(path)
    try:
        raw = Path(path).read_bytes()
    except OSError as problem:
        raise YamlSourceError(called, 1, f"cannot be opened: {problem.strerror}") from problem
    return parse_yaml(raw, called)


def load_checked(path: Path, model: type[Checked]) -> Checked:
    """Read a file of ours into its model. Raises YamlSourceError, also for what the model does not allow."""
    source = load_yaml(path)
    try:
        return model.model_validate(source.data)
    except ValidationError as problems:
        first = problems.errors(include_url=False)[0]
        raise source.error(tuple(first["loc"]), first["msg"]) from problems


def parse_yaml(raw: bytes | str, name: str) -> YamlSource:
    """Read YAML that is already in memory; see `load_yaml`."""
    if len(raw) > MAX_BYTES:
        raise YamlSourceError(name, 1, f"is larger than {MAX_BYTES} bytes")
    text = _decode(raw, name) if isinstance(raw, bytes) else raw
    tree = _Tree(name)
    try:
        # Events, not nodes: composing nodes recurses in C and dies on a file of nothing but brackets.
        data = tree.document(iter(yaml.parse(text, Loader=_Parser)))
    except yaml.MarkedYAMLError as problem:
        raise YamlSourceError(name, *mistake(problem, text)) from problem
    except yaml.YAMLError as problem:
        raise YamlSourceError(name, 1, str(problem).splitlines()[0]) from problem
    return YamlSource(name, data, tree.positions)


def mistake(problem: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """The line to mend in `text`, counted from 1, and what is wrong there. The parser may notice it only later."""
    line, said = _noticed(problem, text)
    return line, _IN_PLAIN_WORDS.get(said, said)


def _noticed(problem: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    mark = problem.problem_mark or problem.context_mark
    said = str(problem.problem or problem.context or "is not YAML")
    if problem.context_mark is not None and problem.context == "while scanning a quoted scalar":
        return problem.context_mark.line + 1, "a quote opens here and is not closed"
    if problem.context_mark is not None and problem.context == "while scanning a simple key":
        return problem.context_mark.line + 1, said
    if mark is None:
        return 1, said
    lines = text.split("\n")
    here = lines[mark.line] if mark.line < len(lines) else ""  # a mark may stand behind the last line
    if here[mark.column : mark.column + 1] == "\t":
        return mark.line + 1, "a tab stands here; indent with spaces"
    if problem.context_mark is not None and (problem.context or "").startswith("while parsing a flow "):
        return problem.context_mark.line + 1, said  # where the bracket opens, not where it was missed
    if said.startswith("did not find expected ") and (opens := _closed_by_the_next(text, mark)) is not None:
        return opens + 1, "a quote opens here and is not closed"
    above = range(min(mark.line, len(lines)) - 1, -1, -1)
    before = next((n for n in above if lines[n].split("#")[0].strip()), None)
    runs_on = said.startswith("mapping values") and _COLON.search(here[: mark.column]) is None
    if runs_on and before is not None and _COLON.search(lines[before]) is None:
        return before + 1, "could not find expected ':'"
    return mark.line + 1, said


def _closed_by_the_next(text: str, mark: yaml.Mark) -> int | None:
    """Where a quote opens that another one closes right before ``mark``, with entries in between that it has taken in;
    a text of several lines holds none."""
    tokens = yaml.scan(text, Loader=_Parser)
    while (token := _next_token(tokens)) is not None and token.start_mark.line <= mark.line:
        begins, ends = token.start_mark.line, token.end_mark.line
        if isinstance(token, yaml.ScalarToken) and not token.plain and begins < ends == mark.line:
            inside = text.split("\n")[begins + 1 : ends + 1]
            return begins if any(map(_ENTRY.match, inside)) else None
    return None


def _next_token(tokens: Iterator[_Event]) -> _Event | None:
    try:
        return next(tokens, None)
    except yaml.YAMLError:  # further down something else is wrong, too
        return None


def _decode(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        raise YamlSourceError(name, line, "is not UTF-8 text; save it as UTF-8") from problem


class _Tree:
    """Builds plain data from the parser's events and keeps the line of each part."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.positions: dict[Place, int] = {(): 1}

    def document(self, events: Iterator[_Event]) -> Any:
        data = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refuse(event, "starts a second document; one file holds one")
                data = self._value(next(events), events, ())
        return data

    def _value(self, event: _Event, events: Iterator[_Event], place: Place) -> Any:
        self.positions.setdefault(place, event.start_mark.line + 1)
        if len(place) > MAX_DEPTH:
            raise self._refuse(event, f"is nested more than {MAX_DEPTH} levels deep")
        self._check_plain(event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, place)
        return _scalar(event)

    def _sequence(self, events: Iterator[_Event], place: Place) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, events, (*place, len(items))))
        return items

    def _mapping(self, events: Iterator[_Event], place: Place) -> dict[Key, Any]:
        result: dict[Key, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event)
            if key in result:
                first = self.positions[(*place, key)]
                raise self._refuse(event, f"the key {key!r} is already used in line {first}")
            self.positions[(*place, key)] = event.start_mark.line + 1
            result[key] = self._value(next(events), events, (*place, key))
        return result

    def _key(self, event: _Event) -> Key:
        self._check_plain(event)
        key = _scalar(event) if isinstance(event, yaml.ScalarEvent) else None
        if key is None or isinstance(key, bool):
            raise self._refuse(event, "a key must be a word or a number")
        return key

    def _check_plain(self, event: _Event) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._refuse(event, "uses an anchor or alias (&name, *name); write the value out instead")
        if event.tag is not None:
            raise self._refuse(event, f"the tag {event.tag!r} is not allowed")
        if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]:
            raise self._refuse(event, "merge keys (<<) are not allowed; write the entries out instead")

    def _refuse(self, event: _Event, problem: str) -> YamlSourceError:
        return YamlSourceError(self.name, event.start_mark.line + 1, problem)


def _scalar(event: _Event) -> Scalar:
    value = str(event.value)
    if not event.implicit[0]:  # quoted, or a block: always text
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _WHOLE.fullmatch(value):
        return int(value)
    if _DECIMAL.fullmatch(value):
        return float(value)
    return value
