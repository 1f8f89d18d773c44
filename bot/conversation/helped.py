"""What is different where somebody helps a worker to write their report: marks, the list, and the way out of it."""

from typing import TYPE_CHECKING, Any

from bot.assisted.sitting import as_asked, is_sitting
from bot.cases.asked import show
from bot.cases.entered import ask_once, note_entered, worker_came
from bot.cases.notifier import QuestionKind
from storage.models import Case, WorkerQuestion
from storage.rows import Row

from .bubbles import bubble

if TYPE_CHECKING:
    from .service import Conversations, Turn

SHOW = "show"
"""The button that shows what was written down, and answers nothing."""


def first_and_never(turn: "Turn") -> tuple[str | None, frozenset[str]]:
    """Whom the worker wishes to be asked first, and whom not at all, of those who help them now."""
    if turn.helper is None or turn.state is None:
        return None, frozenset()
    wish, helper = turn.state["vars"].get("helper_first"), turn.helper.organisation
    return (helper if wish == "first" else None), frozenset({helper} if wish == "never" else ())


def say_if_missing(service: "Conversations", turn: "Turn", listed: tuple[str, ...]) -> None:
    """The helper was wished for and is not on the list: it is full, or bound to a body that was named."""
    first, _ = first_and_never(turn)
    if first is not None and first not in listed:
        service.note(turn, "assisted.helper_cannot")


def sent(service: "Conversations", turn: "Turn", case: Case) -> None:
    """The report has become a case: it says who entered it, and what was told before is no longer shown there."""
    note_entered(turn.uow, case, service.clock.business())
    if turn.helper is not None:
        turn.helper.case_id = case.id
        turn.uow.web.clear(turn.conversation.id)


def over(service: "Conversations", turn: "Turn") -> None:
    """The last thing was said. Who ended alone what staff had begun is asked whether it is right."""
    if turn.helper is None and turn.case_id is not None:
        ask_once(turn.uow, service.notifier, turn.case_id, service.clock.business())
    if turn.helper is not None and turn.helper.case_id is not None:
        turn.helper.ended_at = turn.helper.ended_at or turn.now


def deleted(turn: "Turn") -> None:
    """The worker had everything deleted while they sat there."""
    if turn.helper is not None:
        turn.helper.ended_at = turn.helper.ended_at or turn.now


def taken_over(service: "Conversations", turn: "Turn", sitting: Row[Any]) -> None:
    """The worker came with their own code: from now on they go on alone, and are asked whether it is right so."""
    if not is_sitting(sitting):
        return
    draft = turn.uow.assisted.at(sitting.id)
    if draft is not None:
        turn.uow.assisted.taken_over(draft, turn.conversation.id, turn.now)
    if turn.case_id is not None:
        worker_came(turn.uow, turn.case_id, turn.conversation.id, service.clock.business())


def shown_again(service: "Conversations", turn: "Turn", question_id: str) -> bool:
    """Show what was written down in the worker's name, and ask again. False: that is not what was asked."""
    question = turn.uow.cases.question(question_id)
    if question is None or question.kind != QuestionKind.ENTERED.value or question.answered_at is not None:
        return False
    case = turn.uow.cases.locked(question.case_id)
    if case is None or case.worker_id != turn.conversation.worker_id:
        return False
    turn.out.append(bubble("say", turn.language, _told(turn, case)))
    _once_more(service, turn, case, turn.uow.cases.question_held(question_id))
    return True


def _once_more(service: "Conversations", turn: "Turn", case: Case, question: WorkerQuestion) -> None:
    show(turn.uow, service.notifier, case, question, service.clock.business())
    turn.uow.cases.changed(case)


def _told(turn: "Turn", case: Case) -> str:
    """Question and answer, one after the other, in the worker's language."""
    lines = []
    told = (*turn.uow.conversations.answers(case.run_id), *turn.uow.conversations.written(case.run_id))
    for answer in sorted(told, key=lambda one: int(one["visit"])):
        key, said = f"{answer['step']}.ask", answer["raw"]
        if said and answer["step"] != "opening.language":
            together, button = bool(answer.get("by")), f"{answer['step']}.choice.{answer.get('value')}"
            key, pressed = as_asked(turn.wording, key, together), as_asked(turn.wording, button, together)
            said = turn.wording.text(turn.language, pressed) if pressed != button else said
            asked = turn.wording.text(turn.language, key) if turn.wording.has(key) else ""
            lines.append(f"{asked}\n→ {said}".strip())
    return "\n\n".join(lines) or turn.wording.text(turn.language, "case.entered.nothing")
