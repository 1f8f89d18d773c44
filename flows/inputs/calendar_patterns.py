"""Dates written as numbers alone: 2026-11-03, 3/11, 3.11.26, 20261103, R8.11.3, 2026年11月3日."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from flows.inputs.calendar_words import NEPALI_YEARS, common_year

_ERAS = {"r": 2018, "令和": 2018, "h": 1988, "平成": 1988, "s": 1925, "昭和": 1925}
_GAP = r"\s*[-/.年月・ ]\s*"
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}}){_GAP}(\d{{1,2}}){_GAP}(\d{{1,2}})(?!\d)")
_YEAR_LAST = re.compile(rf"(?<!\d)(\d{{1,2}}){_GAP}(\d{{1,2}}){_GAP}(\d{{4}})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,2})(?![\d/.-]\d|\d|[a-z]\d)")
_ERA = re.compile(rf"(令和|平成|昭和|(?<![a-z])[rhs])\.?\s*(\d{{1,2}}|元){_GAP}(\d{{1,2}}){_GAP}(\d{{1,2}})(?!\d)")
_ERA_MONTH = re.compile(rf"(令和|平成|昭和|(?<![a-z])[rhs])\.?\s*(\d{{1,2}}|元){_GAP}(\d{{1,2}})(?!\d)")
_EIGHT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?!\d)")
_SLIP = re.compile(r"(?<=\d)o(?=\d)")
_GARBLED = re.compile(r"\d[-/.]\d+[a-z]\d")
_TWO = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[-/.]\s?(\d{1,2})(?![\d/.-]\d|\d|[a-z]\d)")
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})(?!\d)")
_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.]\s*(\d{4})(?!\d)")


@dataclass(frozen=True)
class Written:
    """One reading of a written date; the year may be missing. `unusual`: counts if no usual reading is plausible."""

    year: int | None
    month: int
    day: int
    unusual: bool = False


@dataclass(frozen=True)
class WrittenDates:
    """Readings, the likelier first; `nepali`: the year is one of Bikram Sambat."""

    readings: tuple[Written, ...]
    nepali: bool = False


def written_dates(cleaned: str, order: str, bases: Sequence[int] = ()) -> WrittenDates | None:
    """The date that stands in a cleaned text as numbers. `order`: the language's habit (dmy, mdy or ymd); `bases`: what
    a year of two digits may be added to beside 2000."""
    for pattern, read in (
        (_ERA, _from_era),
        (_YEAR_FIRST, _year_first),
        (_YEAR_LAST, _year_last),
        (_SHORT_YEAR, _short_year),
        (_EIGHT, _year_first),
        (_TWO, _day_and_month),
    ):
        match = pattern.search(cleaned)
        if match:
            readings = tuple(dict.fromkeys(read(match, order)))
            if pattern is _SHORT_YEAR:
                readings += tuple(_other_years(match, order, bases))
            return WrittenDates(readings, any(r.year in NEPALI_YEARS for r in readings))
    return None


def _from_era(match: re.Match[str], order: str) -> Iterator[Written]:
    yield Written(_ERAS[match[1]] + _era_year(match[2]), int(match[3]), int(match[4]))


def _era_year(text: str) -> int:
    return 1 if text == "元" else int(text)


def _year_first(match: re.Match[str], order: str) -> Iterator[Written]:
    year = common_year(int(match[1]))
    if year < 1900 and match.re is _EIGHT:  # 03112026
        digits = match[0]
        yield from _orders(order, int(digits[4:]), int(digits[:2]), int(digits[2:4]))
        return
    yield Written(year, int(match[2]), int(match[3]))


def _year_last(match: re.Match[str], order: str) -> Iterator[Written]:
    yield from _orders(order, common_year(int(match[3])), int(match[1]), int(match[2]))


def _orders(order: str, year: int | None, first: int, second: int) -> Iterator[Written]:
    """Both orders of day and month, the usual one first."""
    day_first, month_first = Written(year, second, first), Written(year, first, second)
    yield from (day_first, month_first) if order == "dmy" else (month_first, day_first)


def _short_year(match: re.Match[str], order: str) -> Iterator[Written]:
    """Two-digit years: of this century, or of Reiwa when they stand in front as on Japanese papers."""
    first, second, third = (int(match[place]) for place in (1, 2, 3))
    year_first = order == "ymd"
    if len(match[3]) == 2:
        for reading in _orders(order, 2000 + third, first, second):
            yield replace(reading, unusual=year_first)
    yield Written(2000 + first, second, third, unusual=not year_first)
    yield Written(2018 + first, second, third, unusual=True)


def _other_years(match: re.Match[str], order: str, bases: Sequence[int]) -> Iterator[Written]:
    """15/3/69 where years are counted from another beginning."""
    for base in bases if len(match[3]) == 2 else ():
        for reading in _orders(order, base + int(match[3]), int(match[1]), int(match[2])):
            yield replace(reading, unusual=True)


def _day_and_month(match: re.Match[str], order: str) -> Iterator[Written]:
    yield from _orders(order, None, int(match[1]), int(match[2]))


def bare_dates(numbers: Sequence[int], order: str) -> Iterable[Written]:
    """Two or three numbers without any sign between them: 3 11 2026."""
    years = [n for n in numbers if n >= 1900]
    rest = [n for n in numbers if n < 1900]
    if len(rest) == 2 and len(years) <= 1:
        yield from _orders(order, common_year(years[0]) if years else None, rest[0], rest[1])


def written_months(cleaned: str, bases: Sequence[int] = ()) -> tuple[tuple[int | None, int], ...]:
    """Year and month in a cleaned text that names no day: 2026-11, 11/2026, R8.11, 11/26. (None: year missing.)
    `bases`: as for `written_dates`."""
    if match := _ERA_MONTH.search(cleaned):
        return ((_ERAS[match[1]] + _era_year(match[2]), int(match[3])),)
    if match := _YEAR_MONTH.search(cleaned):
        return ((common_year(int(match[1])), int(match[2])),)
    if match := _MONTH_YEAR.search(cleaned):
        return ((common_year(int(match[2])), int(match[1])),)
    if match := _TWO.search(cleaned):
        first, second = int(match[1]), int(match[2])
        if first <= 12 < second and len(match[2]) == 2:
            return tuple((base + second, first) for base in (2000, *bases))
        return tuple((None, month) for month in dict.fromkeys((first, second)) if month <= 12)
    return ()


def zeros(cleaned: str) -> str:
    """The text with a zero where the letter o stands between digits: `2o26`. What is read then is a guess."""
    return _SLIP.sub("0", cleaned)


def garbled(cleaned: str) -> bool:
    """Whether letters stand inside a date in numbers: `1/11/2x26` is no date, and no part of it one either."""
    return bool(_GARBLED.search(cleaned))


def possible(written: Written) -> bool:
    """Whether month and day can exist at all."""
    return 1 <= written.month <= 12 and 1 <= written.day <= 31
