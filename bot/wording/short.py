"""A question in so few words that a button can carry it."""

import re

LONGEST = 60
_ENDS = re.compile(r"(?<=[.?!])\s|(?<=[。？！।။។៕])|\n")
_OPEN, _CLOSED = "（([〈", "）)]〉"


def short(text: str, longest: int = LONGEST) -> str:
    """The first sentence, cut off after a whole word where it is longer than ``longest`` characters; never within
    brackets, in which readings stand."""
    first = _ENDS.split(text.strip(), maxsplit=1)[0].strip()
    if len(first) <= longest:
        return first
    depth, at = 0, 0
    parted = " " in first[:longest] or any(bracket in first for bracket in _CLOSED)
    for place, letter in enumerate(first[:longest]):
        depth += (letter in _OPEN) - (letter in _CLOSED)
        if depth == 0 and (letter == " " or letter in _CLOSED or not parted):
            at = place + 1
    return f"{first[: at or longest].rstrip(' ,、;:')}…"
