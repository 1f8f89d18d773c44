"""The end of a case: clocks stop, open questions and offers are over."""

from datetime import datetime

from storage.models import COORDINATOR, Case, CaseState, OfferState
from storage.uow import UnitOfWork

from .held import waiting
from .notifier import Notifier, StaffNotice
from .notify import tell


def close(
    uow: UnitOfWork,
    notifier: Notifier,
    case: Case,
    state: CaseState,
    by: str | None,
    now: datetime,
    notice: StaffNotice | None = None,
) -> None:
    """Close a case in ``state``; ``by``: the named person, None if it was the worker.

    Those who were asked in vain learn that they are not needed any more; ``notice``: what those at work are
    told.
    """
    case.state, case.closed_at, case.closed_by = state.value, now, by
    uow.ladder.drop(case.id)
    uow.cases.close_questions(case.id, now)
    tag = f"closed{case.rev}"
    for offer in uow.cases.offers(case.id):
        over = waiting(offer) or (offer.partner_id == COORDINATOR and offer.state == OfferState.OPEN.value)
        at_it = offer.state in (OfferState.ACCEPTED.value, OfferState.LAPSED.value)
        if over:
            offer.state = OfferState.ENDED.value
            tell(uow, notifier, case, offer.partner_id, StaffNotice.ENDED, now, tag=tag)
        elif at_it and notice is not None:
            tell(uow, notifier, case, offer.partner_id, notice, now, tag=tag)
