"""How long something took, as people write it: 45, 1h30, 1 hour and 30 minutes."""

import re
from collections.abc import Sequence

_LENGTH = re.compile(
    r"(?<!\d)(\d{1,3}(?:[.,]\d{1,2})?)(?!\d)(?:\s*(§hour§|§minute§))?(?:\s*(§half§)|\s*(\d{1,2})\s*(?:§minute§)?)?"
)
_CLOCK = re.compile(r"(?<![\d:.])0?(\d)(?::|\.(?!25|50|75))([0-5]\d)(?!\d)")
"""1:30, and 1.30 as well; 1.25 and 1.50 are decimals."""
_HOUR_AND_HALF = re.compile(r"§hour§(?: [^\d§ ]+){0,2} §half§")
_MINUTES_IN_WORDS = re.compile(r"(?<!\d )§minute§(?! \d)")
_AND = re.compile(r"(?<![\d:])(\d)\s*§hour§[^\d§]{1,8}([1-5]?\d)\s*§minute§")
_UNITS_FIRST = re.compile(
    r"(?:§hour§\s*(?P<hours>\d{1,2})[^\d§]{0,8}|(?P<one>\d)\s*§hour§\s*)§minute§\s*(?P<minutes>[1-5]?\d)(?!\d)"
)


def length(items: Sequence[tuple[str, str]]) -> int | None:
    """A length in minutes among the items of a line; None where there is none."""
    text = " ".join(f"§{kind}§" if kind in ("hour", "minute", "half", "none") else word for kind, word in items)
    clocks = sum(kind == "clock" for kind, _ in items)
    numbers = sum(kind in ("digits", "decimal") for kind, _ in items)
    written = _CLOCK.search(text) if clocks == 1 and not numbers else None
    both = written or _AND.search(text)
    if both:
        return int(both[1]) * 60 + int(both[2])
    if first := _UNITS_FIRST.search(text):
        return int(first["hours"] or first["one"]) * 60 + int(first["minutes"])
    if clocks == 1 and not numbers and ":" in text:
        return None  # 12:30 is when it was, not how long
    hit = _LENGTH.search(text)
    if hit is None:
        return 0 if "§none§" in text else 90 if _HOUR_AND_HALF.search(text) else 30 if "§half§" in text else None
    if numbers == 1 and _MINUTES_IN_WORDS.search(text):
        return None  # 1 hour fifteen minutes
    if numbers > 1 + bool(hit[4]):
        return None  # 2 breaks of 30 minutes, 30 minutes and 15
    number = float(hit[1].replace(",", "."))
    hours = hit[2] == "§hour§" or (hit[2] is None and number <= 4)
    if "." in hit[1] or "," in hit[1]:
        hours = hit[2] != "§minute§"
    minutes = number * 60 if hours else number
    minutes += 30 if hit[3] else int(hit[4]) if hit[4] and hours else 0
    return round(minutes)


def alone(items: Sequence[tuple[str, str]]) -> int | None:
    """The same, where nothing else can be meant: of "18 8-21 break 60" the 18 is no length."""
    kinds = [kind for kind, _ in items]
    numbers = sum(kind in ("clock", "digits", "decimal") for kind in kinds)
    several = "between" in kinds or numbers > (2 if "hour" in kinds and "minute" in kinds else 1)
    return None if several else length(items)
