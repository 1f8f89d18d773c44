"""Lays buttons out so that no label is cut off on a small phone."""

from collections.abc import Sequence
from typing import Any

from bot.channels.columns import columns

Button = dict[str, str]
"""`{"label": "…", "data": "…"}`, as a bubble carries it; `lang` where the label is the name of a language."""

PAIRED_COLUMNS = 14
"""The widest label, in columns, that may share its row: two of them fit beside each other at 360 px."""

NAME_COLUMNS = 18
"""The widest name of a language that may share its row. Names are mostly small letters: so many of them fit."""

_CONTROL = "c:"


def lay_out(rows: Sequence[Sequence[Button]]) -> list[list[Button]]:
    """The rows a phone shows.

    A row of several controls (Back · Menu) stays one row. All other buttons are laid out anew, in order: two
    in a row when both are short or languages' names, else one. A control never shares a row with an answer.
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
    most = NAME_COLUMNS if "lang" in left and "lang" in right else PAIRED_COLUMNS
    short = columns(left["label"]) <= most and columns(right["label"]) <= most
    return short and _is_control(left) == _is_control(right)


def _is_control(button: Button) -> bool:
    return button["data"].startswith(_CONTROL)
