"""A first honest estimate of unpaid overtime from monthly totals.

It answers "about how much, between which two amounts, and why", never "this is owed": it knows no single day.
Amounts are yen, times are minutes a month, percentages come from `rules.yaml` (Labour Standards Act 37).
Results carry keys and numbers only; the words belong to the locales.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from flows.law.rules import rule

MONTHS_CLAIMABLE = 36
"""Three years of paydays: older wages have lapsed (LSA 115 with 143(3))."""


@dataclass(frozen=True, slots=True)
class Span:
    """A number that is known (`low == high`) or only known to lie between two limits. Never negative."""

    low: int
    high: int

    def __post_init__(self) -> None:
        """Refuse limits that are negative or the wrong way round."""
        if not 0 <= self.low <= self.high:
            raise ValueError(f"not a span: {self.low} to {self.high}")

    @classmethod
    def of(cls, number: int) -> "Span":
        """Build the span of a number that is known."""
        return cls(number, number)


class PayForm(StrEnum):
    """How pay is agreed. Only the first three have a formula here."""

    HOURLY = "hourly"
    DAILY = "daily"
    MONTHLY = "monthly"
    PIECE = "piece"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FixedPay:
    """A fixed overtime sum a month in yen, beside the pay. `shown`: separately, on payslip or contract."""

    yen: int
    shown: bool | None


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
class Line:
    """One line of the calculation: a text key and its numbers (yen to a hundredth, minutes, percent)."""

    key: str
    numbers: Mapping[str, int | float]


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


@dataclass(frozen=True, slots=True)
class _End:
    """One end of the estimate: every span decided for it."""

    base: Fraction
    overtime: int
    late_night: int
    rest_day: int
    paid: int
    months: int
    lines: list[Line] = field(default_factory=list)


def owed(base: Fraction, overtime: int, late_night: int = 0, rest_day: int = 0) -> Fraction:
    """Yen owed for a month: `base` yen per hour, the rest in minutes.

    Overtime takes 125 %, beyond 60 hours 150 %; the statutory rest day 135 % and nothing else; each
    late-night minute takes 25 % on top of whatever it is (LSA 37).
    """
    parts = _parts(overtime, late_night, rest_day)
    return sum((_premium(base, minutes, percent) for _, minutes, percent in parts), Fraction(0))


def hourly_base(pay: int, month_minutes: int, allowances: int = 0) -> Fraction:
    """Yen per hour of a monthly pay: what counts, over the scheduled hours of a month (Ordinance 19).

    For the minimum-wage test the same division holds with that test's own list of allowances.
    """
    return Fraction(max(pay - allowances, 0) * 60, month_minutes)


def estimate(claim: Claim) -> Estimate | Refused:
    """Estimate what is still owed, between the least and the most that the answers allow."""
    refused = _refusal(claim)
    if refused or claim.pay is None or claim.overtime is None or claim.months is None:
        return Refused(refused or "no_hours")
    low, high = _end(claim, high=False), _end(claim, high=True)
    return Estimate(
        low=_total(low),
        high=_total(high),
        low_lines=tuple(low.lines),
        high_lines=tuple(high.lines),
        assumptions=_assumptions(claim),
        not_covered=_not_covered(claim),
    )


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


def _end(claim: Claim, *, high: bool) -> _End:
    def pick(span: Span | None) -> int:
        return 0 if span is None else span.high if high else span.low

    paid = 0 if claim.paid is None else claim.paid.low if high else claim.paid.high
    joins = 0
    if claim.fixed is not None:
        # Set off only if it was shown separately; else nothing is set off and it joins the base: show both.
        if high and not claim.fixed.shown:
            joins = claim.fixed.yen
        else:
            paid += claim.fixed.yen
    lines: list[Line] = []
    base = _base(claim, joins, high=high, lines=lines)
    months = min(pick(claim.months), MONTHS_CLAIMABLE)
    return _End(base, pick(claim.overtime), pick(claim.late_night), pick(claim.rest_day), paid, months, lines)


def _base(claim: Claim, joins: int, *, high: bool, lines: list[Line]) -> Fraction:
    """Find the yen per hour that premiums are counted on, and write down how."""
    pay = claim.pay or 0
    # Fewer scheduled hours make a higher hourly base, so the high end takes the short month.
    month = claim.month_minutes or rule("month_minutes_low" if high else "month_minutes_high").value
    if claim.form is PayForm.MONTHLY:
        base = hourly_base(pay + joins, month, claim.allowances)
        numbers = {"pay": pay + joins, "allowances": claim.allowances, "minutes": month, "base": _yen(base)}
        lines.append(Line("base_monthly", numbers))
        return base
    if claim.form is PayForm.DAILY:
        minutes = claim.day_minutes or 1
        base = Fraction(pay * 60, minutes)
        lines.append(Line("base_daily", {"pay": pay, "minutes": minutes, "base": _yen(base)}))
    else:
        base = Fraction(pay)
        lines.append(Line("base_hourly", {"base": _yen(base)}))
    if joins:
        base += hourly_base(joins, month)
        lines.append(Line("base_fixed_joins", {"pay": joins, "minutes": month, "base": _yen(base)}))
    return base


def _parts(overtime: int, late_night: int, rest_day: int) -> tuple[tuple[str, int, int], ...]:
    edge = rule("overtime_threshold").value
    return (
        ("overtime", min(overtime, edge), rule("overtime_percent").value),
        ("overtime_over_60", max(overtime - edge, 0), rule("overtime_percent_over_60").value),
        ("rest_day", rest_day, rule("rest_day_percent").value),
        ("late_night", late_night, rule("late_night_percent").value),
    )


def _premium(base: Fraction, minutes: int, percent: int) -> Fraction:
    return base * minutes * percent / 6000


def _total(end: _End) -> int:
    """Finish the lines of one end; return all its months in yen, rounded at 50 sen (notice 1988-03-14)."""
    for key, minutes, percent in _parts(end.overtime, end.late_night, end.rest_day):
        if minutes:
            yen = _yen(_premium(end.base, minutes, percent))
            numbers = {"base": _yen(end.base), "minutes": minutes, "percent": percent, "yen": yen}
            end.lines.append(Line(key, numbers))
    month = max(owed(end.base, end.overtime, end.late_night, end.rest_day) - end.paid, Fraction(0))
    total = int(month * end.months + Fraction(1, 2))
    if end.paid:
        end.lines.append(Line("paid", {"yen": end.paid}))
    end.lines.append(Line("total", {"month": _yen(month), "months": end.months, "yen": total}))
    return total


def _yen(amount: Fraction) -> float | int:
    return int(amount) if amount.denominator == 1 else round(float(amount), 2)


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
