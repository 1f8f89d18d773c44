"""Quiet hours: between them, on somebody's own clock, an alert waits or goes to somebody who is awake.

What a digest would have said of a case that is not urgent, to somebody whose organisation reads none, waits until the
hours end, and so does what no digest shows. Nothing else that asks for an act waits for a sleeper alone. In this order:

| who                                                            | is told                                      |
|----------------------------------------------------------------|----------------------------------------------|
| whose turn on the rota it is                                   | at once: being on duty is being awake        |
| who wants urgent cases also then (and the case is urgent)      | at once                                      |
| colleagues who are told of the same and are awake              | at once; the sleeper when the hours end      |
| nobody of them: coordinators and deputies who are awake        | at once; the sleepers when their hours end   |
| nobody at all                                                  | the sleepers, at once                        |
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cases.notify import people_of
from bot.escalation.rota import on_rota
from storage.models import COORDINATOR, Staff
from storage.uow import UnitOfWork


def quiet_until(staff: Staff, at: datetime) -> datetime | None:
    """When the quiet hours that hold at this moment end; None if none hold. They may go over midnight."""
    if staff.quiet_from is None or staff.quiet_to is None or staff.quiet_from == staff.quiet_to:
        return None
    zone = ZoneInfo(staff.timezone)
    begins, ends = time.fromisoformat(staff.quiet_from), time.fromisoformat(staff.quiet_to)
    local = at.astimezone(zone)
    day, clock = local.date(), local.time().replace(tzinfo=None)
    if begins < ends:
        holds = begins <= clock < ends
    else:
        holds = clock >= begins or clock < ends
        day = day + timedelta(days=1) if clock >= begins else day
    if not holds:
        return None
    end = datetime.combine(day, ends, zone).astimezone(UTC)
    return end if end > at else None  # the hour that comes twice in autumn


def organisation_of(staff: Staff) -> str:
    """As what this person is asked about cases."""
    return staff.partner_id or COORDINATOR


def on_duty(uow: UnitOfWork, staff: Staff, now: datetime) -> bool:
    """Whether it is this person's turn on the rota, or they stand in for whose turn it is."""
    for shift in on_rota(uow, organisation_of(staff), now):
        if shift.staff_id == staff.id:
            return True
        person = uow.partners.person(shift.staff_id) if shift.staff_id else None
        away = person is not None and person.away_until is not None and person.away_until > now
        if person is not None and away and person.substitute_id == staff.id:
            return True
    return False


def sleeps_until(uow: UnitOfWork, staff: Staff, now: datetime, *, urgent: bool) -> datetime | None:
    """Until when this person is not to be woken by a case; None: they may be told now."""
    until = quiet_until(staff, now)
    if until is None or (urgent and staff.quiet_urgent) or on_duty(uow, staff, now):
        return None
    return until


def awake(uow: UnitOfWork, people: Iterable[Staff], now: datetime, *, urgent: bool, mail: bool) -> list[Staff]:
    """Those who have a confirmed contact and may be told now."""
    return [
        one for one in people
        if one.active
        and ((mail and one.email_confirmed_at is not None) or one.telegram_confirmed_at is not None)
        and sleeps_until(uow, one, now, urgent=urgent) is None
    ]  # fmt: skip


def colleagues(uow: UnitOfWork, staff: Staff, now: datetime) -> list[Staff]:
    """Who else of the organisation is told of the same cases."""
    return [one for one in people_of(uow, organisation_of(staff), now) if one.id != staff.id]


def stand_ins(uow: UnitOfWork, staff: Staff, now: datetime) -> list[Staff]:
    """Who looks after a case while everybody of its organisation sleeps: coordinators and deputies."""
    return [one for one in people_of(uow, COORDINATOR, now, deputies=True) if one.id != staff.id]
