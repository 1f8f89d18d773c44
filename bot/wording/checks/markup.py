"""Brackets, quotation marks, tags and the blanks at the ends of a text."""

import re
from collections import Counter
from collections.abc import Iterator

from ..counted import counted
from ..filling import PLACEHOLDER
from ..finding import Severity
from .book import EVERYBODY, Text, TextRule

_PAIRS = ("()", "（）", "[]", "「」", "『』", "〈〉", "“”", "«»")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*\s*/?>")
_EMPTY = re.compile(r"[(（]\s*[)）]")
_STARS = re.compile(r"(?<!\w)\*{1,2}(?=\S)|(?<=\S)\*{1,2}(?!\w)")
_QUOTES = tuple("\"“”«»「」『』")
_GLUED = re.compile(r"[^\W\d_]\{\w+\}|\{\w+\}[^\W\d_]")
_APART = frozenset({"vi", "id", "tl", "en", "pt_BR", "es"})
"""Languages that put no ending behind a name."""
_LISTED = re.compile(r"^\s*\w{1,2}[)）]", re.MULTILINE)


def look(text: Text) -> Iterator[str]:
    """What is opened and not closed, tags that the English does not have, and spaces at the ends."""
    plain = _LISTED.sub("", text.text)
    for pair in _PAIRS:
        problem = _open(plain, pair) if pair[0] in plain or pair[1] in plain else None
        if problem:
            yield problem
    if text.text.count('"') % 2:
        yield 'A quotation mark " has no partner. Write the other one.'
    tags, wanted = _tags(text.text), _tags(text.source)
    if tags != wanted:
        odd = next(iter((tags - wanted) or (wanted - tags)))
        yield f"{odd} is not as in the English. Copy it letter by letter, and close what is opened."
    if "*" in text.text + text.source and len(_STARS.findall(text.text)) % 2 != len(_STARS.findall(text.source)) % 2:
        yield "A star * has no partner. Put one at both ends, or none."
    yield from _blanks(text)
    if text.text[:1] in _QUOTES and text.text[-1:] in _QUOTES and text.source[:1] not in _QUOTES:
        yield "Quotation marks stand around the whole text. Delete them."
    if _EMPTY.search(plain) and not _EMPTY.search(text.source):
        yield "Nothing stands between the brackets. Write what belongs there, or delete them."
    if "  " in text.text and "  " not in text.source:
        yield "Two spaces stand side by side. Delete one; has a word got lost there?"
    if text.text != text.text.strip() and text.source == text.source.strip():
        yield "A space or an empty line stands at the beginning or end. Delete it."
    lines, wanted_lines = text.text.strip().count("\n") + 1, text.source.strip().count("\n") + 1
    if lines != wanted_lines:
        yield f"{counted(lines, 'line')} here, {wanted_lines} in the English. Break the lines where the English does."


def _blanks(text: Text) -> Iterator[str]:
    """Values that would be read twice, or run into the word beside them."""
    if "{" not in text.text:
        return
    wanted = Counter(PLACEHOLDER.findall(text.source))
    for name, times in Counter(PLACEHOLDER.findall(text.text)).items():
        if 0 < wanted[name] < times:
            yield f"{{{name}}} stands here more often than in the English. Delete one."
    glued = _GLUED.search(text.text) if text.language in _APART else None
    if glued and not _GLUED.search(text.source):
        yield f"{glued.group()}: the value would run into the word beside it. Write a space between them."


def _tags(text: str) -> Counter[str]:
    return Counter(_TAG.findall(text)) if "<" in text else Counter()


def _open(text: str, pair: str) -> str | None:
    opening, closing = pair[0], pair[1]
    depth = 0
    for sign in text:
        depth += (sign == opening) - (sign == closing)
        if depth < 0:
            return f"{closing} closes what was never opened. Write {opening} as well, or delete it."
    return f"{opening} is opened and not closed. Write {closing} as well." if depth else None


RULE = TextRule("markup", Severity.FINDING, look, EVERYBODY)
