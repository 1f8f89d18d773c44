"""The yen of one hour that premiums are counted on (Labour Standards Act 37, Ordinance 19 and 21)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from flows.law.amounts import Line, shown
from flows.law.rules import rule


class PayForm(StrEnum):
    """How pay is agreed. Only the first three have a formula here."""

    HOURLY = "hourly"
    DAILY = "daily"
    MONTHLY = "monthly"
    PIECE = "piece"
    OTHER = "other"


class AllowanceKind(StrEnum):
    """What an allowance is for. Each is asked by itself: its name on the payslip decides nothing."""

    FAMILY = "family"
    COMMUTING = "commuting"
    LIVING_APART = "living_apart"
    EDUCATION = "education"
    HOUSING = "housing"
    AD_HOC = "ad_hoc"
    OVER_ONE_MONTH = "over_one_month"
    ATTENDANCE = "attendance"
    OTHER = "other"


BY_NEED = (
    AllowanceKind.FAMILY, AllowanceKind.COMMUTING, AllowanceKind.LIVING_APART, AllowanceKind.EDUCATION,
    AllowanceKind.HOUSING,
)  # fmt: skip
"""Left out of the base only if they follow the real need: a flat amount paid to everybody stays in."""
BY_TIME = (AllowanceKind.AD_HOC, AllowanceKind.OVER_ONE_MONTH)
"""Left out of the base whatever they are called. With the five before, the list is complete (Ordinance 21)."""
EXCLUDABLE = (*BY_NEED, *BY_TIME)
OUT_OF_MINIMUM = (AllowanceKind.COMMUTING, AllowanceKind.FAMILY, AllowanceKind.ATTENDANCE, *BY_TIME)
"""Left out when pay is held against the minimum wage: another list, on which housing stays in."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Yen a month beside the basic pay. `same_for_all`: a flat amount that everybody gets; None: not known."""

    kind: AllowanceKind
    yen: int
    same_for_all: bool | None = None

    def excluded(self, *, high: bool) -> bool:
        """Say whether it stays out of the base. Where that is not known, it stays out at the low end."""
        if self.kind in BY_TIME:
            return True
        if self.kind not in BY_NEED:
            return False
        return not high if self.same_for_all is None else not self.same_for_all


@dataclass(frozen=True, slots=True)
class Pay:
    """Agreed pay before anything is taken off.

    `yen`: of an hour, a day or a month. A month's pay contains the allowances; an hour's or a day's does not.
    `month_minutes`: scheduled minutes of an average month (scheduled days of a year x minutes of a day / 12), None:
    not known. `day_minutes`: scheduled minutes of a day.
    """

    form: PayForm
    yen: int
    allowances: tuple[Allowance, ...] = ()
    month_minutes: int | Fraction | None = None
    day_minutes: int | None = None

    def divisor(self, *, high: bool) -> Fraction:
        """Scheduled minutes of a month; where they are not known, fewer make a higher base.

        A contract beyond 40 hours a week is only lawful up to them: the high end divides by no more than that.
        """
        if self.month_minutes is None:
            return Fraction(rule("month_minutes_low" if high else "month_minutes_high").value)
        known = Fraction(self.month_minutes)
        return min(known, Fraction(rule("month_minutes_high").value)) if high else known

    @property
    def beyond_the_limit(self) -> bool:
        """Whether the contract names more hours than 8 a day and 40 a week can come to in any year."""
        return self.month_minutes is not None and self.month_minutes > rule("month_minutes_high").value


@dataclass(frozen=True, slots=True)
class Base:
    """Yen per hour, exactly, and the lines that led there."""

    per_hour: Fraction
    lines: tuple[Line, ...]


def hourly_base(pay: int, month_minutes: int | Fraction, allowances: int = 0) -> Fraction:
    """Yen per hour of a month's pay: what counts, over the scheduled hours of a month (Ordinance 19).

    For the minimum-wage test the same division holds with that test's own list of allowances.
    """
    return Fraction(max(pay - allowances, 0) * 60) / month_minutes


def base_of(pay: Pay, joins: int = 0, *, high: bool) -> Base:
    """The base of premiums. `joins`: yen a month of fixed overtime pay that is not set off and so belongs to the pay.

    Raises ValueError for pay that has no formula here, and for daily pay without the hours of a day.
    """
    month = pay.divisor(high=high)
    out = sum(one.yen for one in pay.allowances if one.excluded(high=high))
    beside = sum(one.yen for one in pay.allowances) - out
    if pay.form is PayForm.MONTHLY:
        base = hourly_base(pay.yen + joins, month, out)
        numbers = {"pay": pay.yen + joins, "allowances": out, "minutes": shown(month), "base": shown(base)}
        return Base(base, (Line("base_monthly", numbers, rule("base_by_scheduled_hours").law),))
    if pay.form is PayForm.DAILY:
        if not pay.day_minutes:
            raise ValueError("daily pay needs the hours of a day")
        base = Fraction(pay.yen * 60, pay.day_minutes)
        numbers = {"pay": pay.yen, "minutes": pay.day_minutes, "base": shown(base)}
        lines = [Line("base_daily", numbers, rule("daily_pay_by_hours").law)]
    elif pay.form is PayForm.HOURLY:
        base = Fraction(pay.yen)
        lines = [Line("base_hourly", {"base": shown(base)}, rule("base_by_scheduled_hours").law)]
    else:
        raise ValueError(f"there is no formula here for pay of this form: {pay.form}")
    for key, more in (("base_allowances_join", beside), ("base_fixed_joins", joins)):
        if more:
            base += hourly_base(more, month)
            numbers = {"pay": more, "minutes": shown(month), "base": shown(base)}
            lines.append(Line(key, numbers, rule("base_by_scheduled_hours").law))
    return Base(base, tuple(lines))
