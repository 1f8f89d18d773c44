"""Taking hold of a case for a change, and the person's right to make it."""

from storage.models import COORDINATOR, Case, CaseState, Offer, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import organisation
from .errors import NoSuchCase, NotPossible

HANDED_ON = "handed_on"
"""Why an organisation that keeps access has the case no longer."""


def hold(uow: UnitOfWork, case_id: str, rev: int | None = None) -> Case:
    """The case, held until the end of the unit of work.

    Raises NoSuchCase, and StaleRow if it has changed since ``rev``.
    """
    case = uow.cases.locked(case_id, rev)
    if case is None:
        raise NoSuchCase
    return case


def hold_open(uow: UnitOfWork, case_id: str, rev: int | None, action: str) -> Case:
    """``hold`` of a case that is open. Raises NotPossible for a closed one."""
    case = hold(uow, case_id, rev)
    if not CaseState(case.state).open:
        raise NotPossible(action=action, why="the case is closed")
    return case


def own_offer(uow: UnitOfWork, case: Case, by: Staff) -> Offer:
    """The offer to the person's organisation. Raises NoSuchCase if it was never asked."""
    offer = uow.cases.offer(case.id, organisation(by))
    if offer is None:
        raise NoSuchCase
    return offer


def working_offer(uow: UnitOfWork, case: Case, by: Staff, action: str) -> Offer:
    """The offer to an organisation that has accepted, also one whose time ran out since.

    Raises NoSuchCase, NotPossible.
    """
    offer = own_offer(uow, case, by)
    if not at_work(offer):
        raise NotPossible(action=action, why="your organisation has not accepted this case")
    return offer


def at_work(offer: Offer) -> bool:
    """Whether an organisation has accepted and not handed the case back."""
    held = (OfferState.ACCEPTED.value, OfferState.LAPSED.value)
    return offer.acted_at is not None and offer.state in held


def wants_to_read(offer: Offer) -> bool:
    """Whether an organisation that has accepted still helps, so that the worker is asked whether it may read: not one
    that has handed the case on."""
    return at_work(offer) and offer.reason != HANDED_ON


def waiting(offer: Offer) -> bool:
    """Whether an organisation was asked, has not answered, and still may."""
    asked = (OfferState.OPEN.value, OfferState.LAPSED.value)
    return offer.acted_at is None and offer.state in asked and offer.partner_id != COORDINATOR
