"""How long something has lasted, told by when it began: "since April", từ tháng 4, 去年から, mula Abril. In months."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from flows.inputs import months
from flows.inputs.calendar_words import Mentions, common_year, mentions, strangers
from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon
from flows.inputs.quantities import Quantity, quantities
from flows.inputs.results import Understood
from flows.inputs.scan import Token, scan
from flows.inputs.senses import SenseKind

_YEAR = 12
_PAST = (-10 * _YEAR, 0)
"""Months from the present one in which it may have begun."""
_COUNTED = frozenset({"month", "year"})
_FIRST_YEAR = 1900
_DAYS = {"day": 1, "week": 7}
_MOST_DAYS = 3660
_WITH_YEAR = re.compile(
    r"(?<!\d)(?:\d{4}\s*[-/.年]\s*\d{1,2}|\d{1,2}\s*[-/.]\s*\d{4})(?!\d)"
    r"|(?:令和|(?<![a-z])r)\.?\s*\d{1,2}\s*[-/.年]\s*\d"
)
_DAY_AND_MONTH = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])")
_PARTS = {1: (0,), 15: (5, 6), 31: (11,)}
"""The months that a part of a year may be: its beginning, its middle, its end."""


def since(raw: str, lexicon: Lexicon, today: date, limits: tuple[float, float]) -> Understood | None:
    """The number of months from a beginning that is told up to the present month, which may be counted or not: two
    readings. None: no beginning is told, or how many months it was.

    Asked back: a month without a word for "since", and what was counted from names (April to June: three).
    """
    tokens = scan(raw.strip(), lexicon)[0]
    said, sure = mentions(tokens, lexicon), lexicon.says_since(raw)
    if said.counted_steps or any(_is_count(tokens, quantity) for quantity in quantities(tokens)):
        return None
    if len(said.months) > 1 and (between := _between(tokens, said, sure)) is not None:
        return _understood(between, limits, sure=False)
    if not sure and (any(0 < number < _FIRST_YEAR for number in said.bare) or _strangers(tokens, lexicon)):
        return None
    now, written = today.year * _YEAR + today.month - 1, clean(raw)
    in_numbers = _WITH_YEAR.search(written) or (sure and _DAY_AND_MONTH.search(written))
    if said.months or said.nepali_months or in_numbers:
        began = months.counted(raw, lexicon, today, _PAST)
    else:
        began = _of_a_year(said, today, sure) or list(_steps(said, today))
    back = {now - month + more for month in began if month <= now for more in (0, 1)}
    return _understood(sorted(back), limits, sure=sure)


def months_back(raw: str, lexicon: Lexicon, today: date) -> list[int]:
    """How many months lie between the month that a text names and the present one: two months ago 2, in April 7."""
    tokens = scan(raw.strip(), lexicon)[0]
    said, now = mentions(tokens, lexicon), today.year * _YEAR + today.month - 1
    ago = [-count * {"month": 1, "year": _YEAR}.get(unit, 0) for unit, count in said.counted_steps]
    if any(months > 0 for months in ago):
        return [months for months in ago if months > 0][:1]
    if (said.months and not _strangers(tokens, lexicon)) or _WITH_YEAR.search(clean(raw)):
        return [now - month for month in months.counted(raw, lexicon, today, _PAST)]
    if said.side is not None:  # before last month
        return []
    return [now - month for month in _steps(said, today) if month <= now]


def _strangers(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether words stand there that we do not know: Tagalog "may trabaho pa" names no month of May."""
    return any(lexicon.fold(token.text) not in lexicon.about for token in strangers(tokens, lexicon))


def _is_count(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """Whether a number of months or years is told; 2024年 and 令和7年 are no numbers of years."""
    before = tokens[quantity.start - 1] if quantity.start else None
    named = quantity.values[0] >= _FIRST_YEAR or (before is not None and before.sense(SenseKind.ERA))
    return quantity.unit in _COUNTED and not named


def _understood(readings: Sequence[int], limits: tuple[float, float], *, sure: bool) -> Understood | None:
    if not readings:
        return None
    fits = all(limits[0] <= reading <= limits[1] for reading in readings)
    several = tuple(readings) if len(readings) > 1 else ()
    return Understood(readings[0], ambiguous=several, implausible=not (sure and fits))


def _between(tokens: Sequence[Token], said: Mentions, sure: bool) -> list[int] | None:
    """From April to June, or April, May, June: as many months as that is. Nothing where it can't be told; None: several
    months in which it may have begun."""
    if len(said.years) > 1 or any(token.sense(SenseKind.OR) for token in tokens):
        return None if sure else []
    if any(token.sense(SenseKind.RANGE) or token.sign in ("-", "~") for token in tokens[1:]):
        return [(said.months[-1] - said.months[0]) % _YEAR + 1]
    return None if sure else [len(set(said.months))]


def _of_a_year(said: Mentions, today: date, sure: bool) -> list[int]:
    """Of a year alone its first and its last month, or the part of it that was said; a bare 2024 counts after
    "since"."""
    step = said.step("year")
    years = [common_year(year) for year in (*said.years, *(n for n in said.bare if sure and n >= _FIRST_YEAR))]
    years += [] if step is None else [today.year + step]
    if not years or not today.year - _YEAR < years[0] <= today.year:
        return []
    now, first = today.year * _YEAR + today.month - 1, years[0] * _YEAR
    return [min(first + month, now) for month in _PARTS.get(said.part or 0, (0, 11))]


def _steps(said: Mentions, today: date) -> list[int]:
    """Last month, last week; "until now" is no beginning."""
    found = []
    for unit, count in said.steps:
        if unit == "month":
            found.append(today.year * _YEAR + today.month - 1 + count)
        elif unit in _DAYS and count and abs(count) < _MOST_DAYS // _DAYS[unit]:
            day = today + timedelta(days=count * _DAYS[unit])
            found.append(day.year * _YEAR + day.month - 1)
    return found[:1]
