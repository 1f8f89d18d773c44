"""Who of an organisation answers when: its usual hours, and the dated changes of them."""

from datetime import datetime, timedelta

from storage.models import COORDINATOR, DutyShift, Staff
from storage.uow import UnitOfWork

from .duty import OFFICE, Duty, Span, after_duty, parse_duty

LONG = timedelta(days=1)
"""Who is closed for at least so long, now or before it could answer, is not asked: the worker would only wait."""
TO_ANSWER = timedelta(hours=2)
"""Of its duty: what even an urgent report leaves whoever is asked."""


def duty_of(uow: UnitOfWork, organisation: str) -> Duty:
    """An organisation's hours. Coordinators keep office hours, besides their rota."""
    partner = None if organisation == COORDINATOR else uow.partners.get(organisation)
    usual = OFFICE if partner is None else parse_duty(partner.duty)
    shifts = uow.shifts.of(organisation)
    if not shifts:
        return usual
    return Duty(
        usual.week,
        usual.holiday,
        rota=tuple(span for s in shifts if not s.closed and (span := _taken(uow, s)) is not None),
        closed=tuple((s.starts_at, s.ends_at) for s in shifts if s.closed),
    )


def on_rota(uow: UnitOfWork, organisation: str, now: datetime) -> list[DutyShift]:
    """Whose turn it is at this moment, where they or who stands in are there."""
    turns = [s for s in uow.shifts.of(organisation) if not s.closed and s.starts_at <= now < s.ends_at]
    return [s for s in turns if (span := _taken(uow, s)) is not None and span[0] <= now]


def closed_for_long(uow: UnitOfWork, organisation: str, now: datetime) -> bool:
    """Whether an organisation is closed for a day at least before it has had ``TO_ANSWER`` of its duty, counted from
    now, with nobody on the rota meanwhile; or everybody is away, and nobody stands in, for so long."""
    back = nobody_until(uow, organisation, now)
    if back is not None:
        usual = duty_of(uow, organisation)
        if after_duty(back, TO_ANSWER, usual) >= after_duty(now, TO_ANSWER, usual) + LONG:
            return True
    ahead = [max(s.starts_at, now) for s in uow.shifts.of(organisation) if s.closed and _lasts(s, now)]
    if not ahead:
        return False
    duty = duty_of(uow, organisation)
    if duty.opens_after(now) is None:
        return True
    return after_duty(now, TO_ANSWER, duty) >= min(ahead) + LONG


def nobody_until(uow: UnitOfWork, organisation: str, now: datetime) -> datetime | None:
    """When the first of an organisation, or who stands in for them, is there again; None while somebody is."""
    if organisation not in uow.partners.with_absent(now):
        return None
    back = []
    for person in uow.partners.staff_of(organisation):
        substitute = uow.partners.person(person.substitute_id) if person.substitute_id else None
        back.append(_there_from(person, now))
        if substitute is not None and substitute.active:
            back.append(_there_from(substitute, now))
    first = min(back, default=now)
    return first if first > now else None


def _taken(uow: UnitOfWork, shift: DutyShift) -> Span | None:
    """When somebody really answers in a turn: nobody once they have left; while they are away, their substitute."""
    person = uow.partners.person(shift.staff_id) if shift.staff_id else None
    if person is None or not person.active:
        return None
    there = _there_from(person, shift.starts_at)
    substitute = uow.partners.person(person.substitute_id) if person.substitute_id else None
    if there > shift.starts_at and substitute is not None and substitute.active:
        there = min(there, _there_from(substitute, shift.starts_at))
    return (there, shift.ends_at) if there < shift.ends_at else None


def _there_from(person: Staff, moment: datetime) -> datetime:
    return moment if person.away_until is None else max(moment, person.away_until)


def _lasts(shift: DutyShift, now: datetime) -> bool:
    return shift.ends_at - max(shift.starts_at, now) >= LONG
