"""What the worker agrees to after filing: one more organisation, or that one which has accepted may read."""

from collections.abc import Sequence
from datetime import datetime

from bot.escalation.cause import Cause, Reason
from bot.escalation.check_ins import waits_anew
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import without
from storage.models import COORDINATOR, Case, CaseState, Offer, OfferState
from storage.uow import UnitOfWork

from .actors import CLOCK, WORKER
from .decline import BY_WORKER, give_up
from .hand_on import hand_over, still_to_hand_on
from .held import at_work
from .known import tied_out
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import name_of, tell, tell_worker
from .timeline import Happened, record


def worker_allows(
    uow: UnitOfWork, notifier: Notifier, case: Case, partner_id: str, yes: bool, now: datetime, *, asked_at: datetime,
    giver: str | None = None,
) -> None:
    """The answer to "may we also ask …?", asked for since ``asked_at``. ``giver``: who hands the case on, if the yes is
    to that. The case must be held and open."""
    said_before = uow.cases.consent(case.id) is not None
    extend(uow, case, [partner_id] if yes else [], [] if yes else [partner_id], now)
    happened = Happened.CONSENT_GIVEN if yes else Happened.CONSENT_REFUSED
    record(uow, case, happened, WORKER, now, partner=partner_id)
    if not yes:
        params = {"next": name_of(uow, partner_id, case.language)}
        tell_worker(uow, notifier, case, "case.ask_next_no", params, now, tag=f"{case.rev}")
        tell(uow, notifier, case, COORDINATOR, StaffNotice.CONSENT_REFUSED, now, tag=f"no{case.rev}")
        ladder, offer = Ladder(uow, notifier, case, now), uow.cases.offer(case.id, partner_id)
        ladder.list_without(partner_id)
        if offer is not None:  # the clock has asked it without names while we waited for the answer
            _turn_away(ladder, offer)
        return
    ladder = Ladder(uow, notifier, case, now)
    if said_before:
        ladder.list_also(partner_id)
    else:  # who has agreed to one has not agreed to those who would have been asked without names
        ladder.list_only([partner_id])
    offer = uow.cases.offer(case.id, partner_id)
    if offer is not None and at_work(offer):  # it has accepted, without names, while we waited for the answer
        _may_read(uow, notifier, case, offer, now)
    elif offer is not None and offer.state == OfferState.OPEN.value:  # or was asked so, and can still answer
        _may_read(uow, notifier, case, offer, now)
        params = {"next": name_of(uow, partner_id, case.language)}
        tell_worker(uow, notifier, case, "case.ask_next_yes", params, now, tag=f"{case.rev}")
    elif giver is not None and still_to_hand_on(uow, case, giver, partner_id, asked_at, now):
        hand_over(ladder, giver, partner_id, Cause(Reason.CONSENT), CLOCK)
    elif not _settled(uow, case, offer):
        ladder.ask_now(partner_id, Cause(Reason.CONSENT))
    elif said_before:
        ladder.list_only(ladder.base["listed"])  # to be asked when its turn comes


def _settled(uow: UnitOfWork, case: Case, offer: Offer | None) -> bool:
    """Whether this organisation is not to be asked now: it has said no, or another has taken the case, while we waited
    for the answer."""
    if offer is not None and offer.state == OfferState.DECLINED.value:
        return True
    return any(other.state == OfferState.ACCEPTED.value for other in uow.cases.offers(case.id))


def worker_lets_read(
    uow: UnitOfWork, notifier: Notifier, case: Case, partner_id: str, yes: bool, now: datetime
) -> None:
    """The answer to "… wants to help you; may they read your report?". The case must be held and open."""
    extend(uow, case, [partner_id] if yes else [], [] if yes else [partner_id], now)
    happened = Happened.CONSENT_GIVEN if yes else Happened.CONSENT_REFUSED
    record(uow, case, happened, WORKER, now, partner=partner_id)
    offer = uow.cases.offer(case.id, partner_id)
    if offer is None:
        return
    if yes:
        _may_read(uow, notifier, case, offer, now)
    else:
        offer.consented = False
        _turn_away(Ladder(uow, notifier, case, now), offer)


