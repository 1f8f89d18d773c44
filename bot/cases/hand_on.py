"""One organisation hands a case to another that the worker has agreed to; beyond the list the worker is
asked.
"""

from datetime import datetime
from enum import StrEnum

from bot.escalation.cause import Cause, Reason
from bot.escalation.ladder import Ladder
from storage.models import COORDINATOR, WORKER, CaseState, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import actor, coordinates, organisation
from .alone import ask_when_alone
from .availability import available
from .decline import HANDED_ON
from .errors import NotPossible
from .held import hold_open, working_offer
from .need import bound
from .notifier import Notifier, QuestionKind
from .timeline import Happened, record

ACTION = "Handing on"


class HandedOn(StrEnum):
    """OFFERED: the other has it now. ASKED_WORKER: it needs the worker's yes, who was asked."""

    OFFERED = "offered"
    ASKED_WORKER = "asked_worker"


def hand_on(
    uow: UnitOfWork,
    notifier: Notifier,
    case_id: str,
    by: Staff,
    rev: int | None,
    now: datetime,
    *,
    to: str,
    note: str = "",
) -> HandedOn:
    """Offer a case to ``to`` (a partner's id, or COORDINATOR). Who hands it on keeps access.

    Raises NoSuchCase, NotPossible, StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    giver = organisation(by)
    if not coordinates(by):
        working_offer(uow, case, by, ACTION)
    _check(uow, case.id, giver, to, now)
    consent = uow.cases.consent(case.id)
    record(uow, case, Happened.HANDED_ON, actor(by), now, partner=giver, to=to, note=note or None)
    if to != COORDINATOR and (consent is None or to not in consent.partners):
        ask_when_alone(uow, notifier, case, QuestionKind.ASK_NEXT, to, actor(by), now)
        uow.cases.changed(case)
        return HandedOn.ASKED_WORKER
    for offer in uow.cases.offers(case.id):
        if offer.partner_id == giver and offer.state == OfferState.ACCEPTED.value:
            offer.state, offer.reason = OfferState.LAPSED.value, HANDED_ON
    if case.lead_partner_id == giver:
        case.lead_partner_id = None
    case.state, case.contacted_at = CaseState.OFFERED.value, None
    uow.ladder.drop(case.id, WORKER)
    Ladder(uow, notifier, case, now).ask_now(to, Cause(Reason.HANDED_ON, giver))
    uow.cases.changed(case)
    return HandedOn.OFFERED


def _check(uow: UnitOfWork, case_id: str, giver: str, to: str, now: datetime) -> None:
    if to == giver:
        raise NotPossible(action=ACTION, why="it is already with your organisation")
    if to in uow.cases.refused(case_id):
        raise NotPossible(action=ACTION, why="the worker does not want this organisation to be asked")
    if to == COORDINATOR:
        return
    partner = uow.partners.get(to)
    if partner is None or not available(uow, partner, now):
        raise NotPossible(action=ACTION, why="this organisation can't take a case now")
    case = uow.cases.get(case_id)
    if case is not None and bound(uow, case, partner):
        raise NotPossible(action=ACTION, why="it is bound to a body that was named in this case")
    offer = uow.cases.offer(case_id, to)
    if offer is not None and offer.state in (OfferState.DECLINED.value, OfferState.ACCEPTED.value):
        raise NotPossible(action=ACTION, why="this organisation has already answered")
    if offer is not None and offer.state == OfferState.OPEN.value:
        raise NotPossible(action=ACTION, why="this organisation has been asked already and can still answer")
