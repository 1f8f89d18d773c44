"""How wide a text is on a screen, counted in columns."""

import unicodedata

_EMOJI_STYLE = "\ufe0f"
_WIDE = frozenset("WF")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def columns(text: str) -> int:
    """How many columns a text takes: marks none, letters one, kanji, kana and emoji two."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def _columns_of(letter: str) -> int:
    if letter == _EMOJI_STYLE:
        return 1  # makes a sign like ⚠, one column by itself, an emoji of two
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
