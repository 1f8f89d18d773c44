"""Times and lengths that are told from the full hour, in figures: "half past 8", "setengah delapan", "9 giờ kém 15",
"1 and a half hours", "1 1/2 hours"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon

_HOUR = r"(?<![\d:.])(\d{1,2})(?![\d:.])"
_FROM_THE_HOUR: Sequence[tuple[re.Pattern[str], int]] = tuple(
    (re.compile(pattern), minutes)
    for pattern, minutes in (
        (rf"§half_to§ *{_HOUR}", -30),
        (rf"§half_before§ *{_HOUR}", 30),
        (rf"§quarter_past§ *{_HOUR}", 15),
        (rf"§quarter_to§ *{_HOUR}", -15),
        (rf"{_HOUR} *(?:§hour§)? *§quarter_less§", -15),
        (rf"{_HOUR} *(?:§hour§)? *§quarter§", 15),
        (rf"{_HOUR} *(?:§hour§)? *§three_quarters§", 45),
    )
)
_LESS = re.compile(rf"{_HOUR} *(?:§hour§)? *§less§ *(\d{{1,2}})(?![\d:.])(?: *§minute§)?")
_MORE = re.compile(rf"{_HOUR} *(?:§hour§)? *§more§ *(\d{{1,2}})(?![\d:.])(?: *§minute§)?")
_PAST = re.compile(rf"{_HOUR} *(?:§minute§)? *§past§ *{_HOUR}")
_BEFORE = re.compile(r"(?<!\d)(\d{1,2}):(\d\d) *§minute§ *§before§")
_FEW_BEFORE = re.compile(rf"{_HOUR} *§hour§ *(\d)(?![\d:.]) *§minute§ *§before§")
_PART_OF_DAY = "§(?:morning|noon|evening|night|thum)§"
_AND = r"(?:and|at|y|e|dan|va|个)"
_OF_ITS_OWN = r"(?! *(?:1 *)?§hour§)"
_HALF_AFTER = re.compile(
    rf"(?<![\d:.])(\d{{1,2}}) *(?:"
    rf"§hour§ *({_PART_OF_DAY})? *(?:{_AND} +)?(?:an? +)?(?:§half§{_OF_ITS_OWN}|§half_to§(?! *\d))"
    rf"|(?:({_PART_OF_DAY}) *)?(?:{_AND} *(?:an? +)?§half§|§half§{_OF_ITS_OWN}))"
)
"""Of "17 half hour break" and "17h nửa tiếng" the half is none of the seventeen."""
_HALF_BETWEEN = re.compile(r"(?<![\d:.~-])([1-3]) *§half_to§ *(?=§hour§)")
_FRACTION = re.compile(r"(?:(?<![\d/.:-])(\d)(?: (?:and|&))? +)?(?<![\d/])([13])/([24])(?= *(?:of +)?(?:an? +)?§hour§)")


_QUARTERS = re.compile(
    r"\b(three |3 |tres |três |tiga )?(?:a |un |um )?"
    r"(?:quarters?|cuartos?|quartos?|(?:se)?perempat) (?:of an |de )?(?:hour|hora|jam)\b"
)
_UNCLEAR = re.compile(r"§past§|§half§ *\d")
"""Ten past 8, half 8: the hour alone would be another time."""


def with_quarters(text: str) -> str:
    """A clean text with quarters of an hour in minutes."""
    return _QUARTERS.sub(lambda hit: f" {45 if hit[1] else 15} min ", text)


def with_one_hour(text: str, lexicon: Lexicon) -> str:
    """A clean text with the words for one hour ("an hour", "sejam") in figures."""
    listed = {clean(word) for layer in lexicon.layers for word in layer.one.get("hour", ())}
    for word in sorted(listed, key=len, reverse=True):
        if word in text:
            spaced = ord(word[0]) < 0x530
            text = re.sub(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])" if spaced else re.escape(word), " 1 h ", text)
    return text


def from_the_hour(text: str) -> str:
    """A text in which words stand as their senses (`flows.inputs.shift_items`), with such times and lengths in figures;
    nothing where the hour in it would be another one."""
    text = _FRACTION.sub(lambda hit: f"{hit[1] or 0}:{60 * int(hit[2]) // int(hit[3]):02}", text)
    text = _HALF_BETWEEN.sub(r" \1:30 ", text)
    text = re.sub(r"§half_to§ *§hour§(?! *\d)", "§half§ §hour§", text)
    text = _LESS.sub(lambda hit: _clock(int(hit[1]), -int(hit[2])), text)
    text = _MORE.sub(lambda hit: _clock(int(hit[1]), int(hit[2])), text)
    text = _PAST.sub(lambda hit: _clock(int(hit[2]), int(hit[1])), text)
    for before in (_BEFORE, _FEW_BEFORE):
        text = before.sub(lambda hit: _clock(int(hit[1]), -int(hit[2])), text)
    for pattern, minutes in _FROM_THE_HOUR:
        text = pattern.sub(lambda hit, minutes=minutes: _clock(int(hit[1]), minutes), text)  # type: ignore[misc]
    text = _HALF_AFTER.sub(lambda hit: f"{hit[1]}:30 {hit[2] or hit[3] or ''} ", text)
    text = re.sub(r"§half§ *1 *§hour§", "§half§ §hour§", text)  # half an hour
    return "" if _UNCLEAR.search(text) else text


def _clock(hour: int, minutes: int) -> str:
    """Before one o'clock it is past twelve."""
    at = hour * 60 + minutes
    return f" {at // 60 or (12 if minutes < 0 else 0)}:{at % 60:02} "
