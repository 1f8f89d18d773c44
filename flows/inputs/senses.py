"""What a word can mean inside a quantity or a date."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Unit: TypeAlias = str
"""minute, hour, day, week, month, year, yen, other_money (any other currency), counted (people, times, things)."""

UNIT_FIRST = 1
"""The value of a unit that stands before its number: Sinhala පැය 8, eight hours."""


class SenseKind(StrEnum):
    """The roles of words. The comments give an example."""

    NUMBER = "number"  # three
    AFTER_TENS = "after_tens"  # Vietnamese lăm: five in fifteen, but làm (work) looks the same when typed plainly
    BEFORE_UNIT = "before_unit"  # Nepali छ: six before a unit, "is" elsewhere
    SCALE = "scale"  # thousand, 万
    TEEN = "teen"  # Indonesian belas: lima belas is 15
    HALF = "half"  # half, rưỡi, 半
    SHIFT = "shift"  # Nepali साढे: half more than the number that follows
    UNIT = "unit"  # hours
    ONE = "one"  # one of a unit in one word: Indonesian sejam
    PER = "per"  # each day
    MARK = "mark"  # names the number after it as day, month or year: ngày 3, bulan 11
    MARKED = "marked"  # names the number before it: 11月, 3rd
    CLOCK_BEFORE = "clock_before"  # makes the number after it a time of day: pukul 5
    CLOCK_AFTER = "clock_after"  # 5 pm
    RANGE = "range"  # to, から
    OR = "or"
    AND = "and"
    RELATIVE = "relative"  # yesterday, last month
    NOW = "now"  # now: the day of today only where nothing else is told
    PAST = "past"  # ago
    FUTURE = "future"  # from now
    LEFT = "left"  # makes the days or weeks beside it a time from now: 20 days left
    VAGUE = "vague"  # some day soon, or lately
    ALREADY = "already"  # makes the days or weeks before it a time ago: Tagalog na, Vietnamese rồi
    PART = "part"  # the end of a month, its beginning or its middle
    SIDE = "side"  # last, this, next, before a weekday
    WEEKDAY = "weekday"  # Monday is 0
    MONTH = "month"  # January is 1
    DAY = "day"  # the third, in one word: みっか
    ERA = "era"  # 令和
    NEPALI_MONTH = "nepali_month"  # Baisakh is 1
    NEPALI_DAY = "nepali_day"  # गते


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning: a `value` for numbers, weekdays, months, steps of time and units that stand first; a `unit` where
    one is meant."""

    kind: SenseKind
    value: float = 0
    unit: Unit = ""
