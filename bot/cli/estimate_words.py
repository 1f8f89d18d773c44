"""The words of `todoke estimate`: what the keys of a computation mean, in English."""

from collections.abc import Iterator, Mapping
from datetime import date

from flows.law.amounts import Line
from flows.law.pay.caveats import RULE_OF
from flows.law.pay.kinds import HandedOver
from flows.law.pay.minimum import MinimumCheck
from flows.law.pay.unpaid import Month, Unpaid
from flows.law.rules import rule

REASONS: Mapping[str, str] = {
    "farm": "Farm work: the rules on hours do not apply by law alone, and a contract may promise more.",
    "fishery": "Fishery: the rules on hours do not apply by law alone, and a contract may promise more.",
    "manager": "Called a manager: whether the rules on hours apply depends on the real work, not on the title.",
    "variable_hours": "Variable working hours: what is overtime depends on the plan and the agreement of the company.",
    "flexitime": "Flexitime: what is overtime depends on the settlement period and the agreement of the company.",
    "discretionary": "Discretionary work: what is overtime depends on the agreement of the company.",
    "pay_form": "Pay by the piece, the week or the year, or mixed: other formulas.",
}
ASSUMPTIONS: Mapping[str, str] = {
    "week_of_40": "The week has 40 hours (some small shops, restaurants, hotels and clinics may have 44).",
    "week_starts_sunday": "The week runs from Sunday to Saturday.",
    "over_midnight": "Work over midnight belongs to the day on which it began, a rest day ends at midnight.",
    "break_time_unknown": "Of some breaks it is not known whether they lay in the night: counted both ways.",
    "hours_beyond_8_or_40": "The overtime told is what goes beyond 8 hours a day or 40 a week, each hour counted once.",
    "allowances_not_asked": "Not every allowance was named; those that were not are taken as none.",
    "schedule_assumed": "The contract's hours of some days were not given (\"schedule\"): at the low end everything "
    "within 8 hours a day and 40 a week is in the contract, at the high end 8 hours (or \"day_hours\") from Monday to "
    "Friday.",
    "ordinary_pay_was_paid": "The ordinary pay for the hours of the contract was paid in full.",
    "month_hours_assumed": "The scheduled hours of a month are not known: between 160 and 174.67, the most that a "
    "contract can lawfully name (8 hours on 262 days of a year).",
    "daily_pay_by_hours": "Pay by the day is divided by the hours of a day.",
    "allowance_both_ways": "Of some allowances it is not known whether everybody gets the same: counted both ways.",
    "contract_beyond_the_limit": "The contract itself names hours beyond the limit; its pay may be meant for them.",
    "between_answers": "Some answers lie between two limits.",
    "nothing_was_paid": "Of some months nobody said what was paid for overtime: counted as if nothing had been.",
    "pay_changed_in_month": "In some months the pay changed: the smaller at the low end, the greater at the high.",
    "fixed_pay_both_ways": "Fixed overtime pay was perhaps not shown separately: set off, or part of the pay.",
    "fixed_pay_for_all_premiums": "Fixed overtime pay is set off against overtime, nights and rest days alike.",
    "months_stand_alone": "What was paid too much in one month is not taken off another.",
    "payday_unknown": "The payday is not known: between the end of the month of pay and the end of the next month.",
    "whole_hours": "The totals of a month are rounded to whole hours, as an employer may; never those of a day.",
    "farm_intern_standard_hours": "Technical interns on farms are treated by the standard rules.",
}
NOT_COVERED: Mapping[str, str] = {
    "before_april_2023": "Days before 2023-04-01.",
    "no_rest_day_named": "All seven days of a week were worked and none named as the rest day: one takes 135 %.",
    "deductions": "Money taken off the pay.",
    "delay_interest": "Interest for late payment.",
    "minimum_wage_shortfall": "What is missing to the minimum wage itself, and its premiums.",
    "minimum_wage_not_asked": "The minimum wage: no prefecture was given.",
    "older_than_three_years": "Months that have lapsed after three years, or may have.",
}
NO_DAYS = "The minimum wage: it goes by the day worked, and there is none here (totals of months name no days)."
"""Instead, where the prefecture is there."""
PARTS: Mapping[str, str] = {
    "extra": "beyond the contract, within 8 and 40 hours",
    "overtime": "overtime",
    "overtime_over_60": "overtime beyond 60 hours",
    "scheduled_overtime": "overtime within the contract's hours",
    "scheduled_over_60": "the same beyond 60 hours",
    "paid_overtime": "the contract's own hours, beyond 40 by other work of the week",
    "paid_over_60": "the same beyond 60 hours",
    "rest_day": "statutory rest day",
    "scheduled_rest": "rest day within the contract's hours",
    "late_night": "22:00 to 05:00",
}
BASES: Mapping[str, str] = {
    "base_hourly": "{base} yen an hour",
    "base_daily": "{pay:,} yen a day / {hours} h = {base} yen an hour",
    "base_monthly": "({pay:,} - {allowances:,}) yen a month / {hours} h = {base} yen an hour",
    "base_allowances_join": "with {pay:,} yen a month of allowances / {hours} h: {base} yen an hour",
    "base_fixed_joins": "with {pay:,} yen a month of fixed overtime pay / {hours} h: {base} yen an hour",
}
WARNING = "Do not settle on this. It follows from the answers alone; have somebody who knows the law count it."


