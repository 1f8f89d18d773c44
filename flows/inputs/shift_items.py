"""A line of hours as its parts: numbers that can be times, the words beside them, and what joins them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from flows.inputs.fold import clean, skeleton
from flows.inputs.lexicon import Lexicon
from flows.inputs.numbers_in_words import Number, number_at
from flows.inputs.scan import scan
from flows.inputs.senses import SenseKind
from flows.inputs.shift_clock import from_the_hour, with_one_hour, with_quarters

_SHORT = 60
_ROUNDED = 0.01
_TIMED = ("hour", "minute")
_EMERGENCY = 3
"""So many digits have 110 and 119."""
_WORDS = Path(__file__).with_name("shift_words.yaml")
_ALWAYS = ("en", "ja")
_NUMBER = r"(?P<decimal>\d{1,2}[.,]\d(?!\d))|(?P<clock>\d{1,2}\s?[:.]\s?\d{2}(?!\d))|(?P<digits>\d{1,4}(?!\d))"
_LONG = r"(?P<long>\d{5,}|0(?:\d{1,2}|120|570|800)[- ]\d{2,4}[- ]\d{3,4}(?!\d)|\d{1,3}(?:[.,]\d{3})+(?!\d))"
"""No time of the day and no length: money, or a telephone."""
_ITEM = re.compile(r"(?P<word>§[a-z_]+§)|" + _LONG + "|" + _NUMBER + r"|(?P<between>[-~/]|→)|(?P<other>[^\s§\d:.~/-]+)")
_BESIDE = ("link", "own", "shift", "away")
"""Words that mean no time of the day: they only tell hours from a message, or from a day that was not worked
(`flows.inputs.shift_bare`), or stand beside the number of a shift (`flows.inputs.shift_number`)."""


def has_long_number(raw: str, lexicon: Lexicon) -> bool:
    """Whether a number stands in it that is neither a time nor a length: money, or a telephone."""
    return any(kind == "long" for kind, _ in items_of(raw, lexicon))


def speaks_of_times(raw: str, lexicon: Lexicon) -> bool:
    """Whether a short text without digits names times of the day twice: hours, in words that nobody here can read."""
    text = skeleton(clean(raw), romanised=lexicon.romanised)
    return len(raw) <= _SHORT and len(known(lexicon.lang, lexicon.romanised).findall(text)) > 1


def names_hours(raw: str, lexicon: Lexicon) -> bool:
    """Whether a short text names hours, or a night shift, wholly or in part: two times, or words for such."""
    if len(raw) > _SHORT:
        return False
    text = skeleton(in_digits(clean(raw), lexicon), romanised=lexicon.romanised)
    senses = [_sense(lexicon, word) for word in known(lexicon.lang, lexicon.romanised).findall(text)]
    numbers = [len(word) for word in re.findall(r"\d+", text)]
    if has_long_number(raw, lexicon) or max(numbers, default=0) == _EMERGENCY:
        return False
    return len(numbers) + len(senses) > 1 or not {*senses}.isdisjoint(("night_shift", "at_noon", "at_midnight"))


def words(language: str, sense: str) -> tuple[str, ...]:
    """The words of a sense in a language, the usual one first."""
    return tuple(str(word) for word in _listed().get(language, {}).get(sense, ()))


def away_words(raw: str, lexicon: Lexicon) -> set[str]:
    """The words in a line that say that it was not worked, or not paid, as the senses of their language if they are
    such too ("pause"), else as "away"."""
    listed = _senses(lexicon.lang, lexicon.romanised)
    text = skeleton(clean(raw), romanised=lexicon.romanised)
    return {listed.get(word.rstrip("."), "away") for word in _away(lexicon.lang, lexicon.romanised).findall(text)}


def items_of(raw: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """The line as kinds and texts: clock, digits, between, other, and the senses of words."""
    text = with_one_hour(in_digits(with_quarters(clean(raw)), lexicon), lexicon)
    text = skeleton(text, romanised=lexicon.romanised)
    text = known(lexicon.lang, lexicon.romanised).sub(lambda hit: f" §{_sense(lexicon, hit[0])}§ ", text)
    text = _named_times(text)
    text = re.sub(r"(\d{1,2}) *§hour§ *(\d{2})(?!\d)(?! *§hour§)", r"\1:\2 ", text)
    text = from_the_hour(re.sub(r" {2,}", " ", text))
    found = []
    for hit in _ITEM.finditer(text):
        kind = str(hit.lastgroup)
        found.append((hit[0].strip("§"), hit[0]) if kind == "word" else (kind, hit[0].replace(" ", "")))
    return found


def _named_times(text: str) -> str:
    """Noon and midnight as times; beside 12 they only say which one. Midnight is where the work begins, or its end."""
    for word, part, at in (("at_noon", "noon", "12:00"), ("at_midnight", "night", "24:00")):
        text = re.sub(rf"(\d) *(§hour§)? *§{word}§", rf"\1 \2 §{part}§", text)
        text = re.sub(rf"§{word}§ *(12(?::00)?)(?!\d)", rf"\1 §{part}§", text)
        text = text.replace(f"§{word}§", at)
    text = re.sub(r"^(\D*)24:00", r"\g<1>0:00", text)
    return re.sub(r"\b(12|24|0):00 *§half§", r"\1:30", text)


def in_digits(text: str, lexicon: Lexicon) -> str:
    """Numbers in words as digits, where the text has no digit at all: beside a word for a time ("eight in the
    morning"), or with nothing but "from" and "to" ("eight to five"). Otherwise people may be counted."""
    if any(sign.isdigit() for sign in text):
        return _lengths_in_digits(text, lexicon)
    if not text.strip():
        return text
    tokens, said, at, numbers, plain = scan(text, lexicon)[0], [], 0, 0, True
    while at < len(tokens):
        number = number_at(tokens, at)
        figures = _figures(number)
        if number is not None and figures:
            said.append(figures)
            at, numbers = number.end, numbers + 1
        else:
            plain = plain and tokens[at].sense(SenseKind.RANGE) is not None
            said.append(tokens[at].text)
            at += 1
    named = known(lexicon.lang, lexicon.romanised).search(skeleton(text, romanised=lexicon.romanised))
    return " ".join(said) if numbers and (plain or named) else text


def _figures(number: Number | None) -> str:
    """8 or 8:30; empty where it is no number of hours or minutes."""
    if number is None or number.values[0] > _SHORT:
        return ""
    hour, minutes = int(number.values[0]), number.values[0] % 1 * 60
    if abs(minutes - round(minutes)) > _ROUNDED:
        return ""
    return f"{hour}:{round(minutes):02}" if round(minutes) else str(hour)


def _lengths_in_digits(text: str, lexicon: Lexicon) -> str:
    """Of a line with digits in it only the numbers in words right before hours or minutes: 8-17 nghỉ một tiếng."""
    tokens, at = scan(text, lexicon)[0], 0
    while at < len(tokens):
        number = None if tokens[at].digits else number_at(tokens, at)
        if number is None:
            at += 1
            continue
        unit = tokens[number.end].sense(SenseKind.UNIT) if number.end < len(tokens) else None
        said = [token.text for token in tokens[at : number.end]]
        if unit is not None and unit.unit in _TIMED and _figures(number) and not any(t.isdigit() for t in said):
            written = r"\s*".join(map(re.escape, said))
            text = re.sub(rf"(?<![^\W\d_]){written}(?![^\W\d_])", f" {_figures(number)} ", text, count=1)
        at = number.end
    return text


@cache
def _listed() -> Mapping[str, Mapping[str, Sequence[str]]]:
    listed: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(_WORDS.read_text("utf-8"))
    return listed


@cache
def _senses(language: str, romanised: bool, beside: tuple[str, ...] = ()) -> Mapping[str, str]:
    """Word as it is compared -> sense; the language's own before the others. `beside`: of _BESIDE, those too."""
    found: dict[str, str] = {}
    for code in dict.fromkeys((language, *_ALWAYS)):
        for sense, listed in _listed().get(code, {}).items():
            if sense not in _BESIDE or sense in beside:
                for word in listed:
                    found.setdefault(skeleton(clean(str(word)), romanised=romanised), sense)
    return found


@cache
def known(language: str, romanised: bool, beside: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Every known word, the longest first; Latin and Cyrillic ones only as whole words."""
    return _any_of(_senses(language, romanised, beside))


@cache
def _away(language: str, romanised: bool) -> re.Pattern[str]:
    said = (word for code in (language, *_ALWAYS) for word in words(code, "away"))
    return _any_of({skeleton(clean(word), romanised=romanised) for word in said})


def _any_of(listed: Iterable[str]) -> re.Pattern[str]:
    found = sorted(listed, key=len, reverse=True)
    shown = [rf"(?<![^\W\d_]){re.escape(w)}(?![^\W\d_])\.?" if _spaced(w) else re.escape(w) for w in found]
    return re.compile("|".join(shown))


def _spaced(word: str) -> bool:
    """Whether the word's letters are of a script that sets spaces between words."""
    return all(ord(c) < 0x530 for c in word)


def _sense(lexicon: Lexicon, word: str) -> str:
    listed = _senses(lexicon.lang, lexicon.romanised)
    return listed.get(word) or listed[word.rstrip(".")]
