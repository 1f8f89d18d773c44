"""Whose yes a request for correction may rest on, and who may still work on it.

A worker agrees to one letter: to one organisation, about one duty, by whom it is led. When any of it has changed, the
yes is none any more; and a yes after the letter went out is none for it.
"""

from bot.cases.actors import organisation
from storage.models import Case, CaseState, Correction, OfferState, Staff
from storage.repositories.corrections import Word
from storage.uow import UnitOfWork

_PARTED = (OfferState.DECLINED.value, OfferState.ENDED.value)


def may_go_out(uow: UnitOfWork, correction: Correction, word: Word) -> bool:
    """Whether the letter may be sent on this worker's yes."""
    case = uow.cases.get(word.case_id)
    if not word.agreed or case is None or not CaseState(case.state).open:
        return False
    return case.lead_partner_id == correction.partner_id and _same_addressee(uow, correction, word)


def took_part(correction: Correction, word: Word) -> bool:
    """Whether the letter that went out rested on this worker's yes, too."""
    sent, agreed = correction.requested_at, word.agreed_at
    return bool(word.agreed) and sent is not None and agreed is not None and agreed <= sent


def works_on(uow: UnitOfWork, correction: Correction, by: Staff) -> bool:
    """Whether it is this person's organisation that asks, and it has not been parted with in every report meanwhile."""
    if correction.partner_id != organisation(by):
        return False
    words = uow.corrections.words(correction.id)
    offers = [uow.cases.offer(word.case_id, correction.partner_id) for word in words]
    return not words or any(offer is not None and offer.state not in _PARTED for offer in offers)


def of_one_worker(uow: UnitOfWork, correction: Correction, case: Case) -> bool:
    """Whether the worker of this case has part in the request already, through another report."""
    cases = [uow.cases.get(word.case_id) for word in uow.corrections.words(correction.id)]
    return any(one is not None and one.worker_id == case.worker_id for one in cases)


def _same_addressee(uow: UnitOfWork, correction: Correction, word: Word) -> bool:
    """The case is about the organisation the worker was asked about, as it was then."""
    if uow.organisations.root(correction.organisation_id) != correction.organisation_id:
        return False  # it was found to be another one since
    family = uow.organisations.family(correction.organisation_id)
    return any(
        link.organisation_id in family and link.confirmed_at <= word.asked_at
        for link in uow.organisations.of_case(word.case_id)
    )
