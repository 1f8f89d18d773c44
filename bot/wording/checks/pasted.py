"""A text that stands under two keys whose English differs: pasted one row too far."""

from collections.abc import Iterator

from ..finding import Severity
from .book import Book, BookRule, Told
from .too_long import kind_of

_LONG = 30
"""Characters from which two questions or notices are not the same by chance. Buttons often are."""


def look(book: Book) -> Iterator[Told]:
    """Texts that are word for word another one's."""
    first: dict[str, str] = {}
    for entry in () if book.is_source else book.written():
        source = book.source(entry.key)
        if source is None or len(entry.text) < _LONG or kind_of(entry.key) == "choice":
            continue
        other = first.setdefault(entry.text, entry.key)
        if (book.source(other) or "").casefold() != source.casefold():
            yield Told(entry.key, f"Word for word the text of {other}, whose English is another. Was it pasted here?")


RULE = BookRule("pasted", Severity.FINDING, look)
