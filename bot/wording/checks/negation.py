"""A “not” that got lost turns a warning into its opposite. Seen only where a whole critical text has none left: whether
each of several is still there nobody but a reader can tell."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ..finding import Severity
from .book import Text, TextRule
from .too_long import kind_of
from .words import lists

_ENGLISH = re.compile(r"\b(?:not|never|cannot)\b|n['’]t\b", re.IGNORECASE)
_LETTER = "[\\w\u0300-\u036f\u0900-\u0963\u0966-\u0dff]"


def look(text: Text) -> Iterator[str]:
    """Critical texts whose English says “not” and that hold no word of this language for it. Buttons may say it in
    other words (“not now”: later)."""
    if not text.critical or kind_of(text.key) == "choice" or not _ENGLISH.search(text.source):
        return
    words = _words(text.language)
    if words is not None and not words.search(text.text):
        yield "The English says “not” here, and this text has no word for it. Has it got lost?"


@lru_cache(maxsize=32)
def _words(language: str) -> re.Pattern[str] | None:
    """The words for it, whole; those with ``*`` at an end begin or end a longer one."""
    listed = lists()["negation"].get(language)
    if listed is None:
        return None
    parts = []
    for word in map(str, listed):
        before = "" if word.startswith("*") else f"(?<!{_LETTER})"
        behind = "" if word.endswith("*") else f"(?!{_LETTER})"
        parts.append(before + re.escape(word.strip("*")) + behind)
    return re.compile("|".join(parts), re.IGNORECASE)


RULE = TextRule("negation", Severity.FINDING, look)
