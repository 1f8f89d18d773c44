"""Hindi in the Nepali file, Russian in the Mongolian one: a language with the same letters, which no letter betrays."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ..finding import Severity
from .book import Text, TextRule
from .words import lists

_LETTER = "[\\w\u0900-\u0963]"
_SURE = 2
"""How many different words of the other language are neither a quotation nor a misspelling."""


def look(text: Text) -> Iterator[str]:
    """Texts with several words that the language of the file does not have."""
    name, words = _other(text.language)
    if len({word.lower() for word in words.findall(text.text)}) >= _SURE:
        yield f"This reads like {name}, not like {text.language}. Was it put into the wrong file?"


@lru_cache(maxsize=4)
def _other(language: str) -> tuple[str, re.Pattern[str]]:
    """The language that is taken for it, and its words, whole."""
    [(name, listed)] = lists()["neighbours"][language].items()
    words = "|".join(map(re.escape, map(str, listed)))
    return str(name), re.compile(f"(?<!{_LETTER})(?:{words})(?!{_LETTER})", re.IGNORECASE)


RULE = TextRule("neighbours", Severity.FINDING, look, languages=frozenset({"ne", "mn"}))
