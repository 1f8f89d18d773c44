"""What somebody's first words are about: `khong tra tien tang ca`, "company le nikalyo", クビになった.

The words are data: `topics` in each `lexicon.yaml`, by the choice ids of the question; `flows.inputs.patterns` says how
an entry is written. An entry under `none` is a saying in which the words mean something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from flows.inputs.lexicon import Lexicon
from flows.inputs.patterns import Patterns

NONE = "none"


def find(text: str, lexicons: Iterable[Lexicon]) -> list[str]:
    """The topics that the text speaks of, in the order in which it does, each once."""
    return _patterns(tuple(lexicons)).find(text)


@lru_cache(maxsize=64)
def _patterns(lexicons: tuple[Lexicon, ...]) -> Patterns[str]:
    return Patterns(entry for lexicon in lexicons for entry in _entries(lexicon))


def _entries(lexicon: Lexicon) -> Iterator[tuple[str, str | None, bool]]:
    for layer in lexicon.layers:
        for topic, listed in layer.topics.items():
            yield from ((word, None if topic == NONE else topic, lexicon.romanised) for word in listed)
