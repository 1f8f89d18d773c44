"""What an amount takes for granted, what it leaves out, and the articles it rests on: text keys, no words."""

from collections.abc import Mapping

from flows.law.amounts import Line, Span
from flows.law.pay.base import BY_NEED, PayForm
from flows.law.pay.claim import Claim
from flows.law.pay.kinds import FARMS
from flows.law.rules import rule

RULE_OF: Mapping[str, str] = {
    "week_starts_sunday": "week_sunday_to_saturday",
    "over_midnight": "shift_over_midnight",
    "month_hours_assumed": "month_minutes_low",
    "daily_pay_by_hours": "daily_pay_by_hours",
    "fixed_pay_both_ways": "fixed_pay_counts",
    "whole_hours": "whole_hours",
    "farm_intern_standard_hours": "farm_intern_standard_hours",
    "no_rest_day_named": "rest_day_a_week",
    "older_than_three_years": "wage_limitation",
}
"""The rule behind an assumption or a gap, where there is one: its article, and how sure it is."""


def assumptions(claim: Claim) -> tuple[str, ...]:
    """What was taken for granted."""
    pays = [pay for _, pay in claim.pays]
    fixed = claim.fixed
    joined = fixed is not None and not fixed.shown
    by_month_hours = [pay for pay in pays if pay.form is PayForm.MONTHLY or pay.allowances or joined]
    spans = (*claim.paid.values(), claim.paid_each or Span(0, 0))
    minutes = [*claim.hours.low.values(), *claim.hours.high.values()]
    holds = (
        ("ordinary_pay_was_paid", True),
        ("month_hours_assumed", any(pay.month_minutes is None for pay in by_month_hours)),
        ("daily_pay_by_hours", any(pay.form is PayForm.DAILY for pay in pays)),
        ("allowance_both_ways", any(
            one.same_for_all is None and one.kind in BY_NEED for pay in pays for one in pay.allowances
        )),
        ("contract_beyond_the_limit", any(pay.beyond_the_limit for pay in by_month_hours) or any(
            one.scheduled_overtime or one.scheduled_over_60 or one.scheduled_rest for one in minutes
        )),
        ("between_answers", claim.hours.low != claim.hours.high or any(one.low != one.high for one in spans)),
        ("nothing_was_paid", claim.paid_each is None and any(end not in claim.paid for end in claim.hours.high)),
        ("pay_changed_in_month", any(len(claim.held(end)) > 1 for end in claim.hours.high)),
        ("fixed_pay_both_ways", joined),
        ("fixed_pay_for_all_premiums", fixed is not None),
        ("months_stand_alone", bool(claim.paid) or bool(claim.paid_each and claim.paid_each.high) or fixed is not None),
        ("payday_unknown", claim.months.paid_on is None),
        ("whole_hours", claim.whole_hours),
        ("farm_intern_standard_hours", claim.work in FARMS),
    )  # fmt: skip
    return (*claim.hours.notes, *claim.notes, *(key for key, true in holds if true))


def not_covered(claim: Claim, *, lapsed: bool) -> tuple[str, ...]:
    """What the amount leaves out. `lapsed`: some months are, or may be, too old."""
    holds = (
        ("deductions", True),
        ("delay_interest", True),
        ("minimum_wage_shortfall", True),
        ("minimum_wage_not_asked", claim.prefecture is None or not claim.hours.worked_on),
        ("older_than_three_years", lapsed),
    )
    return (*claim.hours.gaps, *(key for key, true in holds if true))


def laws(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Every article used, in the order of use."""
    limits = [rule("day_limit").law, rule("week_limit").law]
    return tuple(dict.fromkeys([*limits, *(line.law for line in lines if line.law), rule("wage_limitation").law]))
