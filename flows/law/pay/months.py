"""The month a day is paid in, its payday, and the day its pay lapses."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from flows.law.clocks import add_months, wage_limitation

LAST = 31
"""As a day of the month: its last one, however many it has."""


@dataclass(frozen=True, slots=True)
class PayMonths:
    """How months of pay are counted. `closes`: the last day of each; they need not be those of the calendar.

    `paid_on`: the day of the month on which pay comes, `months_after` the closing (0: in the month of the closing).
    None: not known; then the payday lies between the closing and the end of the following month. Raises ValueError.
    """

    closes: int = LAST
    paid_on: int | None = None
    months_after: int = 1

    def __post_init__(self) -> None:
        """Refuse days that no month has."""
        for day in (self.closes, self.paid_on):
            if day is not None and not 1 <= day <= LAST:
                raise ValueError(f"a month has no day {day}")
        if not 0 <= self.months_after <= 3:
            raise ValueError("pay comes at most three months after the closing day")

    def end_of(self, on: date) -> date:
        """The last day of the month of pay that a date belongs to."""
        end = _day(on.year, on.month, self.closes)
        if on > end:
            after = add_months(on.replace(day=1), 1)
            end = _day(after.year, after.month, self.closes)
        return end

    def named(self, year: int, month: int) -> date:
        """The last day of the month of pay that closes in a month of the calendar: that is its name."""
        return _day(year, month, self.closes)

    def begin_of(self, end: date) -> date:
        """The first day of the month of pay that ends on `end`."""
        before = add_months(end.replace(day=1), -1)
        return _day(before.year, before.month, self.closes) + timedelta(days=1)

    def paydays(self, end: date) -> tuple[date, date]:
        """The earliest and the latest day on which that month was to be paid; the same day where it is known."""
        if self.paid_on is None:
            last = add_months(end.replace(day=1), 1)
            return end, _day(last.year, last.month, LAST)
        month = add_months(end.replace(day=1), self.months_after)
        day = _day(month.year, month.month, self.paid_on)
        return day, day


def lapses(payday: date) -> date:
    """The last day on which the wages of a payday can be claimed: three years (LSA 115 with 143(3))."""
    return wage_limitation(payday).due


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
