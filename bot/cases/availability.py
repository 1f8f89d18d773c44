"""Whether a partner can be asked at this moment."""

from datetime import datetime

from bot.escalation.rota import closed_for_long
from storage.models import Partner
from storage.uow import UnitOfWork


def available(uow: UnitOfWork, partner: Partner, now: datetime) -> bool:
    """Active, with somebody to answer, with room for one more case, and not closed for days."""
    if not partner.active or not uow.partners.staff_of(partner.id) or closed_for_long(uow, partner.id, now):
        return False
    return partner.capacity is None or uow.cases.load([partner.id]).get(partner.id, 0) < partner.capacity
