"""Questions of a case that are open: showing them again, and which of them the worker has seen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.compliance.asks import asks
from storage.models import COORDINATOR, Case, CaseState, WorkerQuestion
from storage.uow import UnitOfWork

from .held import at_work
from .interpreting_rules import asks_about, interpreting_of
from .notifier import Notifier, Param, QuestionKind
from .notify import name_of, no_way_to_write

NOT_SENT = "not_sent"
"""The answer of a question for which there was no way to write to the worker."""


def is_held(question: WorkerQuestion) -> bool:
    """Whether it waits until the worker is alone and was never shown."""
    return bool((question.data or {}).get("held"))


def dedupe_of(question: WorkerQuestion) -> str:
    """Under which name its newest message was queued."""
    shown = (question.data or {}).get("shown", 0)
    return f"{question.case_id}:q:{question.id}" + (f":{shown}" if shown else "")


def shown_at(question: WorkerQuestion) -> datetime:
    """When it was shown last."""
    at = (question.data or {}).get("shown_at")
    return datetime.fromisoformat(at) if at else question.asked_at


def times_shown_again(question: WorkerQuestion) -> int:
    """How often it was shown after the first time."""
    return int((question.data or {}).get("again", 0))


def show(uow: UnitOfWork, notifier: Notifier, case: Case, question: WorkerQuestion, now: datetime) -> bool:
    """Show an open question (again), with its buttons. False if there is no way to write to the worker."""
    before = dict(question.data or {})
    question.data = {
        **before, "held": False, "shown": before.get("shown", 0) + 1, "shown_at": now.isoformat(),
        "again": before.get("again", 0) + (not before.get("held")),
    }  # fmt: skip
    params = params_of(uow, case, question)
    key = QuestionKind(question.kind).ask_key
    if question.kind == QuestionKind.WHO_MAY.value and "until" not in params:
        key = "case.who_may.ask_one"
    if notifier.to_worker(uow, case, key, params, now, dedupe=dedupe_of(question), question=question):
        return True
    question.data = before or None
    no_way_to_write(uow, notifier, case, now)
    return False


def params_of(uow: UnitOfWork, case: Case, question: WorkerQuestion) -> Mapping[str, Param]:
    """What its text names."""
    who = name_of(uow, question.partner_id or COORDINATOR, case.language)
    match QuestionKind(question.kind):
        case QuestionKind.ASK_NEXT:
            return {"next": who}
        case QuestionKind.REACHED | QuestionKind.SOLVED | QuestionKind.MAY_READ:
            return {"partner": who}
        case QuestionKind.INTERPRETER:
            return asks_about(uow, case, interpreting_of(question))
        case QuestionKind.CORRECTION | QuestionKind.CORRECTED:
            return asks(uow, case, question)
        case QuestionKind.WHO_MAY:
            return _list(uow, case, question.data or {})
        case _:
            return {}


def ask_what_was_not_sent(uow: UnitOfWork, case: Case) -> None:
    """The worker can be written to again: the newest question of each kind that could not be put is open again, as
    far as its answer still matters."""
    newest = {question.kind: question for question in uow.cases.questions(case.id)}
    for question in newest.values():
        if question.answer == NOT_SENT and _matters(uow, case, question):
            question.answered_at, question.answer = None, None


def _matters(uow: UnitOfWork, case: Case, question: WorkerQuestion) -> bool:
    match QuestionKind(question.kind):
        case QuestionKind.STILL_SOLVED:
            return not CaseState(case.state).open
        case QuestionKind.REACHED:
            offer = uow.cases.offer(case.id, question.partner_id) if question.partner_id else None
            return case.contacted_at is None and offer is not None and at_work(offer)
        case QuestionKind.SOLVED:
            return case.state == CaseState.AWAITING_CONFIRMATION.value
        case QuestionKind.CHECK_IN:
            return case.state == CaseState.IN_PROGRESS.value
        case _:  # about being alone: asked anew by its own rules
            return False


def _list(uow: UnitOfWork, case: Case, data: Mapping[str, Any]) -> Mapping[str, Param]:
    names = [name_of(uow, partner, case.language) for partner in data["partners"]]
    params: dict[str, Param] = {"partners": tuple(names)}
    if data.get("until"):
        params |= {"first": names[0], "next": names[1], "until": datetime.fromisoformat(data["until"])}
    return params | {f"out{n}": name for n, name in enumerate(names)}
