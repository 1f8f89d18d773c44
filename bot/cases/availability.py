"""Whether a partner can be asked at this moment."""

from storage.models import Partner
from storage.uow import UnitOfWork


def available(uow: UnitOfWork, partner: Partner) -> bool:
    """Active, with somebody to answer, and with room for one more case."""
    if not partner.active or not uow.partners.staff_of(partner.id):
        return False
    return partner.capacity is None or uow.cases.load([partner.id]).get(partner.id, 0) < partner.capacity
