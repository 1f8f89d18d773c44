"""Somebody can't be told any more: if nobody else of the organisation can, the next one is asked at once."""

from datetime import datetime

from bot.escalation.cause import Cause, Reason
from bot.escalation.ladder import Ladder
from storage.models import COORDINATOR, AlarmKind, OfferState
from storage.uow import UnitOfWork

from .actors import CLOCK
from .decline import must_move
from .notifier import Notifier
from .timeline import Happened, record


def recipient_dead(uow: UnitOfWork, notifier: Notifier, staff_id: str, now: datetime) -> None:
    """Every contact of this person has failed for good.

    An alarm says so until they have one again. If the organisation has nobody else, the cases that wait for its
    answer go on.
    """
    person = uow.partners.person(staff_id)
    if person is None:
        return
    uow.system.raise_alarm(AlarmKind.DEAD, staff_id, {"organisation": person.partner_id or COORDINATOR}, now)
    if person.partner_id is None or uow.partners.reachable(person.partner_id, without=staff_id):
        return
    for case_id in sorted(case.id for case, _ in uow.cases.waiting_offers(person.partner_id)):
        case = uow.cases.locked(case_id)
        offer = uow.cases.offer(case_id, person.partner_id)
        if (
            case is None
            or case.closed_at is not None
            or offer is None
            or offer.state != OfferState.OPEN.value
        ):
            continue
        move = must_move(uow, case, offer)
        offer.state = OfferState.LAPSED.value  # they may still answer in the console
        record(uow, case, Happened.RECIPIENT_DEAD, CLOCK, now, partner=person.partner_id)
        if move:
            Ladder(uow, notifier, case, now).climb(Cause(Reason.DEAD, person.partner_id))
        uow.cases.changed(case)
