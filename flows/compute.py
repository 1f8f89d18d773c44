"""What a flow's `compute` step may call: from the answers so far to new variables.

Each function takes the variables of the conversation and the date in Japan. It always sets every variable it
names: an answer that is missing, skipped or not of its kind counts as not known, and a result without meaning
is None. Dates are ISO strings, amounts yen, times minutes. Nothing here raises.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Protocol

from flows.law import clocks, wages
from flows.law.amounts import Span
from flows.law.pay import alike
from flows.law.pay.alike import Month, Refused
from flows.law.pay.base import PayForm
from flows.law.pay.claim import FixedPay
from flows.law.running import Known

Variables = Mapping[str, Any]
Said = Mapping[str, date]
"""On which day (in Japan) an answer was given that is counted from that day."""

UNDATED: Said = MappingProxyType({})


class Function(Protocol):
    """``said`` names the days of answers that are counted from the day they were given (RELATIVE): by default today."""

    def __call__(self, variables: Variables, today: date, said: Said = UNDATED) -> dict[str, Any]: ...


RELATIVE = frozenset({"last_time", "last_worked", "since_month"})
"""Answers that mean something only together with the day they were given: "this month"; so many months since then."""

HOURS = {
    "h10": (1, 10), "h20": (10, 20), "h45": (20, 45), "h60": (45, 60), "h80": (60, 80), "over80": (80, 80),
}  # fmt: skip
"""Hours a month behind each choice; the open end is not guessed."""
MONTHS = {"m1": (1, 1), "m3": (2, 3), "m6": (4, 6), "m12": (7, 12), "m36": (13, 36), "over36": (36, 36)}
MONTHS_BACK = {"this_month": 0, "last_month": 1, "months_2_3": 3}
"""How far back the earliest month lies that the choice allows."""
INTERVIEWS_BACK = {"months_3": 0, "months_6": 3, "longer": 6}
"""How far back the latest day lies that the choice allows."""
ENDED = ("left", "contract_over")
TOLD_TO_LEAVE = "told_leave"
STILL_WORKING = "still_working"
SHOWN_IN = 1000
"""An estimate is shown in thousands of yen, outward: anything finer would look surer than it is."""
SOON_DAYS = 90
CALENDAR = range(1950, 2150)
LARGEST = 10**9


def overtime_estimate(variables: Variables, today: date, said: Said = UNDATED) -> dict[str, Any]:
    """Estimate unpaid overtime for all the months told, and say why not where it cannot be estimated."""
    month, months = _month(variables), _months(variables, said.get("since_month", today))
    # Nobody said what was paid: an amount for "nothing" is still of use, as long as it is called that.
    if_unpaid = month.paid is None and month.fixed is None and _word(variables, "paid_how") in (None, "unknown_paid")
    if if_unpaid:
        month = replace(month, paid=Span.of(0))
    found = _estimated(alike.estimate(month, _not_lapsed(variables, months, today, said)))
    return {**_known(month.overtime, months), **found, "estimate_if_unpaid": if_unpaid}


def month_estimate(variables: Variables, minutes: int, today: date) -> dict[str, Any]:
    """The same for one month of which the overtime is known; since when the answers tell of is not of this month."""
    return overtime_estimate({**variables, "overtime_exact": minutes, "months": "m1", "since_month": None}, today)


def job_clocks(variables: Variables, today: date, said: Said = UNDATED) -> dict[str, Any]:
    """Count the worker's 14-day notice, the three months without work, and the end of the stay."""
    status = _status(variables)
    last = _last_worked(variables, said.get("last_worked", today))
    ended = _contract_end(variables, last, today)
    notice = clocks.immigration_notice(ended, status) if ended else None
    three = clocks.activity_gap(last, status) if last else None
    return {
        "notice_known": notice is not None,
        "notice_due": notice.due.isoformat() if notice else None,
        "notice_passed": notice is not None and notice.passed(today),
        "notice_days_left": notice.days_left(today) if notice else None,
        "three_known": three is not None,
        "three_months_date": three.due.isoformat() if three else None,
        "three_passed": three is not None and three.passed(today),
        "three_exact": three is not None and three.start.exact,
        "days_left": three.days_left(today) if three else None,
        **stay_clock(variables, today),
    }