def in_words(result: Unpaid | HandedOver, today: date) -> str:
    """Say the whole result, ready to print."""
    return "\n".join(_handed(result) if isinstance(result, HandedOver) else _lines(result, today)) + "\n"


def _handed(result: HandedOver) -> Iterator[str]:
    yield "No amount is computed: a person who knows this field has to."
    yield f"{REASONS[result.reason]} ({result.law})"
    if result.late_night_holds:
        yield "The premium for work between 22:00 and 05:00 is owed here too."
    if result.nights:
        missing = sum(one.low.unpaid for one in result.nights)
        if missing:
            unless = "unless the pay was agreed for work at night, too"
            yield f"Of it at least {missing:,} yen are not paid, {unless}. {WARNING}"
        else:
            yield "What was paid beside the ordinary pay is no less than this premium."
        for month in result.nights:
            yield from _month(month)
    if result.minimum:
        yield "The minimum wage holds here too"
        yield from (f"  {_minimum(one)}" for one in result.minimum)


def _lines(result: Unpaid, today: date) -> Iterator[str]:
    unsaid = ", if nothing was paid where nobody said so" if "nothing_was_paid" in result.assumptions else ""
    yield from _sums(result, today, unsaid)
    yield WARNING
    if result.lapsed_high:
        yield f"Already lapsed, not in it: {_between(result.lapsed_low, result.lapsed_high)}."
    for one in result.readings:
        if one.fixed == "counted":
            yield f"If the fixed overtime pay counts: {_between(one.low, one.high)}."
        elif one.fixed == "joins":
            yield f"If it does not count and belongs to the pay: {_between(one.low, one.high)}."
    yield ""
    yield "Pay of one hour"
    yield from _bases(result)
    yield ""
    for month in result.months:
        yield from _month(month)
    if result.minimum:
        yield "Minimum wage"
        yield from (f"  {_minimum(one)}" for one in result.minimum)
        yield ""
    yield from _listed("Taken for granted", ASSUMPTIONS, result.assumptions)
    gaps = NOT_COVERED if result.claim.prefecture is None else {**NOT_COVERED, "minimum_wage_not_asked": NO_DAYS}
    yield from _listed("Not in the amount", gaps, result.not_covered)
    yield f"Law: {'; '.join(result.laws)} (LSA: Labour Standards Act)"


