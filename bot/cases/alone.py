"""Consent is asked only of a worker who is alone: first "are you alone now?", which names nobody; then what waits."""

from datetime import datetime

from storage.models import Case, CaseState, OfferState, WorkerQuestion
from storage.repositories.assisted import CHANNEL
from storage.uow import UnitOfWork

from .actors import Actor
from .asked import NOT_SENT
from .held import wants_to_read
from .notifier import Notifier, QuestionKind
from .notify import ask_worker
from .timeline import Happened, record

CONSENT = (
    QuestionKind.MAY_READ.value, QuestionKind.ASK_NEXT.value, QuestionKind.INTERPRETER.value,
    QuestionKind.CORRECTION.value, QuestionKind.CORRECTED.value,
)  # fmt: skip
"""Questions that name an organisation or a person."""


def ask_when_alone(
    uow: UnitOfWork, notifier: Notifier, case: Case, kind: QuestionKind, partner_id: str, by: Actor, now: datetime, *,
    giver: str | None = None, note: str = "", beside: bool = False,
) -> None:
    """Put a question of consent as soon as the worker is alone, and ask whether they are. ``giver``: who hands the case
    on once the worker agrees, and why (``note``). ``beside``: questions about others stay, too."""
    hold_question(uow, case, kind, partner_id, now, giver=giver, beside=beside)
    record(uow, case, Happened.CONSENT_WAITS, by, now, partner=partner_id, **({"note": note} if note else {}))
    ask_alone(uow, notifier, case, now)


def ask_alone(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """Ask "are you alone now?"."""
    ask_worker(uow, notifier, case, QuestionKind.ALONE, {}, now)


def waits_for_alone(uow: UnitOfWork, case: Case) -> bool:
    """Whether there is something that this worker is asked only when alone."""
    if not CaseState(case.state).open:
        return False
    waiting = any(names_somebody(question) for question in uow.cases.open_questions(case.id))
    return waiting or uow.cases.consent(case.id) is None or bool(unasked(uow, case))


def can_say_who_reads(uow: UnitOfWork, case: Case) -> bool:
    """Whether the worker, when alone, has something to say about who may read: also after "nobody"."""
    return waits_for_alone(uow, case) or (CaseState(case.state).open and nobody_reads(uow, case))


def names_somebody(question: WorkerQuestion) -> bool:
    """Whether a question may be shown only to a worker who is alone."""
    return question.kind in (*CONSENT, QuestionKind.WHO_MAY.value)


def nobody_reads(uow: UnitOfWork, case: Case) -> bool:
    """Whether no organisation can read, or could read after accepting, what the worker wrote."""
    gone = (OfferState.DECLINED.value, OfferState.ENDED.value)
    return not any(offer.consented and offer.state not in gone for offer in uow.cases.offers(case.id))


def in_the_way(uow: UnitOfWork, case: Case) -> tuple[str, ...]:
    """What keeps us from asking this worker: blocked, no_way (we may not write first), alone (they have to be, before
    we ask who may read), alone_interpreter (the same, about an interpreter only)."""
    if not CaseState(case.state).open:
        return ()
    chats = [c for c in uow.conversations.of_worker(case.worker_id) if not c.leaving and c.channel != CHANNEL]
    blocked = bool(chats) and all(chat.blocked_at is not None for chat in chats)
    asked = uow.cases.questions(case.id)
    no_way = not blocked and bool(asked) and asked[-1].answer == NOT_SENT
    kinds = {question.kind for question in uow.cases.open_questions(case.id) if names_somebody(question)}
    settled = uow.cases.consent(case.id) is not None and not unasked(uow, case)
    waits, only = waits_for_alone(uow, case), settled and kinds == {QuestionKind.INTERPRETER.value}
    found = {"blocked": blocked, "no_way": no_way, "alone": waits and not only, "alone_interpreter": waits and only}
    return tuple(name for name, so in found.items() if so)


def hold_question(
    uow: UnitOfWork, case: Case, kind: QuestionKind, partner_id: str, now: datetime, *, giver: str | None = None,
    beside: bool = False,
) -> None:
    """Keep a question until the worker is alone; one about the same before is over with it. Who is asked next is one at
    a time, but for those that are to be asked ``beside`` each other."""
    for question in uow.cases.open_questions(case.id, kind.value):
        if (kind is QuestionKind.ASK_NEXT and not beside) or question.partner_id == partner_id:
            question.answered_at, question.answer = now, "over"
    data = {"held": True} if giver is None else {"held": True, "giver": giver}
    uow.cases.ask(case.id, case.conversation_id, kind.value, now, partner_id=partner_id, data=data)


def unasked(uow: UnitOfWork, case: Case) -> list[str]:
    """Who has accepted, may not read, and about whom no question is open."""
    asked = {q.partner_id for q in uow.cases.open_questions(case.id, QuestionKind.MAY_READ.value)}
    offers = uow.cases.offers(case.id)
    return [o.partner_id for o in offers if wants_to_read(o) and not o.consented and o.partner_id not in asked]
