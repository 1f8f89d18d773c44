"""Somebody can't be told any more, or has left: if nobody else of the organisation is there, the next one is asked at
once, and what it held goes to the coordinator. So is the next one where an organisation is not to be asked any more."""

from datetime import datetime

from bot.escalation.cause import Cause, Reason
from bot.escalation.check_ins import waits_anew
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import paused_for, wait_for_another
from storage.models import COORDINATOR, AlarmKind, Case, Offer, OfferState
from storage.uow import UnitOfWork

from .actors import CLOCK
from .decline import give_up, must_move
from .held import at_work, waiting
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
    silent = uow.cases.waiting_offers(person.partner_id, also_lapsed=True)
    for case_id in sorted(case.id for case, _ in silent):
        case = uow.cases.locked(case_id)
        offer = uow.cases.offer(case_id, person.partner_id)
        if case is None or case.closed_at is not None or offer is None or offer.acted_at is not None:
            continue
        if offer.state == OfferState.OPEN.value:
            move = must_move(uow, case, offer)
            offer.state = OfferState.LAPSED.value  # they may still answer in the console
            record(uow, case, Happened.RECIPIENT_DEAD, CLOCK, now, partner=person.partner_id)
            ladder = Ladder(uow, notifier, case, now)
            if move and not ladder.has_ended():
                ladder.climb(Cause(Reason.DEAD, person.partner_id))
            uow.cases.changed(case)
        elif uow.outbox.never_arrived(case_id, staff_id) and not _known(uow, case, offer):
            # Its time was up before the message came back: that it was not silent but never heard is told all the same.
            record(uow, case, Happened.RECIPIENT_DEAD, CLOCK, now, partner=person.partner_id)
            uow.cases.changed(case)


def _known(uow: UnitOfWork, case: Case, offer: Offer) -> bool:
    """Whether it stands on the timeline that this asking reached nobody."""
    if not uow.cases.event_marks(case.id, Happened.RECIPIENT_DEAD.value):
        return False
    return any(
        line.kind == Happened.RECIPIENT_DEAD.value
        and line.data["partner"] == offer.partner_id
        and line.at >= offer.offered_at
        for line in uow.cases.events(case.id)
    )


def nobody_left(uow: UnitOfWork, notifier: Notifier, organisation: str, now: datetime) -> None:
    """If nobody answers for an organisation any more, its cases go on, and an alarm says so until somebody does."""
    uow.flush()
    partner = uow.partners.get(organisation)
    if partner is None or uow.partners.staff_of(organisation):
        return
    if partner.active:
        uow.system.raise_alarm(AlarmKind.NOBODY_THERE, organisation, {}, now)
    _goes_on(uow, notifier, organisation, now, held_too=True)


def asked_no_more(uow: UnitOfWork, notifier: Notifier, organisation: str, now: datetime) -> None:
    """An organisation is no longer asked about cases: those that wait for its answer go on. What it holds, it keeps:
    handing that on is a person's decision, case by case."""
    _goes_on(uow, notifier, organisation, now, held_too=False)


def _goes_on(uow: UnitOfWork, notifier: Notifier, organisation: str, now: datetime, *, held_too: bool) -> None:
    for case_id in sorted(case.id for case, _ in uow.cases.of_partner(organisation)):
        case = uow.cases.locked(case_id)
        offer = uow.cases.offer(case_id, organisation)
        if case is None or case.closed_at is not None or offer is None:
            continue
        if (held_too and at_work(offer)) or (waiting(offer) and offer.state == OfferState.OPEN.value):
            record(uow, case, Happened.NOBODY_THERE, CLOCK, now, partner=organisation)
            _go_on(uow, Ladder(uow, notifier, case, now), case, offer)
            uow.cases.changed(case)


def _go_on(uow: UnitOfWork, ladder: Ladder, case: Case, offer: Offer) -> None:
    """One case goes on without the organisation of this offer, for which nobody answers any more."""
    held, cause = offer.state == OfferState.ACCEPTED.value, Cause(Reason.GONE, offer.partner_id)
    move, was_reached = must_move(uow, case, offer), case.contacted_at
    offer.state = OfferState.LAPSED.value  # whoever comes there next still finds it
    give_up(uow, case, offer)
    if held and not any(o.state == OfferState.ACCEPTED.value for o in uow.cases.offers(case.id)):
        ladder.ask_now(COORDINATOR, cause)
    elif held and paused_for(ladder) == offer.partner_id:
        wait_for_another(ladder)
    elif not held and move and offer.acted_at is None and not ladder.has_ended():
        ladder.climb(cause)
    waits_anew(ladder, was_reached)
