"""Whose yes a request for correction may rest on, and who may still work on it.

A worker agrees to one letter: to one organisation, about one duty, by whom it is led. When any of it has changed, the
yes is none any more; and a yes after the letter went out is none for it.
"""

from collections.abc import Collection
from datetime import datetime

from storage.models import Case, CaseState, Correction, Staff
from storage.repositories.corrections import Word
from storage.repositories.staff_cases import Viewer
from storage.uow import UnitOfWork


def may_go_out(uow: UnitOfWork, correction: Correction, word: Word) -> bool:
    """Whether the letter may be sent on this worker's yes."""
    case = uow.cases.get(word.case_id)
    if not word.agreed or case is None or not CaseState(case.state).open:
        return False
    return case.lead_partner_id == correction.partner_id and _same_addressee(uow, correction, word)


def can_go_out(uow: UnitOfWork, correction: Correction) -> bool:
    """Whether the letter could still be sent on anybody's yes. Not once its organisation was found to be another one,
    or no open case of it is led by who asks: then the worker may be asked anew at once."""
    if uow.organisations.root(correction.organisation_id) != correction.organisation_id:
        return False
    cases = [uow.cases.get(word.case_id) for word in uow.corrections.words(correction.id)]
    return any(
        case is not None and CaseState(case.state).open and case.lead_partner_id == correction.partner_id
        for case in cases
    )


def took_part(correction: Correction, word: Word) -> bool:
    """Whether the letter that went out rested on this worker's yes, too."""
    sent, agreed = correction.requested_at, word.agreed_at
    return bool(word.agreed) and sent is not None and agreed is not None and agreed <= sent


def works_on(uow: UnitOfWork, correction: Correction, by: Staff) -> bool:
    """Whether it is this person's organisation that asks, and it has not been parted with in every report meanwhile;
    if it has, coordinators see to what went out already."""
    viewer = Viewer(by.id, by.partner_id, by.role)
    if uow.accepting_side.request(viewer, correction.id) is None:
        return False
    if correction.partner_id == viewer.asked_as:
        return True
    return correction.requested_at is not None and uow.accepting_side.orphaned(viewer, correction)


def goes_on(correction: Correction, word: Word, said_at: datetime) -> bool:
    """Whether the worker is not asked again about what they said at that time: a request is going on, or they have said
    since that it was put right."""
    return correction.ended_at is None and not (word.mended and word.mended_at is not None and word.mended_at < said_at)


def asked_before(
    uow: UnitOfWork, case: Case, duty: str, organisation_ids: Collection[str], partner_id: str, said_at: datetime
) -> bool:
    """Whether the worker of this case was asked already about this duty of this organisation: in this report, or by the
    same partner in another one that they have not taken back. One worker is asked once, however many reports they sent.
    """
    for one in uow.cases.of_worker(case.worker_id):
        for correction, word in uow.corrections.of_case(one.id):
            about_it = correction.duty == duty and correction.organisation_id in organisation_ids
            theirs = correction.partner_id == partner_id and one.state != CaseState.WITHDRAWN.value
            if about_it and (one.id == case.id or theirs) and goes_on(correction, word, said_at):
                return True
    return False


def _same_addressee(uow: UnitOfWork, correction: Correction, word: Word) -> bool:
    """The case is about the organisation the worker was asked about, as it was then."""
    if uow.organisations.root(correction.organisation_id) != correction.organisation_id:
        return False  # it was found to be another one since
    family = uow.organisations.family(correction.organisation_id)
    return any(
        link.organisation_id in family and link.confirmed_at <= word.asked_at
        for link in uow.organisations.of_case(word.case_id)
    )
