"""Plain numbers, in digits of any script or in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from flows.inputs import choice_words, periods
from flows.inputs.amounts import answer, negative, read_tokens, refuse_early, says_nothing, talkative
from flows.inputs.calendar_words import begins_with_unit
from flows.inputs.lexicon import Lexicon
from flows.inputs.quantities import CLOCK, DATE, Quantity, is_range, quantities
from flows.inputs.results import Limits, NotUnderstood, Parsed, Understood
from flows.inputs.scan import Token
from flows.inputs.senses import SenseKind

DEFAULT = (0, 1_000_000)
_MOST = {"month": 120}
"""The most that is plausible of what is counted: ten years, as far back as a month may lie."""

_MONEY = frozenset({"yen", "other_money"})
_CALENDAR = frozenset({"day", "week", "month", "year"})
_OTHER_THINGS = frozenset({"minute", "hour", "counted"})

_YEARS = range(1900, 2101)
"""Numbers that are years of the calendar, and no numbers of months."""
_IN_UNIT = {("year", "month"): 12.0, ("month", "day"): 30.0, ("week", "day"): 7.0, ("hour", "minute"): 60.0}
_A_STORY = 3
"""So many unknown words beside a bare number make it a question whether it counts the months or days that were asked:
"I think 5" is an answer, "my boss took my passport, room 1" may be none."""
_LONGEST_MONTH = 31
"""Days of which there can be no more than this are those of one month."""
_ROUGHLY = {("week", "month"): 12 / 52, ("day", "month"): 12 / 365}
"""Weeks are no whole number of months: their number stays doubtful."""


def parse(raw: str, lexicon: Lexicon, today: date, limits: Limits) -> Parsed:
    """An int, or a float when it has a fraction.

    `limits.unit` names what is counted (month, day …): a year is then twelve months, and "since April" as many as it
    has been. Without it a number of years is doubtful, for it may be a number of months that was asked for.
    """
    refused = refuse_early(raw)
    if refused:
        return refused
    low, high = limits.within(DEFAULT[0], _MOST.get(limits.unit, DEFAULT[1]))
    if says_nothing(raw, lexicon):
        return Understood(0, implausible=not low <= 0 <= high)
    tokens = read_tokens(raw, lexicon)
    if negative(tokens):
        return NotUnderstood("too_small")
    if limits.unit == "month" and (told := periods.since(raw, lexicon, today, (low, high))):
        return told
    counted = _before_relatives(tokens, quantities(tokens), lexicon)
    counted = [quantity for quantity in counted if not _is_date(quantity, limits.unit)]
    if limits.unit == "month":
        counted = [_perhaps_year(tokens, quantity) for quantity in counted]
    if limits.unit == "day" and high <= _LONGEST_MONTH:
        if _of_another_span(tokens, counted):
            return NotUnderstood("rate")
        counted = [quantity for quantity in counted if quantity.unit != "month"]
    found = [_in(quantity, limits.unit, lexicon) for quantity in _of_ranges(tokens, counted)]
    found = _summed(found, tokens, limits.unit)
    if found and all(_counts_something_else(quantity, limits.unit) for quantity in found):
        return NotUnderstood("other_unit")
    if limits.unit and any(quantity.unit == limits.unit for quantity in found):
        found = [quantity for quantity in found if quantity.unit == limits.unit]
    one = [quantity.values for quantity in found] == [(1,)]
    bare = all(not quantity.unit for quantity in found)
    begun = limits.unit == "month" and lexicon.says_since(raw)  # 4-oydan beri: since April
    if one and begun and bare:
        return NotUnderstood("no_number")  # simula noong una, since day one: from the beginning
    if one and limits.unit == "day" and choice_words.read(raw, lexicon).denied:
        return NotUnderstood("no_number")  # not one day, 一日もない
    others = begun or _perhaps_of_others(tokens, limits.unit, lexicon)
    doubtful = _doubtful(found, limits.unit) or _besides(tokens, found, limits.unit) or (bare and others)
    return answer(tokens, found, _plain, (low, high), doubtful=doubtful)


def _besides(tokens: Sequence[Token], found: Sequence[Quantity], unit: str) -> bool:
    """Whether people are told as somebody and so many more: "me and 3 friends" may be three or four."""
    return not unit and len(found) == 1 and any(token.sense(SenseKind.AND) for token in tokens[: found[0].start])


def _perhaps_of_others(tokens: Sequence[Token], unit: str, lexicon: Lexicon) -> bool:
    """Whether so much else is said that a bare number may count something else: "he took my 2 passports"."""
    said = {lexicon.fold(token.text) for token in tokens if not token.known}
    return talkative(tokens) or bool(unit and len(said - lexicon.polite - lexicon.about) >= _A_STORY)


def _before_relatives(tokens: Sequence[Token], found: Sequence[Quantity], lexicon: Lexicon) -> list[Quantity]:
    """The quantities; năm rồi is last year, but 2 năm rồi are two years."""
    counted = list(found)
    for at, quantity in enumerate(found):
        after = tokens[quantity.end] if not quantity.unit and quantity.end < len(tokens) else None
        relative = after.sense(SenseKind.RELATIVE) if after else None
        if after and relative and begins_with_unit(after, lexicon):
            counted[at] = replace(quantity, unit=relative.unit, end=quantity.end + 1)
    return counted


def _perhaps_year(tokens: Sequence[Token], quantity: Quantity) -> Quantity:
    """năm is five and also year: năm rưỡi is a year and a half to most, and five and a half months to some; hơn năm
    is more than a year. Both readings, in months."""
    first, rest = tokens[quantity.start], tokens[quantity.start + 1 : quantity.end]
    unit = first.sense(SenseKind.UNIT)
    if quantity.unit or not first.sense(SenseKind.NUMBER) or unit is None or unit.unit != "year":
        return quantity
    if not rest:
        return replace(quantity, values=(12, *quantity.values)) if quantity.start else quantity
    return replace(quantity, values=(18, *quantity.values)) if rest[0].sense(SenseKind.HALF) else quantity


def _of_another_span(tokens: Sequence[Token], found: Sequence[Quantity]) -> bool:
    """Whether the days are those of a week, a year or several months, and not of one month: 1 day a week, 週1日."""
    months = any(quantity.unit == "month" and quantity.values != (1,) for quantity in found)
    if months or any(token.sense(SenseKind.WEEKDAY) for token in tokens):
        return True
    said = (token.sense(SenseKind.UNIT, SenseKind.ONE, SenseKind.PER, SenseKind.RELATIVE) for token in tokens)
    return any(sense is not None and sense.unit in ("week", "year") for sense in said)


def _is_date(quantity: Quantity, unit: str) -> bool:
    """Whether it names a day, month or year of the calendar where months or days are counted: `thang 4` is April."""
    year = unit == "month" and quantity.unit in ("", "year") and quantity.values[0] in _YEARS
    return (quantity.unit == DATE and unit in _CALENDAR) or year


def _of_ranges(tokens: Sequence[Token], found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities; of "3-4 months" the three are months, too."""
    lent = list(found)
    for at, (low, high) in enumerate(pairwise(found)):
        if is_range(tokens, low, high) and bool(low.unit) != bool(high.unit):
            unit = low.unit or high.unit
            lent[at], lent[at + 1] = replace(low, unit=unit), replace(high, unit=unit)
    return lent


