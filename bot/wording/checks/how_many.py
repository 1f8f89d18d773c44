"""How many texts a file may hold: what nobody can keep in sixteen languages is not kept in any."""

from collections.abc import Iterator

from ..finding import Severity
from .book import Book, BookRule, Told

MOST = {"worker": 1200, "documents": 400}


def look(book: Book) -> Iterator[Told]:
    """English files with more texts than their domain may have."""
    most = MOST.get(book.catalogue.domain)
    count = len(book.catalogue.entries)
    if book.is_source and most is not None and count > most:
        yield Told(None, f"{count} texts; at most {most} can be kept in every language. Take out {count - most}.", 1)


RULE = BookRule("how_many", Severity.FINDING, look)
