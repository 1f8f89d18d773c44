"""What is said in a chat, what is printed and what staff read are three files: a key tells by its beginning which."""

from collections.abc import Iterator

from ..enumerate import domain_of
from ..finding import Severity
from .book import EVERYBODY, Book, BookRule, Told


def look(book: Book) -> Iterator[Told]:
    """Entries that belong in another file."""
    for key, entry in book.catalogue.entries.items():
        own = domain_of(key)
        if own != book.catalogue.domain:
            message = f"This belongs in {own}.po. Move it there: by its key it is looked for there."
            yield Told(key, message, entry.key_line)


RULE = BookRule("place", Severity.FINDING, look, EVERYBODY)
