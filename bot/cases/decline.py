"""An organisation can't take a case, or not any more: the next one is asked at once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.escalation.cause import Cause, Reason
from bot.escalation.check_ins import waits_anew
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import asks_somebody, pause, without
from storage.models import COORDINATOR, WORKER, Case, CaseState, Offer, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import Actor, actor
from .errors import NotPossible
from .held import HANDED_ON, hold_open, own_offer
from .interpreting_ends import end
from .notifier import Notifier, QuestionKind
from .reached import claim_over, over
from .timeline import Happened, record

ACTION = "Declining"


class Decline(StrEnum):
    """Why. The text key is ``staff.decline.<value>``."""

    FULL = "full"
    CONFLICT = "conflict"
    CANNOT = "cannot"


BY_WORKER = "worker"
"""Why an offer ended that the worker did not want."""


def decline(
    uow: UnitOfWork,
    notifier: Notifier,
    case_id: str,
    by: Staff,
    rev: int | None,
    now: datetime,
    *,
    reason: str,
) -> Case:
    """Give a case back. Raises NoSuchCase, NotPossible, StaleRow."""
    case = hold_open(uow, case_id, rev, ACTION)
    offer = own_offer(uow, case, by)
    if offer.partner_id == COORDINATOR:
        raise NotPossible(action=ACTION, why="the case stays with the coordinator")
    if offer.state == OfferState.DECLINED.value:
        raise NotPossible(action=ACTION, why="your organisation has declined it already")
    try:
        why = Decline(reason)
    except ValueError:
        raise NotPossible(action=ACTION, why="there is no such reason") from None
    ladder, was_reached = Ladder(uow, notifier, case, now), case.contacted_at
    accepted = offer.state == OfferState.ACCEPTED.value
    stood = _Stood(accepted, offer.acted_at is not None, must_move(uow, case, offer))
    offer.state, offer.acted_at, offer.staff_id, offer.reason = (
        OfferState.DECLINED.value,
        now,
        by.id,
        why.value,
    )
    record(uow, case, Happened.DECLINED, actor(by), now, partner=offer.partner_id, reason=why.value)
    give_up(uow, case, offer)
    reads_no_more(uow, notifier, case, offer.partner_id, actor(by), now)
    _go_on(ladder, offer, stood)
    waits_anew(ladder, was_reached, actor(by))
    uow.cases.changed(case)
    return case


@dataclass(frozen=True)
class _Stood:
    """How an organisation stood before it declined. ``had_it``: it had accepted, and its time had not run out."""

    had_it: bool
    had_accepted: bool
    must_move: bool


def _go_on(ladder: Ladder, offer: Offer, stood: _Stood) -> None:
    """Whom the clock asks or waits for once this organisation is out."""
    cause, offers = Cause(Reason.DECLINED, offer.partner_id), ladder.uow.cases.offers(ladder.case.id)
    has_it = next((other.partner_id for other in offers if other.state == OfferState.ACCEPTED.value), None)
    if without(ladder, (offer.partner_id,), stood.had_it, cause):
        return
    if stood.must_move and not ladder.has_ended():
        ladder.climb(cause, anew=stood.had_accepted)
    elif asks_somebody(ladder) and has_it is not None and all(other.offered_at <= offer.offered_at for other in offers):
        # It was asked beside who has it, as the last: the case is theirs again.
        ladder.case.state, ladder.case.lead_partner_id = CaseState.ACCEPTED.value, ladder.case.lead_partner_id or has_it
        pause(ladder, has_it, ladder.policy.pause_accepted, "accepted")
    elif has_it is None:
        ladder.nobody_else(cause)


def reads_no_more(
    uow: UnitOfWork, notifier: Notifier, case: Case, partner_id: str, by: Actor, now: datetime
) -> None:
    """An organisation works on the case no longer: the worker is not asked either whether it may read, and nobody
    interprets for it. The case must be held."""
    claim_over(uow, case, partner_id, now)
    over(uow, case, partner_id, now, QuestionKind.MAY_READ)
    for row in uow.interpreting.going_on(case.id):
        if row.partner_id == partner_id:
            end(uow, notifier, case, row, by, now, tied=False)


def must_move(uow: UnitOfWork, case: Case, offer: Offer) -> bool:
    """Whether nobody else is at it: no other has accepted, and none was asked after this one."""
    for other in uow.cases.offers(case.id):
        if other.id == offer.id or other.state in (OfferState.DECLINED.value, OfferState.ENDED.value):
            continue
        if other.state == OfferState.ACCEPTED.value:
            return False
        if other.state == OfferState.OPEN.value and other.offered_at >= offer.offered_at:
            return False
    return True


def passed_on(uow: UnitOfWork, case: Case, giver: str) -> None:
    """An organisation has handed the case on: it keeps access, leads no longer, and the worker waits to be reached."""
    for offer in uow.cases.offers(case.id):
        if offer.partner_id == giver and offer.state == OfferState.ACCEPTED.value:
            offer.state, offer.reason = OfferState.LAPSED.value, HANDED_ON
    if case.lead_partner_id == giver:
        case.lead_partner_id = None
    case.state, case.contacted_at = CaseState.OFFERED.value, None
    uow.ladder.drop(case.id, WORKER)


def give_up(uow: UnitOfWork, case: Case, offer: Offer) -> None:
    """The organisation does not work on the case any more."""
    if case.lead_partner_id != offer.partner_id:
        return
    at_it = [
        o for o in uow.cases.offers(case.id) if o.state == OfferState.ACCEPTED.value and o.id != offer.id
    ]
    case.lead_partner_id = at_it[0].partner_id if at_it else None
    if not at_it:
        case.state, case.contacted_at = CaseState.OFFERED.value, None
        uow.ladder.drop(case.id, WORKER)
