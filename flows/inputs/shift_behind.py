"""The day that is named behind the hours: "8-17 yesterday", "8h-17h hôm qua nghỉ 45 phút", "8-17 thứ 2"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from flows.inputs import dates
from flows.inputs.lexicon import Lexicon
from flows.inputs.results import Limits, Understood
from flows.inputs.scan import Token, scan
from flows.inputs.senses import SenseKind
from flows.inputs.shift_items import in_digits

_NUMBER = re.compile(r"\d+(?:[:.]\d+)?")
_UNITS = ("minute", "hour")


def day_behind(text: str, lexicon: Lexicon, today: date) -> tuple[str, date | None]:
    """The line without a day in figures ("thứ 2", "ngày 20"), and the one day that is named behind two times.

    No day where none is named, or more than one, or one that has not come; no line where a figure names a day that
    nobody can tell: it is no break either. Other numbers behind the hours are breaks. `text` is clean.
    """
    figures = in_digits(text, lexicon)
    named = {words for tokens in scan(figures, lexicon) for words in _named(tokens)}
    if len(named) != 1:
        return text, None
    words = named.pop()
    if any(sign.isdigit() for sign in words):
        found = list(re.finditer(r"\s*".join(map(re.escape, words.split())), text))
        if not found or len(_NUMBER.findall(text[: found[-1].start()])) < 2:
            return text, None
        start, end = found[-1].span()
        on = _day(text[start:end] + _NUMBER.split(text[end:])[0], lexicon, today)
        return ("", None) if on is None else (f"{text[:start]} {text[end:]}", on)
    said = [piece for piece in _NUMBER.split(figures)[2:] if any(map(_named, scan(piece, lexicon)))]
    return text, _day(said[0], lexicon, today) if said else None


def days_named(text: str, lexicon: Lexicon, today: date) -> tuple[date, ...]:
    """The days, none of them to come, where a line names more than one in words: "yesterday and today 9-18"."""
    said = dict.fromkeys(words for tokens in scan(in_digits(text, lexicon), lexicon) for words in _named(tokens))
    found = [_day(words, lexicon, today) for words in said if not any(sign.isdigit() for sign in words)]
    days = sorted({day for day in found if day is not None})
    return tuple(days) if len(days) > 1 else ()


def _named(tokens: Sequence[Token]) -> list[str]:
    """Each day that is named, in the words that name it."""
    return [" ".join(token.text for token in some) for some in _naming(tokens)]


def _naming(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    for at, token in enumerate(tokens):
        before, after = (tokens[other] if 0 <= other < len(tokens) else None for other in (at - 1, at + 1))
        if _names_a_day(token):
            yield (token,)
        elif after is not None and after.digits and _is_day(token, SenseKind.MARK):
            yield token, after
        elif before is not None and before.digits and _is_day(token, SenseKind.MARKED, SenseKind.UNIT):
            yield before, token


def _is_day(token: Token, *kinds: SenseKind) -> bool:
    """Whether it is the word of ngày 20, 20日 or 3 days."""
    return any(sense.kind in kinds and sense.unit == "day" for sense in token.senses)


def _names_a_day(token: Token) -> bool:
    """Whether a word is yesterday, today or Monday; `min` behind a number is a minute, and no Sunday."""
    if any(sense.kind is SenseKind.UNIT and sense.unit in _UNITS for sense in token.senses):
        return False
    return any(
        sense.kind is SenseKind.WEEKDAY or (sense.kind is SenseKind.RELATIVE and sense.unit == "day")
        for sense in token.senses
    )


def _day(said: str, lexicon: Lexicon, today: date) -> date | None:
    found = dates.parse(said, lexicon, today, Limits(max=0))
    if not isinstance(found, Understood) or not found.certain:
        return None
    day = date.fromisoformat(str(found.value))
    return day if day <= today else None
