"""One month of pay: what is owed for its minutes, what was paid for them, and what is missing."""

from dataclasses import dataclass
from fractions import Fraction

from flows.law.amounts import Line, rounded, shown
from flows.law.pay.minutes import Minutes
from flows.law.rules import rule


@dataclass(frozen=True, slots=True)
class Settled:
    """Yen of one month. `owed` is rounded once, at the sum; `unpaid` is never below zero."""

    owed: int
    paid: int
    unpaid: int
    lines: tuple[Line, ...]


def parts(minutes: Minutes, *, scheduled_paid: bool) -> tuple[tuple[str, int, int, str], ...]:
    """List key, minutes, percent of the base, and law of everything that is owed beside the ordinary pay.

    `scheduled_paid`: the ordinary pay already covers the plain hour of overtime that the contract itself names beyond
    the law, so that only the premium on top is owed.
    """
    over, over_60 = rule("overtime_percent"), rule("overtime_percent_over_60")
    rest, late, extra = rule("rest_day_percent"), rule("late_night_percent"), rule("within_limit_percent")
    less = 100 if scheduled_paid else 0
    return (
        ("extra", minutes.extra, extra.value, extra.law),
        ("overtime", minutes.overtime, over.value, over.law),
        ("overtime_over_60", minutes.over_60, over_60.value, over_60.law),
        ("scheduled_overtime", minutes.scheduled_overtime, over.value - less, over.law),
        ("scheduled_over_60", minutes.scheduled_over_60, over_60.value - less, over_60.law),
        ("paid_overtime", minutes.paid_overtime, over.value - 100, over.law),
        ("paid_over_60", minutes.paid_over_60, over_60.value - 100, over_60.law),
        ("rest_day", minutes.rest_day, rest.value, rest.law),
        ("scheduled_rest", minutes.scheduled_rest, rest.value - less, rest.law),
        ("late_night", minutes.late_night, late.value, late.law),
    )


def worth(base: Fraction, minutes: Minutes, *, scheduled_paid: bool = True) -> Fraction:
    """Yen owed for a month at `base` yen per hour, exactly."""
    return base * sum(count * percent for _, count, percent, _ in parts(minutes, scheduled_paid=scheduled_paid)) / 6000


def settle(
    base: Fraction, minutes: Minutes, paid: int = 0, fixed: int = 0, *, scheduled_paid: bool = True
) -> Settled:
    """Settle one month. `paid`: yen paid for overtime, nights and rest days; `fixed`: fixed overtime pay set off."""
    lines, hour, weighted = [], shown(base), 0
    for key, count, percent, law in parts(minutes, scheduled_paid=scheduled_paid):
        if count:
            weighted += count * percent
            yen = shown(Fraction(base.numerator * count * percent, base.denominator * 6000))
            lines.append(Line(key, {"base": hour, "minutes": count, "percent": percent, "yen": yen}, law))
    owed = rounded(Fraction(base.numerator * weighted, base.denominator * 6000))
    for key, yen in (("fixed_paid", fixed), ("paid", paid)):
        if yen:
            lines.append(Line(key, {"yen": yen}))
    return Settled(owed, paid + fixed, max(owed - paid - fixed, 0), tuple(lines))
