"""One person is spoken to, in one way: who reads "you" in two ways in a report does not trust it."""

from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule
from .words import wrong


def look(text: Text) -> Iterator[str]:
    """Words for "you" and "we" that this language does not use here."""
    for item in wrong("pronouns").get(text.language, ()):
        found = item.pattern.search(text.text)
        if found and (item.keys is None or item.keys.search(text.key)):
            yield f"“{found.group()}”: everybody is spoken to in one way here. {item.instead}"


RULE = TextRule("pronouns", Severity.FINDING, look)
