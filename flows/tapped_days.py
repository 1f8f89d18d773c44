"""A day or month by tapping alone, for somebody whose words were not understood: first the year, then the month, then
the day, as a prefecture is found by its region."""

import re
from calendar import monthrange
from datetime import date, timedelta

from .effects import Button
from .model import Kind, Step

AHEAD = 5
"""Years offered where any day may be meant: no residence card is longer valid. A year back is offered, too."""
BACK = 3
"""Years offered back where only days gone by may be meant: claims for pay are as old at most."""
_NARROWED = re.compile(r"n\.([12]\d{3}(?:-(?:0[1-9]|1[0-2]))?)")


def narrowed(choice: str) -> str | None:
    """The year or month that a button stands for: "2027", "2027-03"; None if it is none of these."""
    found = _NARROWED.fullmatch(choice)
    return found[1] if found else None


def calendar(step: Step, within: str | None, today: date) -> tuple[Button, ...]:
    """The years that may be meant; those months of a year ``within``; those days of a month ``within``."""
    first, last = _span(step, today)
    months = [month for month in _months(first, last) if within is None or month.startswith(within[:4])]
    if within is None and len(months) > 12:
        return tuple(Button(f"n.{year}", label=year) for year in dict.fromkeys(month[:4] for month in months))
    if step.kind is Kind.MONTH:
        return tuple(Button(f"={month}", value=month, kind=Kind.MONTH.value) for month in months)
    if within is None or len(within) == 4:
        return tuple(Button(f"n.{month}", value=month, kind=Kind.MONTH.value) for month in months)
    year, month = int(within[:4]), int(within[5:])
    days = (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))
    return tuple(Button(f"={day}", value=str(day), kind=Kind.DATE.value) for day in days if first <= day <= last)


def _span(step: Step, today: date) -> tuple[date, date]:
    """The first and the last day that can be tapped."""
    low, high = step.minimum, step.maximum
    coming = high is None or high > 0
    first = _ahead(step, low, today) if low is not None else date(today.year - (1 if coming else BACK), 1, 1)
    last = _ahead(step, high, today) if high is not None else date(today.year + AHEAD, 12, 31)
    return first, last


def _ahead(step: Step, count: float, today: date) -> date:
    if step.kind is Kind.DATE:
        return today + timedelta(days=count)
    months = today.year * 12 + today.month - 1 + int(count)
    return date(months // 12, months % 12 + 1, 1)


def _months(first: date, last: date) -> list[str]:
    """The months from one day to another: "2026-11", "2026-12" …"""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