def _may_read(uow: UnitOfWork, notifier: Notifier, case: Case, offer: Offer, now: datetime) -> None:
    """An organisation that has accepted reads the report from now on; nothing about it is left to be asked."""
    offer.consented = True
    for question in uow.cases.open_questions(case.id, QuestionKind.MAY_READ.value):
        if question.partner_id == offer.partner_id:
            question.answered_at, question.answer = now, "over"
    tell(uow, notifier, case, offer.partner_id, StaffNotice.CONSENT_GIVEN, now, tag=f"may{case.rev}")


def _turn_away(ladder: Ladder, offer: Offer) -> None:
    """The worker does not want this organisation, which has been asked: it is told, and the next one asked at once."""
    uow, case, partner_id = ladder.uow, ladder.case, offer.partner_id
    if offer.state not in (OfferState.DECLINED.value, OfferState.ENDED.value):
        tell(uow, ladder.notifier, case, partner_id, StaffNotice.CONSENT_REFUSED, ladder.now, tag=f"may{case.rev}")
    had_it, was_reached = offer.state == OfferState.ACCEPTED.value, case.contacted_at
    give_up(uow, case, offer)
    offer.consented, offer.state, offer.reason = False, OfferState.DECLINED.value, BY_WORKER
    went_on = without(ladder, (partner_id,), had_it, Cause(Reason.REOPENED, partner_id))
    if not went_on and not _still_asked(uow, case):
        ladder.climb(Cause(Reason.CONSENT))
    waits_anew(ladder, was_reached)


def _still_asked(uow: UnitOfWork, case: Case) -> bool:
    """Whether somebody works on the case, or has been asked and can still answer."""
    return case.state != CaseState.OFFERED.value or any(
        offer.state == OfferState.OPEN.value for offer in uow.cases.offers(case.id)
    )


def give_consent(
    uow: UnitOfWork,
    notifier: Notifier,
    case: Case,
    partners: Sequence[str],
    refused: Sequence[str],
    on_silence: str | None,
    now: datetime,
    *,
    release: int = 0,
) -> None:
    """A worker who was not alone at filing says later who may be asked and read. The case must be held and
    open.

    Organisations that were asked without names and are not on the list lose what they saw.
    """
    uow.cases.add_consent(
        case.id, language=case.language, release=release, partners=partners, refused=refused,
        on_silence=on_silence, now=now,
    )  # fmt: skip
    record(uow, case, Happened.CONSENT_GIVEN, WORKER, now, partners=list(partners), refused=list(refused))
    ladder, was_reached = Ladder(uow, notifier, case, now), case.contacted_at
    out = {offer.partner_id: offer.state for offer in uow.cases.offers(case.id) if offer.partner_id in refused}
    out.pop(COORDINATOR, None)
    for offer in uow.cases.offers(case.id):
        offer.consented = offer.partner_id in partners and offer.reason != "tie"
        if offer.consented and offer.state not in (OfferState.DECLINED.value, OfferState.ENDED.value):
            kind = StaffNotice.CONSENT_GIVEN
            tell(uow, notifier, case, offer.partner_id, kind, now, tag=f"given{case.rev}")
        elif offer.partner_id in out:
            give_up(uow, case, offer)
            offer.state, offer.reason = OfferState.DECLINED.value, BY_WORKER
    never = {COORDINATOR, *tied_out(uow, case)}
    ladder.list_only([partner for partner in partners if partner not in never])
    went_on = without(ladder, out, OfferState.ACCEPTED.value in out.values(), Cause(Reason.CONSENT))
    if not went_on and not _still_asked(uow, case):
        ladder.climb(Cause(Reason.CONSENT))
    waits_anew(ladder, was_reached)
    uow.cases.changed(case)


def extend(uow: UnitOfWork, case: Case, more: Sequence[str], refused: Sequence[str], now: datetime) -> None:
    """A new consent that says what the one before said, with changes."""
    before = uow.cases.consent(case.id)
    agreed = list(before.partners) if before else []
    struck = uow.cases.refused(case.id)
    uow.cases.add_consent(
        case.id,
        language=case.language,
        release=before.release if before else 0,
        partners=[p for p in dict.fromkeys([*agreed, *more]) if p not in refused],
        refused=[p for p in dict.fromkeys([*struck, *refused]) if p not in more],
        on_silence=before.on_silence if before else None,
        now=now,
        revoked=before is None and not more,
    )
