"""Names of prefectures in scripts that have no fixed spelling for them: read, never shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, StringConstraints

from flows.inputs.fold import clean, skeleton
from flows.yaml_source import load_checked

SOURCE = Path(__file__).with_name("prefecture_spellings.yaml")

Script: TypeAlias = Literal["Cyrl", "Beng", "Mymr", "Khmr", "Thai", "Sinh"]
Spelt: TypeAlias = dict[Script, list[str]]

_BLOCKS: Mapping[Script, range] = {
    "Cyrl": range(0x0400, 0x0530), "Beng": range(0x0980, 0x0A00), "Sinh": range(0x0D80, 0x0E00),
    "Thai": range(0x0E00, 0x0E80), "Mymr": range(0x1000, 0x10A0), "Khmr": range(0x1780, 0x1800),
}  # fmt: skip
_SHORT = 5
"""Characters of a name that may stand inside other words: it counts only where a run begins or ends."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    folds: dict[Script, list[Annotated[list[str], "what is written, and for what it is taken"]]]
    endings: dict[Script, list[str]]
    names: dict[Annotated[str, StringConstraints(pattern=r"^\d\d$")], Spelt]
    cities: dict[str, Spelt]


@lru_cache(maxsize=1)
def _file() -> _File:
    return load_checked(SOURCE, _File)


def fold(text: str) -> str:
    """One spelling for what sounds alike, from a skeleton in one script."""
    script = next((script for script, block in _BLOCKS.items() if text and ord(text[0]) in block), None)
    for written, taken in _file().folds.get(script, ()) if script else ():
        text = text.replace(written, taken)
    return text


def of_prefectures() -> Iterator[tuple[str, str]]:
    """Spelling and code of each prefecture."""
    for code, spelt in _file().names.items():
        yield from ((name, code) for names in spelt.values() for name in names)


def of_cities() -> Iterator[tuple[str, str]]:
    """Spelling and kanji of some cities."""
    for kanji, spelt in _file().cities.items():
        yield from ((name, kanji) for names in spelt.values() for name in names)


@lru_cache(maxsize=1)
def endings() -> tuple[str, ...]:
    """What is added to a name, folded."""
    return tuple(fold(skeleton(clean(end))) for ends in _file().endings.values() for end in ends)


def in_run(run: str, names: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Which of these folded names stand in a folded run of a script without spaces, the longest first; a name inside a
    longer one that was found does not count."""
    rest = run
    for name in sorted(names, key=len, reverse=True):
        inside = name in rest and (len(name) > _SHORT or rest.startswith(name) or rest.endswith(name))
        if inside:
            yield name
            rest = rest.replace(name, "\n")
