"""After filing: what is happening with the report, writing to the people who have it, answering their questions."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.cases.alone import nobody_reads
from bot.cases.interpreting_ends import interprets, worker_wants_none
from bot.cases.messages import worker_message
from bot.cases.questions import Outcome, answer_question
from bot.cases.silence import worker_blocked, worker_unblocked
from bot.cases.solved import ask_at_once, may_still_say
from bot.cases.status import status
from bot.cases.unreachable import ends_on
from bot.clock import date_in_japan
from bot.compliance.worker_says import taken_back, waiting_yes
from bot.wording.languages import ENDONYMS
from flows.events import Control
from storage.models import Case, CaseState

from . import (
    asked,
    box,
    checks,
    clearing,
    correcting,
    dates,
    helped,
    in_danger,
    invited,
    leaving,
    letters,
    papers,
    pin,
    withdrawing,
    worktime,
    worktime_book,
)
from .bubbles import Rows, bubble, one_per_row, sounds
from .filed import case_of
from .notify import shown
from .offices import contacts, status_of
from .passing_on import listening, pass_on

if TYPE_CHECKING:
    from .service import Conversations, Turn

_EMERGENCY = "card.emergency"
_SOLVED_LATELY = timedelta(days=1)
"""So long after the worker's word that a report is solved their words are about that one, if another is open."""


def show(service: "Conversations", turn: "Turn") -> None:
    """Where the report stands, and what can be done."""
    if turn.state is not None and "correcting" in turn.state:
        correcting.give_up(service, turn)  # which comes back here
        return
    case = case_of(turn)
    code = ["code"] if clearing.possible(turn.conversation) else []  # on the web chat the page shows it
    if case is None:
        begun = service.active(turn)  # who has told half of it would think it lost
        text = turn.wording.text(turn.language, "menu.title" if begun else "home.no_report")
        beside = [*worktime.on_the_menu(turn), *checks.on_the_menu(turn)]
        _menu(turn, text, ["new", *beside, "language", "help", *code, *clearing.on_the_menu(turn), "delete"])
        return
    others = [other for other in withdrawing.open_reports(turn) if other.id != case.id]
    lines = [line for one in (case, *others) for line in _stands(service, turn, one)]
    interpreted = CaseState(case.state).open and interprets(turn.uow, case)
    reads = listening(turn)
    if reads is not None and CaseState(reads.state).open and not solved_last(service, turn):
        lines.append(_who_reads(turn, reads))
    if not CaseState(case.state).open and case.erase_at is not None:
        until = {"until": date_in_japan(case.erase_at)}
        lines.append(turn.wording.text(turn.language, "case.kept_until", **shown(turn.wording, turn.language, until)))
    if interpreted:
        lines.append(turn.wording.text(turn.language, "home.interprets"))
    alone = ["alone"] if asked.something_waits(turn) else []
    beside = ["group", "leave_group"] if invited.may_invite(turn) else []
    alone += ["interpreter"] if interpreted else []
    change = ["correct"] if correcting.possible(turn) else []
    change += ["files"] if box.possible(turn) else []
    change += ["paper"] if papers.possible(turn) else []
    change += ["letter"] if letters.possible(service, turn) else []
    change += ["no_letter"] if waiting_yes(turn.uow, turn.conversation.worker_id) else []
    change += ["dates"] if dates.possible(service, turn) else []
    change += [*worktime.on_the_menu(turn), *checks.on_the_menu(turn)]
    last = [*withdrawing.on_the_menu(turn), *clearing.on_the_menu(turn), "delete"]
    _menu(turn, "\n\n".join(lines), [*alone, *change, "new", *beside, "language", "help", "pin", *code, *last])
    asked.again(service, turn, anyway=True, offer=False)


def stands(turn: "Turn", case: Case) -> str:
    """Where a report stands, by its number."""
    key, params = status(turn.uow, case)
    if "until" not in params and "{until}" in turn.wording.text("en", key):
        return turn.wording.text(turn.language, "case.status.no_limit")
    return turn.wording.text(turn.language, key, **shown(turn.wording, turn.language, params))


def _stands(service: "Conversations", turn: "Turn", case: Case) -> list[str]:
    """The same, and the day on which it is to end, which may not have come to them."""
    lines, ends = [stands(turn, case)], ends_on(turn.uow, case, service.clock.business())
    if ends is not None:
        until = shown(turn.wording, turn.language, {"until": date_in_japan(ends)})
        lines.append(turn.wording.text(turn.language, "case.review_end", **until))
    return lines


def kept(state: Mapping[str, Any]) -> dict[str, Any]:
    """What was begun on the home page, and stays in the state while no question is open."""
    names = (
        pin.KEY, papers.KEY, letters.KEY, worktime_book.KEY, worktime.COME, checks.WORD, checks.LATER,
        box.WAITS, in_danger.AT, in_danger.OPEN, leaving.ASKED, withdrawing.ASKED,
    )  # fmt: skip
    return {name: state[name] for name in names if name in state}


