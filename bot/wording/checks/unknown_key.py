"""Keys that the English file does not have: misspelt, or left over."""

from collections.abc import Iterator
from difflib import get_close_matches

from ..finding import Severity
from .book import EVERYBODY, Book, BookRule, Told


def look(book: Book) -> Iterator[Told]:
    """Entries that nothing asks for."""
    if book.is_source:
        return
    lacking = [key for key in book.english.entries if key not in book.catalogue.entries]
    for key in book.catalogue.entries:
        if key not in book.english.entries and key not in book.needed:
            near = get_close_matches(key, lacking, 1, 0.8)
            hint = f"Did you mean {near[0]}?" if near else "Take the entry out."
            message = f"English has no such key, so nobody ever reads this text. {hint}"
            yield Told(key, message, book.catalogue.entries[key].key_line)


RULE = BookRule("unknown_key", Severity.FINDING, look, EVERYBODY)