def known_days(variables: Variables, today: date, said: Said = UNDATED) -> Known:
    """Every day from which a clock of this worker is counted, as told or recorded; doubted as in job_clocks.

    Of unpaid wages only the month is told: its first day counts, so that nobody is told too late.
    """
    last = _last_worked(variables, said.get("last_worked", today))
    told = _date(variables, "told_to_leave")
    if told is None and _word(variables, "notice") == "same_day":
        told = _date(variables, "last_day_worked")
    granted = str(variables.get("days_granted"))
    refused = _date(variables, "stay_refused")
    kept = variables.get("documents_kept")
    then = said.get("since_month", today)
    oldest = _unpaid_since(variables, then)
    return Known(
        status=_status(variables),
        contract_ended=_contract_end(variables, last, today),
        last_worked=last,
        stay_expiry=_date(variables, "stay_expiry"),
        stay_applied=_date(variables, "stay_applied"),
        stay_refused=refused is not None and refused <= today,
        days_granted=int(granted) if granted.isascii() and granted.isdigit() else None,
        papers_withheld=isinstance(kept, list) and bool({"passport", "residence_card"} & set(kept)),
        told_to_leave=told if told is not None and told <= today else None,
        oldest_unpaid=oldest,
        last_unpaid=oldest and _last_unpaid(variables, oldest, last, then),
        interview=_last_interview(variables, said.get("interview_last", today)),
    )


def _last_interview(variables: Variables, said_on: date) -> clocks.Start | None:
    """The latest day that the answer allows. Of "never" nobody knows since when."""
    back = INTERVIEWS_BACK.get(_word(variables, "interview_last") or "")
    return None if back is None else clocks.Start(clocks.add_months(said_on, -back), "interview_last", exact=False)


def _last_unpaid(
    variables: Variables, oldest: date, last_worked: clocks.Start | None, said_on: date
) -> date | None:
    """A day after which no payday of unpaid wages can lie: a month after the last month told of, or worked in."""
    told = _unpaid_months(variables, said_on)
    ends = [] if told is None else [clocks.add_months(oldest, told.high)]
    if last_worked is not None and last_worked.exact:
        ends.append(max(oldest, clocks.add_months(last_worked.day.replace(day=1), 1)))
    return min(ends, default=None)


def unpaid_span(variables: Variables, today: date, said: Said = UNDATED) -> dict[str, Any]:
    """Say whether more months were told than there are since the month told, and how many there are at most."""
    most = _months_since(variables, said.get("since_month", today))
    return {"span_unfit": _unfit(variables, most), "span_most": most}


def not_right(variables: Variables, today: date, said: Said = UNDATED) -> str | None:
    """Which of two answers that can't both be true is not right, as the worker said; None where nothing is."""
    if not _unfit(variables, _months_since(variables, said.get("since_month", today))):
        return None
    return {"since": "months", "months": "since_month"}.get(_word(variables, "months_or_since") or "")


def _months_since(variables: Variables, said_on: date) -> int | None:
    """How many months there are from the month told until it was told, both counted."""
    since = _told_since(variables)
    return None if since is None else max((said_on.year - since.year) * 12 + said_on.month - since.month + 1, 1)


def _unfit(variables: Variables, most: int | None) -> bool:
    told = _span(MONTHS, _word(variables, "months"))
    return told is not None and most is not None and told.low > most


def _months(variables: Variables, said_on: date) -> Span | None:
    """How many months pay has been missing, never more than there are since the month told. Where all that were told
    are more, only one is sure; where the worker said that the month is right, all since then are the most."""
    told, most = _span(MONTHS, _word(variables, "months")), _months_since(variables, said_on)
    right = _word(variables, "months_or_since")
    if told is None or most is None:
        return told
    if not _unfit(variables, most):
        return Span(told.low, min(told.high, most))
    if right == "months":
        return told
    return Span(1, most) if right == "since" else Span(1, told.high)


