"""The clocks that run for a worker: which day, counted from where, resting on what, and what to do.

All days are dates in Japan. A clock decides nothing; it says the earliest day that matters, so that nobody
is told too late. `basis.firm` is false for rules nobody has checked: such a clock is never told as a fact.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.law.facts import Basis
from flows.law.rules import Rule, rule

JAPAN = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Start:
    """The day a clock is counted from. `exact` is false for the earliest day that an answer allows."""

    day: date
    key: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Clock:
    """A day that matters (`due`), how it was counted (`start` plus `amount` `unit`), and what it rests on.

    `rule` is its row in `rules.yaml`; `advice` and `advice_passed` are text keys: what to do until the day, and after.
    """

    key: str
    rule: str
    due: date
    start: Start
    amount: int
    unit: str
    law: str
    basis: Basis
    advice: str
    advice_passed: str

    def passed(self, today: date) -> bool:
        """Say whether the day lies behind; the day itself still counts."""
        return self.due < today

    def over_at(self) -> datetime:
        """The moment at which the day is over in Japan. Offices close long before."""
        return datetime.combine(self.due + timedelta(days=1), time(), JAPAN)

    def days_left(self, today: date) -> int:
        """Count the days until the day; 0 on it and after it."""
        return max((self.due - today).days, 0)

    def advice_on(self, today: date) -> str:
        """Name the text that fits today."""
        return self.advice_passed if self.passed(today) else self.advice


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later (or earlier), or that month's last where there is no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def period_ends(before: date, months: int) -> date:
    """Return the last day of a period of months that begins on the day after `before` (Civil Code 140 and 143): the day
    before the one like its first, or that month's last where there is no such day."""
    first = before + timedelta(days=1)
    like = add_months(first, months)
    return like - timedelta(days=1) if like.day == first.day else like


def immigration_notice(ended: Start, status: str) -> Clock | None:
    """The worker's own notice to immigration, 14 days after the contract ended (Immigration Act 19-16).

    None for cards it does not concern. Late is better than never: once passed, the advice is to file today.
    """
    found = rule("immigration_notice")
    if not found.applies_to(status):
        return None
    due = ended.day + timedelta(days=found.value)
    return _clock(found, due, ended, "file_notice", "file_notice_today_anyway", status)


def employer_notice(ended: Start, status: str) -> Clock | None:
    """The employer's own notice to immigration, 14 days after the contract changed or ended (Immigration Act 19-18).

    A separate duty from the worker's: neither replaces the other. None for cards it does not concern.
    """
    found = rule("employer_notice")
    if not found.applies_to(status):
        return None
    due = ended.day + timedelta(days=found.value)
    return _clock(found, due, ended, "employer_files_too", "note_that_employer_is_late", status)


def interview(last: Start, status: str) -> Clock | None:
    """The day by which the next regular interview is due: three months after the last, or after the work began.

    It is a duty of the accepting side towards specified skilled workers (i); None for other cards.
    """
    found = rule("interview_every")
    if not found.applies_to(status):
        return None
    return _clock(found, add_months(last.day, found.value), last, "expect_interview", "note_missed_interview", status)


def renewal(expiry: date, *, filed: bool | None, papers_withheld: bool = False) -> Clock | None:
    """The renewal that somebody has to file by the last day on the card; None once it was filed.

    `filed`: None if the worker does not know, which counts as no. Where the employer prepares it and withholds papers,
    the worker is told to ask for them, and that a person can file for themselves.
    """
    if filed:
        return None
    advice = "ask_for_papers_or_file_yourself" if papers_withheld else "ask_who_files_and_for_the_receipt"
    return replace(end_of_stay(expiry), key="renewal", advice=advice)


def activity_gap(last_worked: Start, status: str) -> Clock | None:
    """Three months without the work the card is for: then immigration may start to ask (22-4(1) item 6).

    Not the end of the stay: there must be no good reason, and a hearing comes first. Counted from the last
    day actually worked, or the earliest day that may have been it.
    """
    found = rule("activity_gap")
    if not found.applies_to(status):
        return None
    due = add_months(last_worked.day, found.value)
    return _clock(found, due, last_worked, "keep_proof_of_search", "see_specialist_keep_proof", status)


def end_of_stay(expiry: date) -> Clock:
    """The last day printed on the card: also the last day to apply for an extension or change."""
    opens = rule("renewal_opens")
    start = Start(add_months(expiry, -opens.value), "renewal_opens")
    clock = _clock(opens, expiry, start, "apply_before_expiry", "see_specialist_today", key="end_of_stay")
    last_day = rule("apply_by_last_day")
    return replace(clock, rule=last_day.id, law=last_day.law, basis=last_day.basis)


def special_period(expiry: date, applied: date, days_granted: int | None = None) -> Clock | None:
    """The stay goes on until the decision, at most two months past the expiry, if applied for in time.

    None if the application came after the expiry or the stay was granted for 30 days or less. Whoever does
    not know the granted days (None) is told the period; it rests on secondary pages either way.
    """
    found = rule("special_period")
    too_short = days_granted is not None and days_granted < rule("special_period_needs").value
    if applied > expiry or too_short:
        return None
    due = add_months(expiry, found.value)
    return _clock(found, due, Start(expiry, "expiry"), "wait_for_decision", "see_specialist_today")


def dismissal_notice(told: date) -> Clock:
    """The earliest last day an employer may set without paying in lieu: 30 days after saying so (LSA 20)."""
    found = rule("dismissal_notice")
    due = told + timedelta(days=found.value)
    return _clock(found, due, Start(told, "told_to_leave"), "do_not_sign", "ask_pay_in_lieu")


def notice_days_short(told: date, last_day: date) -> int:
    """Count the days missing from the 30: as many days' average wage are due in lieu (LSA 20(2))."""
    return max(rule("dismissal_notice").value - max((last_day - told).days, 0), 0)


def wage_limitation(payday: date) -> Clock:
    """The last day on which the wages of one payday can be claimed: three years (LSA 115 with 143(3)).

    Every payday has its own clock; a letter or a claim must arrive before the day is over.
    """
    found = rule("wage_limitation")
    due = period_ends(payday, found.value * 12)
    return _clock(found, due, Start(payday, "payday"), "claim_before", "ask_whether_all_is_lost")


def oldest_claimable_payday(today: date) -> date:
    """Return the oldest payday whose wages have not lapsed today."""
    return add_months(today, -rule("wage_limitation").value * 12)


def wages_after_leaving(requested: date) -> Clock:
    """Wages are to be paid within 7 days of asking after leaving (LSA 23). Nobody has checked this rule."""
    found = rule("wages_after_leaving")
    due = requested + timedelta(days=found.value)
    return _clock(found, due, Start(requested, "wages_requested"), "ask_for_wages", "ask_for_wages")


def _clock(
    found: Rule,
    due: date,
    start: Start,
    advice: str,
    advice_passed: str,
    status: str = "",
    *,
    key: str = "",
) -> Clock:
    basis = found.basis_for(status)
    return Clock(
        key or found.id, found.id, due, start, found.value, found.unit, found.law, basis, advice, advice_passed
    )
