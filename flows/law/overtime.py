"""A first honest estimate of unpaid overtime from monthly totals, as a conversation can ask for them.

It answers "about how much, between which two amounts, and why", never "this is owed": it knows no single day.
Each month is settled as `flows.law.pay` settles it, and taken as often as there were months. Amounts are yen, times
are minutes a month. Results carry keys and numbers only; the words belong to the locales.
"""

from dataclasses import dataclass
from fractions import Fraction

from flows.law.amounts import Line, Span
from flows.law.pay.base import Allowance, AllowanceKind, Pay, PayForm, base_of, hourly_base
from flows.law.pay.claim import FixedPay
from flows.law.pay.minutes import Minutes
from flows.law.pay.settle import settle, worth

__all__ = [
    "Claim", "Estimate", "FixedPay", "Line", "PayForm", "Refused", "Span", "estimate", "hourly_base", "owed",
]  # fmt: skip

MONTHS_CLAIMABLE = 36
"""Three years of paydays: older wages have lapsed (LSA 115 with 143(3))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is known about one worker's months. None means not known."""

    form: PayForm | None
    pay: int | None
    """Yen per hour, day or month, before anything is taken off."""
    allowances: int = 0
    """Yen of a monthly pay that do not count: family, commuting, living apart, education, real housing."""
    month_minutes: int | None = None
    """Scheduled minutes a month: scheduled days of the year x daily minutes / 12 (Ordinance 19)."""
    day_minutes: int | None = None
    """Scheduled minutes of a day; only a daily pay needs it."""
    overtime: Span | None
    """Minutes a month beyond 8 hours a day or 40 a week, without rest-day work."""
    late_night: Span | None = None
    """Minutes a month worked between 22:00 and 05:00, whatever else they are."""
    rest_day: Span | None = None
    """Minutes a month worked on the statutory weekly rest day; they never count towards the 60 hours."""
    months: Span | None
    paid: Span | None = None
    """Yen a month really paid for all this."""
    fixed: FixedPay | None = None
    farm: bool = False
    """Agriculture, livestock, sericulture or fishery: the hour rules do not apply (LSA 41)."""
    intern: bool = False
    """Technical interns on farms are to be treated by the standard hour rules."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Between `low` and `high` yen for all the months, how each was reached, and what is left out."""

    low: int
    high: int
    low_lines: tuple[Line, ...]
    high_lines: tuple[Line, ...]
    assumptions: tuple[str, ...]
    not_covered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """No estimate is made.

    `reason`: farm, pay_form, no_pay, no_day_hours, no_hours, no_months or paid_unknown.
    """

    reason: str


def owed(base: Fraction, overtime: int, late_night: int = 0, rest_day: int = 0) -> Fraction:
    """Yen owed for a month: `base` yen per hour, the rest in minutes.

    Overtime takes 125 %, beyond 60 hours 150 %; the statutory rest day 135 % and nothing else; each
    late-night minute takes 25 % on top of whatever it is (LSA 37).
    """
    return worth(base, Minutes.of_totals(overtime, late_night=late_night, rest_day=rest_day))


def estimate(claim: Claim) -> Estimate | Refused:
    """Estimate what is still owed, between the least and the most that the answers allow."""
    refused = _refusal(claim)
    if refused or claim.form is None or claim.pay is None or claim.overtime is None or claim.months is None:
        return Refused(refused or "no_hours")
    low, low_lines = _end(claim, claim.form, claim.pay, high=False)
    high, high_lines = _end(claim, claim.form, claim.pay, high=True)
    return Estimate(low, high, low_lines, high_lines, _assumptions(claim), _not_covered(claim))


def _refusal(claim: Claim) -> str | None:
    formless = claim.form in (PayForm.PIECE, PayForm.OTHER)
    reasons = (
        ("farm", claim.farm and not claim.intern),
        ("pay_form", formless),
        ("no_pay", claim.form is None or not claim.pay),
        ("no_day_hours", claim.form is PayForm.DAILY and not claim.day_minutes),
        ("no_hours", claim.overtime is None),
        ("no_months", claim.months is None),
        ("paid_unknown", claim.paid is None and claim.fixed is None),
    )
    return next((reason for reason, holds in reasons if holds), None)


def _end(claim: Claim, form: PayForm, agreed: int, *, high: bool) -> tuple[int, tuple[Line, ...]]:
    """One end of the estimate: every span decided for it, one month settled, as often as there were months."""

    def pick(span: Span | None) -> int:
        return 0 if span is None else span.high if high else span.low

    paid = 0 if claim.paid is None else claim.paid.low if high else claim.paid.high
    fixed = 0 if claim.fixed is None else claim.fixed.yen
    # Set off only if it was shown separately; else nothing is set off and it joins the base: show both.
    joins = fixed if high and claim.fixed is not None and not claim.fixed.shown else 0
    left_out = (Allowance(AllowanceKind.FAMILY, claim.allowances, same_for_all=False),) if claim.allowances else ()
    pay = Pay(form, agreed, left_out, claim.month_minutes, claim.day_minutes)
    base = base_of(pay, joins, high=high)
    minutes = Minutes.of_totals(pick(claim.overtime), late_night=pick(claim.late_night), rest_day=pick(claim.rest_day))
    month = settle(base.per_hour, minutes, paid, fixed - joins)
    months = min(pick(claim.months), MONTHS_CLAIMABLE)
    total = Line("total", {"month": month.unpaid, "months": months, "yen": month.unpaid * months})
    return month.unpaid * months, (*base.lines, *month.lines, total)


def _assumptions(claim: Claim) -> tuple[str, ...]:
    spans = (claim.overtime, claim.late_night, claim.rest_day, claim.months, claim.paid)
    divisor_matters = claim.form is PayForm.MONTHLY or bool(claim.fixed and not claim.fixed.shown)
    holds = (
        ("every_month_alike", True),
        ("hours_beyond_8_or_40", True),
        ("month_hours_assumed", divisor_matters and claim.month_minutes is None),
        ("daily_pay_by_hours", claim.form is PayForm.DAILY),
        ("between_answers", any(span is not None and span.low != span.high for span in spans)),
        ("fixed_pay_both_ways", claim.fixed is not None and not claim.fixed.shown),
        ("farm_intern_standard_hours", claim.farm and claim.intern),
    )
    return tuple(key for key, true in holds if true)


def _not_covered(claim: Claim) -> tuple[str, ...]:
    too_old = claim.months is not None and claim.months.high > MONTHS_CLAIMABLE
    holds = (
        ("late_night", claim.late_night is None),
        ("rest_day", claim.rest_day is None),
        ("extra_within_8_hours", True),
        ("deductions", True),
        ("minimum_wage", True),
        ("variable_hours", True),
        ("older_than_three_years", too_old),
    )
    return tuple(key for key, true in holds if true)
