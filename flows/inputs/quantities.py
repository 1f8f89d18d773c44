"""Quantities in a scanned text: numbers in digits or words, with the unit that belongs to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.inputs.numbers_in_words import number_at
from flows.inputs.scan import Token
from flows.inputs.senses import UNIT_FIRST, SenseKind

CLOCK = "clock"
DATE = "date"
"""Units of numbers that are no amount: a time of day (`pukul 5`), a named day, month or year (`11月`)."""

SPANS = frozenset({"hour", "day", "week", "month", "year"})
"""Units that money can be said to be for each of."""
_LAST = {"day": 31, "month": 12}
"""A larger number is no day or month, whatever word stands before it."""

_MOST_COUNTED = 366
_DIGITS_OF_A_YEAR = 4
_TWO_DIGITS = re.compile(r"[0-5]\d")


@dataclass(frozen=True)
class Quantity:
    """A number and its unit in tokens `start` to `end`; see `Number`. `unit` is empty where none was said."""

    values: tuple[float, ...]
    start: int
    end: int
    unit: str = ""
    digits: str = ""
    scaled: bool = False


def quantities(tokens: Sequence[Token]) -> list[Quantity]:
    """All quantities, from the left."""
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        quantity = _quantity_at(tokens, at, found[-1].end if found else 0)
        if quantity:
            found.append(quantity)
            at = quantity.end
        else:
            at += 1
    return found


def spans_counted(tokens: Sequence[Token], found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities; of two bare numbers the smaller one before "a month" counts months: ৩ মাসে ২০০০০."""
    counted = list(found)
    for at, quantity in enumerate(found):
        per = tokens[quantity.end].sense(SenseKind.PER) if quantity.end < len(tokens) else None
        larger = any(other.unit in ("", "yen") and other.values[0] > quantity.values[0] for other in found)
        if per and larger and not quantity.unit and quantity.values[0] <= _MOST_COUNTED:
            counted[at] = _replace(quantity, per.unit, quantity.end + 1)
    return counted


def rates(tokens: Sequence[Token], found: Sequence[Quantity]) -> set[str]:
    """What an amount is said to be for each of: a month, per day, every week, 3000/hari, 1 month."""
    spans = {quantity.unit for quantity in found if quantity.values[0] == 1 and quantity.unit in SPANS}
    named = [quantity for quantity in found if quantity.unit in SPANS or quantity.unit == DATE]
    counted = {place for quantity in named for place in range(quantity.start, quantity.end)}
    for place, token in enumerate(tokens):
        if place in counted:
            continue
        per = token.sense(SenseKind.PER, SenseKind.ONE)
        if per and place and tokens[place - 1].sense(SenseKind.MONTH):
            continue  # in the month of November
        if per is None and place and tokens[place - 1].sign == "/":
            per = token.sense(SenseKind.UNIT)
        if per and per.unit in SPANS:
            spans.add(per.unit)
    return spans


def is_range(tokens: Sequence[Token], low: Quantity, high: Quantity) -> bool:
    """Whether two quantities stand for everything between them, or for one of the two."""
    between = tokens[low.end : high.start]
    if any(_connects(token) for token in between):
        return True
    before = tokens[: low.start]
    if any(token.sense(SenseKind.RANGE) for token in before[-1:]):
        return any(token.sense(SenseKind.AND) for token in between)
    side_by_side = not between and not low.digits and not high.digits  # hai ba tiếng: two or three hours
    return side_by_side and low.unit in ("", high.unit)


def _connects(token: Token) -> bool:
    return token.sign in ("-", "~", "、", ",", "/") or bool(token.sense(SenseKind.RANGE, SenseKind.OR))


def _quantity_at(tokens: Sequence[Token], at: int, free_from: int) -> Quantity | None:
    """The quantity that begins at token `at`. Tokens before `free_from` belong to an earlier one."""
    token = tokens[at]
    if not token.digits and not token.senses:
        return None
    one = token.sense(SenseKind.ONE)
    if one:
        return _with_half(tokens, Quantity((1,), at, at + 1, one.unit))
    if token.sense(SenseKind.HALF):
        return _half_of_unit(tokens, at)
    quantity = _clock_time(tokens, at)
    number = None if quantity else number_at(tokens, at)
    if number:
        quantity = Quantity(number.values, at, number.end, digits=number.digits, scaled=number.scaled)
    if quantity is None:
        return None
    return _with_half(tokens, _with_unit(tokens, quantity, free_from))