def _told_since(variables: Variables) -> date | None:
    return _date({"first": f"{_word(variables, 'since_month')}-01"}, "first")


def _unpaid_since(variables: Variables, said_on: date) -> date | None:
    """The first day of the month since which pay is missing; None also where the worker said that it is not right."""
    wrong = not_right(variables, said_on)
    return None if wrong == "since_month" else _told_since(variables)


def _unpaid_months(variables: Variables, said_on: date) -> Span | None:
    """How many months it has been missing. None: nobody said, or there is no end of them."""
    return None if _word(variables, "months") in (None, "over36") else _months(variables, said_on)


def _not_lapsed(variables: Variables, months: Span | None, today: date, said: Said) -> Span | None:
    """The months of which something may still be claimed: the low end leaves out those that three years may have ended.

    They are taken as one after the other from the month told. Where pay was still missing lately they need not be, and
    of more than 36 months nobody knows which ones those are.
    """
    since, last = _unpaid_since(variables, said.get("since_month", today)), _word(variables, "last_time")
    lately = last in ("this_month", "last_month") or (last is None and _word(variables, "months") == "over36")
    if months is None or since is None or lately:
        return months
    paydays = (clocks.add_months(since, number) for number in range(months.low))
    return Span(sum(not clocks.wage_limitation(day).passed(today) for day in paydays), months.high)


def stay_clock(variables: Variables, today: date, said: Said = UNDATED) -> dict[str, Any]:
    """Say when the period of stay on the card ends, and whether that is soon (90 days)."""
    expiry = _date(variables, "stay_expiry")
    stay = clocks.end_of_stay(expiry) if expiry else None
    left = stay.days_left(today) if stay else None
    passed = stay is not None and stay.passed(today)
    return {
        "stay_known": stay is not None,
        "stay_date": stay.due.isoformat() if stay else None,
        "stay_passed": passed,
        "stay_days_left": left,
        "stay_soon": left is not None and not passed and left <= SOON_DAYS,
    }


def minimum_pay(variables: Variables, today: date, said: Said = UNDATED) -> dict[str, Any]:
    """Compare pay with the minimum wage of the workplace's prefecture today; say why not where that is impossible."""
    pay, reason = _pay_per_hour(variables)
    minimum = wages.minimum_wage(_word(variables, "prefecture") or "", today)
    if isinstance(minimum, wages.NotCovered) and pay is not None:
        reason = minimum.reason
    known = pay is not None and isinstance(minimum, wages.Wage)
    return {
        "minimum_known": known,
        "minimum_below": pay is not None and isinstance(minimum, wages.Wage) and pay < minimum.yen,
        "minimum_yen": minimum.yen if isinstance(minimum, wages.Wage) else None,
        "pay_per_hour": int(pay) if pay is not None else None,
        "minimum_reason": reason,
    }


def overtime_minimum(variables: Variables, today: date, said: Said = UNDATED) -> dict[str, Any]:
    """Say whether the pay told beside unpaid overtime lies below the minimum wage of the last day told of.

    ``too_low_minimum``: that day's, in yen; ``too_low_today``: today's, None where no checked amount covers today;
    ``too_low_pay``: the most that the answers allow for an hour. Where it can't be told nothing is.
    """
    day, place = _unpaid_until(variables, today, said), _word(variables, "prefecture") or ""
    found = None if day is None else alike.below_minimum(_month(variables), place, day)
    now = wages.minimum_wage(place, today)
    return {
        "too_low": found is not None,
        "too_low_pay": int(found.per_hour_high) if found is not None else None,
        "too_low_minimum": found.yen if found is not None else None,
        "too_low_today": now.yen if found is not None and isinstance(now, wages.Wage) else None,
    }


