"""Days that follow from facts: the clocks of the law, a departure, the end of a place to live. Pure.

Facts are variables by name, as the worker told them or staff recorded them since. Each contribution of the law names
its article and sources; the numbers are those of ``flows.law``.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.clock import JAPAN, date_in_japan
from flows.compute import job_clocks
from flows.law import clocks
from flows.law.rules import rule

from .reasons import Contribution, Nature, risk
from .risks import Weight

OFFICES_CLOSE = time(17)
"""When a day of the law is over for somebody who has to go to an office, Japan time."""

_AHEAD = {"today": timedelta(), "tomorrow": timedelta(days=1)}
"""What an answer about a departure means, from the day it was given."""

SOURCES = frozenset(
    {
        "notice_due", "three_months_date", "stay_date", "stay_applied", "stay_refused", "told_to_leave",
        "housing_until", "flight_when", "flight_date",
    }
)  # fmt: skip
"""Every source that a contribution from here can have: found anew whenever a fact changes."""


def of_facts(facts: Mapping[str, Any], now: datetime, said: Mapping[str, datetime]) -> tuple[Contribution, ...]:
    """What the facts add to deadline and urgency. ``said``: when each was said; now, where it is missing."""
    today = date_in_japan(now)
    days = {name: date_in_japan(at) for name, at in said.items()}
    counted = {name: value for name, value in job_clocks(facts, today, days).items() if value is not None}
    known = {**facts, **counted}
    found = [
        _notice(known, today),
        _three_months(known, now, today),
        *_stay(known, now, today),
        _refused(known, now, today),
        _dismissal(known, today),
        _housing(known, now, today),
        _flight(known, now, said),
    ]
    return tuple(one for one in found if one is not None)


def _notice(facts: Mapping[str, Any], today: date) -> Contribution | None:
    """The worker's own notice within 14 days. Once passed it is filed late, which presses nobody further."""
    day = _date(facts, "notice_due")
    if day is None:
        return None
    return _by_law("immigration_notice", "notice_14_days", "notice_due", day, facts, today)


def _three_months(facts: Mapping[str, Any], now: datetime, today: date) -> Contribution | None:
    """Three months from the last day worked; once passed a specialist looks at it."""
    day = _date(facts, "three_months_date")
    if day is None:
        return None
    if day < today:
        return risk("three_months_passed", "three_months_date", now)
    return _by_law("activity_gap", "three_months", "three_months_date", day, facts, today)


def _stay(facts: Mapping[str, Any], now: datetime, today: date) -> tuple[Contribution, ...]:
    """The end of the stay; with an application made in time, the end of the special period of two months.

    That period is not for stays of 30 days or less: as long as nobody has recorded how many days were granted it is
    shown as not certain, and the end of the stay remains what must not be missed.
    """
    day, applied = _date(facts, "stay_date"), _happened(facts, "stay_applied", today)
    if day is None:
        return ()
    ended = risk("stay_ended", "stay_date", now)
    stay = ended if day < today else _by_law("apply_by_last_day", "stay_end", "stay_date", day, facts, today)
    if applied is None or _happened(facts, "stay_refused", today) is not None:
        return (stay,)
    granted = _days(facts, "days_granted")
    longer = clocks.special_period(day, applied, granted)
    if longer is None or longer.passed(today):
        return (stay,)
    period = _by_law("special_period", "special_period", "stay_applied", longer.due, facts, today)
    if granted is not None:
        return (period,)
    period = replace(period, checked=False)
    return (period,) if stay is ended else (stay, replace(period, nature=Nature.NOTED))


def _refused(facts: Mapping[str, Any], now: datetime, today: date) -> Contribution | None:
    """Immigration has refused: a specialist the same day."""
    refused = _happened(facts, "stay_refused", today)
    return None if refused is None else risk("stay_refused", "stay_refused", now)


def _dismissal(facts: Mapping[str, Any], today: date) -> Contribution | None:
    """Thirty days from the day the worker was told to leave; "on the same day" tells that day too."""
    told = _happened(facts, "told_to_leave", today)
    if told is None and facts.get("notice") == "same_day":
        told = _date(facts, "last_day_worked")
    if told is None:
        return None
    due = clocks.dismissal_notice(told).due
    return _by_law("dismissal_notice", "dismissal_30_days", "told_to_leave", due, facts, today)


def _housing(facts: Mapping[str, Any], now: datetime, today: date) -> Contribution | None:
    """The day the place to live is lost; once it has passed there may be no bed tonight."""
    day = _date(facts, "housing_until")
    if day is None:
        return None
    if day < today:
        return risk("no_bed", "housing_until", now)
    return Contribution("housing_ends", "housing_until", Nature.DEADLINE, Weight.RAISED, _closing(day))


def _flight(facts: Mapping[str, Any], now: datetime, said: Mapping[str, datetime]) -> Contribution | None:
    """A departure. "Today" and "tomorrow" are counted from when they were said, for ever. The day it may be at the
    earliest counts from midnight, because the hour is not known; said on that day, from two hours later.

    Time alone does not calm: once the day is over it presses nobody by its time, but stays until somebody says more.
    """
    source, day = "flight_date", _date(facts, "flight_date")
    if day is None:
        source, ahead = "flight_when", _AHEAD.get(str(facts.get("flight_when")))
        if ahead is None:
            return None
        day = date_in_japan(said.get(source, now)) + ahead
    told = said.get(source, now)
    if day < date_in_japan(told):
        return None
    due = _at(day, time()) if day > date_in_japan(told) else told + timedelta(hours=2)
    over = day < date_in_japan(now) and due <= now
    nature = Nature.NOTED if over else Nature.DEADLINE
    return Contribution("flight", source, nature, Weight.URGENT, due, over)


def _by_law(rule_name: str, reason: str, source: str, day: date, facts: Mapping[str, Any], today: date) -> Contribution:
    found = rule(rule_name)
    basis = found.basis_for(_status(facts))
    passed = day < today
    nature = Nature.NOTED if passed else Nature.DEADLINE
    return Contribution(
        reason, source, nature, Weight.RAISED, _closing(day), passed, found.law, basis.sources, basis.firm
    )


def _status(facts: Mapping[str, Any]) -> str:
    """What the card says; behind "other" a second question was asked."""
    first = facts.get("status")
    said = facts.get("status_other") if first == "other" else first
    return said if isinstance(said, str) else "unknown"


def _date(facts: Mapping[str, Any], variable: str) -> date | None:
    value = facts.get(variable)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _happened(facts: Mapping[str, Any], variable: str, today: date) -> date | None:
    """A day of something that has happened: one that is still ahead is a plan, and counts for nothing."""
    day = _date(facts, variable)
    return day if day is not None and day <= today else None


def _days(facts: Mapping[str, Any], variable: str) -> int | None:
    value = str(facts.get(variable))
    return int(value) if value.isascii() and value.isdigit() else None


def day_after(moment: datetime) -> datetime:
    """When the day of a moment is over in Japan."""
    return _at(date_in_japan(moment) + timedelta(days=1), time())


def _closing(day: date) -> datetime:
    return _at(day, OFFICES_CLOSE)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, JAPAN).astimezone(UTC)
