"""The table of a worker's own log (docs/hours.md) as the days of an estimate: the rows that count, each with its line.

A break that nobody told is taken to lie between none and what the law demands for so long a day (Labour Standards Act
34), so that the result is a range.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flows.law.pay.told import Mistake, NotUnderstood
from flows.law.rules import rule

NEEDED = ("date", "start", "end", "breaks", "break_minutes", "state")
COUNTS = "counts"
_STATES = (COUNTS, "replaced", "struck_out")
_TIME = re.compile(r"([0-4][0-9]):([0-5][0-9])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SHOWN = 20


def days_in(text: str) -> list[dict[str, Any]]:
    """The days of a table, as the file of an estimate has them under "days". Raises NotUnderstood."""
    reader = csv.DictReader(io.StringIO(text), strict=True)
    mistakes: list[Mistake] = []
    found: list[dict[str, Any]] = []
    try:
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            said = f"this is not the table of a log of hours: its first line lacks {', '.join(missing)}"
            raise NotUnderstood((Mistake(1, "", said),))
        for row in reader:
            problems = list(_problems(row))
            mistakes += [Mistake(reader.line_num, name, said) for name, said in problems]
            if not problems and row["state"] == COUNTS:
                found.append(_day(row))
    except csv.Error as error:
        raise NotUnderstood((Mistake(reader.line_num, "", f"this is no table: {error}"),)) from error
    if mistakes:
        raise NotUnderstood(tuple(mistakes[:SHOWN]))
    if not found:
        raise NotUnderstood((Mistake(1, "", "no row of this table counts"),))
    return found


def _problems(row: Mapping[str | None, Any]) -> Iterator[tuple[str, str]]:
    if None in row or None in row.values():
        yield "", "this row has not as many fields as the first line"
        return
    if row["state"] not in _STATES:
        yield "state", f'"{row["state"]}" is none of {", ".join(_STATES)}'
    if not _DATE.fullmatch(row["date"] or ""):
        yield "date", f'"{row["date"]}" is not a date such as 2026-11-24'
    if row["state"] != COUNTS:
        return
    for name in ("start", "end"):
        if _minutes(row[name] or "") is None:
            yield name, f'"{row[name]}" is not a time such as 08:30'
    parts = [part.split("-") for part in (row["breaks"] or "").split()]
    if any(len(part) != 2 or None in map(_minutes, part) for part in parts):
        yield "breaks", f'"{row["breaks"]}" are not breaks such as 12:00-13:00'
    elif not re.fullmatch(r"[0-9]{0,4}", row["break_minutes"] or ""):
        yield "break_minutes", f'"{row["break_minutes"]}" is not a number of minutes'
    elif row["break_minutes"] and int(row["break_minutes"]) < _length(row):
        yield "break_minutes", "these are fewer minutes than the breaks beside them"


def _day(row: Mapping[Any, Any]) -> dict[str, Any]:
    known = _length(row)
    breaks = [part.split("-") for part in row["breaks"].split()]
    day: dict[str, Any] = {"date": row["date"], "start": row["start"], "end": row["end"], "breaks": breaks}
    if row["break_minutes"]:
        day["break"] = int(row["break_minutes"]) - known
    else:
        day["break"] = [0, _lawful(row) - min(known, _lawful(row))]
    return day


def _lawful(row: Mapping[Any, Any]) -> int:
    """The break that the law demands for the length of this day."""
    worked = (_minutes(row["end"]) or 0) - (_minutes(row["start"]) or 0) - _length(row)
    if worked > rule("day_limit").value:
        return rule("break_over_8").value
    return rule("break_over_6").value if worked > 6 * 60 else 0


def _length(row: Mapping[Any, Any]) -> int:
    """Minutes of the breaks of which the time is known."""
    parts = [part.split("-") for part in (row["breaks"] or "").split()]
    return sum((_minutes(until) or 0) - (_minutes(begin) or 0) for begin, until in parts)


def _minutes(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    return None if found is None else int(found[1]) * 60 + int(found[2])
