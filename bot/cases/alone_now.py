"""The worker is alone, or is not: what waited for it is asked, or waits on."""

from datetime import datetime

from bot.compliance import asks
from storage.models import Case, WorkerQuestion
from storage.uow import UnitOfWork

from .actors import CLOCK
from .alone import CONSENT, can_say_who_reads, hold_question, unasked
from .asked import is_held, show
from .held import wants_to_read
from .interpreting_rules import interpreting_of, still_wanted
from .notifier import Notifier, QuestionKind
from .notify import tell_worker
from .timeline import Happened, record
from .who_may import ask_who_may

_READERS = (QuestionKind.MAY_READ.value, QuestionKind.ASK_NEXT.value)
"""Questions about who may read."""


def worker_is_alone(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """The worker says so: now the questions that waited for it. The case must be held."""
    uow.cases.close_questions(case.id, now, QuestionKind.ALONE.value)
    for partner_id in unasked(uow, case):
        hold_question(uow, case, QuestionKind.MAY_READ, partner_id, now)
    waiting = [q for q in uow.cases.open_questions(case.id) if q.kind in CONSENT and _still(uow, case, q, now)]
    for question in waiting:
        first = is_held(question)
        if show(uow, notifier, case, question, now) and first and question.kind in _READERS:
            record(uow, case, Happened.CONSENT_ASKED, CLOCK, now, partner=question.partner_id)
    if waiting:
        return
    if can_say_who_reads(uow, case):
        before = uow.cases.open_questions(case.id, QuestionKind.WHO_MAY.value)
        struck = (before[-1].data or {})["refused"] if before else uow.cases.refused(case.id)
        ask_who_may(uow, notifier, case, now, struck)
    else:
        tell_worker(uow, notifier, case, "case.alone.nothing", {}, now, tag=f"{case.events}:{now.isoformat()}")


def worker_not_alone(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """Not now: nothing is named, and it is asked again when they write."""
    tell_worker(uow, notifier, case, "case.alone.later", {}, now, tag=f"{case.events}:{now.isoformat()}")


def _still(uow: UnitOfWork, case: Case, question: WorkerQuestion, now: datetime) -> bool:
    """Whether it still has to be asked: who has handed the case back or on need not read it."""
    if question.kind == QuestionKind.INTERPRETER.value:
        return still_wanted(uow, interpreting_of(question))
    if question.kind in (QuestionKind.CORRECTION.value, QuestionKind.CORRECTED.value):
        return asks.still_wanted(uow, question)
    offer = uow.cases.offer(case.id, question.partner_id or "")
    if question.kind == QuestionKind.MAY_READ.value and (offer is None or not wants_to_read(offer)):
        question.answered_at, question.answer = now, "over"
        return False
    return True
