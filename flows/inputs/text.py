"""Free text, made safe to show: no control or direction-changing characters, no piles of accents.

The caller keeps the raw text as well: this is what staff and worker see.
"""

from __future__ import annotations

import re
import unicodedata

from flows.inputs.results import Limits, NotUnderstood, Parsed, Understood

DEFAULT = (1, 4000)
"""Characters. 4,000 is a Telegram message with room to spare."""

_CUT = 20_000
"""Nothing longer than this is looked at further."""

# Controls except line feed and tab, soft hyphen, direction marks and overrides, invisible operators, byte order
# marks, surrogates, non-characters and tags. Joiners and the zero-width space stay: Nepali, Sinhala, Burmese and
# Khmer are written with them.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029]")
_PILE = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")
_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[^\S\n]{3,}")
_NOTHING = re.compile(r"[\s\u200b-\u200d]*")


def displayable(raw: str) -> str:
    """The text as it may be shown to people: NFC, without what hides, turns or floods."""
    text = _LINE_END.sub("\n", raw[:_CUT])
    text = _UNSHOWN.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = _PILE.sub(r"\1", text)
    return _LINES.sub("\n\n", _SPACES.sub("  ", text)).strip()


def parse(raw: str, limits: Limits) -> Parsed:
    """The text to show. `limits` are in characters."""
    text = displayable(raw)
    if _NOTHING.fullmatch(text):
        return NotUnderstood("empty")
    low, high = limits.within(*DEFAULT)
    if len(text) < low:
        return NotUnderstood("too_short")
    if len(text) > high or len(raw) > _CUT:
        return NotUnderstood("too_long")
    return Understood(text)
