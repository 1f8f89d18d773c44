"""What a text says about the calendar: named days, months and years, steps from today, weekdays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon
from flows.inputs.numbers_in_words import number_at
from flows.inputs.phrasebook import pieces
from flows.inputs.scan import Token
from flows.inputs.senses import Sense, SenseKind

NEPALI_YEARS = range(2070, 2096)
"""Years of Bikram Sambat that can be meant today; as years of the common era they are too far away."""

_MONTHS = 12
_CALENDAR = ("day", "week", "month", "year")


@dataclass
class Mentions:
    """Everything found, in order. Counts and relatives are steps from today: -1 is yesterday or last month."""

    years: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    steps: list[tuple[str, int]] = field(default_factory=list)
    nepali_months: list[int] = field(default_factory=list)
    nepali: bool = False
    side: int | None = None
    part: int | None = None  # the end of a month, its beginning or its middle, as a day of it: 31, 1 or 15
    counted_steps: list[tuple[str, int]] = field(default_factory=list)  # those steps with a number: two weeks ago
    counted: bool = False  # a bare number is a time of day, or counts people or things
    aimless: bool = False  # a number of days or weeks without "ago" or "from now"

    def step(self, unit: str) -> int | None:
        """The first step in this unit."""
        return next((count for named, count in self.steps if named == unit), None)

    @property
    def something(self) -> bool:
        """Whether anything of the calendar was said."""
        return bool(self.years or self.months or self.days or self.weekdays or self.steps or self.nepali_months)


def common_year(year: int) -> int:
    """The year of the common era: Buddhist years are 543 ahead, two digits are of this century."""
    if year > 2400:
        return year - 543
    return year + 2000 if year < 100 else year


def mentions(tokens: Sequence[Token], lexicon: Lexicon) -> Mentions:
    """Read one scanned text. A word for "now" names the day of today only alone or as the end of a time: what somebody
    tells of the present ("now I have no work", "August, now I am in Aichi") is not when it happened."""
    if not _is_only_now(tokens, lexicon):
        tokens = [token for token in tokens if not token.sense(SenseKind.NOW)]
    return _Reader(tokens, lexicon).read()


def strangers(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Token]:
    """The words that we do not know and that do not merely add politeness."""
    return (token for token in tokens if not token.known and lexicon.fold(token.text) not in lexicon.polite)


def _is_only_now(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    if any(strangers(tokens, lexicon)):
        return False
    rest = [token for token in tokens if not token.sense(SenseKind.NOW)]
    ends = any(token.sense(SenseKind.RANGE) for token in rest)
    return ends or not any(token.digits or token.senses for token in rest)


def begins_with_unit(token: Token, lexicon: Lexicon) -> bool:
    """Whether a relative phrase may also be read as unit and direction: tháng trước is last month, but
    3 tháng trước is three months ago."""
    words = pieces(clean(token.text), romanised=lexicon.romanised)
    first = lexicon.quantities.find(words[:1], 0, marked=False) if len(words) > 1 else None
    return bool(first and any(sense.kind is SenseKind.UNIT for sense in first.readings[0]))


class _Reader:
    """Goes over the tokens once. Each `_read_…` returns the place to go on from, or None if it found nothing."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.found = Mentions()
        self.era: int | None = None

    def read(self) -> Mentions:
        at = 0
        while at < len(self.tokens):
            at = self._read_named(at) or self._read_number(at) or self._read_word(at)
        found = self.found
        in_nepal = any(year in NEPALI_YEARS for year in (*found.years, *found.bare))
        found.nepali = found.nepali or in_nepal or bool(found.nepali_months)
        return found

    def _sense(self, at: int, *kinds: SenseKind) -> Sense | None:
        return self.tokens[at].sense(*kinds) if 0 <= at < len(self.tokens) else None

    def _read_named(self, at: int) -> int | None:
        """`ngày 3`, `tháng 11`, `ika-3`: a word that names the number after it."""
        mark = self._sense(at, SenseKind.MARK)
        if not mark:
            return None
        start = at + 1
        if start < len(self.tokens) and self.tokens[start].sign in ("-", "/", ".", ":"):
            start += 1
        number = number_at(self.tokens, start)
        if number is None or not _whole(number.values[0]):
            return None
        self._name(mark.unit, int(number.values[0]))
        return number.end

    def _read_number(self, at: int) -> int | None:
        number = number_at(self.tokens, at)
        if number is None:
            return None
        unit = self._sense(at, SenseKind.UNIT)
        if unit and unit.unit == "year" and self._sense(at - 1, SenseKind.PART) and number.end == at + 1:
            return number.end  # cuối năm is the end of a year, and no five
        if not _whole(number.values[0]):
            return number.end
        value, end = int(number.values[0]), number.end
        if self._has_unit_before(at, end):
            direction = self._direction(end) or self._left
            self.found.aimless = self.found.aimless or not direction
            self._count("day", value * direction)
            return end
        step = self._step_of(value, at, end)
        if step:
            self._count(*step)
            return end + 1
        if self._is_so_long(value, at, end) or self._counts_something(end):
            self.found.aimless = True
            return end + 1
        if self._sense(end, SenseKind.NEPALI_DAY):
            self.found.nepali = True
            return end + 1
        named = self._sense(end, SenseKind.MARKED)
        if named:
            self._name(named.unit, value)
            return end + 1
        unit = self._sense(end, SenseKind.UNIT)
        names_next = self._sense(end, SenseKind.MARK) and number_at(self.tokens, end + 1)
        if unit and unit.unit in _CALENDAR and not names_next:
            self.found.aimless = True
            return end + 1
        if self.era is not None:
            self._name("year", value)
        elif (unit and unit.unit not in _CALENDAR) or self._is_time(at, end):
            self.found.counted = True
        else:
            self.found.bare.append(value)
        return end

    def _count(self, unit: str, steps: int) -> None:
        if steps:
            self.found.steps.append((unit, steps))
            self.found.counted_steps.append((unit, steps))

    def _has_unit_before(self, at: int, end: int) -> bool:
        """Whether a number counts the days that stand before it: දින 20, ရက် 20. `ngày 20` names the twentieth."""
        if at and self.tokens[at - 1].digits:
            return False
        unit = self._sense(at - 1, SenseKind.UNIT)
        named = self._sense(at - 1, SenseKind.MARK) or self._sense(end, SenseKind.UNIT, SenseKind.MARKED)
        return unit is not None and unit.unit == "day" and not named

    def _counts_something(self, end: int) -> bool:
        """Whether a number counts days or weeks behind a word that we do not know: 20 more days, 5 working days."""
        unit = self._sense(end + 1, SenseKind.UNIT)
        unknown = end < len(self.tokens) and not self.tokens[end].known
        return unknown and unit is not None and unit.unit in _CALENDAR and number_at(self.tokens, end + 2) is None

    @property
    def _left(self) -> int:
        """1 where the text says that what it counts is left."""
        return int(any(token.sense(SenseKind.LEFT) for token in self.tokens))

    def _is_time(self, at: int, end: int) -> bool:
        """Whether a number is a time of day: `jam 3`, 3 pm, 3:30."""
        signs = {self.tokens[place].sign for place in (at - 1, end) if 0 <= place < len(self.tokens)}
        clock = self._sense(at - 1, SenseKind.CLOCK_BEFORE) or self._sense(end, SenseKind.CLOCK_AFTER)
        return ":" in signs or bool(clock)

    def _step_of(self, value: int, start: int, end: int) -> tuple[str, int] | None:
        """Three days ago, `cách đây 3 ngày`, `3日前`, `3 bulan lalu`: the unit and the steps from today."""
        unit = self._sense(end, SenseKind.UNIT)
        if unit and unit.unit in _CALENDAR:
            direction = self._direction(end + 1) or self._direction(start - 1)
            direction = direction or self._left
            if not direction and unit.unit in ("day", "week") and self._sense(end + 1, SenseKind.ALREADY):
                direction = -1
            return (unit.unit, value * direction) if direction else None
        relative = self._sense(end, SenseKind.RELATIVE)
        if relative and abs(relative.value) == 1 and begins_with_unit(self.tokens[end], self.lexicon):
            named = self._sense(start - 1, SenseKind.MARK)
            if not named and not (relative.unit == "month" and value > 12):
                return relative.unit, value * int(relative.value)
        return None

    def _is_so_long(self, value: int, start: int, end: int) -> bool:
        """Five months up to now: `5 tháng nay`, `5 bulan ini`. The fifth of this month has a word before its number, or
        the marks of "this" (`5 tháng này`); nobody counts 25 months so."""
        relative = self._sense(end, SenseKind.RELATIVE)
        if relative is None or relative.value or not begins_with_unit(self.tokens[end], self.lexicon):
            return False
        before, written = self.tokens[start - 1] if start else None, self.tokens[end].text
        named = before is not None and (before.sense(SenseKind.MARK) or before.sign in ("/", "-", "."))
        listed = map(clean, self.lexicon.words.dates.relative.get("month", {}).get(0, ()))
        this = relative.unit == "month" and (value > _MONTHS or (not written.isascii() and written in listed))
        return not named and not this

    def _direction(self, at: int) -> int:
        """-1 for "ago", 1 for "from now", 0 for neither."""
        if self._sense(at, SenseKind.PAST):
            return -1
        return 1 if self._sense(at, SenseKind.FUTURE) else 0

    def _name(self, part: str, value: int) -> None:
        if part == "year":
            self.found.years.append(value if self.era is None else self.era + value)
            self.era = None
        elif part == "month" and 1 <= value <= 12:
            self.found.months.append(value)
        elif part == "day" and 1 <= value <= 32:
            self.found.days.append(value)
        else:
            self.found.bare.append(value)

    def _read_word(self, at: int) -> int:
        found = self.found
        for sense in self.tokens[at].senses:
            match sense.kind:
                case SenseKind.MONTH:
                    found.months.append(int(sense.value))
                case SenseKind.DAY if sense.value > 1 and (direction := self._direction(at + 1)):
                    found.steps.append(("day", int(sense.value) * direction))  # みっかまえ: three days ago
                case SenseKind.DAY:
                    found.days.append(int(sense.value))
                case SenseKind.RELATIVE:
                    found.steps.append((sense.unit, int(sense.value)))
                case SenseKind.ONE if sense.unit in _CALENDAR and not self._sense(at - 1, SenseKind.HALF):
                    direction = self._direction(at + 1) or self._direction(at - 1) or self._left
                    found.aimless = found.aimless or not direction
                    self._count(sense.unit, direction)
                case SenseKind.UNIT if sense.unit == "week" and self._sense(at - 1, SenseKind.RELATIVE):
                    found.aimless = True  # tomorrow week
                case SenseKind.WEEKDAY:
                    found.weekdays.append(int(sense.value))
                case SenseKind.ERA:
                    self.era = int(sense.value)
                case SenseKind.NEPALI_MONTH:
                    found.nepali_months.append(int(sense.value))
                case SenseKind.NEPALI_DAY:
                    found.nepali = True
                case SenseKind.PART:
                    found.part = int(sense.value)
                case SenseKind.SIDE | SenseKind.PAST | SenseKind.FUTURE if found.side is None:
                    found.side = _SIDES.get(sense.kind, int(sense.value))
        return at + 1


_SIDES = {SenseKind.PAST: -1, SenseKind.FUTURE: 1}


def _whole(value: float) -> bool:
    return float(value).is_integer() and value <= 99_999_999
