"""Letters that went through the wrong program: garbled, invisible, or written in two parts."""

import re
import unicodedata
from collections.abc import Iterator

from ..finding import Severity
from .book import EVERYBODY, Book, BookRule, Text, TextRule, Told

_GARBLED = re.compile("[\u00c3\u00c2][\u0080-\u00bf]|\u00e2\u20ac|\u00e1[\u00ba\u00bb]|\u00e0\u00a4|\ufffd")
_LOST = re.compile(r"\?{3,}|[A-Za-z]+\?[A-Za-z?]+")
"""What is left of letters that a code does not have."""
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u00ad\u2000-\u200a\u200e\u200f\u202a-\u202f\u205f\u2066-\u2069\ufeff]"
)
_SPACES = re.compile("[\t\xa0\u2000-\u200a\u202f\u205f]")
"""A tab, and spaces of other kinds: lines break elsewhere or not at all, and search does not find the words."""
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,6}|#\d{1,5});")


def look(text: Text) -> Iterator[str]:
    """Garbled letters (UTF-8 read as another code), invisible signs, tabs and odd spaces, HTML's names of letters,
    letters in two parts."""
    garbled = _GARBLED.search(text.text)
    if garbled:
        yield f"The letters “{garbled.group()}” are garbled. Open the file as UTF-8, and write this text anew."
    lost = _LOST.search(text.text)
    if lost and not _LOST.search(text.source):
        yield f"{lost.group()}: letters were lost here when the file was saved in another code. Write this text anew."
    unseen = _UNSEEN.search(text.text)
    if unseen and _SPACES.match(unseen.group()):
        what = "tab" if unseen.group() == "\t" else "space of another kind"
        yield f"A {what} (U+{ord(unseen.group()):04X}) stands in this text. Write a usual space there."
    elif unseen:
        yield f"An invisible sign (U+{ord(unseen.group()):04X}) stands in this text. Delete it, or write the text anew."
    if "\\" in text.text and "\\" not in text.source:
        yield "A backslash \\ is shown as it stands. Delete it; where a new line was meant, begin one."
    entity = _ENTITY.search(text.text)
    if entity:
        yield f"{entity.group()} is shown as it stands. Write the letter itself."
    if not garbled and unicodedata.normalize("NFC", text.text) != text.text:
        yield "Letters and their marks are stored apart, and search won't find them. Save the text as NFC."


def marked(book: Book) -> Iterator[Told]:
    """Files that begin with a byte order mark."""
    if book.catalogue.begins_with_mark:
        yield Told(None, "The file begins with an invisible mark (BOM). Save it as UTF-8 without BOM.", 1)


RULE = TextRule("encoding", Severity.FINDING, look, EVERYBODY)
FILE_RULE = BookRule("encoding", Severity.FINDING, marked, EVERYBODY)