def after_end(service: "Conversations", turn: "Turn") -> None:
    """The flow has ended: what the worker can do from now on. Where it was entered together nothing more is taken."""
    if turn.case_id is not None and turn.helper is None:
        case = turn.uow.cases.get(turn.case_id)
        if case is not None:
            alone = ["alone"] if asked.something_waits(turn) else []
            _menu(turn, _who_reads(turn, case), [*alone, "status", "help"])
    elif turn.case_id is None:
        _menu(turn, turn.wording.text(turn.language, "home.no_report"), ["new", "help"])


def text(service: "Conversations", turn: "Turn", written: str) -> bool:
    """Free text with no question open: it goes to the people who have the case, also of one that was closed because
    nobody reached the worker, which opens it again. False: there is no such case."""
    if not pass_on(service, turn, written):
        return False
    service.note(turn, "home.message_kept")
    return True


def solved_last(service: "Conversations", turn: "Turn") -> bool:
    """Whether the worker has just called one report solved while another is open, of which nothing was said since: what
    they write now is about the solved one."""
    now, other = service.clock.business(), listening(turn)
    if other is None:
        return False
    mine = turn.uow.cases.of_worker(turn.conversation.worker_id)
    closed = [case.closed_at for case in mine if case.closed_at is not None and may_still_say(turn.uow, case, now)]
    if not closed or now - max(closed) > _SOLVED_LATELY:
        return False
    said = [one["at"] for one in turn.uow.cases.messages(other.id) if one["author"] != "note"]
    asked_of = [one.asked_at for one in turn.uow.cases.open_questions(other.id)]
    return bool(max([other.filed_at, *said, *asked_of]) < max(closed))


def after_solved(service: "Conversations", turn: "Turn", written: str, *, attachment_id: str | None = None) -> bool:
    """Words or a file after the worker said that it is solved, while we still ask whether it is: kept with the report,
    and asked, once for what comes together. False: there is no such report."""
    now = service.clock.business()
    mine = turn.uow.cases.of_worker(turn.conversation.worker_id) if turn.case_id is not None else []
    found = [case for case in mine if may_still_say(turn.uow, case, now)]
    if not found:
        return False
    newest = max(found, key=lambda case: (case.closed_at or case.filed_at, case.filed_at))
    if attachment_id is not None:
        turn.uow.attachments.set_case(attachment_id, newest.id)
    case = worker_message(turn.uow, service.notifier, newest.id, now, text=written, language=turn.language)
    _menu(turn, turn.wording.text(turn.language, "home.message_kept"), ["new", "status"])
    ask_at_once(turn.uow, service.notifier, case, now)
    return True


def clipped(words: str) -> str:
    """A file, as a message."""
    return f"📎 {words}".strip()


def file(service: "Conversations", turn: "Turn", attachment_id: str, words: str = "") -> bool:
    """A file with no question open: the same as with a text, whose place a paper clip takes in every language, before
    the ``words`` that came with it."""
    case = listening(turn)
    if case is None:
        return False
    turn.uow.attachments.set_case(attachment_id, case.id)
    said = clipped(words)
    worker_message(turn.uow, service.notifier, case.id, service.clock.business(), text=said, language=turn.language)
    service.note(turn, "home.message_kept")
    asked.what_waited(service, turn)
    return True


def question(service: "Conversations", turn: "Turn", question_id: str, choice: str) -> None:
    """The worker answered a question of the case with one tap."""
    if choice == helped.SHOW and helped.shown_again(service, turn, question_id):
        return
    at = len(turn.out)
    outcome = answer_question(
        turn.uow, service.notifier, question_id, choice, service.clock.business(),
        conversation_id=turn.conversation.id, pin_given=turn.pin_given,
    )
    if outcome is Outcome.PIN:
        pin.ask(service, turn, {"type": "tap", "data": f"q:{question_id}:{choice}"})
    elif outcome is not Outcome.OK:
        service.note(turn, "common.stale_button")
    else:
        asked.show_answered(turn, at, question_id, choice)


def control(service: "Conversations", turn: "Turn", name: str) -> None:
    """A button of the home menu."""
    match name:
        case _ if box.pressed(service, turn, name) or worktime.pressed(service, turn, name):
            pass
        case _ if correcting.pressed(service, turn, name) or papers.pressed(service, turn, name):
            pass
        case _ if dates.pressed(service, turn, name) or letters.pressed(service, turn, name):
            pass
        case _ if checks.pressed(service, turn, name) or withdrawing.pressed(service, turn, name):
            pass
        case "new" if service.active(turn):
            service.go(turn, Control("resume_question"))
        case "new":
            service.begin(turn, {})
        case "help":
            help_now(service, turn)
        case "pin":
            pin.settings(service, turn)
        case "code" if clearing.possible(turn.conversation):
            leaving.show_code(service, turn)
        case "group" if invited.may_invite(turn):
            invited.invite(service, turn)
        case "leave_group":
            invited.stand_apart(service, turn)
        case "interpreter":
            now = service.clock.business()
            stopped = worker_wants_none(turn.uow, service.notifier, turn.conversation.worker_id, now)
            service.note(turn, "case.interpreter_stopped" if stopped else "common.stale_button")
        case "no_letter":
            now = service.clock.business()
            kept = taken_back(turn.uow, service.notifier, turn.conversation.worker_id, now)
            service.note(turn, "doc.chat.letter_taken_back.info" if kept else "common.stale_button")
        case "alone":
            if not asked.alone_now(service, turn) and not checks.alone_now(service, turn):
                service.note(turn, "case.alone.nothing")
        case _:
            show(service, turn)


