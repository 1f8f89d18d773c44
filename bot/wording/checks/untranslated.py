"""Texts that are still to be translated, and critical ones, which must not fall back to another language."""

import re
from collections.abc import Iterator

from ..finding import Severity
from .book import EVERYBODY, Book, BookRule, Told

_LONG = re.compile(r"\b[a-z]{3,}\b")


def look(book: Book) -> Iterator[Told]:
    """Every English text that this file does not say. Texts of the domain that are critical are named as such."""
    before = 1  # what is not there belongs behind the text before it
    for key, source in book.english.entries.items():
        entry = book.catalogue.entries.get(key)
        critical = key in book.critical
        line = before if entry is None else None
        before = before if entry is None else entry.line
        if book.is_source:
            if not source.text:
                yield Told(key, "There is no text. Write it: every other language begins with the English one.")
        elif entry is not None and entry.text:
            if entry.text == source.text and len(_LONG.findall(entry.text)) >= 4 and not key.endswith(".example"):
                yield Told(key, "The same as the English. Is this text still to be translated?")
        elif critical:
            message = f"A critical text is missing: “{_short(source.text)}”. The language can't be offered without it."
            yield Told(key, f"{message} Translate it first.", line, Severity.FAULT)
        elif entry is None:
            yield Told(key, "Missing. Bring the file into step with English.", line)
        else:
            yield Told(key, f"Not translated: “{_short(source.text)}”.")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


RULE = BookRule("untranslated", Severity.FINDING, look, EVERYBODY)
