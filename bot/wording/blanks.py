"""Blanks of ready answers: what a placeholder's name says about the value that belongs there, and reading it.

``{date}``, ``{time}``, ``{amount}``, ``{place}``, ``{name}``; where one text has two of a kind ``{date_until}``.
"""

import unicodedata
from datetime import date, time
from enum import StrEnum

Value = str | int | date | time
LARGEST_AMOUNT = 100_000_000
"""Yen."""


class Blank(StrEnum):
    """The kinds there are."""

    DATE = "date"
    TIME = "time"
    AMOUNT = "amount"
    """Yen."""
    PLACE = "place"
    NAME = "name"


LONGEST = {Blank.PLACE: 120, Blank.NAME: 60}
"""Characters; both are written as they are, in no particular language."""


def blank_of(placeholder: str) -> Blank | None:
    """The kind of a placeholder, None if it is none of ours."""
    try:
        return Blank(placeholder.partition("_")[0])
    except ValueError:
        return None


def parse(kind: Blank, typed: str) -> Value:
    """The value, from what a form's field of this kind sends. Raises ValueError."""
    said = typed.strip()
    match kind:
        case Blank.DATE:
            return date.fromisoformat(said)
        case Blank.TIME:
            return time.fromisoformat(said).replace(second=0, microsecond=0, tzinfo=None)
        case Blank.AMOUNT:
            return _amount(said)
        case _:
            if not said or len(said) > LONGEST[kind] or not said.isprintable():
                raise ValueError(typed)
            return said


def _amount(said: str) -> int:
    """As people write it, also with a Japanese keyboard: １２３，０００円, ¥5000. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", said).removeprefix("¥").removesuffix("円").replace(",", "").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10 and 0 < int(plain) <= LARGEST_AMOUNT):
        raise ValueError(said)
    return int(plain)
