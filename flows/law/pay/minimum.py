"""Agreed pay beside the minimum wage of the workplace's prefecture, on the days that were worked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from flows.law.amounts import shown
from flows.law.pay.base import OUT_OF_MINIMUM, Pay, PayForm, hourly_base
from flows.law.wages import NotCovered, minimum_wage


@dataclass(frozen=True, slots=True)
class MinimumCheck:
    """The days from `first` to `last` on which the same answer holds.

    `per_hour_low`, `per_hour_high`: the pay of an hour in this test, yen to a hundredth. `yen`: the minimum wage;
    None where it is not covered, and `reason` says why. `below`: True, False, or None where it depends on hours that
    are not known, or is not covered.
    """

    first: date
    last: date
    per_hour_low: float | int
    per_hour_high: float | int
    yen: int | None
    below: bool | None
    reason: str = ""


def per_hour(pay: Pay, joins: int = 0, *, high: bool) -> Fraction:
    """Yen an hour for the minimum-wage test: without commuting, family and perfect-attendance allowances, and without
    ad-hoc sums; with housing. `joins`: yen a month of fixed overtime pay that belongs to the pay. Raises ValueError for
    pay that has no formula here."""
    out = sum(one.yen for one in pay.allowances if one.kind in OUT_OF_MINIMUM)
    beside = sum(one.yen for one in pay.allowances) - out + joins
    month = pay.divisor(high=high)
    if pay.form is PayForm.MONTHLY:
        return hourly_base(pay.yen + joins, month, out)
    if pay.form is PayForm.HOURLY:
        return pay.yen + hourly_base(beside, month)
    if pay.form is PayForm.DAILY and pay.day_minutes:
        return Fraction(pay.yen * 60, pay.day_minutes) + hourly_base(beside, month)
    raise ValueError(f"there is no formula here for pay of this form: {pay.form}")


def against_minimum(
    prefecture: str, worked: Iterable[tuple[date, Pay]], may_join: int = 0
) -> tuple[MinimumCheck, ...]:
    """Hold each day worked, with the pay in force on it, against the minimum wage of that day; like days together.

    `may_join`: yen a month of fixed overtime pay of which nobody can say that it counts as such: it is part of the pay
    at the high end.
    """
    found: list[MinimumCheck] = []
    for on, pay in sorted(worked, key=lambda one: one[0]):
        low, high = per_hour(pay, high=False), per_hour(pay, may_join, high=True)
        wage = minimum_wage(prefecture, on)
        yen = None if isinstance(wage, NotCovered) else wage.yen
        reason = wage.reason if isinstance(wage, NotCovered) else ""
        below = None if yen is None or low < yen <= high else high < yen
        check = MinimumCheck(on, on, shown(low), shown(high), yen, below, reason)
        if found and _alike(found[-1], check):
            found[-1] = MinimumCheck(found[-1].first, *_rest(check))
        else:
            found.append(check)
    return tuple(found)


def _rest(check: MinimumCheck) -> tuple[date, float | int, float | int, int | None, bool | None, str]:
    return check.last, check.per_hour_low, check.per_hour_high, check.yen, check.below, check.reason


def _alike(one: MinimumCheck, other: MinimumCheck) -> bool:
    return _rest(one)[1:] == _rest(other)[1:]
