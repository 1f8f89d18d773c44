"""Terms that always have the same words: a worker must recognise the office, the card and the paper."""

from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule
from .too_long import READING
from .words import squeezed, terms_in


def look(text: Text) -> Iterator[str]:
    """Terms of the English that are said in other words than the glossary's."""
    named = terms_in(text.source)
    shown = squeezed(READING.sub("", text.text), text.language) if named else ""
    for term, found in named:
        said = term.said.get(text.language)
        if said is not None and not said.search(shown):
            yield f"“{found}” has its own word here: {term.first[text.language]}. Use it, or mend the glossary."


RULE = TextRule("glossary", Severity.FINDING, look)
