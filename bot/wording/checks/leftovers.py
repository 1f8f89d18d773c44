"""What is no part of a text: a note to oneself, or what a program that translates says before it does."""

from collections.abc import Iterator
from functools import lru_cache

from ..finding import Severity
from .book import Text, TextRule
from .words import lists, wrong

_COLON = (":", "：", "៖")
"""What announces something does so at the beginning."""


def look(text: Text) -> Iterator[str]:
    """Phrases that were left behind, of this language and of all. What the English says too belongs there."""
    folded = text.text.casefold()
    if not any(hint in folded for hint in _hints(text.language)):
        return
    for language in dict.fromkeys((text.language, "all")):
        for item in wrong("leftovers").get(language, ()):
            found = item.pattern.search(text.text)
            if found is None or found.group().casefold() in text.source.casefold():
                continue
            if found.start() < 3 or not found.group().endswith(_COLON):
                yield f"“{found.group()}” is a note, and workers would read it. {item.instead}"


@lru_cache(maxsize=32)
def _hints(language: str) -> tuple[str, ...]:
    """Without one of these in a text, none of the phrases is there: much quicker than to look for each."""
    part = lists()["leftovers"]
    items = (*part.get(language, ()), *part["all"])
    return tuple(str(word).strip("=*").casefold() for item in items for word in item["words"])


RULE = TextRule("leftovers", Severity.FINDING, look)
