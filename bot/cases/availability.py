"""Whether a partner can be asked at this moment."""

from datetime import datetime

from bot.escalation.rota import closed_for_long
from storage.models import Partner
from storage.uow import UnitOfWork


def available(uow: UnitOfWork, partner: Partner, now: datetime) -> bool:
    """Active, with somebody to answer who is not known to be out of reach, with room for one more case, and not closed
    for days."""
    if not partner.active or not uow.partners.staff_of(partner.id) or closed_for_long(uow, partner.id, now):
        return False
    if not uow.partners.reachable(partner.id):  # the last address has failed for good: its time would run for nobody
        return False
    return partner.capacity is None or uow.cases.load([partner.id]).get(partner.id, 0) < partner.capacity
