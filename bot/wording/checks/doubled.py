"""A word that stands twice in a row (“the the”): a slip of the pen that reads like a mistake of the whole text."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ..finding import Severity
from .book import EVERYBODY, Text, TextRule
from .words import lists

_WORD = r"[^\W\d_]+(?:[’'ʻʼ][^\W\d_]+)*"
_TWICE = re.compile(rf"(?<![\w{{-])({_WORD})[ \u00a0]+\1(?![\w}}’'ʻʼ-])", re.IGNORECASE)


def look(text: Text) -> Iterator[str]:
    """The first word that is doubled. Where doubling a word has a meaning, only words that never have it count."""
    own = _words(text.language)
    if own is None:
        return
    for found in _TWICE.finditer(text.text):
        if not own or found[1].casefold() in own:
            yield f"“{found.group()}” stands there twice. Take one out."
            return


@lru_cache(maxsize=32)
def _words(language: str) -> frozenset[str] | None:
    """The words that are never doubled; none named: all of them. None: the rule is not for this language."""
    words = lists()["doubled"].get(language)
    return None if words is None else frozenset(map(str, words))


RULE = TextRule("doubled", Severity.FINDING, look, EVERYBODY)
