"""What the check says, in the reader's language. The rules speak English; the Japanese stands in told.yaml."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from .filling import PLACEHOLDER, fill

FILE = Path(__file__).with_name("told.yaml")
_PLACE = re.compile(r"(\S+:\d+: (?:\[\w+\] )?(?:[a-z_]+(?:\.\w+)+: )?)(.+)", re.DOTALL)
"""Where a finding stands: file, line, language and key; the sentence follows."""


@dataclass(frozen=True)
class Told:
    """A sentence, and the language it is in."""

    text: str
    lang: str


def told_in(language: str) -> Callable[[str], Told]:
    """How a finding is told to a reader of this language: in English where there is no other sentence."""

    def tell(message: str) -> Told:
        found = japanese(message) if language == "ja" else None
        return Told(message, "en") if found is None else Told(found, "ja")

    return tell


@lru_cache(maxsize=4096)
def japanese(message: str) -> str | None:
    """The Japanese of a sentence, with or without its place before it; None if there is none."""
    placed = _PLACE.fullmatch(message)
    where, said = (placed[1], placed[2]) if placed else ("", message)
    found = _sentence(said)
    return None if found is None else where + found


def _sentence(message: str) -> str | None:
    for pattern, sentence in _sentences():
        if match := pattern.fullmatch(message):
            return fill(sentence, {name: _sentence(value) or value for name, value in match.groupdict().items()})
    return None


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The most particular first."""
    listed: dict[str, str] = yaml.safe_load(FILE.read_text("utf-8"))
    order = sorted(listed, key=lambda english: -len(PLACEHOLDER.sub("", english)))
    return tuple((_pattern(english), listed[english]) for english in order)


def _pattern(english: str) -> re.Pattern[str]:
    parts = PLACEHOLDER.split(english)
    named = (f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
    return re.compile("".join(named), re.DOTALL)
