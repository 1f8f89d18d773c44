"""What a number written in digits can be: separators differ from country to country."""

from __future__ import annotations

import re

MAX_DIGITS = 12

_GROUPS = re.compile(r"\d{1,3}(?:([.,'])\d{3})(?:\1\d{3})*")
_LAKH = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_MYRIAD = re.compile(r"[1-9]\d{0,3}(?:,\d{4})+")
_ONE_POINT = re.compile(r"\d+[.,]\d+")
_GROUPS_THEN_POINT = re.compile(r"(\d{1,3}(?:,\d{3})+\.\d+)|(\d{1,3}(?:\.\d{3})+,\d+)")
_SEPARATORS = re.compile(r"[.,']")


def values(digits: str) -> tuple[float, ...]:
    """The numbers that ASCII digits with separators can stand for; empty when none.

    `150,000` and `1,50,000` and `15,0000` are 150000; `1.500` is 1500 or 1.5, in this order; `1.5` is 1.5;
    `3.11.2026` is no number. More than MAX_DIGITS digits count as infinite.
    """
    bare = _SEPARATORS.sub("", digits)
    if len(bare.lstrip("0")) > MAX_DIGITS:
        return (float("inf"),)
    if bare == digits or _LAKH.fullmatch(digits) or _MYRIAD.fullmatch(digits):
        return (int(bare),)
    if _GROUPS.fullmatch(digits):
        one_group = len(_SEPARATORS.findall(digits)) == 1 and "'" not in digits
        if one_group and digits[0] == "0":
            return (_decimal(digits),)
        return (int(bare), _decimal(digits)) if one_group else (int(bare),)
    if _ONE_POINT.fullmatch(digits):
        return (_decimal(digits),)
    mixed = _GROUPS_THEN_POINT.fullmatch(digits)
    if mixed:
        return (_decimal(mixed[1].replace(",", "") if mixed[1] else mixed[2].replace(".", "")),)
    return ()


def _decimal(digits: str) -> float:
    value = float(digits.replace(",", "."))
    return int(value) if value.is_integer() else value
