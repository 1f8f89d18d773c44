"""Deleting everything, undoing that, and coming back on another phone."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.cases.withdraw import withdraw
from flows.events import Control
from storage.models import CaseState

from .bubbles import bubble, one_per_row

if TYPE_CHECKING:
    from .service import Conversations, Turn

GRACE = timedelta(days=7)


def delete(service: "Conversations", turn: "Turn", control: Control) -> None:
    """Ask, then delete: it shows at once and takes effect after 7 days."""
    if control.name != "delete/yes":
        words = turn.wording
        turn.out.append(
            bubble(
                "ask", turn.language, words.text(turn.language, "common.delete_confirm"),
                rows=one_per_row(
                    [
                        (words.text(turn.language, "menu.delete_yes"), "c:0:delete/yes"),
                        (words.text(turn.language, "menu.close"), "c:0:close"),
                    ]
                ),
            )
        )
        return
    worker_id = turn.conversation.worker_id
    code = turn.uow.workers.new_recovery_code(worker_id, turn.conversation.id, turn.now)
    turn.uow.workers.ask_deletion(worker_id, turn.now + GRACE)
    turn.uow.conversations.set_leaving(turn.conversation.id, True)
    for case in turn.uow.cases.of_worker(worker_id):
        if CaseState(case.state).open:
            withdraw(turn.uow, service.notifier, case.id, service.clock.business())
    turn.uow.outbox.cancel(turn.conversation.id, turn.now)
    turn.uow.web.clear(turn.conversation.id)
    turn.state, turn.case_id = None, None
    service.note(turn, "common.deleted", code=code)


def gone(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> bool:
    """Whether this conversation's worker asked for deletion: then only the code brings it back, and anything else
    begins anew as somebody unknown."""
    if not turn.conversation.leaving:
        return False
    if event["type"] in ("blocked", "edited"):
        return True
    if event["type"] == "command" and event.get("argument") and _undo(service, turn, event["argument"]):
        return True
    address = turn.uow.conversations.address(turn.conversation)
    turn.uow.conversations.retire(turn.conversation.id)
    fresh_id, _ = turn.uow.conversations.find_or_create(turn.conversation.channel, address, turn.now)
    fresh = turn.uow.conversations.get(fresh_id)
    assert fresh is not None
    turn.uow.web.move_sessions(turn.conversation.id, fresh_id)
    service.handle(turn.uow, fresh, {**event, "callback": None}, turn.now)
    return True


def come_back(service: "Conversations", turn: "Turn", argument: str) -> bool:
    """``/start`` with a code: link a staff account, or continue another conversation here. False: no such code."""
    uow = turn.uow
    if argument.startswith("link_"):
        chat_id = uow.conversations.address(turn.conversation)
        turn.out.append(service.staff.link(uow, chat_id, argument.removeprefix("link_")))
        return True
    other_id = uow.workers.conversation_of_code(argument)
    other = uow.conversations.get(other_id) if other_id else None
    if other is None or turn.case_id is not None:
        return False
    if other.leaving:
        _stay(turn, other.id, other.worker_id)
    if other.id != turn.conversation.id:
        turn.conversation = uow.conversations.hand_over(other, turn.conversation)
        turn.state = uow.conversations.open_state(turn.conversation)
        turn.structure, turn.run_id = turn.conversation.structure, turn.conversation.run_id
        turn.case_id, turn.language = turn.conversation.case_id, turn.conversation.language or turn.language
    service.note(turn, "common.continue_here")
    if service.active(turn):
        service.go(turn, Control("close"))
    return True


def _undo(service: "Conversations", turn: "Turn", code: str) -> bool:
    if turn.uow.workers.conversation_of_code(code) != turn.conversation.id:
        return False
    _stay(turn, turn.conversation.id, turn.conversation.worker_id)
    service.note(turn, "common.restored")
    return True


def _stay(turn: "Turn", conversation_id: str, worker_id: str) -> None:
    turn.uow.workers.ask_deletion(worker_id, None)
    turn.uow.conversations.set_leaving(conversation_id, False)
