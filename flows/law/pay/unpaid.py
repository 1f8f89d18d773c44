"""What is still owed: between which two amounts, month by month, with the formula, the law, and what was assumed.

It never says "this is owed": it says what follows from the answers. Amounts are yen, times are minutes.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from flows.law.amounts import Span
from flows.law.pay.base import Base, Pay, PayForm, base_of
from flows.law.pay.caveats import assumptions, laws, not_covered
from flows.law.pay.claim import Claim
from flows.law.pay.kinds import HandedOver, handed_over
from flows.law.pay.minimum import MinimumCheck, against_minimum
from flows.law.pay.minutes import Minutes
from flows.law.pay.months import lapses
from flows.law.pay.settle import Settled, settle

DO_NOT_SETTLE = "do_not_settle"
"""The text that stands under every amount: do not settle on this, have it counted by somebody who knows."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of pay: its days, its payday and when it lapses (the earliest and the latest day of each), and both
    ends of its account."""

    first: date
    last: date
    paydays: tuple[date, date]
    lapses: tuple[date, date]
    minutes_low: Minutes
    minutes_high: Minutes
    low: Settled
    high: Settled
    lapsed_low: bool
    """Whether it counts as lapsed at the low end; only then is it left out of the low sum. The same for the high."""
    lapsed_high: bool
    due: bool | None
    """Whether its payday has passed; None: perhaps. On payday itself the pay may still come."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The sums if fixed overtime pay is `counted` against what is owed, or `joins` the pay; `none`: there is none."""

    fixed: Literal["none", "counted", "joins"]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Unpaid:
    """Between `low` and `high` yen that can still be claimed, or will be if payday does not bring them, and everything
    that led there."""

    low: int
    high: int
    due_low: int
    """Yen of `low` whose payday has passed for certain; of `high` those whose payday may have passed."""
    due_high: int
    ahead_low: int
    """Yen whose payday is still to come: for certain, and perhaps."""
    ahead_high: int
    lapsed_low: int
    """Yen of months that have lapsed; not part of `low`."""
    lapsed_high: int
    readings: tuple[Reading, ...]
    months: tuple[Month, ...]
    bases_low: tuple[tuple[date, Base], ...]
    """Hourly base with its lines, by the day from which that pay held."""
    bases_high: tuple[tuple[date, Base], ...]
    minimum: tuple[MinimumCheck, ...]
    assumptions: tuple[str, ...]
    not_covered: tuple[str, ...]
    laws: tuple[str, ...]
    claim: Claim
    warning: str = DO_NOT_SETTLE


def unpaid(claim: Claim, today: date) -> Unpaid | HandedOver:
    """Compute what is still owed on a day in Japan, or say why a person has to."""
    for _, pay in claim.pays:
        other = handed_over(claim.work, claim.status, pay.form)
        if other is not None:
            if not _hour_known(claim):
                return other
            nights = _nights(claim, today) if other.late_night_holds else ()
            return replace(other, nights=nights, minimum=_minimum(claim))
    joined = claim.fixed is not None and not claim.fixed.shown
    low, high = _End(claim, high=False, joins=False), _End(claim, high=True, joins=joined)
    months = tuple(
        _month(claim, end, low.settled[end], high.settled[end], today) for end in sorted(claim.hours.high)
    )
    lines = [line for _, base in (*low.bases, *high.bases) for line in base.lines]
    lines += [line for one in months for line in (*one.low.lines, *one.high.lines)]
    return Unpaid(
        low=sum(one.low.unpaid for one in months if not one.lapsed_low),
        high=sum(one.high.unpaid for one in months if not one.lapsed_high),
        due_low=sum(one.low.unpaid for one in months if not one.lapsed_low and one.due is True),
        due_high=sum(one.high.unpaid for one in months if not one.lapsed_high and one.due is not False),
        ahead_low=sum(one.low.unpaid for one in months if one.due is False),
        ahead_high=sum(one.high.unpaid for one in months if one.due is not True),
        lapsed_low=sum(one.low.unpaid for one in months if one.lapsed_high),
        lapsed_high=sum(one.high.unpaid for one in months if one.lapsed_low),
        readings=_readings(claim, months, low, high),
        months=months,
        bases_low=low.bases,
        bases_high=high.bases,
        minimum=_minimum(claim),
        assumptions=assumptions(claim),
        not_covered=not_covered(claim, lapsed=any(one.lapsed_low for one in months)),
        laws=laws(tuple(lines)),
        claim=claim,
    )


