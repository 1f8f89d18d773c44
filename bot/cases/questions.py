"""A worker's tap on a question of their case: the one way in for all of them."""

from datetime import datetime
from enum import StrEnum

from bot.compliance.worker_says import worker_on_correction, worker_on_request
from storage.models import Case, CaseState, WorkerQuestion
from storage.uow import UnitOfWork

from .alone_now import worker_is_alone, worker_not_alone
from .asked import dedupe_of
from .check_in import worker_says_fine
from .consent import worker_allows, worker_lets_read
from .entered import worker_on_entry
from .interpreting import worker_on_interpreter
from .interpreting_rules import interpreting_of
from .notifier import Notifier, QuestionKind, choices_of
from .pin import has_pin
from .reached import claim_stands, worker_says_reached
from .solved import worker_says_solved, worker_says_still_solved
from .who_may import worker_chooses

NEEDS_PIN = frozenset(
    (kind, "yes")
    for kind in (QuestionKind.REACHED, QuestionKind.SOLVED, QuestionKind.CORRECTION, QuestionKind.CORRECTED)
)
"""Answers that somebody else with the phone in hand must not give."""
OF_WHO_HAS_IT = frozenset(
    (
        (QuestionKind.REACHED, "yes"), (QuestionKind.REACHED, "no"), (QuestionKind.MAY_READ, "yes"),
        (QuestionKind.INTERPRETER, "yes"),
    )
)  # fmt: skip
"""Answers about an organisation that works on the case: of one that gave it away they say nothing any more."""


class Outcome(StrEnum):
    """OK: it counts. PIN: not without the worker's PIN. STALE: the question is over. UNKNOWN: no such button.

    Only with OK anything was changed.
    """

    OK = "ok"
    PIN = "pin"
    STALE = "stale"
    UNKNOWN = "unknown"


def answer_question(
    uow: UnitOfWork,
    notifier: Notifier,
    question_id: str,
    choice: str,
    now: datetime,
    *,
    conversation_id: str | None = None,
    pin_given: bool = False,
) -> Outcome:
    """Take one answer. ``conversation_id``: where the tap came from; it must be a chat of the case's
    worker. ``pin_given``: they have typed their PIN, without which nobody says that help came or that it is solved.
    """
    question = uow.cases.question(question_id)
    if question is None or choice not in choices_of(question):
        return Outcome.UNKNOWN
    case = uow.cases.locked(question.case_id)
    if case is None or not _their_own(uow, case, conversation_id):
        return Outcome.UNKNOWN
    question = uow.cases.question_held(question_id)
    kind = QuestionKind(question.kind)
    closed = not CaseState(case.state).open
    if question.answered_at is not None or closed != (kind is QuestionKind.STILL_SOLVED):
        return Outcome.STALE
    if (kind, choice) in OF_WHO_HAS_IT and not claim_stands(uow, case, question.partner_id or ""):
        return Outcome.STALE
    if (kind, choice) in NEEDS_PIN and not pin_given and has_pin(uow, case.worker_id):
        return Outcome.PIN
    question.answered_at, question.answer = now, choice
    uow.outbox.withdraw(dedupe_of(question), now)  # it was answered in one chat, and waits for a safe hour in the other
    _act(uow, notifier, case, question, kind, choice, now)
    uow.cases.changed(case)
    return Outcome.OK


def _act(
    uow: UnitOfWork,
    notifier: Notifier,
    case: Case,
    question: WorkerQuestion,
    kind: QuestionKind,
    choice: str,
    now: datetime,
) -> None:
    yes, partner = choice == "yes", question.partner_id or ""
    match kind:
        case QuestionKind.REACHED:
            worker_says_reached(uow, notifier, case, partner, yes, now)
        case QuestionKind.SOLVED:
            worker_says_solved(uow, notifier, case, yes, now)
        case QuestionKind.STILL_SOLVED:
            worker_says_still_solved(uow, notifier, case, yes, now)
        case QuestionKind.CHECK_IN:
            worker_says_fine(uow, notifier, case, choice == "fine", now)
        case QuestionKind.ASK_NEXT:
            giver = (question.data or {}).get("giver")
            worker_allows(uow, notifier, case, partner, yes, now, asked_at=question.asked_at, giver=giver)
        case QuestionKind.MAY_READ:
            worker_lets_read(uow, notifier, case, partner, yes, now)
        case QuestionKind.INTERPRETER:
            worker_on_interpreter(uow, notifier, case, interpreting_of(question), yes, now)
        case QuestionKind.ALONE if yes:
            worker_is_alone(uow, notifier, case, now)
        case QuestionKind.ALONE:
            worker_not_alone(uow, notifier, case, now)
        case QuestionKind.WHO_MAY:
            worker_chooses(uow, notifier, case, question, choice, now)
        case QuestionKind.CORRECTION:
            worker_on_request(uow, notifier, case, question, yes, now)
        case QuestionKind.CORRECTED:
            worker_on_correction(uow, notifier, case, question, yes, now)
        case QuestionKind.ENTERED:
            worker_on_entry(uow, notifier, case, choice, now)


def _their_own(uow: UnitOfWork, case: Case, conversation_id: str | None) -> bool:
    if conversation_id is None or conversation_id == case.conversation_id:
        return True
    chat = uow.conversations.get(conversation_id)
    return chat is not None and chat.worker_id == case.worker_id
