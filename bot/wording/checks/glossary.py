"""Terms that always have the same words: a worker must recognise the office, the card and the paper."""

from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule
from .too_long import READING
from .words import squeezed, terms


def look(text: Text) -> Iterator[str]:
    """Terms of the English that are said in other words than the glossary's."""
    shown = squeezed(READING.sub("", text.text), text.language)
    for term in terms():
        said = term.said.get(text.language)
        if said is None:
            continue
        found = term.english.search(text.source)
        if found and not said.search(shown):
            yield f"“{found.group()}” has its own word here: {term.first[text.language]}. Use it, or mend the glossary."


RULE = TextRule("glossary", Severity.FINDING, look)