def _sums(result: Unpaid, today: date, unsaid: str) -> Iterator[str]:
    """What is unpaid, apart from what payday may still bring."""
    ahead = [one for one in result.months if one.due is not True]
    if len(ahead) < len(result.months) or any(one.due is None for one in ahead) or not ahead:
        yield f"Still unpaid on {today}: {_between(result.due_low, result.due_high)}{unsaid}."
    if ahead:
        to_come = "is still to come" if all(one.due is False for one in ahead) else "is, or may be, still to come"
        sums = _between(result.ahead_low, result.ahead_high)
        yield f"Not due yet on {today}, payday {to_come}: {sums}, if payday does not bring it{unsaid}."


def _bases(result: Unpaid) -> Iterator[str]:
    for (since, low), (_, high) in zip(result.bases_low, result.bases_high, strict=True):
        if since != date.min:
            yield f"  from {since}"
        ends = [("", low)] if low == high else [("low:  ", low), ("high: ", high)]
        for name, base in ends:
            yield from (f"  {name}{_base(line)}" for line in base.lines)


def _base(line: Line) -> str:
    numbers = dict(line.numbers)
    hours = f"{numbers.get('minutes', 0) / 60:,.2f}".removesuffix(".00")
    shown = {**numbers, "base": _yen(numbers["base"]), "hours": hours}
    return f"{BASES[line.key].format(**shown)} ({line.law})"


def _month(month: Month) -> Iterator[str]:
    lapses = " or ".join(str(day) for day in dict.fromkeys(month.lapses))
    gone = " - lapsed" if month.lapsed_high else " - may have lapsed" if month.lapsed_low else ""
    amount = _between(month.low.unpaid, month.high.unpaid)
    payday = " to ".join(str(day) for day in dict.fromkeys(month.paydays))
    ahead = "" if month.due else f"if payday ({payday}) does not bring it; "
    yield f"{month.first} to {month.last}: {amount} ({ahead}lapses after {lapses}){gone}"
    if month.low == month.high:
        yield from _settled("", month.low.lines)
    else:
        yield from _settled("low  ", month.low.lines)
        yield from _settled("high ", month.high.lines)
    yield ""


def _settled(name: str, lines: tuple[Line, ...]) -> Iterator[str]:
    for line in lines:
        numbers = line.numbers
        if line.key in ("paid", "fixed_paid"):
            what = "fixed overtime pay" if line.key == "fixed_paid" else "paid"
            yield f"  {name}- {numbers['yen']:,} yen: {what}"
            continue
        sum_ = f"{_hours(int(numbers['minutes']))} h x {_yen(numbers['base'])} x {numbers['percent']} %"
        yield f"  {name}{sum_} = {_yen(numbers['yen'])} yen: {PARTS[line.key]} ({line.law})"


def _minimum(one: MinimumCheck) -> str:
    days = f"{one.first} to {one.last}"
    pay = _yen(one.per_hour_low)
    if one.per_hour_low != one.per_hour_high:
        pay = f"between {pay} and {_yen(one.per_hour_high)}"
    if one.yen is None:
        return f"{days}: not covered; pay of an hour in this test {pay} yen"
    verdict = {True: "below it", False: "not below it", None: "below it or not, depending on what is not known"}
    return f"{days}: minimum {one.yen:,} yen, pay of an hour in this test {pay} yen: {verdict[one.below]}"


def _listed(head: str, words: Mapping[str, str], keys: tuple[str, ...]) -> Iterator[str]:
    if keys:
        yield head
        for key in keys:
            yield f"  - {words[key]}{_law(key)}"
        yield ""


def _law(key: str) -> str:
    if key not in RULE_OF:
        return ""
    found = rule(RULE_OF[key])
    return f" ({found.law}{'' if found.basis.firm else '; not checked'})"


def _between(low: int, high: int) -> str:
    return f"{low:,} yen" if low == high else f"between {low:,} and {high:,} yen"


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _yen(amount: float | int) -> str:
    return f"{amount:,}" if isinstance(amount, int) else f"{amount:,.2f}"
