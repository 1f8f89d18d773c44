"""Translations of an English text that has changed since."""

from collections.abc import Iterator

from ..finding import Severity
from .book import EVERYBODY, Book, BookRule, Told


def look(book: Book) -> Iterator[Told]:
    """Entries marked ``fuzzy``, and those beside whose text stands another English one than is served."""
    for entry in book.written():
        source = book.english.entries.get(entry.key)
        if source is None:
            continue
        if entry.fuzzy or (not book.is_source and entry.translates != (source.served or source.translates)):
            yield Told(entry.key, "The English changed. Look at the translation again.")


RULE = BookRule("stale", Severity.FINDING, look, EVERYBODY)
