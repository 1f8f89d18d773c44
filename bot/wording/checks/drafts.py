"""Texts that no native reader has signed."""

from collections.abc import Iterator

from ..finding import Severity
from .book import EVERYBODY, Book, BookRule, Told


def look(book: Book) -> Iterator[Told]:
    """Entries that carry the line ``draft: …``."""
    for entry in book.written():
        if entry.draft:
            yield Told(entry.key, "A draft: no native reader has checked it.")


RULE = BookRule("drafts", Severity.DRAFT, look, EVERYBODY)
