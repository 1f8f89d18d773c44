"""An organisation takes a case: the ladder waits for it, nobody else is asked meanwhile."""

from datetime import datetime

from bot.access.policy import keeps_away
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import asks_somebody, pause
from storage.models import COORDINATOR, Case, CaseState, Offer, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import actor, coordinates, organisation
from .alone import ask_when_alone
from .errors import NoSuchCase, NotPossible
from .held import hold_open, waiting
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import name_of, tell, tell_worker
from .timeline import Happened, record

ACTION = "Accepting"


def accept(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime
) -> Case:
    """Take a case for the person's organisation. Acknowledged is not contacted: the ladder only pauses.

    Raises NoSuchCase, NotPossible, StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    offer = _offer(uow, case, by, now)
    _check(uow, case, offer)
    offer.state, offer.acted_at, offer.staff_id, offer.reason = OfferState.ACCEPTED.value, now, by.id, None
    _let_go(uow, notifier, case, offer, now)
    if case.lead_partner_id is None or not _still_works(uow, case, case.lead_partner_id):
        before, case.lead_partner_id = case.lead_partner_id, offer.partner_id
        if before not in (None, COORDINATOR, offer.partner_id):
            tell(uow, notifier, case, before, StaffNotice.NOT_LEAD, now, tag=f"lead{case.rev}")
    record(uow, case, Happened.ACCEPTED, actor(by), now, partner=offer.partner_id)
    _wait(uow, notifier, case, offer, now)
    if not offer.consented:  # who helps is said only to a worker who is alone
        ask_when_alone(uow, notifier, case, QuestionKind.MAY_READ, offer.partner_id, actor(by), now)
    uow.cases.changed(case)
    return case


def _wait(uow: UnitOfWork, notifier: Notifier, case: Case, offer: Offer, now: datetime) -> None:
    """The clock waits until the worker was reached. Where they have been, it goes on asking them how it is."""
    ladder = Ladder(uow, notifier, case, now)
    if case.contacted_at is not None and not asks_somebody(ladder):
        return
    case.state = CaseState.ACCEPTED.value
    until = pause(ladder, offer.partner_id, ladder.policy.pause_accepted, "accepted")
    if offer.consented:
        params = {"partner": name_of(uow, offer.partner_id, case.language), "until": until}
        tell_worker(uow, notifier, case, "case.accepted", params, now, tag=f"{case.rev}")


def _offer(uow: UnitOfWork, case: Case, by: Staff, now: datetime) -> Offer:
    """The organisation's offer; the coordinator may step in without having been asked."""
    org = organisation(by)
    offer = uow.cases.offer(case.id, org)
    if offer is None:
        if not coordinates(by):
            raise NoSuchCase
        consent = uow.cases.consent(case.id)
        consented = consent is not None and COORDINATOR in consent.partners
        position = len(uow.cases.offers(case.id))
        offer = uow.cases.add_offer(case.id, org, position, consented=consented, now=now)
    return offer


def _check(uow: UnitOfWork, case: Case, offer: Offer) -> None:
    if offer.state == OfferState.ACCEPTED.value:
        raise NotPossible(action=ACTION, why="your organisation has already accepted this case")
    if offer.partner_id == COORDINATOR:
        return
    if offer.state == OfferState.DECLINED.value:
        raise NotPossible(
            action=ACTION, why="your organisation has declined it; the coordinator can ask again"
        )
    if offer.state == OfferState.LAPSED.value and offer.acted_at is not None:
        # Accepting again and again must not keep others from the worker; the claim of contact stays open.
        raise NotPossible(
            action=ACTION, why="your time ran out; you keep access: say so once you reach the worker"
        )
    partner = uow.partners.get(offer.partner_id)
    if partner is None or not partner.active:  # else who is no longer trusted could still open what it was asked about
        raise NotPossible(
            action=ACTION, why="your organisation is not asked about cases any more; the coordinator can change that"
        )
    others = [o for o in uow.cases.offers(case.id) if o.id != offer.id]
    if not waiting(offer) or any(keeps_away(other, offer) for other in others):
        raise NotPossible(action=ACTION, why="another organisation has accepted it in the meantime")


def _let_go(uow: UnitOfWork, notifier: Notifier, case: Case, accepted: Offer, now: datetime) -> None:
    """Those who were asked and have not answered need not answer now; they may be asked again."""
    for other in uow.cases.offers(case.id):
        if other.id != accepted.id and waiting(other):
            other.state = OfferState.ENDED.value
            tell(uow, notifier, case, other.partner_id, StaffNotice.TAKEN, now, tag=f"taken{case.rev}")
        elif other.partner_id == COORDINATOR and other.state == OfferState.OPEN.value:
            tell(uow, notifier, case, COORDINATOR, StaffNotice.TAKEN, now, tag=f"taken{case.rev}")


def _still_works(uow: UnitOfWork, case: Case, partner_id: str) -> bool:
    offer = uow.cases.offer(case.id, partner_id)
    return offer is not None and offer.state == OfferState.ACCEPTED.value