class _End:
    """One end of the claim: every span decided for it, every month settled."""

    def __init__(self, claim: Claim, *, high: bool, joins: bool) -> None:
        fixed = claim.fixed.yen if claim.fixed else 0
        self._claim, self.high, self.joins = claim, high, joins
        self._set_off, joining = (0, fixed) if joins else (fixed, 0)
        self.bases = tuple((since, base_of(pay, joining, high=high)) for since, pay in sorted(
            claim.pays, key=lambda one: one[0]
        ))  # fmt: skip
        self.settled = {end: self._settle(end) for end in claim.hours.high}

    def _settle(self, end: date) -> Settled:
        claim = self._claim
        minutes = (claim.hours.high if self.high else claim.hours.low).get(end, Minutes())
        if claim.whole_hours:
            minutes = minutes.to_whole_hours()
        # where pay changed within the month, nobody knows which hours were worked before: each end takes its own
        held = claim.held(end)
        pick = max if self.high else min
        began, base = pick((one for one in self.bases if one[0] in held), key=lambda one: one[1].per_hour)
        form = next(pay.form for since, pay in claim.pays if since == began)
        span = claim.paid.get(end, claim.paid_each) or Span(0, 0)
        # Pay of a month may be meant for all the hours of the contract, or only for the lawful ones: both ends.
        scheduled_paid = form is not PayForm.MONTHLY or not self.high
        paid = span.low if self.high else span.high
        return settle(base.per_hour, minutes, paid, self._set_off, scheduled_paid=scheduled_paid)


def _month(claim: Claim, end: date, low: Settled, high: Settled, today: date) -> Month:
    paydays = claim.months.paydays(end)
    first, last = (lapses(payday) for payday in paydays)
    return Month(
        first=claim.months.begin_of(end), last=end, paydays=paydays, lapses=(first, last),
        minutes_low=claim.hours.low.get(end, Minutes()), minutes_high=claim.hours.high[end],
        low=low, high=high, lapsed_low=first < today, lapsed_high=last < today,
        due=True if paydays[1] < today else False if paydays[0] >= today else None,
    )  # fmt: skip


def _readings(claim: Claim, months: tuple[Month, ...], *made: "_End") -> tuple[Reading, ...]:
    """Sum up both readings of fixed overtime pay; months that have lapsed stay out of either."""
    open_low = {one.last for one in months if not one.lapsed_low}
    open_high = {one.last for one in months if not one.lapsed_high}

    def end(*, high: bool, joins: bool) -> "_End":
        alike = (one for one in made if (one.high, one.joins) == (high, joins))
        return next(alike, None) or _End(claim, high=high, joins=joins)

    def reading(name: Literal["none", "counted", "joins"]) -> Reading:
        low, high = end(high=False, joins=name == "joins").settled, end(high=True, joins=name == "joins").settled
        return Reading(name, sum(low[e].unpaid for e in open_low), sum(high[e].unpaid for e in open_high))

    return (reading("none"),) if claim.fixed is None else (reading("counted"), reading("joins"))


def _hour_known(claim: Claim) -> bool:
    """Whether the pay of an hour is known without taking the hours of a month for granted: for work outside the rules
    on hours nothing can be said of them that the contract does not name."""
    joins = claim.fixed is not None and not claim.fixed.shown

    def known(pay: Pay) -> bool:
        if pay.form in (PayForm.PIECE, PayForm.OTHER):
            return False
        by_month = pay.form is PayForm.MONTHLY or joins or any(one.yen for one in pay.allowances)
        return not by_month or (pay.month_minutes is not None and not pay.beyond_the_limit)

    return all(known(pay) for _, pay in claim.pays)


def _nights(claim: Claim, today: date) -> tuple[Month, ...]:
    """The months with work at night, at the low end and with nothing but its premium; those that may have lapsed are
    left out. Whatever was paid for overtime, nights or in advance is taken off."""
    late = {end: Minutes(late_night=one.late_night) for end, one in claim.hours.low.items() if one.late_night}
    only = replace(claim, hours=replace(claim.hours, low=late, high=late))
    settled = _End(only, high=False, joins=False).settled
    months = (_month(only, end, settled[end], settled[end], today) for end in sorted(late))
    return tuple(one for one in months if not one.lapsed_low)


def _minimum(claim: Claim) -> tuple[MinimumCheck, ...]:
    if claim.prefecture is None or not claim.hours.worked_on:
        return ()
    pays = sorted(claim.pays, key=lambda one: one[0])

    def on(day: date) -> Pay:
        return next((pay for since, pay in reversed(pays) if since <= day), pays[0][1])

    may_join = claim.fixed.yen if claim.fixed is not None and not claim.fixed.shown else 0
    return against_minimum(claim.prefecture, ((day, on(day)) for day in claim.hours.worked_on), may_join)
