"""Durations: "2h30", "2:30", "2,5", "2時間半", "12 tieng", "lima jam", "dui ghanta". The value is in minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.inputs import products
from flows.inputs.amounts import answer, half_of, negative, read_tokens, refuse_early, says_nothing, talkative
from flows.inputs.lexicon import Lexicon
from flows.inputs.quantities import CLOCK, Quantity, is_range, quantities
from flows.inputs.results import Limits, NotUnderstood, Parsed, Understood
from flows.inputs.scan import Token
from flows.inputs.senses import UNIT_FIRST, SenseKind

LONGEST_MONTH = 744
"""Hours of a month of 31 days: there are no more, whatever question we ask."""

_HOURS_OF = {"day": 24, "week": 168}
_MOST_IN_A_MONTH = {"day": 31, "week": 5}
_OVERTIME_OF_A_DAY = 8
_OTHER_UNITS = frozenset({"day", "week", "month", "year", "counted", "yen", "other_money"})
_TWO_DECIMALS = re.compile(r"(\d+)[.,](\d\d)")
_QUARTERS = frozenset({"00", "25", "50", "75"})


def parse(raw: str, lexicon: Lexicon, limits: Limits) -> Parsed:
    """Minutes, as a whole number. `limits` are in hours."""
    refused = refuse_early(raw)
    if refused:
        return refused
    low, high = limits.within(0, LONGEST_MONTH)
    if says_nothing(raw, lexicon):
        return Understood(0, implausible=not low <= 0 <= high)
    if products.written(raw):
        return _product(raw, lexicon, high)
    tokens = read_tokens(raw, lexicon)
    if negative(tokens):
        return NotUnderstood("too_small")
    found = quantities(tokens)
    durations = _durations(tokens, found)
    summed = _of_a_month(tokens, found, durations, high)
    if summed:
        return summed
    problem = _not_a_duration(tokens, found, durations, high)
    if problem:
        return NotUnderstood(problem)
    bare = all(not quantity.unit for quantity in durations)
    doubtful = (bare and bool(durations) and talkative(tokens)) or (
        high > _HOURS_OF["day"] and (_of_now(tokens, found) or _perhaps_of_a_day(tokens, durations, lexicon))
    )
    if durations and all(min(quantity.values) > LONGEST_MONTH for quantity in durations):
        return NotUnderstood("too_large")
    return answer(tokens, durations, _minutes, (low, high), doubtful=doubtful)


def _minutes(hours: float) -> int:
    return round(hours * 60)


def _product(raw: str, lexicon: Lexicon, high: float) -> Parsed:
    """3 hours x 20 days, where a longer time is asked about: our sum, so the worker has to confirm it."""
    total = products.hours(raw, lexicon) if high > _HOURS_OF["day"] else None
    if total is None:
        return NotUnderstood("many_numbers")
    return NotUnderstood("too_large") if total > LONGEST_MONTH else Understood(_minutes(total), implausible=True)


def _not_a_duration(
    tokens: Sequence[Token], found: Sequence[Quantity], durations: Sequence[Quantity], high: float
) -> str | None:
    """Why numbers are there but no duration that answers the question."""
    if _is_clock_range(tokens, found) or (not durations and any(q.unit == CLOCK for q in found)):
        return "clock"
    if any(q.unit == CLOCK and one.unit == "minute" and q.end == one.start for q in found for one in found):
        return "clock"  # 9時5分, 9時5分前
    if durations and half_of(tokens, found):
        return "many_numbers"
    if durations and _is_rate(tokens, found, high):
        return "rate"
    if not durations and any(q.unit in _OTHER_UNITS for q in found):
        return "other_unit"
    return None


def _of_now(tokens: Sequence[Token], found: Sequence[Quantity]) -> bool:
    """Hours of today (nowadays is the same word in most languages) or of several months: perhaps not of one month."""
    today = any(sense.kind is SenseKind.RELATIVE and sense.unit == "day" for t in tokens for sense in t.senses)
    each_month = any(sense.kind is SenseKind.PER and sense.unit == "month" for t in tokens for sense in t.senses)
    months = any(quantity.unit in ("month", "year") and quantity.values[0] != 1 for quantity in found)
    return today or (months and not each_month)


def _perhaps_of_a_day(tokens: Sequence[Token], durations: Sequence[Quantity], lexicon: Lexicon) -> bool:
    """Hours that a day can hold, beside words we do not know (`rati 3 ghanta`: at night): perhaps of each day."""
    if len(durations) != 1 or not 0 < max(durations[0].values) <= _OVERTIME_OF_A_DAY:
        return False
    if any(sense.unit == "month" for token in tokens for sense in token.senses):
        return False
    said = {lexicon.fold(token.text) for token in tokens if not token.known}
    return bool(said - lexicon.polite - lexicon.about)


def _is_clock_range(tokens: Sequence[Token], found: Sequence[Quantity]) -> bool:
    """8:00-17:00: a working day, not an amount."""
    times = [q for q in found if q.unit == CLOCK or (q.digits == ":" and not q.unit)]
    return len(times) == 2 and is_range(tokens, *times)


def _is_rate(tokens: Sequence[Token], found: Sequence[Quantity], high: float) -> bool:
    """Hours of some days or weeks, while the question allows more than a day or week holds."""
    spans = _spans(tokens, found) | {quantity.unit for quantity in found}
    return any(high > hours for unit, hours in _HOURS_OF.items() if unit in spans)


def _spans(tokens: Sequence[Token], found: Sequence[Quantity]) -> set[str]:
    """What the hours are said to be for each of: `din ma 3 ghanta`, 3 jam/hari, every week, last week, Saturdays."""
    spans = {quantity.unit for quantity in found if quantity.values[0] == 1}
    counted = {place for quantity in found for place in range(quantity.start, quantity.end)}
    for place, token in enumerate(tokens):
        per = token.sense(SenseKind.PER, SenseKind.ONE)
        if per:
            spans.add(per.unit)
        if place in counted:
            continue
        unit = token.sense(SenseKind.UNIT)
        relative = token.sense(SenseKind.RELATIVE)
        if unit:
            spans.add(unit.unit)
        if relative and (relative.unit == "week" or (relative.unit == "day" and relative.value)):
            spans.add(relative.unit)
        if token.sense(SenseKind.WEEKDAY) and not token.sense(SenseKind.MONTH):
            spans.add("day")
    return spans


def _of_a_month(
    tokens: Sequence[Token], found: Sequence[Quantity], durations: Sequence[Quantity], high: float
) -> Understood | None:
    """Three hours a day on 20 days: 60 hours. It is our sum, not what was said, so the worker has to confirm it."""
    if len(durations) != 1 or len(durations[0].values) != 1:
        return None
    spans = _spans(tokens, found)
    for unit, longest in _HOURS_OF.items():
        times = [quantity.values[0] for quantity in found if quantity.unit == unit and quantity.values[0] != 1]
        if high <= longest or unit not in spans or len(times) != 1 or not 1 < times[0] <= _MOST_IN_A_MONTH[unit]:
            continue
        if len(_HOURS_OF.keys() & (spans | {quantity.unit for quantity in found})) > 1:
            return None  # 3 hours a day, 5 days a week: of which weeks is not said
        if durations[0].values[0] <= longest:
            return Understood(_minutes(durations[0].values[0] * times[0]), implausible=True)
    return None


def _durations(tokens: Sequence[Token], found: Sequence[Quantity]) -> list[Quantity]:
    """Hours and minutes joined, in hours. Bare numbers count as hours when no number has a unit of time."""
    timed = [q for q in found if q.unit in ("hour", "minute")]
    usable = [q for q in found if q.unit in ("hour", "minute", "")]
    if timed:
        usable = [q for q in usable if q.unit or _tail_of(tokens, q, found) or _shares_unit(tokens, q, found)]
    joined: list[Quantity] = []
    for quantity in usable:
        previous = joined[-1] if joined else None
        if previous is not None and _continues(previous, quantity, tokens):
            joined[-1] = _join(previous, quantity)
        else:
            joined.append(_in_hours(tokens, quantity, found))
    return joined


def _tail_of(tokens: Sequence[Token], quantity: Quantity, found: Sequence[Quantity]) -> bool:
    """The 30 of "2h30" and "පැය 2යි 30"."""
    before = [q for q in found if q.unit == "hour" and q.end <= quantity.start]
    return bool(before) and all(_ties(token) for token in tokens[before[-1].end : quantity.start])


def _ties(token: Token) -> bool:
    """Whether a word only binds minutes to the hours before them: an ending, or their unit where it stands first."""
    unit = token.sense(SenseKind.UNIT)
    ending = token.glued and not token.known
    return ending or (unit is not None and (unit.value, unit.unit) == (UNIT_FIRST, "minute"))


def _shares_unit(tokens: Sequence[Token], quantity: Quantity, found: Sequence[Quantity]) -> bool:
    """The 20 of "20-30 hours", the 30 of "පැය 20-30"."""
    before = next((q for q in reversed(found) if q.end <= quantity.start), None)
    if before is not None and before.unit in ("hour", "minute") and tokens[before.end - 1].digits:
        return is_range(tokens, before, quantity)
    following = next((q for q in found if q.start >= quantity.end), None)
    if following is None or following.unit not in ("hour", "minute"):
        return False
    return is_range(tokens, quantity, following)


def _in_hours(tokens: Sequence[Token], quantity: Quantity, found: Sequence[Quantity]) -> Quantity:
    unit = quantity.unit
    if not unit and quantity.digits != ":":
        unit = next((q.unit for q in found if q.start >= quantity.end and q.unit), "hour")
    minutes = unit == "minute"
    values = tuple(value / 60 for value in quantity.values) if minutes else _readings(quantity)
    return Quantity(values, quantity.start, quantity.end, quantity.unit)


def _readings(quantity: Quantity) -> tuple[float, ...]:
    """`1.500` is 1.5 or 1500. `2.30` is two and a half hours to some and 2.3 hours to others."""
    parts = _TWO_DECIMALS.fullmatch(quantity.digits)
    if parts and parts[2] not in _QUARTERS and int(parts[2]) < 60:
        return (int(parts[1]) + int(parts[2]) / 60, *quantity.values)
    return tuple(sorted(quantity.values))


def _continues(previous: Quantity, quantity: Quantity, tokens: Sequence[Token]) -> bool:
    """Minutes right after hours, with at most an "and" between them."""
    between = tokens[previous.end : quantity.start]
    if previous.unit != "hour" or any(not (token.sense(SenseKind.AND) or _ties(token)) for token in between):
        return False
    if quantity.unit == "minute":
        return True
    bound = all(_ties(token) for token in between)
    return not quantity.unit and quantity.digits.isdigit() and bound and int(quantity.digits) < 60


def _join(hours: Quantity, minutes: Quantity) -> Quantity:
    values = tuple(value + minutes.values[0] / 60 for value in hours.values)
    return Quantity(values, hours.start, minutes.end, "minute")
