"""What is said in a chat, what is printed and what staff read are three files: a key tells by its beginning which."""

from collections.abc import Iterator

from ..enumerate import domain_of
from ..finding import Severity
from .book import EVERYBODY, Book, BookRule, Told


def look(book: Book) -> Iterator[Told]:
    """Entries that belong in another file."""
    for key in book.catalogue.entries:
        own = domain_of(key)
        if own != book.catalogue.domain:
            yield Told(key, f"This belongs in {own}.po. Move it there: by its key it is looked for there.")


RULE = BookRule("place", Severity.FINDING, look, EVERYBODY)