def help_now(service: "Conversations", turn: "Turn") -> None:
    """The emergency card, and offices that can be asked now."""

    def said(language: str) -> str:
        return turn.wording.text(language, _EMERGENCY)

    spoken = sounds(turn.wording, _EMERGENCY, turn.language)
    turn.out.append(bubble("card", turn.language, said(turn.language), gloss=turn.gloss(said), sounds=spoken))
    offices(service, turn)


def offices(service: "Conversations", turn: "Turn") -> None:
    """Offices that can be asked now."""
    variables = (turn.state or {}).get("vars", {})
    if not variables and turn.run_id is not None:
        variables = {a["variable"]: a["value"] for a in turn.uow.conversations.answers(turn.run_id)}
    status, now = status_of(variables), service.clock.business()

    def said(language: str) -> str:
        listed = contacts(turn.wording, turn.language, status, now, said_in=language)
        return f"{turn.wording.text(language, 'office.title')}\n{listed}" if listed else ""

    if told := said(turn.language):
        turn.out.append(bubble("say", turn.language, told, gloss=turn.gloss(said)))


def language(service: "Conversations", turn: "Turn", name: str) -> bool:
    """Choose the language with no question open. False: it is still to be chosen."""
    code = name.removeprefix("lang/")
    if code in service.offered(turn):
        turn.language = turn.chosen = code
        turn.uow.workers.set_language(turn.conversation.worker_id, code)
        turn.state = turn.state or {**_ended_state()}
        service.note(turn, "common.language_changed")
        return True
    rows: Rows = [[{"label": ENDONYMS[c], "data": f"c:0:lang/{c}", "lang": c}] for c in service.offered(turn)]

    def title(language: str) -> str:
        return turn.wording.text(language, "menu.language_title")

    turn.out.append(bubble("ask", turn.language, title(turn.language), rows=rows, gloss=turn.gloss(title)))
    return False


def unblocked(service: "Conversations", turn: "Turn") -> None:
    """The worker is back."""
    turn.uow.conversations.set_blocked(turn.conversation.id, None)
    worker_unblocked(turn.uow, service.notifier, turn.conversation.worker_id, service.clock.business())


def blocked(service: "Conversations", turn: "Turn") -> None:
    """The worker blocked the bot: a sign of danger that the case must know."""
    worker_blocked(turn.uow, service.notifier, turn.conversation.worker_id, service.clock.business())


def staff_tap(service: "Conversations", turn: "Turn", data: str) -> None:
    """A member of staff pressed a button of an alert."""
    chat_id = turn.uow.conversations.address(turn.conversation)
    turn.out.append(service.staff.tap(turn.uow, chat_id, data))


def _who_reads(turn: "Turn", case: Any) -> str:
    if nobody_reads(turn.uow, case):
        return turn.wording.text(turn.language, "home.write_until_yes")
    lead = turn.uow.cases.offer(case.id, case.lead_partner_id) if case.lead_partner_id else None
    partner = turn.uow.partners.get(lead.partner_id) if lead is not None and lead.consented else None
    if partner is not None:
        return turn.wording.text(turn.language, "home.write", partner=partner.name)
    return turn.wording.text(turn.language, "home.write_nobody_yet")


def _menu(turn: "Turn", text: str, names: list[str]) -> None:
    keys = {
        "new": "home.new_report", "status": "home.status", "language": "menu.language", "help": "menu.help_now",
        "delete": "menu.delete", "alone": "home.alone", "pin": "home.pin", "group": "home.group",
        "leave_group": "home.leave_group", "interpreter": "home.interpreter", "correct": "menu.change_answer",
        "paper": "doc.chat.menu.choice.record", "dates": "doc.chat.menu.choice.dates",
        "letter": "doc.chat.menu.choice.letter", "files": "doc.chat.menu.choice.files",
    }
    keys |= {"hours": "hours.menu.choice.hours"}
    keys |= {"check": "home.check", "check_off": "home.check_off", "code": "web.recovery_show"}
    keys |= {"no_letter": "doc.chat.menu.choice.no_letter", "clear": "menu.clear", "withdraw": "menu.withdraw"}
    controls = {"language": "language", "delete": "delete", "clear": "clear", "check_off": "home/check.off"}
    buttons = [
        (turn.wording.text(turn.language, keys[n]), f"c:0:{controls.get(n, 'home/' + n)}") for n in names
    ]
    turn.out.append(bubble("say", turn.language, text, rows=one_per_row(buttons)))


def _ended_state() -> dict[str, Any]:
    from flows.state import new_state

    return {**new_state(), "ended": True}


