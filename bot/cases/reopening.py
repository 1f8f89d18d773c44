"""A closed case is opened again, because the worker says so."""

from datetime import datetime

from bot.escalation.check_ins import worry
from bot.escalation.ladder import Ladder
from bot.escalation.weighing import weigh
from storage.models import COORDINATOR, WORKER, Case, CaseState, OfferState
from storage.uow import UnitOfWork

from .actors import Actor
from .known import tied_out
from .notifier import Notifier, StaffNotice
from .notify import tell, tell_worker
from .reviews import EVERY
from .timeline import Happened, record


def reopen(uow: UnitOfWork, notifier: Notifier, case: Case, by: Actor, now: datetime) -> None:
    """Open a closed case: whoever leads it has to reach the worker again. The case must be held."""
    record(uow, case, Happened.REOPENED, by, now, was=case.state)
    case.closed_at, case.closed_by, case.review_at, case.erase_at = None, None, now + EVERY, None
    uow.ladder.drop(case.id, WORKER)
    uow.cases.close_questions(case.id, now)
    lead = uow.cases.offer(case.id, case.lead_partner_id) if case.lead_partner_id else None
    if lead is None or lead.state != OfferState.ACCEPTED.value:
        case.lead_partner_id = None
    for offer in uow.cases.offers(case.id):
        offer.extended, offer.reached_at = False, None
        if offer.state == OfferState.OPEN.value:
            offer.state = OfferState.ENDED.value
        elif case.lead_partner_id is None and offer.partner_id == COORDINATOR:
            offer.state = OfferState.ENDED.value  # to be asked again
    case.state = CaseState.OFFERED.value
    ladder = Ladder(uow, notifier, case, now)
    ladder.base["listed"] = listed_at_filing(uow, case)
    tag = f"reopened{case.rev}"
    for organisation in dict.fromkeys((case.lead_partner_id or COORDINATOR, COORDINATOR)):
        tell(uow, notifier, case, organisation, StaffNotice.REOPENED, now, tag=tag)
    tell_worker(uow, notifier, case, "case.reopened", {}, now, tag=tag)
    worry(ladder, "reopened")
    weigh(Ladder(uow, notifier, case, now))


def listed_at_filing(uow: UnitOfWork, case: Case) -> list[str]:
    """Whom the clock may ask: the worker's list as it is now, or those who fitted at filing."""
    consent = uow.cases.consent(case.id)
    out = {COORDINATOR, *tied_out(uow, case)}
    if consent is not None:
        return [partner for partner in consent.partners if partner not in out]
    filed = next(line for line in uow.cases.events(case.id) if line.kind == Happened.FILED.value)
    return [partner for partner in filed.data["listed"] if partner not in out]