def _summed(found: list[Quantity], tokens: Sequence[Token], unit: str) -> list[Quantity]:
    """1 year and 3 months: fifteen months."""
    if len(found) != 2 or any(quantity.unit != unit or len(quantity.values) != 1 for quantity in found):
        return found
    first, second = found
    between = tokens[first.end : second.start]
    joined = all(token.sense(SenseKind.AND) or token.sign in (",", "、", "+") for token in between)
    if not joined or first.values[0] < 12 or not second.values[0] < 12:
        return found
    return [Quantity((first.values[0] + second.values[0],), first.start, second.end, unit)]


def _counts_something_else(quantity: Quantity, unit: str) -> bool:
    """Money; and where months are counted hours, people, or man and lapad, which are ten thousand yen."""
    if quantity.unit in _MONEY:
        return True
    return unit in _CALENDAR and (quantity.unit in _OTHER_THINGS or (quantity.scaled and not quantity.unit))


def _in(quantity: Quantity, unit: str, lexicon: Lexicon) -> Quantity:
    factor = {**_IN_UNIT, **_ROUGHLY}.get((quantity.unit, unit), 1.0)
    values = tuple(value * factor for value in quantity.values)
    if factor == 1 and len(values) > 1 and _groups_here(quantity.digits, lexicon):
        values = values[:1]
    counted = unit if factor > 1 else quantity.unit
    return Quantity(values, quantity.start, quantity.end, counted, quantity.digits, quantity.scaled)


def _groups_here(digits: str, lexicon: Lexicon) -> bool:
    """`1.500` is fifteen hundred where the comma is the decimal sign, and `1,500` where the point is."""
    return ("," if lexicon.words.decimal == "." else ".") in digits


def _doubtful(found: list[Quantity], unit: str) -> bool:
    if any(quantity.unit == CLOCK for quantity in found):
        return True
    spans = {quantity.unit for quantity in found} & {"minute", "hour", "day", "week", "month", "year"}
    return bool(spans - {unit}) if unit else "year" in spans


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else round(value, 6)
