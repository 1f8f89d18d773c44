"""Several days in one line, named by their weekdays: "mon-fri 8-17", "8h-17h thứ 2 đến thứ 6", "月〜金 8-17", "lunes,
miércoles 8-17". Of which week they are nobody says: both that can be meant are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flows.inputs.calendar_words import mentions
from flows.inputs.lexicon import Lexicon
from flows.inputs.scan import Token, scan
from flows.inputs.senses import SenseKind
from flows.inputs.shift_items import items_of

_ONE = "[月火水木金土日]"
_JOIN = r"\s*(?:[-~・、,/]|から|と)?\s*"
_KANJI = re.compile(rf"(?<![\d一-鿿]){_ONE}(?:曜日?)?(?:{_JOIN}{_ONE}(?:曜日?)?)+(?![一-鿿])")
"""月〜金, 月・水・金, 土日: a weekday in one sign, beside another."""
_LISTED = re.compile(r"([^\W\d_]+ ?)(\d)((?: ?[,、] ?\d(?!\d))+)")
"""thứ 2,4,6: one word for several days."""
_UNTIL = re.compile(r"[-~→–]")
_BESIDE = frozenset({SenseKind.RANGE, SenseKind.AND, SenseKind.OR})
_TO = ("gacha", "гача")
"""What "until" is where it is an ending (Uzbek)."""
_MAX_HOURS = 3


@dataclass(frozen=True)
class Several:
    """Weekdays (Monday is 0) in the order they are told; none: that it is several days is sure, but not which. `week`:
    0 is this one, -1 the one before; None: nobody said."""

    rest: str
    weekdays: tuple[int, ...] = ()
    week: int | None = None

    def weeks(self, today: date) -> tuple[tuple[date, ...], ...]:
        """The days that can be meant, in order: those up to today, and those a week earlier."""
        if not self.weekdays:
            return ()
        monday = today - timedelta(days=today.weekday())
        if self.week is not None:
            first = monday + timedelta(days=7 * self.week + self.weekdays[0])
            return (tuple(day for day in self._from(first) if day <= today),)
        first = today - timedelta(days=(today.weekday() - self.weekdays[0]) % 7)
        return tuple(day for day in self._from(first) if day <= today), self._from(first - timedelta(days=7))

    def _from(self, first: date) -> tuple[date, ...]:
        return tuple(first + timedelta(days=(day - self.weekdays[0]) % 7) for day in self.weekdays)


def several_days(text: str, lexicon: Lexicon) -> Several | None:
    """What a line says of more than one day, and the line without it; None where it names one, or none. `text` is
    clean."""
    text = in_whole_words(text, lexicon)
    tokens = scan(text, lexicon)[0]
    spans = _spans(text, tokens)
    named = [at for at, token in enumerate(tokens) if _weekday(token) is not None]
    if spans is None:
        return None
    if not named:
        every = [at for at, token in enumerate(tokens) if _is_every_day(token, lexicon)]
        return Several(_without(text, spans[every[0]])) if every else None
    first, last, days = _row(text, tokens, spans, named[0], lexicon)
    if any(at > last for at in named):  # Monday 8-17, Tuesday 9-18
        apart = sum(bool(token.digits) for token in tokens) > _MAX_HOURS
        return Several("") if apart else None
    rest = _without(text, (spans[first][0], spans[last][1]))
    if len(days) > 1:
        return Several(rest, tuple(days), mentions(scan(rest, lexicon)[0], lexicon).step("week"))
    return Several(rest) if _goes_on_unread(text, tokens, spans, named[0]) else None


def in_whole_words(text: str, lexicon: Lexicon) -> str:
    """The line with each weekday in a word of its own: 月曜 for 月, thứ 4 for a 4 behind thứ 2."""

    def each(hit: re.Match[str]) -> str:
        days = [hit[2], *re.findall(r"\d", hit[3])]
        found = [scan(hit[1] + day, lexicon)[0] for day in days]
        if any(len(tokens) != 1 or _weekday(tokens[0]) is None for tokens in found):
            return hit[0]
        return ", ".join(hit[1] + day for day in days)

    return _LISTED.sub(each, _KANJI.sub(lambda hit: re.sub(rf"({_ONE})(?:曜日?)?", r"\1曜 ", hit[0]), text))


def _row(
    text: str, tokens: Sequence[Token], spans: Sequence[tuple[int, int]], at: int, lexicon: Lexicon
) -> tuple[int, int, list[int]]:
    """The weekdays that stand in a row from this one on: the first and last word of them, and which days they are."""
    first, days = at, [_weekday(tokens[at])]
    while (step := _next(tokens, at)) is not None and (day := _day_after(tokens, at, step, lexicon)) is not None:
        between = text[spans[at][1] : spans[step][0]]
        until = _joins(tokens, at, step) or bool(_UNTIL.search(between)) or tokens[step].text.endswith(_TO)
        follows = step + 1 < len(tokens) and tokens[step + 1].sense(SenseKind.RANGE) is not None
        until = until or (not between.strip() and follows and first == at and _next_day(tokens, step) is None)
        last = days[-1]
        if until and last is not None and len(days) == 1:
            days += [(last + more) % 7 for more in range(1, (day - last) % 7 + 1)]
        elif day not in days:
            days.append(day)
        at = step
    return first, at, [day for day in days if day is not None]


def _next(tokens: Sequence[Token], at: int) -> int | None:
    """The next word behind what joins two."""
    step = at + 1
    while step < len(tokens) and _is_join(tokens[step]):
        step += 1
    return step if step < len(tokens) else None


def _next_day(tokens: Sequence[Token], at: int) -> int | None:
    step = _next(tokens, at)
    return None if step is None else _weekday(tokens[step])


def _day_after(tokens: Sequence[Token], at: int, step: int, lexicon: Lexicon) -> int | None:
    """The weekday at a place of the row: one of its own, or what completes the one before: thứ 2-6, 星期一到五."""
    own = _weekday(tokens[step])
    if own is not None or step == at + 1:
        return own
    short = tokens[step].text
    if len(short) != 1 or (short.isdecimal() and not _hours_follow(tokens, step)):
        return None
    begun = tokens[at].text
    if not (begun[-1].isdecimal() if short.isdecimal() else begun[-1] in "一二三四五六"):
        return None
    found = scan(begun[:-1] + short, lexicon)[0]
    return _weekday(found[0]) if len(found) == 1 else None


def _hours_follow(tokens: Sequence[Token], at: int) -> bool:
    """Whether two numbers stand behind it: thứ 2-6 8-17. In thứ 2 8-17 there are no more than its hours."""
    return sum(bool(token.digits) for token in tokens[at + 1 :]) >= 2


def _goes_on_unread(text: str, tokens: Sequence[Token], spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether a single weekday is joined to a word that nobody here can read: from ... to Friday."""
    before, after = at - 1, _next(tokens, at)
    while before >= 0 and _is_join(tokens[before]):
        before -= 1
    for one in (before, after):
        if one is None or one < 0 or tokens[one].digits:
            continue
        start, end = min(one, at), max(one, at)
        joined = _joins(tokens, start, end) or _UNTIL.search(text[spans[start][1] : spans[end][0]])
        if joined and (not tokens[one].known or tokens[one].sense(SenseKind.RELATIVE)):
            return True
    return False


