"""Two buttons of one question that read the same: nobody could know which one to press."""

import unicodedata
from collections.abc import Iterator

from ..finding import Severity
from .book import Book, BookRule, Told
from .too_long import READING


def look(book: Book) -> Iterator[Told]:
    """Buttons whose label another button of the same question has already."""
    seen: dict[tuple[str, str], str] = {}
    for entry in book.written():
        question, choice, name = entry.key.rpartition(".choice.")
        if not choice or entry.key not in book.needed:  # what no step offers is another wording for the same button
            continue
        label = unicodedata.normalize("NFKC", READING.sub("", entry.text)).casefold().strip(" .!?。！？।")
        first = seen.setdefault((question, label), name)
        if first != name:
            yield Told(entry.key, f"The button {first} of this question reads the same. Make them differ.")


RULE = BookRule("same_choices", Severity.FINDING, look)
