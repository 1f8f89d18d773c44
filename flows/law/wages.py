"""The regional minimum wage, by workplace prefecture and date of work (never by fiscal year alone)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from flows.law.errors import LawDataError
from flows.law.facts import HERE, Basis, read_basis
from flows.law.reading import document

COLUMNS = (
    "jis_code", "prefecture_ja", "prefecture_en",
    "fy2025_yen", "fy2025_effective", "fy2026_yen", "fy2026_effective",
)  # fmt: skip
YEARS = (2025, 2026)
PREFECTURES = 47
PLAUSIBLE_YEN = range(700, 3000)


@dataclass(frozen=True, slots=True)
class Wage:
    """The lowest lawful pay per hour in yen, and the days on which it holds (`until`: the last one known)."""

    prefecture: str
    yen: int
    since: date
    until: date
    basis: Basis


@dataclass(frozen=True, slots=True)
class NotCovered:
    """No amount is known. `reason`: `unknown_prefecture`, `before_data` or `after_data`."""

    prefecture: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """Every amount known, per prefecture in the order of its dates."""

    wages: Mapping[str, tuple[Wage, ...]]
    read: date
    until: date
    """The last day the newest amounts hold for sure; from then on nothing is covered."""


def minimum_wage(prefecture: str, on: date) -> Wage | NotCovered:
    """Look up the minimum wage at a workplace on a day of work.

    `prefecture` is the JIS code as two digits ("13" is Tokyo). Years that were never entered are NotCovered,
    and so are days after the data's end: a guess could make an unlawful wage look lawful.
    """
    known = table().wages.get(prefecture)
    if known is None:
        return NotCovered(prefecture, on, "unknown_prefecture")
    if on < known[0].since:
        return NotCovered(prefecture, on, "before_data")
    for wage in known:
        if wage.since <= on <= wage.until:
            return wage
    return NotCovered(prefecture, on, "after_data")


@cache
def table(path: Path = HERE / "minimum_wage.csv") -> Table:
    """Read the CSV and the file beside it that names its source; raises LawDataError with file and line."""
    about = path.with_suffix(".source.yaml")
    top = document(about)
    for note in ("about", "source"):
        top.text(note)
    read = top.day("read")
    basis, end = read_basis(top), top.day("covered_until")
    top.done()
    wages: dict[str, tuple[Wage, ...]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise LawDataError(path, 1, f"the columns must be {','.join(COLUMNS)}")
        for row in reader:
            code = _code(path, reader.line_num, row)
            if code in wages:
                raise LawDataError(path, reader.line_num, f"prefecture {code} is written twice")
            wages[code] = _rates(path, reader.line_num, code, row, basis, end)
    if len(wages) != PREFECTURES:
        raise LawDataError(path, 1, f"there must be {PREFECTURES} prefectures, not {len(wages)}")
    return Table(wages, read, end)


def _rates(
    path: Path, line: int, code: str, row: Mapping[str, str], basis: Basis, end: date
) -> tuple[Wage, ...]:
    starts = [_day(path, line, row[f"fy{year}_effective"]) for year in YEARS]
    amounts = [_yen(path, line, row[f"fy{year}_yen"]) for year in YEARS]
    ends = [start - timedelta(days=1) for start in starts[1:]] + [end]
    found = tuple(
        Wage(code, yen, start, until, basis)
        for yen, start, until in zip(amounts, starts, ends, strict=True)
    )  # fmt: skip
    if any(wage.until < wage.since for wage in found):
        raise LawDataError(path, line, "each year's first day must come after the year's before")
    if amounts != sorted(amounts):
        raise LawDataError(path, line, "a minimum wage has never fallen: one of the amounts is wrong")
    return found


def _code(path: Path, line: int, row: Mapping[str, str | None]) -> str:
    if None in row.values() or None in row:
        raise LawDataError(path, line, f"there must be {len(COLUMNS)} columns")
    raw = row["jis_code"] or ""
    if not (raw.isascii() and raw.isdigit() and 1 <= int(raw) <= PREFECTURES):
        raise LawDataError(path, line, f"'{raw}' is not a prefecture's code (1 to {PREFECTURES})")
    return f"{int(raw):02d}"


def _yen(path: Path, line: int, raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and int(raw) in PLAUSIBLE_YEN):
        raise LawDataError(path, line, f"'{raw}' is not a plausible amount of yen per hour")
    return int(raw)


def _day(path: Path, line: int, raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise LawDataError(path, line, f"'{raw}' is not a date such as 2026-10-01") from None
