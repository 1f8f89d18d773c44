"""The same month of pay as often as there were: what a conversation can ask for is totals of a month, not days.

It answers "about how much, between which two amounts", never "this is owed". Amounts are yen, times minutes a month.
"""

from dataclasses import dataclass
from datetime import date

from flows.law.amounts import Span
from flows.law.pay.base import Pay, PayForm
from flows.law.pay.claim import Claim, FixedPay, hours_of_totals
from flows.law.pay.kinds import HandedOver
from flows.law.pay.minimum import MinimumCheck, against_minimum
from flows.law.pay.minutes import Minutes
from flows.law.pay.unpaid import unpaid
from flows.law.rules import rule

ANY_MONTH = date(2026, 5, 31)
"""The law of all months that are computed is the same, and how far they lie back is not told: any of them does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What is known of each of a worker's months. None means not known."""

    form: PayForm | None
    pay: int | None
    """Yen per hour, day or month, before anything is taken off."""
    day_minutes: int | None = None
    """Scheduled minutes of a day; only a daily pay needs it."""
    overtime: Span | None
    """Minutes beyond 8 hours a day or 40 a week, without rest-day work."""
    paid: Span | None = None
    """Yen really paid for it."""
    fixed: FixedPay | None = None
    farm: bool = False
    """Agriculture, livestock, sericulture or fishery: the hour rules do not apply (LSA 41). Technical interns on farms
    are to be treated by them all the same, those in fishery not for sure, and one answer stands for both: a person
    counts."""


@dataclass(frozen=True, slots=True)
class Refused:
    """No estimate is made.

    `reason`: farm, pay_form, no_pay, no_day_hours, no_hours, no_months or paid_unknown.
    """

    reason: str


def estimate(month: Month, months: Span | None) -> Span | Refused:
    """Estimate what is still owed for `months` like this one, between the least and the most that the answers allow.

    No more of them than three years have: older wages have lapsed.
    """
    refused = _refusal(month, months)
    if refused or month.form is None or month.pay is None or month.overtime is None or months is None:
        return Refused(refused or "no_hours")
    low, high = ({ANY_MONTH: Minutes.of_totals(count)} for count in (month.overtime.low, month.overtime.high))
    claim = Claim(
        pays=((date.min, Pay(month.form, month.pay, day_minutes=month.day_minutes)),),
        hours=hours_of_totals(low, high),
        paid_each=month.paid,
        fixed=month.fixed,
    )
    one = unpaid(claim, ANY_MONTH)
    if isinstance(one, HandedOver):
        return Refused(one.reason)
    most = rule("wage_limitation").value * 12
    return Span(one.low * min(months.low, most), one.high * min(months.high, most))


def below_minimum(month: Month, prefecture: str, on: date) -> MinimumCheck | None:
    """The pay of such a month beside the minimum wage of a day, if even the most that the answers allow lies below it;
    None where it does not, or where that can't be told. It holds for farm work, too (Minimum Wage Act 4)."""
    by_time = month.form in (PayForm.HOURLY, PayForm.MONTHLY) or (month.form is PayForm.DAILY and month.day_minutes)
    if month.form is None or not month.pay or not by_time:
        return None
    joins = month.fixed.yen if month.fixed is not None and not month.fixed.shown else 0
    pay = Pay(month.form, month.pay, day_minutes=month.day_minutes)
    [check] = against_minimum(prefecture, [(on, pay)], joins)
    return check if check.below else None


def _refusal(month: Month, months: Span | None) -> str | None:
    reasons = (
        ("farm", month.farm),
        ("pay_form", month.form in (PayForm.PIECE, PayForm.OTHER)),
        ("no_pay", month.form is None or not month.pay),
        ("no_day_hours", month.form is PayForm.DAILY and not month.day_minutes),
        ("no_hours", month.overtime is None),
        ("no_months", months is None),
        ("paid_unknown", month.paid is None and month.fixed is None),
    )
    return next((reason for reason, holds in reasons if holds), None)
