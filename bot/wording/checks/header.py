"""The file's header: which language it is in, and which form of a text fits which number."""

import re
from collections.abc import Iterator
from gettext import c2py

from ..counted import counted
from ..finding import Severity
from ..languages import from_tag
from ..plurals import count_of
from .book import EVERYBODY, Book, BookRule, Told

MOST_PLURALS = 10
_FORMS = re.compile(r"\s*nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;]+);?\s*")
_CHARSET = re.compile(r"charset=([\w-]+)")
_TRIED = (0, 1, 2, 5, 21)
_NUMBERS = re.compile(r"\{[a-z][a-z0-9_]*\}")


def look(book: Book) -> Iterator[Told]:
    """A header of another language or code, and plural forms that some number does not have."""
    if not book.catalogue.header:  # said of the file
        return
    yield from _of_another_file(book)
    yield from _plurals(book)


def _line(book: Book, field: str) -> int:
    return book.catalogue.header_lines.get(field, 1)


def _of_another_file(book: Book) -> Iterator[Told]:
    charset = _CHARSET.search(book.catalogue.header.get("Content-Type", ""))
    if charset is not None and charset[1].casefold() not in ("utf-8", "utf8"):
        message = f"The header says charset={charset[1]}, but the file is in UTF-8. Write charset=UTF-8."
        yield Told(None, message, _line(book, "Content-Type"))
    stated = book.catalogue.header.get("Language", "")
    if stated and stated != book.language and from_tag(stated) != book.language:
        yield Told(
            None,
            f"The header says Language: {stated}, but this is the file of {book.language}. Mend it.",
            _line(book, "Language"),
        )


def _plurals(book: Book) -> Iterator[Told]:
    forms = _FORMS.fullmatch(book.catalogue.header.get("Plural-Forms", "").replace("\n", " "))
    plural = [entry for entry in book.catalogue.entries.values() if entry.forms]
    if forms is None:
        if "Plural-Forms" in book.catalogue.header or plural:
            yield Told(
                None,
                "The header's Plural-Forms can't be read. Copy the line from locales/README.md.",
                _line(book, "Plural-Forms"),
            )
        return
    count = int(forms.group(1))
    wrong = _leads_nowhere(forms.group(2), count)
    if plural and count != count_of(book.language):
        yield Told(
            None,
            f"Plural-Forms has {counted(count, 'form')}, this language {count_of(book.language)}. Copy the line from "
            "locales/README.md.",
            _line(book, "Plural-Forms"),
        )
    if wrong is not None:
        known = counted(count, "form")
        yield Told(
            None,
            f"Plural-Forms: the number {wrong} leads to a form that is not there ({known}). Mend it.",
            _line(book, "Plural-Forms"),
        )
    for entry in plural:
        missing = [number for number in range(count) if not entry.forms.get(number)]
        if missing and entry.text:
            yield Told(entry.key, f"The form msgstr[{missing[0]}] is missing; this language has {count}. Write it.")
        two = [number for number, form in entry.forms.items() if len(set(_NUMBERS.findall(form))) > 1]
        if two and book.is_source:
            yield Told(entry.key, f"msgstr[{two[0]}] counts two things; a text follows one number only. Split it.")
    if book.is_source and len(plural) > MOST_PLURALS:
        last = plural[MOST_PLURALS]
        message = f"{len(plural)} texts depend on a number; at most {MOST_PLURALS}. Write “Days left: {{n}}” instead."
        yield Told(last.key, message)


def _leads_nowhere(rule: str, count: int) -> int | None:
    """The first of the tried numbers that has no form."""
    try:
        choose = c2py(rule.strip())
    except (ValueError, RecursionError):
        return _TRIED[0]
    for number in _TRIED:
        try:
            form = choose(number)
        except (ValueError, ZeroDivisionError):
            return number
        if not 0 <= form < count:
            return number
    return None


RULE = BookRule("header", Severity.FAULT, look, EVERYBODY)
