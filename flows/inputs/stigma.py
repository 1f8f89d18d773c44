"""Words that stigmatise: recognised when people say them about themselves, and never printed.

The check of the wording uses the same search on every text that we print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon
from flows.inputs.phrasebook import Phrasebook, pieces

MAX_TEXT = 20_000
"""Characters of a text that are looked at."""


@dataclass(frozen=True)
class Found:
    """A stigmatising word as it stands in the lexicon, and the lexicon's language."""

    word: str
    lang: str


def find(text: str, lexicons: Iterable[Lexicon]) -> list[Found]:
    """The stigmatising words of a text, each once."""
    cleaned = clean(text[:MAX_TEXT])
    found: dict[Found, None] = {}
    for lexicon in lexicons:
        for word in _words(cleaned, lexicon):
            found.setdefault(Found(word, lexicon.lang))
    return list(found)


@lru_cache(maxsize=32)
def _book(lexicon: Lexicon) -> Phrasebook[str]:
    entries = [(word, word) for word in lexicon.words.stigma]
    return Phrasebook([entries], romanised=lexicon.romanised, suffixes=lexicon.words.suffixes)


def _words(cleaned: str, lexicon: Lexicon) -> Iterator[str]:
    book = _book(lexicon)
    text = pieces(cleaned, romanised=lexicon.romanised)
    for at, piece in enumerate(text):
        if piece.kind == "cjk":
            for start in range(len(piece.key)):
                if hit := book.find_cjk(piece.key, start):
                    yield hit.readings[0][0]
        elif hit := book.find(text, at, marked=True):
            yield hit.readings[0][0]
