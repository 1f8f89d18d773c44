"""Somebody has reached the worker: staff claim it, only the worker's answer counts."""

from datetime import datetime

from bot.compliance.repeated import raise_if_repeated
from bot.escalation.cause import Reason
from bot.escalation.check_ins import begin_check_ins, settle
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import lapse, pause_until, paused_for, waits_until
from storage.models import WORKER as WORKER_SLOT
from storage.models import Case, CaseState, LadderKind, Offer, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import WORKER, Actor, actor
from .answered import answered
from .asked import dedupe_of
from .errors import NotPossible, ReasonNeeded, SecondPersonNeeded
from .held import at_work, hold_open, waiting, working_offer
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import ask_worker, name_of, tell, tell_worker
from .timeline import Happened, record
from .urgency import read_urgency

_SINCE_CLAIM = tuple(
    one.value
    for one in (
        Happened.REACHED_CLAIMED, Happened.REACHED_CONFIRMED, Happened.REACHED_DENIED, Happened.SECOND_PERSON_CONFIRMED,
        Happened.REOPENED,
    )
)  # fmt: skip


def claim_reached(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, note: str,
    answers: bool = False,
) -> Case:
    """Staff say that they have reached the worker. It extends the pause once, and asks the worker. ``answers``: what
    the worker wrote last was answered by it.

    Raises NoSuchCase, NotPossible, ReasonNeeded (a note is part of the claim), StaleRow.
    """
    if not note.strip():
        raise ReasonNeeded
    case = hold_open(uow, case_id, rev, "Saying so")
    offer = working_offer(uow, case, by, "Saying so")
    if case.contacted_at is not None:
        raise NotPossible(action="Saying so", why="the worker has already said that they were reached")
    offer.reached_at = now
    record(uow, case, Happened.REACHED_CLAIMED, actor(by), now, partner=offer.partner_id, note=note.strip())
    ladder = Ladder(uow, notifier, case, now)
    if paused_for(ladder) == offer.partner_id and not offer.extended:
        offer.extended = True
        longer = ladder.policy.pause_reached.after(now, ladder.duty_of(offer.partner_id))
        until = max(longer, waits_until(ladder))  # over New Year two working days are longer than seven days
        pause_until(ladder, offer.partner_id, until, "reached", hard_only=True)
    ask_reached(ladder, offer.partner_id, again=True)
    if answers:
        answered(uow, case, by, now, "reached")
    uow.cases.changed(case)
    return case


def ask_reached(ladder: Ladder, partner_id: str, *, again: bool) -> None:
    """Ask the worker whether it is true; ``again``: and once more later if there is no answer."""
    uow, case = ladder.uow, ladder.case
    params = {"partner": name_of(uow, partner_id, case.language)}
    asked = ask_worker(
        uow, ladder.notifier, case, QuestionKind.REACHED, params, ladder.now, partner_id=partner_id
    )
    if asked is None or not again:
        uow.ladder.drop(case.id, WORKER_SLOT)
        return
    due_at = ladder.policy.ask_worker_again.length + ladder.now
    uow.ladder.put(
        case.id,
        WORKER_SLOT,
        LadderKind.CHECK_IN,
        due_at,
        round=0,
        plan={"ask": "reached", "partner": partner_id},
    )


def claim_stands(uow: UnitOfWork, case: Case, partner_id: str) -> bool:
    """Whether who said that they reached the worker still works on the case."""
    offer = uow.cases.offer(case.id, partner_id)
    return offer is not None and at_work(offer)


def claim_over(uow: UnitOfWork, case: Case, partner_id: str, now: datetime) -> None:
    """An organisation gives the case to others: whether it had reached the worker is not asked any more, so that a
    late yes brings the case back to nobody who gave it away."""
    offer = uow.cases.offer(case.id, partner_id)
    if offer is not None:
        offer.reached_at = None
    over(uow, case, partner_id, now, QuestionKind.REACHED)


def over(uow: UnitOfWork, case: Case, partner_id: str, now: datetime, *kinds: QuestionKind) -> None:
    """Open questions about an organisation need no answer any more."""
    for question in uow.cases.open_questions(case.id):
        if question.partner_id == partner_id and question.kind in kinds:
            question.answered_at, question.answer = now, "over"
            uow.outbox.withdraw(dedupe_of(question), now)