def _unpaid_until(variables: Variables, today: date, said: Said) -> date | None:
    """The last day on which, by the answers, overtime can have gone unpaid. None: nobody can tell. Where nothing says
    when, it is the day the pay was told: the question asks for that of now."""
    _, pay = _PAYS.get(_word(variables, "pay_form") or "", (None, ""))
    told = min(said.get(pay, today), today)
    last = _word(variables, "last_time")
    said_on = min(said.get("last_time", today), today)
    before = said_on.replace(day=1) - timedelta(days=1)
    if last in ("this_month", "last_month"):
        return said_on if last == "this_month" else before
    then = said.get("since_month", today)
    since, months = _unpaid_since(variables, then), _unpaid_months(variables, then)
    end = None if since is None or months is None else clocks.add_months(since, months.high) - timedelta(days=1)
    if last is not None:  # earlier, or longer ago still; not before the month since which it is told
        until = None if end is None else min(end, before.replace(day=1) - timedelta(days=1))
        return None if until is None or since is None or until < since else until
    return told if end is None else min(end, told)


def _pay_per_hour(variables: Variables) -> tuple[Fraction | None, str]:
    """What one hour is paid (yen), or why that is not known."""
    form, pay, minutes = _word(variables, "pay_form"), _amount(variables, "pay_yen"), _amount(variables, "pay_hours")
    if form == "piece":
        return None, "piece"
    if pay is None or form not in ("hourly", "daily", "monthly"):
        return None, "no_pay"
    if form == "hourly":
        return Fraction(pay), "ok"
    return (Fraction(pay * 60, minutes), "ok") if minutes else (None, "no_hours")


FUNCTIONS: Mapping[str, Function] = {
    "overtime_estimate": overtime_estimate,
    "job_clocks": job_clocks,
    "stay_clock": stay_clock,
    "minimum_pay": minimum_pay,
    "overtime_minimum": overtime_minimum,
    "unpaid_span": unpaid_span,
}
"""Every function a flow may name in `call`."""

_STAY = frozenset({"stay_expiry"})
_THREE = frozenset({"status", "status_other", "last_worked", "last_day_worked"})
_READS: Mapping[str, frozenset[str]] = {
    "overtime_estimate": frozenset({
        "pay_form", "hourly_pay", "monthly_pay", "daily_pay", "piece_pay", "day_hours", "overtime_exact",
        "overtime_month", "months", "paid_how", "paid_yen", "fixed_yen", "fixed_shown", "work_field", "status",
        "status_other", "since_month", "months_or_since", "last_time",
    }),
    "job_clocks": _THREE | {"contract_end", "contract_end_recorded", "situation"},
    "stay_clock": _STAY,
    "minimum_pay": frozenset({"pay_form", "pay_yen", "pay_hours", "prefecture"}),
    "overtime_minimum": frozenset({
        "pay_form", "hourly_pay", "monthly_pay", "daily_pay", "day_hours", "paid_how", "fixed_yen", "fixed_shown",
        "prefecture", "last_time", "since_month", "months", "months_or_since",
    }),
    "unpaid_span": frozenset({"since_month", "months"}),
}  # fmt: skip


def reads(call: str, made: str) -> frozenset[str]:
    """The variables on which it depends what ``call`` says of the variable ``made``."""
    if made.startswith("stay_"):
        return _STAY
    return _THREE if made.startswith("three_") or made == "days_left" else _READS[call]


def _known(hours: Span | None, months: Span | None) -> dict[str, Any]:
    return {
        "hours_known": hours is not None,
        "hours_low": hours.low // 60 if hours else None,
        "months_known": months is not None,
        "months_low": months.low if months else None,
    }