def _joins(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(token.sense(SenseKind.RANGE) for token in tokens[start + 1 : end])


def _is_join(token: Token) -> bool:
    return bool(token.sign) or token.sense(*_BESIDE) is not None


def _weekday(token: Token) -> int | None:
    """Which day a word is; `min` behind a number is a minute, and no Sunday."""
    if any(sense.kind is SenseKind.UNIT for sense in token.senses):
        return None
    found = token.sense(SenseKind.WEEKDAY)
    return None if found is None else int(found.value)


def _is_every_day(token: Token, lexicon: Lexicon) -> bool:
    """Whether it is "every day"; a word that also is a part of the day ("at night") tells no more than that."""
    per = all(sense.kind is SenseKind.PER and sense.unit == "day" for sense in token.senses)
    return bool(token.senses) and per and all(kind == "other" for kind, _ in items_of(token.text, lexicon))


def _spans(text: str, tokens: Iterable[Token]) -> list[tuple[int, int]] | None:
    """Where each word stands in the text; None where one is not found as it is written."""
    found, at = [], 0
    for token in tokens:
        hit = re.compile(r"\s*".join(map(re.escape, token.text.split())), re.IGNORECASE).search(text, at)
        if hit is None:
            return None
        found.append(hit.span())
        at = hit.end()
    return found


def _without(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]} {text[span[1] :]}"
