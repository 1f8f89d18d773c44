"""Who of an organisation answers when: its usual hours, and the dated changes of them."""

from datetime import datetime, timedelta

from storage.models import COORDINATOR, DutyShift
from storage.uow import UnitOfWork

from .duty import OFFICE, Duty, parse_duty

LONG = timedelta(days=1)
"""Who is closed for at least so long from now is not asked: the worker would only wait."""


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
        rota=tuple((s.starts_at, s.ends_at) for s in shifts if not s.closed),
        closed=tuple((s.starts_at, s.ends_at) for s in shifts if s.closed),
    )


def on_rota(uow: UnitOfWork, organisation: str, now: datetime) -> list[DutyShift]:
    """Whose turn it is at this moment."""
    return [s for s in uow.shifts.of(organisation) if not s.closed and s.starts_at <= now < s.ends_at]


def closed_for_long(uow: UnitOfWork, organisation: str, now: datetime) -> bool:
    """Whether an organisation is closed now and for a day at least, with nobody on the rota meanwhile."""
    shut = any(s.closed and s.starts_at <= now and s.ends_at >= now + LONG for s in uow.shifts.of(organisation))
    if not shut:
        return False
    opens = duty_of(uow, organisation).opens_after(now)
    return opens is None or opens >= now + LONG
