"""How much of a case somebody may see because of what their organisation was asked and did."""

from enum import StrEnum

from storage.models import Case, CaseState, Offer, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import organisation
from .errors import NoSuchCase
from .held import at_work


class Access(StrEnum):
    """NONE; OFFER: urgency, region, language; FULL: what the worker told."""

    NONE = "none"
    OFFER = "offer"
    FULL = "full"


def access_to(uow: UnitOfWork, case: Case, by: Staff) -> Access:
    """What a person may see of a case."""
    try:
        offer = uow.cases.offer(case.id, organisation(by))
    except NoSuchCase:
        return Access.NONE
    return access_of(case, offer)


def access_of(case: Case, offer: Offer | None) -> Access:
    """What an offer lets its organisation see. Details need acceptance and the worker's yes."""
    if offer is None or offer.state in (OfferState.DECLINED.value, OfferState.ENDED.value):
        return Access.NONE
    if case.state == CaseState.WITHDRAWN.value or not (offer.consented and at_work(offer)):
        return Access.OFFER
    return Access.FULL
