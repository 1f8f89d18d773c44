"""Questions of a case, in the chat: a typed yes or no is an answer, and what is still open is shown again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.cases.alone import ask_alone, can_say_who_reads, names_somebody, waits_for_alone
from bot.cases.alone_now import worker_is_alone
from bot.cases.asked import ask_what_was_not_sent, dedupe_of, is_held, params_of, show, shown_at, times_shown_again
from bot.cases.messages import worker_message
from bot.cases.notifier import QuestionKind, choices_of
from bot.cases.questions import Outcome, answer_question
from bot.cases.waiting_words import tell_what_waited
from flows.inputs import Lexicon, Understood, yes_no
from storage.models import Case, WorkerQuestion

from . import helped, pin
from .bubbles import answered_question
from .notify import ON_PAGE, shown

if TYPE_CHECKING:
    from .service import Conversations, Turn

SAME_SITTING = timedelta(minutes=30)
"""So long after it was shown a question that names somebody may be shown again without asking "are you alone?"."""
AGAIN_AFTER = timedelta(hours=12)
"""So long after it was shown the last time an open question is shown again more than once."""


def typed(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Whether the text answers the question that was shown last. What was understood is said; what was written beside
    the answer is kept for the people of the case."""
    found = _newest(service, turn)
    if found is None:
        return False
    case, question = found
    choice = _choice(service, turn, case, question, text)
    if choice is None or _may_be_for_staff(service, turn, case, question, text):
        return False
    if choice == helped.SHOW:
        return helped.shown_again(service, turn, question.id)
    now = service.clock.business()
    label = _label_of(turn, case, question, choice)
    service.note(turn, "common.understood", answer=label)
    if not yes_no.bare(text, service.lexicons[turn.language]) and not is_label(service, turn, label, text):
        worker_message(turn.uow, service.notifier, case.id, now, text=text, language=turn.language)
    at = len(turn.out)
    outcome = answer_question(
        turn.uow, service.notifier, question.id, choice, now, conversation_id=turn.conversation.id
    )
    if outcome is Outcome.PIN:
        pin.ask(service, turn, {"type": "tap", "data": f"q:{question.id}:{choice}"})
    elif outcome is not Outcome.OK:
        service.note(turn, "common.stale_button")
    else:
        show_answered(turn, at, question.id, choice)
    return True


def again(service: "Conversations", turn: "Turn", *, anyway: bool = False, offer: bool = True) -> None:
    """Show what is open once more: after a text that was no answer, once; ``anyway``: also if that was done before.

    Whatever names somebody is shown only in the same sitting; later it is first asked whether the worker is alone
    (``offer``; without it a button does that).
    """
    now = service.clock.business()
    told = what_waited(service, turn)
    for case in _cases(turn):
        ask_what_was_not_sent(turn.uow, case)
        for question in turn.uow.cases.open_questions(case.id):
            if _fits(question, now, offer) and _once_more(turn, question, now, anyway or told):
                show(turn.uow, service.notifier, case, question, now)
        if offer and waits_for_alone(turn.uow, case) and not _in_sitting(turn, case, now):
            ask_alone(turn.uow, service.notifier, case, now)


def what_waited(service: "Conversations", turn: "Turn") -> bool:
    """What staff wrote while this worker could not be written to is told. True if there was any."""
    now = service.clock.business()
    told = [tell_what_waited(turn.uow, service.notifier, case, now) for case in _cases(turn)]
    return any(told)


def alone_now(service: "Conversations", turn: "Turn") -> bool:
    """The worker says that they are alone. False: nothing waits for that."""
    waiting = [case for case in _cases(turn) if can_say_who_reads(turn.uow, case)]
    for case in waiting:
        worker_is_alone(turn.uow, service.notifier, case, service.clock.business())
        turn.uow.cases.changed(case)
    return bool(waiting)


def something_waits(turn: "Turn") -> bool:
    """Whether there is a question for which the worker has to be alone."""
    return any(can_say_who_reads(turn.uow, case) for case in turn.uow.cases.of_worker(turn.conversation.worker_id))


def spoken_since(turn: "Turn", moment: str | None) -> bool:
    """Whether since then somebody of a case wrote to this worker, or a case asked something new."""
    if moment is None:
        return False
    then, worker_id = datetime.fromisoformat(moment), turn.conversation.worker_id
    if turn.uow.cases.staff_wrote_since(worker_id, then):
        return True
    questions = (one for case in turn.uow.cases.of_worker(worker_id) for one in turn.uow.cases.open_questions(case.id))
    return any(not is_held(one) and one.asked_at > then for one in questions)


def is_label(service: "Conversations", turn: "Turn", label: str, text: str) -> bool:
    """Whether a text says what a button says."""
    lexicon: Lexicon = service.lexicons[turn.language]
    return lexicon.fold(label) == lexicon.fold(text)