def _half_of_unit(tokens: Sequence[Token], at: int) -> Quantity | None:
    """Half an hour, nửa tiếng, setengah jam."""
    if at + 1 >= len(tokens):
        return None
    unit = tokens[at + 1].sense(SenseKind.UNIT, SenseKind.ONE)
    scale = tokens[at + 1].sense(SenseKind.SCALE)
    if unit:
        return Quantity((0.5,), at, at + 2, unit.unit)
    if scale:
        return _with_unit(tokens, Quantity((scale.value / 2,), at, at + 2, scaled=True), at)
    return None


def _clock_time(tokens: Sequence[Token], at: int) -> Quantity | None:
    """`2:30`, in hours; the unit is left to be found."""
    parts = tokens[at : at + 3]
    if len(parts) < 3 or not parts[0].digits.isdigit() or parts[1].sign != ":" or len(parts[0].digits) > 4:
        return None
    if not _TWO_DIGITS.fullmatch(parts[2].digits):
        return None
    end = at + 3
    seconds = tokens[end : end + 2]
    if len(seconds) == 2 and seconds[0].sign == ":" and _TWO_DIGITS.fullmatch(seconds[1].digits):
        end += 2
    return Quantity((int(parts[0].digits) + int(parts[2].digits) / 60,), at, end, digits=":")


def _with_unit(tokens: Sequence[Token], quantity: Quantity, free_from: int) -> Quantity:
    end = _after_linker(tokens, quantity.end)
    after = tokens[end] if end < len(tokens) else None
    before = tokens[quantity.start - 1] if quantity.start > free_from else None
    unit = after.sense(SenseKind.UNIT) if after else None
    first = before.sense(SenseKind.UNIT) if before else None
    if first and first.value == UNIT_FIRST:
        return _replace(quantity, first.unit, quantity.end)
    if before and before.sense(SenseKind.CLOCK_BEFORE) and not (unit and before.sense(SenseKind.UNIT)):
        return _replace(quantity, CLOCK, end + bool(unit))
    if after and after.sense(SenseKind.CLOCK_AFTER):
        return _replace(quantity, CLOCK, end + 1)
    mark = after.sense(SenseKind.MARK) if after else None
    if mark and _date_goes_on(tokens, end + 1, mark.unit):
        return _replace(quantity, DATE, quantity.end)
    if unit:
        return _replace(quantity, unit.unit, end + 1)
    if after and after.sense(SenseKind.MARKED, SenseKind.NEPALI_DAY):
        return _replace(quantity, DATE, end + 1)
    mark = before.sense(SenseKind.MARK) if before else None
    if mark and quantity.values[0] <= _LAST.get(mark.unit, float("inf")):
        return _replace(quantity, DATE, quantity.end)
    money = before.sense(SenseKind.UNIT) if before else None
    if money and money.unit in ("yen", "other_money"):
        return _replace(quantity, money.unit, quantity.end)
    return quantity


def _after_linker(tokens: Sequence[Token], at: int) -> int:
    """Filipino links number and unit: apat na oras."""
    if at + 1 < len(tokens) and tokens[at].sense(SenseKind.AND):
        return at + 1 if tokens[at + 1].sense(SenseKind.UNIT, SenseKind.MARKED) else at
    return at


def _date_goes_on(tokens: Sequence[Token], at: int, named: str) -> bool:
    """`3 tháng 11` is the third of November, though `3 tháng` alone is three months; `2 năm 3 tháng` is no date."""
    digits = tokens[at].digits if at < len(tokens) else ""
    return digits.isdigit() and (named != "year" or len(digits) == _DIGITS_OF_A_YEAR)


def _replace(quantity: Quantity, unit: str, end: int) -> Quantity:
    return Quantity(quantity.values, quantity.start, end, unit, quantity.digits, quantity.scaled)


def _with_half(tokens: Sequence[Token], quantity: Quantity) -> Quantity:
    """2 tiếng rưỡi, 2時間半, 1 oras at kalahati: half of the unit more."""
    at = quantity.end
    if not quantity.unit or at >= len(tokens):
        return quantity
    if tokens[at].sense(SenseKind.AND) and at + 1 < len(tokens):
        at += 1
    if not tokens[at].sense(SenseKind.HALF):
        return quantity
    if at + 1 < len(tokens) and tokens[at + 1].sense(SenseKind.UNIT, SenseKind.ONE):
        return quantity  # "1 jam setengah jam": the half belongs to what follows
    values = tuple(value + 0.5 for value in quantity.values)
    return Quantity(values, quantity.start, at + 1, quantity.unit)
