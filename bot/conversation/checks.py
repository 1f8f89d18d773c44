"""The support check: a few short questions once every three months, for whoever wants to be asked.

Nobody is asked anything before they have said that they are alone. No case comes of it; "yes" to the last question
begins the report that fits. What was answered belongs to the report that the worker has sent, if any.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import JAPAN, date_in_japan
from bot.wording.served import Snapshot
from flows.events import Control
from flows.evidence import Given, Says, spoken
from flows.law.clocks import add_months
from flows.state import new_state
from storage.models import Case, CaseState, SupportCheck

from . import home
from .bubbles import Payload, bubble, one_per_row
from .filed import case_of
from .hours import WINDOWS

if TYPE_CHECKING:
    from .service import Conversations, Turn

WORD = "check"
"""What is typed to be asked now, also behind ``/start`` and as a command. In the state: somebody without a language
came for it. Among what is given: that a run is one."""
LATER = "check_later"
"""In the state: somebody was not alone when they were to be asked. Its value: what is pressed once they are."""
MONTHS = 3
_HOUR = time(9, 0)
_ONE_SITTING = timedelta(days=1)
_BEGINNING = frozenset({"opening.language", "opening.intro"})
"""Questions of the first minute that tell nothing of anybody."""
_LEADS = {
    "docs.kept": ("something_else", "documents_kept"),
    "pay.rate": ("something_else", "something_else", "promise"),
    "pay.payslip": ("unpaid_overtime",),
    "support.10_interview": ("missed_support",),
    "support.7_complaints": ("missed_support",),
    "support.5_offices": ("missed_support",),
}
"""Duty → the report that fits where it was not fulfilled: what is answered to the questions what it is about."""


def next_time(now: datetime) -> datetime:
    """When whoever was asked now is asked again: the same day three months later, so that no quarter is left out."""
    return datetime.combine(add_months(date_in_japan(now), MONTHS), _HOUR, JAPAN)


def dedupe_of(row: SupportCheck) -> str:
    """Under which name the newest message that asks is queued."""
    return f"{WORD}:{row.worker_id}:{row.due_at.date().isoformat()}:{row.asked}"


def question(words: Snapshot, language: str, *, may_stop: bool) -> Payload:
    """ "Are you alone now?", before anything else. Neither it nor a button says what will be asked, or that it is asked
    again and again: somebody may be looking. ``may_stop``: they want to be asked already; a button that was left from
    before they stopped does not undo that."""
    buttons = [
        (words.text(language, "case.alone.choice.yes"), f"c:0:home/check.{'go' if may_stop else 'yes'}"),
        (words.text(language, "case.alone.choice.no"), "c:0:home/check.no"),
    ]
    if may_stop:
        buttons.append((words.text(language, "hours.do.choice.remind_off"), "c:0:home/check.off"))
    return bubble("ask", language, words.text(language, "case.alone.ask"), rows=one_per_row(buttons))


def on_the_menu(turn: "Turn") -> list[str]:
    """The button of the home page: to be asked, or not to be asked any more."""
    if turn.helper is not None:
        return []
    return [WORD] if turn.uow.checks.get(turn.conversation.worker_id) is None else ["check_off"]


def asked_for(turn: "Turn", text: str) -> bool:
    """Whether somebody typed the word for it, at home or before they have told anything."""
    return text.strip().lstrip("/").casefold() == WORD and (_at_home(turn) or nothing_told(turn))


def begin(service: "Conversations", turn: "Turn") -> None:
    """Somebody wants to be asked: what it is, and whether they are alone. First a language, for who has none."""
    if turn.helper is not None:
        home.show(service, turn)
    elif not _at_home(turn) and not nothing_told(turn):
        service.go(turn, Control("close"))
    else:
        before = turn.state or new_state()
        if not before["ended"]:  # begun, and nothing told yet
            before = {**new_state(before["visit"]), "danger": before.get("danger", {})}
        turn.state = {**before, "ended": True}
        _explain(service, turn)


def _explain(service: "Conversations", turn: "Turn") -> None:
    if turn.chosen is None:
        turn.state = {**(turn.state or new_state()), WORD: True}
        home.language(service, turn, "language")
    else:
        if _case(turn) is None:
            turn.out.append(bubble("say", turn.language, turn.wording.text(turn.language, "opening.intro.ask")))
        turn.out.append(bubble("say", turn.language, turn.wording.text(turn.language, "home.check_about")))
        turn.out.append(question(turn.wording, turn.language, may_stop=_wanted(turn)))


def language_chosen(service: "Conversations", turn: "Turn") -> bool:
    """A language was chosen with no question open: whoever came for the check goes on with it. False: nobody did."""
    if turn.chosen is not None and turn.state is not None and turn.state.pop(WORD, False):
        begin(service, turn)
        return True
    return False


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """A button such as ``check`` or ``check.when.evening``; False: it is none of these."""
    head, _, what = name.partition(".")
    if head != WORD:
        return False
    if turn.helper is not None or (service.active(turn) and what != "off"):
        begin(service, turn)
        return True
    when = what.removeprefix("when.")
    match what:
        case "yes" | "go" if turn.chosen is not None and (what == "yes" or _wanted(turn)):
            _ask(service, turn)
        case "off":
            _stop(turn)
            service.note(turn, "web.handover_done")
        case "no":  # whoever looks at the phone learns nothing: no status, no name, nothing that could be pressed
            turn.state = {**(turn.state or new_state()), LATER: "go" if _wanted(turn) else "yes"}
            service.note(turn, "case.alone.later")
        case _ if what != when and when in (*WINDOWS, "never"):
            _write_when(service, turn, when)
        case _:
            begin(service, turn)
    return True


def alone_now(service: "Conversations", turn: "Turn") -> bool:
    """Whoever was not alone when they were to be asked is now: the questions. False: they were not asked."""
    if turn.state is None or service.active(turn):
        return False
    name = turn.state.pop(LATER, None)
    return name is not None and pressed(service, turn, f"{WORD}.{name}")


def running(turn: "Turn") -> bool:
    """Whether the questions that are asked now are those of a check."""
    return WORD in (turn.state or {}).get("vars", {})


def over(service: "Conversations", turn: "Turn") -> bool:
    """The last question of a check was answered. False: it was none."""
    if not running(turn) or turn.state is None or turn.run_id is None:
        return False
    variables, case = turn.state["vars"], _case(turn)
    turn.uow.conversations.finish_run(turn.run_id, turn.now, case.id if case is not None else None)
    answers = [Given(one["step"], one["value"]) for one in turn.uow.conversations.answers(turn.run_id)]
    if case is not None:
        turn.run_id = case.run_id
    if variables.get("check_help") is True:
        turn.tapped = True
        service.begin(turn, {}, said=(turn.language, "start", *fitting(answers, variables)))
        return True
    service.note(turn, "home.message_kept" if case is not None else "web.handover_saved")
    if turn.uow.workers.profile(turn.conversation.worker_id).get("write_first", "never") == "never":
        _ask_when(turn)
    else:
        home.after_end(service, turn)
    return True


def fitting(answers: list[Given], known: Mapping[str, Any]) -> tuple[str, ...]:
    """The report that these answers lead to; empty where they speak of nothing, or of more than one report."""
    leads = {_LEADS[duty] for duty, (says, _) in spoken(answers, known).items() if says is Says.DEVIATION}
    return leads.pop() if len(leads) == 1 else ()


def give_to_case(turn: "Turn", case: Case) -> None:
    """A report was sent: a check out of which it came belongs to it."""
    turn.uow.checks.give_to_case(case.worker_id, case.id, turn.now - _ONE_SITTING)


# ---- inside


def _ask(service: "Conversations", turn: "Turn") -> None:
    """They are alone: the questions, and again in three months."""
    now, worker_id = service.clock.business(), turn.conversation.worker_id
    _take_back(turn)
    turn.uow.checks.ask_at(worker_id, next_time(now), now)
    turn.tapped = True
    known = {WORD: "reported" if _case(turn) is not None else "new"}
    service.begin(turn, {}, known=known, said=(turn.language,))


def _write_when(service: "Conversations", turn: "Turn", when: str) -> None:
    """Whether and when we may write first, from somebody who had not said."""
    turn.uow.workers.update_profile(turn.conversation.worker_id, write_first=when)
    if when == "never":
        _stop(turn)
    service.note(turn, "web.handover_done")
    home.after_end(service, turn)


def _ask_when(turn: "Turn") -> None:
    step, words = "filing.write_first", turn.wording
    buttons = [
        (words.text(turn.language, f"{step}.choice.{when}"), f"c:0:home/check.when.{when}")
        for when in (*WINDOWS, "never")
    ]
    turn.out.append(bubble("ask", turn.language, words.text(turn.language, f"{step}.ask"), rows=one_per_row(buttons)))


def _stop(turn: "Turn") -> None:
    _take_back(turn)
    if turn.state is not None:
        turn.state.pop(LATER, None)
    turn.uow.checks.stop(turn.conversation.worker_id)


def _take_back(turn: "Turn") -> None:
    """What waits for a safe hour is not sent any more. Whoever asks at this moment is waited for."""
    row = turn.uow.checks.held(turn.conversation.worker_id)
    if row is not None:
        turn.uow.outbox.withdraw(dedupe_of(row), turn.now)


def _wanted(turn: "Turn") -> bool:
    return turn.uow.checks.get(turn.conversation.worker_id) is not None


def _at_home(turn: "Turn") -> bool:
    """Whether no question of a flow is open."""
    return not turn.state or not turn.state["at"] or turn.state["ended"]


def nothing_told(turn: "Turn") -> bool:
    """Whether a conversation has only begun: nothing is lost if it begins otherwise."""
    if turn.state is None or turn.run_id is None or "correcting" in turn.state:
        return False
    talks = turn.uow.conversations
    said = {one["step"] for one in (*talks.answers(turn.run_id), *talks.written(turn.run_id))}
    return said <= _BEGINNING


def _case(turn: "Turn") -> Case | None:
    """The report that the answers belong to: the one that was sent last and not taken back."""
    case = case_of(turn)
    if case is None or case.erased_at is not None or case.state == CaseState.WITHDRAWN.value:
        return None
    return case
