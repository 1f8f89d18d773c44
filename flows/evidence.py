"""What workers' answers say about the duties of the accepting side (`definitions/_evidence.yaml`). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from .law.duties import duties
from .yaml_source import YamlSource, load_yaml, parse_yaml

FILE = Path(__file__).with_name("definitions") / "_evidence.yaml"
_NAMES = frozenset({"fulfilled", "deviation", "duty", "each", "all_fulfilled", "if", "unless"})
_YES_NO = {"yes": True, "no": False}


class Says(StrEnum):
    """What an answer says."""

    FULFILLED = "fulfilled"
    DEVIATION = "deviation"


@dataclass(frozen=True)
class Given:
    """One answer as it stands: the step (flow.step) and the value."""

    step: str
    value: Any


@dataclass(frozen=True)
class Speaks:
    """How one question's answers are read."""

    fulfilled: frozenset[str]
    deviation: frozenset[str]
    each: Mapping[str, str]
    all_fulfilled: str | None
    duty: str
    only_if: Mapping[str, frozenset[str]]
    unless: Mapping[str, frozenset[str]]

    @property
    def depends_on(self) -> frozenset[str]:
        """The variables of other answers that it takes to read this one."""
        return frozenset(self.only_if) | frozenset(self.unless)

    def about(self, given: Given, known: Mapping[str, Any]) -> dict[str, Says]:
        """Duty → what this answer says of it; empty where it says nothing."""
        if not all(chosen(known.get(name)) & values for name, values in self.only_if.items()):
            return {}
        said = chosen(given.value)
        found = {self.each[one]: Says.DEVIATION for one in sorted(said) if one in self.each}
        if self.all_fulfilled is not None and self.all_fulfilled in said and not found:
            return dict.fromkeys(self.each.values(), Says.FULFILLED)
        if said & self.deviation:
            lawful = any(chosen(known.get(name)) & values for name, values in self.unless.items())
            found |= {} if lawful else {self.duty: Says.DEVIATION}
        elif said & self.fulfilled:
            found[self.duty] = Says.FULFILLED
        return found


def spoken(answers: Iterable[Given], known: Mapping[str, Any]) -> dict[str, tuple[Says, tuple[Given, ...]]]:
    """Duty → what the answers together say of it, and which of them say so.

    One answer that says "not fulfilled" outweighs all others about the same duty. ``known``: variable → value.
    """
    found: dict[str, tuple[Says, tuple[Given, ...]]] = {}
    for given in answers:
        speaks = reading().get(given.step)
        for duty, says in speaks.about(given, known).items() if speaks is not None else ():
            before = found.get(duty)
            if before is None or (says is Says.DEVIATION and before[0] is Says.FULFILLED):
                found[duty] = (says, (given,))
            elif before[0] is says:
                found[duty] = (says, (*before[1], given))
    return found


def chosen(value: Any) -> frozenset[str]:
    """The chosen answers of a value: one, several, or yes/no."""
    if isinstance(value, bool):
        return frozenset({"yes" if value else "no"})
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(one for one in value if isinstance(one, str)) if isinstance(value, (list, tuple)) else frozenset()


def reading() -> Mapping[str, Speaks]:
    """Step → how its answers are read: as the file says that stands beside the flows in use (`serve_reading`)."""
    return _SERVED[-1] if _SERVED else reading_of(FILE)


_SERVED: list[Mapping[str, Speaks]] = []


def serve_reading(content: bytes | str | None) -> None:
    """From now on answers are read by this file in this process; None: by the program's. Raises YamlSourceError."""
    _SERVED[:] = [] if content is None else [_read(_answers(parse_yaml(content, FILE.name)))]


@cache
def reading_of(path: Path) -> Mapping[str, Speaks]:
    """What a file says. Raises YamlSourceError with file and line."""
    return _read(source_of(path))


@cache
def source_of(path: Path) -> YamlSource:
    """The file with its lines. Raises YamlSourceError."""
    return _answers(load_yaml(path, name=path.name))


def _answers(source: YamlSource) -> YamlSource:
    if not isinstance(source.data, dict) or not isinstance(source.data.get("answers"), dict):
        raise source.error((), "the file holds one mapping, `answers`")
    return source


def _read(source: YamlSource) -> Mapping[str, Speaks]:
    return {str(step): _speaks(source, str(step), row) for step, row in source.data["answers"].items()}


def _speaks(source: YamlSource, step: str, row: object) -> Speaks:
    place = ("answers", step)
    if not isinstance(row, dict):
        raise source.error(place, "what answers say is a mapping, {} where they say nothing")
    for name in row:
        if name not in _NAMES:
            raise source.error((*place, name), f"{name!r} is not a known name here")
    each, own = row.get("each", {}), row.get("duty")
    if not all(isinstance(row.get(name, {}), dict) for name in ("each", "if", "unless")):
        raise source.error(place, "`each`, `if` and `unless` are mappings")
    if own is None and (row.get("fulfilled") or row.get("deviation")):
        raise source.error(place, "`duty` is missing: of which duty do the answers speak?")
    for duty in (*each.values(), *([own] if own is not None else [])):
        if duty not in duties():
            raise source.error(place, f"the duty {duty} is not in the catalogue (flows/law/duties.yaml)")
    return Speaks(
        fulfilled=_texts(source, (*place, "fulfilled"), row.get("fulfilled", [])),
        deviation=_texts(source, (*place, "deviation"), row.get("deviation", [])),
        each={str(one): str(duty) for one, duty in each.items()},
        all_fulfilled=row.get("all_fulfilled"),
        duty=own or "",
        only_if=_where(source, (*place, "if"), row.get("if", {})),
        unless=_where(source, (*place, "unless"), row.get("unless", {})),
    )


def _where(source: YamlSource, place: tuple[str, ...], value: Mapping[Any, object]) -> dict[str, frozenset[str]]:
    return {str(name): _texts(source, place, values) for name, values in value.items()}


def _texts(source: YamlSource, place: tuple[str, ...], value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise source.error(place, "a list of answers is expected")
    return frozenset(value)
