"""Words that hurt or frighten: people call themselves so, but are never called so by us."""

from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule
from .words import wrong


def look(text: Text) -> Iterator[str]:
    """Words to avoid, of this language and of all."""
    for language in dict.fromkeys((text.language, "all")):
        for item in wrong("avoided").get(language, ()):
            found = item.pattern.search(text.text)
            if found and (item.keys is None or item.keys.search(text.key)):
                yield f"“{found.group()}” is not said to workers or of them. {item.instead}"


RULE = TextRule("avoided", Severity.FINDING, look)
