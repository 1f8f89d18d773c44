"""Lays buttons out so that no label is cut off on a small phone."""

import unicodedata
from collections.abc import Sequence
from typing import Any

Button = dict[str, str]
"""`{"label": "…", "data": "…"}`, as a bubble carries it."""

PAIRED_COLUMNS = 14
"""The widest label, in columns, that may share its row: two of them fit beside each other at 360 px."""

_CONTROL = "c:"
_EMOJI_STYLE = "\ufe0f"
_WIDE = frozenset("WF")
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def columns(text: str) -> int:
    """How many columns a text takes: marks none, letters one, kanji, kana and emoji two."""
    if text.isascii():
        return len(text)
    return sum(map(_columns_of, text))


def lay_out(rows: Sequence[Sequence[Button]]) -> list[list[Button]]:
    """The rows a phone shows.

    A row of several controls (Back · Menu) stays one row. All other buttons are laid out anew, in order: two
    in a row when both are short, else one. A control never shares a row with an answer.
    """
    laid_out: list[list[Button]] = []
    for row in rows:
        if len(row) > 1 and all(map(_is_control, row)):
            laid_out.append(list(row))
            continue
        for button in row:
            if laid_out and len(laid_out[-1]) == 1 and _may_pair(laid_out[-1][0], button):
                laid_out[-1].append(button)
            else:
                laid_out.append([button])
    return laid_out


def inline_keyboard(rows: Sequence[Sequence[Button]]) -> dict[str, Any]:
    """The rows as the Bot API's InlineKeyboardMarkup."""
    return {
        "inline_keyboard": [
            [{"text": button["label"], "callback_data": button["data"]} for button in row]
            for row in lay_out(rows)
        ]
    }


def _may_pair(left: Button, right: Button) -> bool:
    short = columns(left["label"]) <= PAIRED_COLUMNS and columns(right["label"]) <= PAIRED_COLUMNS
    return short and _is_control(left) == _is_control(right)


def _is_control(button: Button) -> bool:
    return button["data"].startswith(_CONTROL)


def _columns_of(letter: str) -> int:
    if letter == _EMOJI_STYLE:
        return 1  # makes a sign like ⚠, one column by itself, an emoji of two
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
