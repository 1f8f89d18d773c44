"""Months: "last month", "thang 11", "11/2026", "先月", "Kartik 2083". The value is "2026-11"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from flows.inputs.amounts import refuse_early
from flows.inputs.calendar_patterns import garbled, possible, written_dates, written_months, zeros
from flows.inputs.calendar_words import NEPALI_YEARS, Mentions, common_year, mentions
from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon
from flows.inputs.results import Limits, NotUnderstood, Parsed, Understood
from flows.inputs.scan import Token, scan
from flows.inputs.senses import SenseKind

DEFAULT = (-120, 120)
"""Months from the present one that are plausible: ten years each way."""

_NEAR = 2
_MOST_DAYS = 31
_YEARS_NEAR = 5
"""How far away a year may lie that is written with two digits."""

_QUARTER = re.compile(r"\bq ?[1-4]\b|\b[1-4]q\b|\bquarter\b|\bqu[ýy] [1-4]\b|\b(?:kuartal|triwulan)\b|四半期|季度")
"""Three months, of which none is named: q2 is no February."""


def parse(raw: str, lexicon: Lexicon, today: date, limits: Limits) -> Parsed:
    """A year and month. `limits` are in months from the present one: `max=0` allows no future month.

    Months are counted from year 0 inside this file: year * 12 + month - 1.
    """
    refused = refuse_early(raw)
    if refused:
        return refused
    window = limits.within(*DEFAULT)
    found, problem, guessed = _read(raw, lexicon, today, window)
    now = _count(today)
    if not found:
        return NotUnderstood(problem)
    return _settle(found, (now + window[0], now + window[1]), guessed=guessed)


def counted(raw: str, lexicon: Lexicon, today: date, limits: tuple[float, float]) -> list[int]:
    """The months that a text names, counted from year 0, likelier first; see `parse`."""
    now = _count(today)
    found, _, guessed = _read(raw, lexicon, today, limits)
    inside = [count for count in found if now + limits[0] <= count <= now + limits[1]]
    return [] if guessed else list(dict.fromkeys(inside))


def _count(day: date) -> int:
    return day.year * 12 + day.month - 1


def _read(
    raw: str, lexicon: Lexicon, today: date, limits: tuple[float, float]
) -> tuple[list[int], str, bool]:
    """The months, why there are none, and whether a letter was read as a digit."""
    now = _count(today)
    window = (now + limits[0], now + limits[1])
    cleaned = clean(raw.strip())
    typed = zeros(cleaned)
    if garbled(typed) or _QUARTER.search(cleaned):
        return [], "no_month", False
    short = lexicon.words.dates.short_years
    found = list(_written(typed, lexicon.words.date_order, now, window, short))
    if found:
        return found, "", typed != cleaned
    problems: list[str] = []
    for tokens in scan(raw.strip(), lexicon):
        said = mentions(tokens, lexicon)
        begun = _means_first(tokens, said) or _until_now(tokens, said, lexicon)
        here = [] if begun else list(_said(said, today, now, window, short))
        found += here
        if not here:
            problems.append("bikram_sambat" if said.nepali else "no_month")
    return found, next(iter(problems), ""), False


def _means_first(tokens: Sequence[Token], said: Mentions) -> bool:
    """Whether the only number is a one in words, or of a day: simula noong una and since day 1 name no January."""
    of_a_day = any(sense.unit == "day" for token in tokens for sense in token.senses)
    return said.bare == [1] and not said.months and (of_a_day or not any(token.digits for token in tokens))


def _until_now(tokens: Sequence[Token], said: Mentions, lexicon: Lexicon) -> bool:
    """Whether nothing is named but the end: dari dulu sampai sekarang, from the start until now."""
    if said.steps != [("day", 0)] or said.months or said.bare or said.years:
        return False
    return any(
        one.sense(SenseKind.RANGE) and lexicon.fold(one.text) not in lexicon.since and other.sense(SenseKind.RELATIVE)
        for first, second in pairwise(tokens)
        for one, other in ((first, second), (second, first))
    )


def _settle(found: Sequence[int], window: tuple[float, float], *, guessed: bool) -> Understood:
    real = [count for count in found if 12 <= count < 12 * 10_000]
    inside = [count for count in real if window[0] <= count <= window[1]]
    values = tuple(dict.fromkeys(_iso(count) for count in inside or real or [12]))
    return Understood(values[0], ambiguous=values if len(values) > 1 else (), implausible=guessed or not inside)


def _iso(count: int) -> str:
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def _written(
    cleaned: str, order: str, now: int, window: tuple[float, float], short: Sequence[int]
) -> Iterator[int]:
    """Months written in numbers; of a full date its month."""
    dates = written_dates(cleaned, order, short)
    full = [r for r in dates.readings if r.year is not None and possible(r)] if dates else []
    for reading in full:
        assert reading.year is not None
        yield from _in_year(reading.year, reading.month)
    if full:
        return
    for year, month in written_months(cleaned, short):
        if 1 <= month <= 12:
            yield from _in_year(year, month) if year is not None else _nearest(month, now, window)


def _in_year(year: int, month: int) -> tuple[int, ...]:
    """The month; of a Nepali year the two months over which the Nepali one runs."""
    if year in NEPALI_YEARS:
        start = (year - 57) * 12 + month + 2  # Baisakh, the first month, begins in the middle of April
        return (start, start + 1)
    return (year * 12 + month - 1,)


def _nearest(month: int, now: int, window: tuple[float, float]) -> list[int]:
    """The month of the year that must be meant, or the nearest past and the nearest coming one."""
    candidates = [(now // 12 + shift) * 12 + month - 1 for shift in (-1, 0, 1)]
    inside = [count for count in candidates if window[0] <= count <= window[1]] or candidates
    past = [count for count in inside if count <= now][-1:]
    coming = [count for count in inside if count > now][:1]
    for near in (past, coming):
        if near and abs(near[0] - now) <= _NEAR:
            return near
    return past + coming


def _said(
    said: Mentions, today: date, now: int, window: tuple[float, float], short: Sequence[int]
) -> Iterator[int]:
    years = [common_year(year) for year in (*said.years, *(n for n in said.bare if n >= 1900))]
    year_step = said.step("year")
    if year_step is not None and not years:
        years = [today.year + year_step]
    if said.nepali_months:
        yield from _nepali(said, years, now, window)
        return
    months = said.months or ([] if said.steps and year_step is None else _bare_months(said))
    for month in dict.fromkeys(months):
        if years:
            yield from _in_year(years[0], month)
        else:
            named = list(_short_years(said, month, now, short))
            yield from named
            if not (named and any(_MOST_DAYS < number < 100 for number in said.bare)):
                yield from _nearest(month, now, window)
    if not months:
        yield from _steps(said, today, now)


def _short_years(said: Mentions, month: int, now: int, short: Sequence[int]) -> Iterator[int]:
    """`Agustus 25`: in a year near enough to be meant; a day is not asked for, but may be meant as well."""
    for number in said.bare if said.months else ():
        for base in (now // 12 // 100 * 100, *short):
            year = base + number
            if 10 <= number < 100 and abs(year * 12 + month - 1 - now) <= _YEARS_NEAR * 12:
                yield year * 12 + month - 1


def _bare_months(said: Mentions) -> list[int]:
    return [number for number in said.bare if 1 <= number <= 12]


def _steps(said: Mentions, today: date, now: int) -> Iterator[int]:
    for unit, count in said.steps:
        if unit == "month":
            yield now + count
        elif unit in ("week", "day"):
            days = max(min(count * (7 if unit == "week" else 1), 100_000), -100_000)
            day = today + timedelta(days=days)
            yield day.year * 12 + day.month - 1


def _nepali(said: Mentions, years: Sequence[int], now: int, window: tuple[float, float]) -> Iterator[int]:
    """A month of Bikram Sambat begins in the middle of one of ours: both are offered, none is chosen."""
    for month in said.nepali_months[:1]:
        if years and years[0] in NEPALI_YEARS:
            yield from _in_year(years[0], month)
            continue
        first = (month + 2) % 12 + 1
        starts = [years[0] * 12 + first - 1] if years else _nearest(first, now, window)
        yield from (count for start in starts[:1] for count in (start, start + 1))
