"""One organisation hands a case to another that the worker has agreed to; beyond the list the worker is
asked.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from bot.escalation.cause import Cause, Reason
from bot.escalation.check_ins import waits_anew
from bot.escalation.ladder import Ladder
from storage.models import COORDINATOR, Case, Offer, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import Actor, actor, coordinates, organisation
from .alone import ask_when_alone
from .availability import available
from .decline import passed_on
from .errors import NotPossible
from .held import at_work, hold_open, working_offer
from .need import bound
from .notifier import Notifier, QuestionKind
from .notify import name_of, tell_worker
from .reached import claim_over, over
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
        if with_another(case, uow.cases.offers(case.id), giver):
            raise NotPossible(action=ACTION, why="another organisation has it now: it, or the coordinator, can do that")
    _check(uow, case.id, giver, to, now)
    consent = uow.cases.consent(case.id)
    if to != COORDINATOR and (consent is None or to not in consent.partners):
        ask_when_alone(uow, notifier, case, QuestionKind.ASK_NEXT, to, actor(by), now, giver=giver, note=note)
        uow.cases.changed(case)
        return HandedOn.ASKED_WORKER
    hand_over(Ladder(uow, notifier, case, now), giver, to, Cause(Reason.HANDED_ON, giver), actor(by), note=note)
    uow.cases.changed(case)
    return HandedOn.OFFERED


def with_another(case: Case, offers: Iterable[Offer], giver: str) -> bool:
    """Whether another organisation has the case, so that this one has nothing to hand on."""
    if case.lead_partner_id == giver:
        return False
    return any(offer.partner_id != giver and offer.state == OfferState.ACCEPTED.value for offer in offers)


def still_to_hand_on(uow: UnitOfWork, case: Case, giver: str, to: str, asked_at: datetime, now: datetime) -> bool:
    """Whether a hand-on that has waited for the worker's yes since ``asked_at`` can still be done: nobody else has
    taken the case meanwhile, who hands it on still has it, and ``to`` can be asked."""
    offers = uow.cases.offers(case.id)
    for offer in offers:
        taken = offer.state == OfferState.ACCEPTED.value and offer.acted_at is not None and offer.acted_at >= asked_at
        if taken and offer.partner_id != giver:
            return False
    if giver != COORDINATOR:
        own = uow.cases.offer(case.id, giver)
        if own is None or not at_work(own) or with_another(case, offers, giver):
            return False
    try:
        _check(uow, case.id, giver, to, now)
    except NotPossible:
        return False
    return True


def askable_again(offer: Offer) -> bool:
    """Whether an organisation that was asked before can be handed the case: let go, or without an answer in time."""
    silent = offer.state == OfferState.LAPSED.value and offer.acted_at is None
    return silent or offer.state == OfferState.ENDED.value


def hand_over(ladder: Ladder, giver: str, to: str, cause: Cause, by: Actor, *, note: str = "") -> None:
    """Ask ``to`` now instead of ``giver``, who keeps access, as the worker is told. Where they had been reached, the
    time to reach them begins anew."""
    uow, case, was_reached = ladder.uow, ladder.case, ladder.case.contacted_at
    record(uow, case, Happened.HANDED_ON, by, ladder.now, partner=giver, to=to, note=note or None)
    passed_on(uow, case, giver)
    claim_over(uow, case, giver, ladder.now)
    over(uow, case, giver, ladder.now, QuestionKind.MAY_READ)
    ladder.ask_now(to, cause)
    offer = uow.cases.offer(case.id, giver)
    if giver != COORDINATOR and offer is not None and at_work(offer) and offer.consented:
        params = {"partner": name_of(uow, giver, case.language)}
        tell_worker(uow, ladder.notifier, case, "case.keeps_access", params, ladder.now, tag=f"{case.events}:{giver}")
    waits_anew(ladder, was_reached, by)


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