# ---- inside


def _cases(turn: "Turn") -> Iterator[Case]:
    """The worker's cases with something to ask, held, always in the same order."""
    for case_id in sorted(case.id for case in turn.uow.cases.of_worker(turn.conversation.worker_id)):
        case = turn.uow.cases.locked(case_id)
        if case is not None:
            yield case


def _newest(service: "Conversations", turn: "Turn") -> tuple[Case, WorkerQuestion] | None:
    """The question that was shown last; one that only waits to be sent was not seen by anybody. None if somebody has
    written since: then "yes" may be said to them."""
    found = [
        (case, question)
        for case in _cases(turn)
        for question in turn.uow.cases.open_questions(case.id)
        if not is_held(question) and _came(turn, question)
    ]
    newest = max(found, key=lambda pair: (shown_at(pair[1]), pair[1].id), default=None)
    if newest is None or turn.uow.cases.staff_wrote_since(turn.conversation.worker_id, shown_at(newest[1])):
        return None
    return newest


def _came(turn: "Turn", question: WorkerQuestion) -> bool:
    """Whether it has come to this chat: it may have come to the page while it still waits for a safe hour elsewhere."""
    name, outbox = dedupe_of(question), turn.uow.outbox
    return not outbox.is_waiting(name) or (turn.conversation.channel == "web" and outbox.went(name + ON_PAGE))


def _fits(question: WorkerQuestion, now: datetime, offer: bool) -> bool:
    """Whether it may be shown as it is."""
    if is_held(question) or (question.kind == QuestionKind.ALONE.value and not offer):
        return False
    return not names_somebody(question) or now - shown_at(question) <= SAME_SITTING


def _once_more(turn: "Turn", question: WorkerQuestion, now: datetime, anyway: bool) -> bool:
    if turn.uow.outbox.withdraw(dedupe_of(question), turn.now):
        return True  # it was to come at a safe hour: the worker is here now
    return anyway or times_shown_again(question) == 0 or now - shown_at(question) > AGAIN_AFTER


def _in_sitting(turn: "Turn", case: Case, now: datetime) -> bool:
    """Whether this worker was asked just now whether they are alone, or about whom, and has not answered."""
    kinds = [q for q in turn.uow.cases.open_questions(case.id) if q.kind == QuestionKind.ALONE or names_somebody(q)]
    return any(not is_held(q) and now - shown_at(q) <= SAME_SITTING for q in kinds)


def _choice(
    service: "Conversations", turn: "Turn", case: Case, question: WorkerQuestion, text: str
) -> str | None:
    kind = QuestionKind(question.kind)
    named = shown(turn.wording, turn.language, params_of(turn.uow, case, question))
    for choice in choices_of(question):
        for language in (turn.language, "en"):
            label = turn.wording.text(language, kind.choice_key(choice), partner=named.get(choice, ""))
            if is_label(service, turn, label, text):
                return choice
    said = _yes_or_no(service, turn, text)
    # "Yes, but nobody came": a yes stops a clock, closes a case or lets somebody read; a no does none of that
    if said is None or (said and not yes_no.bare(text, service.lexicons[turn.language])):
        return None
    if kind is QuestionKind.CHECK_IN:
        return "fine" if said else "not_fine"
    return "yes" if said else "no"


def _may_be_for_staff(service: "Conversations", turn: "Turn", case: Case, question: WorkerQuestion, text: str) -> bool:
    """Whether "no, …" may answer a message of staff that came before the question: then it denies nothing else."""
    said_more = not yes_no.bare(text, service.lexicons[turn.language]) and not any(
        is_label(service, turn, _label_of(turn, case, question, choice), text) for choice in choices_of(question)
    )
    return said_more and turn.uow.cases.staff_wrote_last(turn.conversation.worker_id)


def show_answered(turn: "Turn", at: int, question_id: str, choice: str) -> None:
    """In the web chat the buttons give way to what was answered, also when the page is opened anew. ``at``: among what
    is said, before what follows from it."""
    question = turn.uow.cases.question(question_id)
    case = turn.uow.cases.get(question.case_id) if question is not None else None
    if turn.conversation.channel == "web" and question is not None and case is not None:
        turn.out.insert(at, answered_question(question_id, f"✓ {_label_of(turn, case, question, choice)}"))


def _label_of(turn: "Turn", case: Case, question: WorkerQuestion, choice: str) -> str:
    named = shown(turn.wording, turn.language, params_of(turn.uow, case, question))
    key = QuestionKind(question.kind).choice_key(choice)
    return turn.wording.text(turn.language, key, partner=named.get(choice, ""))


def _yes_or_no(service: "Conversations", turn: "Turn", text: str) -> bool | None:
    found = yes_no.leading(text, service.lexicons[turn.language])
    return bool(found.value) if isinstance(found, Understood) else None
