"""Numbers in a scanned text, in digits or in words: 二千五百, hai mươi lăm nghìn, dalawampu at lima, 12万5千, 1tr5."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.inputs import numerals
from flows.inputs.phrasebook import CJK
from flows.inputs.scan import Token
from flows.inputs.senses import Sense, SenseKind

_FRACTIONS = {("1", "2"): 0.5, ("1", "4"): 0.25, ("3", "4"): 0.75}
_BEGINNINGS = (SenseKind.NUMBER, SenseKind.SCALE, SenseKind.SHIFT, SenseKind.BEFORE_UNIT)
_JAPANESE = re.compile(rf"[{CJK}]")
_KANJI = re.compile("[零〇一二三四五六七八九两兩]")
_CHINESE_MONEY = frozenset({"日元", "日币", "块", "块钱", "元"})
_THAI = re.compile("[\u0e01-\u0e4e]")
_LAKH = 100_000
_TENS = 10
_MILLION = 1_000_000
_ONE_OF = frozenset({100, 1000, 10_000, 100_000, 1_000_000})


@dataclass(frozen=True)
class Number:
    """A number in tokens `start` to `end`. `values`: its readings, the likelier first.

    `digits`: as written, if it is a single number in digits. `scaled`: with thousand, 万 or the like.
    """

    values: tuple[float, ...]
    start: int
    end: int
    digits: str = ""
    scaled: bool = False


def number_at(tokens: Sequence[Token], at: int) -> Number | None:
    """The number that begins at token `at`; its unit is not looked for."""
    if not 0 <= at < len(tokens) or not (tokens[at].digits or tokens[at].sense(*_BEGINNINGS)):
        return None
    readings = [_Composer(tokens, at, reading).run() for reading in (0, 1)]
    composed = [reading for reading in readings if reading is not None]
    if not composed:
        return None
    first = composed[0]
    values = tuple(dict.fromkeys(reading.value for reading in composed if reading.end == first.end))
    single = tokens[at].digits if first.end == at + 1 else ""
    return _with_fraction(tokens, Number(values, at, first.end, single, first.scaled))


def _with_fraction(tokens: Sequence[Token], number: Number) -> Number:
    """`1/2`, `2 1/2` and `2 and 1/2`."""
    if number.digits and not number.scaled:
        alone = _fraction_at(tokens, number.start)
        if alone is not None:
            return Number((alone,), number.start, number.start + 3)
    at = number.end
    at += at < len(tokens) and tokens[at].sense(SenseKind.AND) is not None
    added = _fraction_at(tokens, at)
    if added is not None and (number.digits or "0").isdigit():
        return Number((number.values[0] + added,), number.start, at + 3)
    return number


def _fraction_at(tokens: Sequence[Token], at: int) -> float | None:
    parts = tokens[at : at + 3]
    if len(parts) < 3 or parts[1].sign != "/":
        return None
    return _FRACTIONS.get((parts[0].digits, parts[2].digits))


@dataclass(frozen=True)
class _Composed:
    value: float
    end: int
    scaled: bool


class _Composer:
    """Adds up a number from words and digits: 二千五百, hai mươi lăm nghìn, dalawampu at lima, 12万5千, 1tr5."""

    def __init__(self, tokens: Sequence[Token], at: int, reading: int) -> None:
        self.tokens = tokens
        self.start = self.at = at
        self.reading = reading
        self.section = 0.0
        self.pending: float | None = None
        self.pending_is_word = False
        self.scale = 1.0
        self.shift = 0.0
        self.zero = False  # 一万零二: the places between are empty

    def run(self) -> _Composed | None:
        while self.at < len(self.tokens) and self._take(self.tokens[self.at]):
            self.at += 1
        self._short_last_digit()
        self._short_hundreds()
        if self.pending is None and self.scale == 1.0:
            return None
        self._half()
        return _Composed(self.section + (self.pending or 0), self.at, self.scale >= 1000)

    def _take(self, token: Token) -> bool:
        if token.digits:
            return self._digits(token)
        number = self._number_word(token)
        scale = token.sense(SenseKind.SCALE)
        if scale and (self._started or self._may_begin(token, scale.value)):
            return self._multiply(scale.value)
        if number and number.value == 0 and self._zero_between(token):
            self.zero = True
            return True
        if number and not self._is_unit_here(token):
            return self._one_of(number.value) if number.value in _ONE_OF else self._word(number.value)
        if token.sense(SenseKind.TEEN) and self.pending is not None and self.pending < 10:
            self.pending += 10
            return True
        shift = token.sense(SenseKind.SHIFT)
        if shift and not self._started and not self.shift:
            self.shift = shift.value
            return True
        return bool(token.sense(SenseKind.AND)) and self._and_goes_on()

    def _zero_between(self, token: Token) -> bool:
        """一千零五十, 一万零二: a zero that only says that places are empty."""
        following = self._following
        goes_on = bool(following and following.sense(SenseKind.NUMBER))
        return bool(_KANJI.fullmatch(token.text)) and self.scale > 1 and self.pending is None and goes_on

    def _number_word(self, token: Token) -> Sense | None:
        """The number a word means at this place."""
        following = self._following
        if following and following.digits:
            return None
        tens = self.scale == 10 if self.pending is None else self.pending % 10 == 0
        if tens and self._started:
            after_tens = token.sense(SenseKind.AFTER_TENS)
            if after_tens:
                return after_tens
        if following and following.sense(SenseKind.UNIT, SenseKind.SCALE, SenseKind.MARKED):
            before_unit = token.sense(SenseKind.BEFORE_UNIT)
            if before_unit:
                return before_unit
        return token.sense(SenseKind.NUMBER)

    @property
    def _following(self) -> Token | None:
        return self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None

    @property
    def _started(self) -> bool:
        return self.pending is not None or self.scale > 1

    def _may_begin(self, token: Token, scale: float) -> bool:
        """百二十 and trăm hai mươi begin with their scale; `man` alone is an English word, and so is พัน alone."""
        following = self._following
        counts_on = bool(following and following.sense(SenseKind.NUMBER))
        if _THAI.match(token.text) and following and (counts_on or following.sense(SenseKind.HALF, SenseKind.UNIT)):
            return True
        return bool(_JAPANESE.match(token.text)) or (scale in (100, 1000) and counts_on and len(token.text) > 1)

    def _is_unit_here(self, token: Token) -> bool:
        """Vietnamese năm is five and year: the year after a number and before one in digits."""
        if not token.sense(SenseKind.UNIT, SenseKind.MARK):
            return False
        following = self._following
        if following and following.sense(SenseKind.SCALE, SenseKind.UNIT):
            return False
        return self._started or bool(following and following.digits)

    def _digits(self, token: Token) -> bool:
        values = numerals.values(token.digits)
        if not values or self.pending is not None:
            return False
        value = values[min(self.reading, len(values) - 1)]
        if self.scale > 1 and value >= self.scale:
            return False
        self.pending, self.pending_is_word = value + self.shift, False
        self.shift = 0.0
        return True

    def _one_of(self, scale: float) -> bool:
        """seratus, sanlibo, a hundred: one time a scale, so that lima puluh after it adds up."""
        if self.pending is not None or (self.scale > 1 and scale >= self.scale):
            return False
        self.pending = 1
        return self._multiply(scale)

    def _word(self, value: float) -> bool:
        if self.pending is None:
            if self.scale > 1 and value >= self.scale:
                return False
            self.pending, self.pending_is_word = value + self.shift, True
            self.shift = 0.0
            return True
        if not self.pending_is_word or not self._follows(self.pending, value):
            return False
        self.pending += value
        return True

    @staticmethod
    def _follows(first: float, second: float) -> bool:
        """Whether a number word can be added to the one before it: twenty five, but not two three."""
        if first == 0 or second <= 0:
            return False
        return (first % 10 == 0 and second < 10) or (first % 100 == 0 and second < 100)

    def _multiply(self, scale: float) -> bool:
        if self.section < scale:
            base = self.section + (self.pending or 0)
            if base == 0 and self._started and self.pending is not None:
                return False  # zero thousand
            self.section = (base or 1) * scale
        else:  # một triệu hai trăm nghìn: the two hundred are thousands
            base = self.section % scale + (self.pending or 0)
            if base == 0 and self.pending is not None:
                return False
            self.section += (base or 1) * scale - self.section % scale
        self.pending, self.scale = None, scale
        return True

    def _and_goes_on(self) -> bool:
        if self.at + 1 >= len(self.tokens) or not self._started:
            return False
        number = self.tokens[self.at + 1].sense(SenseKind.NUMBER)
        scale = self.tokens[self.at + 1].sense(SenseKind.SCALE)
        if scale:  # apat na libo: the linker of Filipino
            return self.pending is not None
        if not number:
            return False
        if self.pending is None:
            return number.value < self.scale
        return self.pending_is_word and self._follows(self.pending, number.value)

    def _short_hundreds(self) -> None:
        """`một triệu hai trăm` and `1 juta 200`, with thousands left out; as it stands it is the second reading."""
        rest = self.section % _MILLION + (self.pending or 0)
        unit = self.at < len(self.tokens) and self.tokens[self.at].sense(SenseKind.UNIT)
        hundreds = self.section >= _MILLION and 100 <= rest < 1000 and rest % 10 == 0
        if hundreds and not (self.reading or unit or self.zero):
            self.section, self.pending = self.section - self.section % _MILLION + rest * 1000, None

    def _short_last_digit(self) -> None:
        """`1tr5` is 1.5 million and `12 man 5` is 125,000, as people say it; with a unit it is what it says.

        `1 lakh 50` is 150,000 to who says it, for thousands come after lakhs, and 100,050 as it stands: two readings.
        แสนห้า is 150,000 and พันห้า 1,500 to everybody; so are 九千五 9,500 and 一万二 12,000.
        """
        last = self.tokens[self.at - 1] if self.at > self.start else None
        if self.scale < 100 or self.pending is None or last is None or last.sense(SenseKind.SCALE) or self.zero:
            return
        if self.pending < 10 and _KANJI.fullmatch(last.text):
            self._chinese_last_digit()
            return
        if self.scale < 1000:
            return
        if self.at < len(self.tokens) and self.tokens[self.at].sense(SenseKind.UNIT):
            return
        one_digit = self.pending < 10 and len(last.digits) == 1
        before = self.tokens[self.at - 2] if self.at - 1 > self.start else None
        if before and self.pending < 10 and _THAI.match(before.text) and before.sense(SenseKind.SCALE):
            self.pending *= self.scale / 10
        elif self.scale >= 10_000 and 0 < self.pending < 100 and not self.reading:
            self.pending *= 1000 if self.scale == _LAKH else self.scale / (10 if self.pending < 10 else 100)
        elif one_digit:
            self.pending *= self.scale / 10

    def _chinese_last_digit(self) -> None:
        """九千五. With a Japanese unit it is what it says (九千五円 is 9,005); 三百五 may be both."""
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        if following and following.sense(SenseKind.UNIT) and following.text not in _CHINESE_MONEY:
            return
        if self.pending is not None and not (self.reading and self.scale == 100):
            self.pending *= self.scale / 10

    def _half(self) -> None:
        """2 man rưỡi, dua setengah jam, two and a half hours. Beside tens two readings: dua puluh setengah is 20.5, hai
        chục rưỡi 25."""
        at = self.at
        if at + 1 < len(self.tokens) and self.tokens[at].sense(SenseKind.AND):
            at += 1
        if at < len(self.tokens) and self.tokens[at].sense(SenseKind.HALF):
            of_scale = self.pending is None and (self.scale > _TENS or self.reading)
            self.section += 0.5 * (self.scale if of_scale else 1)
            self.at = at + 1
