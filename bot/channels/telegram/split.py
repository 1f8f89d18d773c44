"""Cuts a text that is too long for one message, where a reader would pause."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 4096
"""What one message holds, in UTF-16 code units (an emoji is two); https://core.telegram.org/bots/api#sendmessage"""

_PAUSES = (
    re.compile(r"\n\s*\n\s*"),  # paragraphs
    re.compile(r"\n\s*"),  # lines
    re.compile(r"(?<=[.!?…।॥])\s+|(?<=[。！？၊။។])"),  # sentences, in the scripts of all languages
    re.compile(r"\s+"),  # words
)
_JOINERS = frozenset("\u200d\ufe0f")


def split_text(text: str, longest: int = LONGEST) -> list[str]:
    """The text as parts of at most `longest` units.

    Cut between paragraphs if possible, else between lines, sentences or words, at worst between letters, and
    never between a letter and its marks. At least one part; no part of several is blank.
    """
    parts: list[str] = []
    rest = text
    if units(text) > longest:
        rest = text.strip()
    while units(rest) > longest:
        end, begin = _cut(rest, longest)
        parts.append(rest[:end])
        rest = rest[begin:]
    return [*parts, rest] if rest or not parts else parts


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text) if text.isascii() else len(text) + sum(letter > "\uffff" for letter in text)


def _cut(text: str, longest: int) -> tuple[int, int]:
    """Where the first part ends and where the rest begins."""
    most = _fitting(text, longest)
    for pause in _PAUSES:
        # A pause in the first third would leave a stump; the next finer kind cuts better.
        fitting = [m for m in pause.finditer(text, most // 3, most + 1) if m.start() <= most]
        if fitting:
            end = fitting[-1].start()
            return end, _skip_space(text, end)
    end = most
    while end > most // 2 and _clings(text[end - 1], text[end]):
        end -= 1
    return end, end


def _fitting(text: str, longest: int) -> int:
    """How many letters of the text fit."""
    if units(text[:longest]) == longest:
        return longest
    left = longest
    for position, letter in enumerate(text):
        left -= 2 if letter > "\uffff" else 1
        if left < 0:
            return position
    return len(text)


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _clings(left: str, right: str) -> bool:
    """Whether a cut between these two would tear one letter apart."""
    return right in _JOINERS or left == "\u200d" or unicodedata.category(right) in ("Mn", "Me", "Mc")
