"""English texts of steps and papers: there has to be one, and it may only name what is filled in there."""

from collections.abc import Iterator

from ..blanks import Blank, blank_of
from ..enumerate import unknown_placeholders
from ..filling import placeholders
from ..finding import Severity
from .book import Book, BookRule, Told

MISSING = "A step needs this text. Add it."


def look(book: Book) -> Iterator[Told]:
    """Steps without text, placeholders that a step does not fill, and blanks of ready answers that have no kind."""
    if not book.is_source:
        return
    paper = book.catalogue.domain != "worker"
    before = 1  # what is not there belongs behind the text of the step before
    for key, text in book.needed.items():
        entry = book.catalogue.entries.get(key)
        before = before if entry is None else entry.line
        if entry is None:
            yield Told(key, "A paper needs this text. Add it." if paper else MISSING, before)
            continue
        unknown = unknown_placeholders(entry.text, text.placeholders)
        if unknown:
            names = ", ".join(f"{{{name}}}" for name in unknown)
            yield Told(key, f"The paper does not fill {names}." if paper else f"The step does not fill {names}.")
    known = ", ".join(f"{{{kind}}}" for kind in Blank)
    for entry in book.written():
        if entry.key.startswith("reply."):
            for blank in sorted(placeholders(entry.text)):
                if blank_of(blank) is None:
                    yield Told(entry.key, f"{{{blank}}} is no blank of a ready answer. There are {known}.")


RULE = BookRule("fills", Severity.FINDING, look)