def worker_says_reached(
    uow: UnitOfWork, notifier: Notifier, case: Case, partner_id: str, yes: bool, now: datetime
) -> None:
    """The worker's word: only this stops the ladder, or sends it on. The case must be held."""
    if yes:
        contact_confirmed(uow, notifier, case, partner_id, WORKER, Happened.REACHED_CONFIRMED, now)
        who = name_of(uow, partner_id, case.language)
        tell_worker(uow, notifier, case, "case.reached_thanks", {"partner": who}, now, tag=f"{case.rev}")
        return
    record(uow, case, Happened.REACHED_DENIED, WORKER, now, partner=partner_id)
    tell_worker(uow, notifier, case, "case.not_reached_thanks", {}, now, tag=f"{case.rev}")
    ladder = Ladder(uow, notifier, case, now)
    if paused_for(ladder) == partner_id:
        lapse(ladder, partner_id, Reason.DENIED)
    else:
        tell(uow, notifier, case, partner_id, StaffNotice.NOT_REACHED, now, tag=f"denied{case.rev}")


def confirm_contact(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, note: str
) -> Case:
    """A second named person confirms a contact, where there is no way left to ask the worker.

    Raises NoSuchCase, NotPossible, ReasonNeeded, SecondPersonNeeded, StaleRow.
    """
    action = "Confirming the contact"
    if not note.strip():
        raise ReasonNeeded
    case = hold_open(uow, case_id, rev, action)
    claims = uow.cases.event_marks(case.id, *_SINCE_CLAIM)
    claimed = [o for o in uow.cases.offers(case.id) if o.reached_at is not None and at_work(o)]
    said = bool(claims) and claims[-1].kind == Happened.REACHED_CLAIMED.value  # an older one was settled
    if not said or not claimed or case.contacted_at is not None:
        raise NotPossible(action=action, why="nobody has said that they have reached the worker")
    questions = [q for q in uow.cases.questions(case.id) if q.kind == QuestionKind.REACHED.value]
    if not questions or questions[-1].answer != "not_sent":
        raise NotPossible(action=action, why="the worker can be asked, and only their answer counts")
    if claims[-1].actor_id == by.id:
        raise SecondPersonNeeded
    newest = max(claimed, key=lambda o: o.reached_at or o.offered_at)
    happened = Happened.SECOND_PERSON_CONFIRMED
    contact_confirmed(uow, notifier, case, newest.partner_id, actor(by), happened, now, note=note.strip())
    uow.cases.changed(case)
    return case


def contact_confirmed(
    uow: UnitOfWork,
    notifier: Notifier,
    case: Case,
    partner_id: str,
    by: Actor,
    happened: Happened,
    now: datetime,
    note: str | None = None,
) -> None:
    """The worker has been reached: the ladder ends here, check-ins begin."""
    record(uow, case, happened, by, now, partner=partner_id, note=note)
    case.state, case.contacted_at = CaseState.IN_PROGRESS.value, now
    for offer in uow.cases.offers(case.id):
        _after_contact(uow, notifier, case, offer, partner_id, now)
    lead = uow.cases.offer(case.id, case.lead_partner_id) if case.lead_partner_id else None
    if lead is None or lead.state != OfferState.ACCEPTED.value:
        case.lead_partner_id = partner_id
    uow.ladder.drop(case.id, WORKER_SLOT)
    uow.cases.close_questions(case.id, now, QuestionKind.REACHED.value, QuestionKind.ASK_NEXT.value)
    ladder = Ladder(uow, notifier, case, now)
    begin_check_ins(ladder)
    settle(ladder, read_urgency(uow, case), by)
    raise_if_repeated(uow, notifier, case, now)


def _after_contact(
    uow: UnitOfWork, notifier: Notifier, case: Case, offer: Offer, partner_id: str, now: datetime
) -> None:
    tag = f"contact{case.rev}"
    if offer.partner_id == partner_id:
        offer.state = OfferState.ACCEPTED.value
        tell(uow, notifier, case, partner_id, StaffNotice.CONTACT_CONFIRMED, now, tag=tag)
    elif waiting(offer):
        offer.state = OfferState.ENDED.value
        tell(uow, notifier, case, offer.partner_id, StaffNotice.ENDED, now, tag=tag)
    elif at_work(offer):
        tell(uow, notifier, case, offer.partner_id, StaffNotice.CONTACT_CONFIRMED, now, tag=tag)