def _estimated(result: Span | Refused) -> dict[str, Any]:
    low = high = None
    if isinstance(result, Span) and result.high:
        low = result.low // SHOWN_IN * SHOWN_IN
        high = -(-result.high // SHOWN_IN) * SHOWN_IN
    return {
        "estimate_known": low is not None,
        "estimate_single": low is not None and low == high,
        "estimate_low": low,
        "estimate_high": high,
        "estimate_reason": result.reason if isinstance(result, Refused) else "ok",
        "estimate_zero": isinstance(result, Span) and not result.high,
    }


_PAYS: Mapping[str, tuple[PayForm, str]] = {
    "hourly": (PayForm.HOURLY, "hourly_pay"), "monthly": (PayForm.MONTHLY, "monthly_pay"),
    "daily": (PayForm.DAILY, "daily_pay"), "piece": (PayForm.PIECE, "piece_pay"),
}  # fmt: skip
"""How pay is counted, and the answer that holds its amount."""


def _month(variables: Variables) -> Month:
    form = _word(variables, "pay_form")
    pay_form, pay_name = _PAYS.get(form or "", (PayForm.OTHER if form else None, ""))
    exact = _amount(variables, "overtime_exact")
    hours = _span(HOURS, _word(variables, "overtime_month"))
    paid, fixed = _paid(variables)
    return Month(
        form=pay_form,
        pay=_amount(variables, pay_name),
        day_minutes=_amount(variables, "day_hours"),
        overtime=Span.of(exact) if exact is not None else hours and Span(hours.low * 60, hours.high * 60),
        paid=paid,
        fixed=fixed,
        farm=_word(variables, "work_field") == "farm",
    )


def _paid(variables: Variables) -> tuple[Span | None, FixedPay | None]:
    """Read what was paid a month: nothing, a known part, or a fixed sum; both None when it is not known."""
    how = _word(variables, "paid_how")
    part, fixed = _amount(variables, "paid_yen"), _amount(variables, "fixed_yen")
    if how == "nothing":
        return Span.of(0), None
    if how == "part" and part is not None:
        return Span.of(part), None
    if how == "fixed" and fixed is not None:
        return None, FixedPay(fixed, shown=variables.get("fixed_shown") is True)
    return None, None


def _span(table: Mapping[str, tuple[int, int]], choice: str | None) -> Span | None:
    return Span(*table[choice]) if choice and choice in table else None


def _last_worked(variables: Variables, said_on: date) -> clocks.Start | None:
    exact = _date(variables, "last_day_worked")
    if exact:
        return clocks.Start(exact, "last_day_worked")
    back = MONTHS_BACK.get(_word(variables, "last_worked") or "")
    if back is None:
        return None
    return clocks.Start(clocks.add_months(said_on.replace(day=1), -back), "last_worked", exact=False)


def _contract_end(variables: Variables, last_worked: clocks.Start | None, today: date) -> clocks.Start | None:
    end = _date(variables, "contract_end")
    if end and not (end > today and _may_have_ended_before(variables)):
        return clocks.Start(end, "contract_end")
    return last_worked if _word(variables, "situation") in ENDED else None


def _may_have_ended_before(variables: Variables) -> bool:
    """Whether a contract end that lies ahead may be the one on paper only: of somebody who was dismissed or has left,
    and does not work there any more. Counted from it, the worker would be told much too late. What staff recorded
    (``contract_end_recorded``) is not doubted."""
    if variables.get("contract_end_recorded") is True or _word(variables, "last_worked") == STILL_WORKING:
        return False
    return _word(variables, "situation") in (*ENDED, TOLD_TO_LEAVE)


def _status(variables: Variables) -> str:
    """What the card says; behind "other" a second question was asked."""
    first = _word(variables, "status")
    return (_word(variables, "status_other") if first == "other" else first) or "unknown"


def _word(variables: Variables, name: str) -> str | None:
    value = variables.get(name)
    return value if isinstance(value, str) else None


def _amount(variables: Variables, name: str) -> int | None:
    value = variables.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        return None
    return int(value)


def _date(variables: Variables, name: str) -> date | None:
    try:
        found = date.fromisoformat(_word(variables, name) or "")
    except ValueError:
        return None
    return found if found.year in CALENDAR else None
