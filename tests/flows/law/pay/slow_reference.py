"""The Labour Standards Act counted minute by minute: slow, with no cleverness, and with nothing of the program in it.

Written from the text of the law and its notices, to be compared with `flows.law.pay`:

* Art. 32: no more than 8 hours a day and 40 hours a week, without breaks. What is beyond the day's 8 hours is already
  overtime and is not counted again for the week. A shift over midnight is one shift of the day on which it began.
* Art. 35: the weekly rest day runs from midnight to midnight. Minutes worked on it count neither for the day nor for
  the week nor for the 60 hours.
* Art. 37: each minute of overtime takes 125 %, after the 60th hour in the month 150 %; each minute on the rest day
  135 %; each minute from 22:00 to 05:00 a further 25 %. Other minutes beyond the contract's hours take 100 %.
* Minutes that the contract names are paid by the ordinary pay. If they are overtime or rest-day work all the same, the
  premium is owed on top; and at the most, where pay is by the month and the contract itself names more than 8 hours of
  a day or 40 of a week or the rest day, all of it.
* Ordinance 19, 21: pay of a month without what may be left out, over the scheduled hours of an average month.
* The sum of a month is rounded at 50 sen. Three years after its payday it has lapsed.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor


@dataclass
class Shift:
    """One date: stretches of work in minutes from its midnight, further minutes of break, minutes by contract."""

    on: date
    stretches: list[tuple[int, int]]
    loose: int = 0
    contract: int = 480


@dataclass
class Facts:
    """What one worker tells. Pay is ("hourly" | "daily" | "monthly", yen)."""

    form: str
    yen: int
    shifts: list[Shift]
    rest: set[date] = field(default_factory=set)
    week_begins: int = 6
    allowances: list[tuple[str, int, bool | None]] = field(default_factory=list)
    month_minutes: Fraction | None = None
    day_minutes: int = 480
    closes: int = 31
    paid_on: int | None = None
    months_after: int = 1
    paid: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    paid_else: tuple[int, int] = (0, 0)
    fixed: int | None = None
    fixed_shown: bool | None = None


NIGHT = [clock >= 1320 or clock < 300 for clock in range(1440)]
"""Of each minute after midnight: whether it lies between 22:00 and 05:00."""
LAWFUL = Fraction(262 * 8 * 60, 12)
"""Minutes of an average month: five days of 8 hours a week are at most 262 days in a year."""
LEAVE_OUT = {"family", "commuting", "living_apart", "education", "housing"}
ALWAYS_OUT = {"ad_hoc", "over_one_month"}


def last_of(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def next_month(year: int, month: int, by: int = 1) -> tuple[int, int]:
    for _ in range(by):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return year, month


def month_of(on: date, closes: int) -> tuple[int, int]:
    """Year and month in which the month of pay closes that a day belongs to."""
    if on <= last_of(on.year, on.month, closes):
        return on.year, on.month
    return next_month(on.year, on.month)


def minute_list(shift: Shift, *, most: bool) -> list[int]:
    """Every minute of the shift, in order; a break of unknown time is taken out of the night, or out of the day."""
    every = [minute for start, end in shift.stretches for minute in range(start, end)]
    if not shift.loose:
        return every
    first_out = sorted(every, key=lambda minute: NIGHT[minute % 1440] is most)
    out = set(first_out[: shift.loose])
    return [minute for minute in every if minute not in out]


def per_hour(facts: Facts, *, most: bool, joins: int) -> Fraction:
    if facts.month_minutes is None:
        month = Fraction(20 * 8 * 60 if most else LAWFUL)
    elif most and facts.month_minutes > LAWFUL:
        month = LAWFUL
    else:
        month = facts.month_minutes
    inside = 0
    for kind, yen, flat in facts.allowances:
        counts = True
        if kind in ALWAYS_OUT or (kind in LEAVE_OUT and flat is False):
            counts = False
        elif kind in LEAVE_OUT and flat is None:
            counts = most
        inside += yen if counts else 0
    every = sum(yen for _, yen, _ in facts.allowances)
    if facts.form == "monthly":
        return max(Fraction(0), Fraction(facts.yen + joins - (every - inside))) * 60 / month
    plain = Fraction(facts.yen) if facts.form == "hourly" else Fraction(facts.yen * 60, facts.day_minutes)
    return plain + Fraction(inside + joins) * 60 / month


def percents(facts: Facts, *, most: bool) -> dict[tuple[int, int], int]:
    """For each month of pay the percent of all its minutes, summed up minute by minute."""
    contract_counts = facts.form == "monthly" and most
    sums: dict[tuple[int, int], int] = {}
    in_week: dict[date, int] = {}
    contract_in_week: dict[date, int] = {}
    in_month: dict[tuple[int, int], int] = {}
    for shift in sorted(facts.shifts, key=lambda one: one.on):
        month = month_of(shift.on, facts.closes)
        sums.setdefault(month, 0)
        sunday = shift.on - timedelta(days=(shift.on.weekday() - facts.week_begins) % 7)
        today = 0
        by_contract = 0 if shift.on in facts.rest else shift.contract
        rests = [shift.on + timedelta(days=after) in facts.rest for after in range(3)]
        for worked, minute in enumerate(minute_list(shift, most=most), 1):
            named = worked <= by_contract
            percent = 0
            contract_beyond = True
            if rests[minute // 1440]:
                percent = 135
            else:
                today += 1
                if named and today <= 480:
                    contract_in_week[sunday] = contract_in_week.get(sunday, 0) + 1
                    contract_beyond = contract_in_week[sunday] > 2400
                if today > 480:
                    beyond = True
                else:
                    in_week[sunday] = in_week.get(sunday, 0) + 1
                    beyond = in_week[sunday] > 2400
                if beyond:
                    in_month[month] = in_month.get(month, 0) + 1
                    percent = 125 if in_month[month] <= 3600 else 150
                elif not named:
                    percent = 100
            if named and percent and not (contract_counts and contract_beyond):
                percent -= 100
            if NIGHT[minute % 1440]:
                percent += 25
            sums[month] += percent
    return sums


def lapsed(facts: Facts, month: tuple[int, int], today: date, *, most: bool) -> bool:
    if facts.paid_on is not None:
        payday = last_of(*next_month(*month, facts.months_after), facts.paid_on)
    elif most:
        payday = last_of(*next_month(*month), 31)
    else:
        payday = last_of(*month, facts.closes)
    first = payday + timedelta(days=1)  # the day itself is not counted
    try:
        last = first.replace(year=first.year + 3) - timedelta(days=1)
    except ValueError:  # three years after the 29th of February: the month's last day
        last = date(first.year + 3, 2, 28)
    return last < today


def end(facts: Facts, today: date, *, most: bool, joins: bool) -> tuple[int, int]:
    """Yen still owed, and yen of months that have lapsed at this end."""
    fixed = facts.fixed or 0
    base = per_hour(facts, most=most, joins=fixed if joins else 0)
    claimable = gone = 0
    for month, percent in percents(facts, most=most).items():
        owed = floor(base * percent / 6000 + Fraction(1, 2))
        paid = facts.paid.get(month, facts.paid_else)[0 if most else 1] + (0 if joins else fixed)
        missing = max(0, owed - paid)
        if lapsed(facts, month, today, most=most):
            gone += missing
        else:
            claimable += missing
    return claimable, gone


def slow(facts: Facts, today: date) -> Sequence[int]:
    """The least and the most that is still owed, in yen."""
    most_joins = facts.fixed is not None and facts.fixed_shown is not True
    low, _ = end(facts, today, most=False, joins=False)
    high, _ = end(facts, today, most=True, joins=most_joins)
    return low, high
