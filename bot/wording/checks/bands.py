"""Buttons of one question that are stretches of a number (10 to 20 hours, 20 to 45 hours): each goes up, and together
they leave nothing out and nothing twice. That the numbers are those of the English another rule sees."""

import re
from collections.abc import Iterator
from itertools import pairwise

from ..finding import Severity
from .book import Book, BookRule, Told
from .numbers import plain

_BAND = re.compile(r"\D*?(?<![\d.,:])(\d{1,4})(?![\d.,:])\D+(?<![\d.,:])(\d{1,4})(?![\d.,:])(\D*)")
_CLOCK = re.compile(r"\d[:：]\d\d")


def look(book: Book) -> Iterator[Told]:
    """Stretches that go down, and in the English such as lie over their neighbour or leave a hole before it."""
    questions: dict[str, list[tuple[str, int, int, str]]] = {}
    for entry in book.written():
        question, choice, name = entry.key.rpartition(".choice.")
        band = _band(book.source(entry.key) or "", entry.text) if choice and entry.key in book.needed else None
        if band is not None:
            questions.setdefault(question, []).append((name, *band))
    for question, bands in questions.items():
        for name, low, high, _ in bands:
            if low > high:
                message = f"{low} to {high} goes down. Have the two numbers changed places?"
                yield Told(f"{question}.choice.{name}", message)
        if book.is_source and all(low <= high for _, low, high, _ in bands):
            yield from _beside(question, sorted(bands, key=lambda band: (band[3], band[1])))


def _beside(question: str, bands: list[tuple[str, int, int, str]]) -> Iterator[Told]:
    for (first, _, until, unit), (name, low, _, other) in pairwise(bands):
        if unit == other and low < until:
            message = f"It begins at {low}, and {first} goes to {until}: two buttons would be right."
            yield Told(f"{question}.choice.{name}", message)
        elif unit == other and low > until + 1:
            message = f"It begins at {low}, and {first} ends at {until}: no button is right between them."
            yield Told(f"{question}.choice.{name}", message)


def _band(english: str, text: str) -> tuple[int, int, str] | None:
    """From, to, and what stands behind the numbers. None where the English is no stretch, or one of a clock."""
    if _CLOCK.search(english) or not _BAND.fullmatch(plain(english)):
        return None
    found = _BAND.fullmatch(plain(text))
    return None if found is None else (int(found[1]), int(found[2]), found[3].strip().casefold())


RULE = BookRule("bands", Severity.FINDING, look)
