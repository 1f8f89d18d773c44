"""Danger words in whatever somebody writes, in every language at once.

The words and the sayings that only sound like danger (`killing time`, `chết cười`, 忙殺) are data: `danger` in each
`lexicon.yaml`; `flows.inputs.patterns` says how an entry is written.

Found is what stands in the text and shares no word with a saying. What follows from it (one question, at most once
a day) is decided by the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from flows.inputs.lexicon import Lexicon
from flows.inputs.lexicon_data import DangerKind
from flows.inputs.patterns import MAX_TEXT, Patterns

__all__ = ["MAX_TEXT", "Found", "find"]


@dataclass(frozen=True)
class Found:
    """A danger word as it stands in the lexicon, and the lexicon's language."""

    kind: DangerKind
    word: str
    lang: str


def find(text: str, lexicons: Iterable[Lexicon]) -> list[Found]:
    """The danger words of a text, in order, each once. All lexicons given are searched: give all there are."""
    return _patterns(tuple(lexicons)).find(text)


@lru_cache(maxsize=8)
def _patterns(lexicons: tuple[Lexicon, ...]) -> Patterns[Found]:
    return Patterns((*entry, lexicon.romanised) for lexicon in lexicons for entry in _entries(lexicon))


def _entries(lexicon: Lexicon) -> Iterator[tuple[str, Found | None]]:
    for name, listed in lexicon.words.danger.items():
        for word in listed.words:
            yield word, Found(DangerKind(name), word, lexicon.lang)
        yield from ((idiom, None) for idiom in listed.idioms)
