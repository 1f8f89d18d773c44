"""Deleting everything, undoing that, and coming back on another phone."""

import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.keeping.erasures import leave, stay
from flows.events import Control
from storage.ids import plain_code
from storage.models import ErasureDeed
from storage.rows import Row

from . import clearing, helped, home, moment, pin
from .bubbles import bubble, one_per_row

if TYPE_CHECKING:
    from .service import Conversations, Turn

GRACE = timedelta(days=7)
ASKED = "asked_to_delete"
"""In the state: when it was asked whether everything is to be deleted."""
CODE_LENGTH = 12  # characters of a recovery code without its hyphens
_LIKE_A_CODE = re.compile(r"(?=.*[A-Z])(?=.*[0-9])[0-9A-Z]{4}(?:[-‐‑‒–—−][0-9A-Z]{4}){2}", re.IGNORECASE)


def delete(service: "Conversations", turn: "Turn", control: Control) -> None:
    """Ask, then delete: it shows at once and takes effect after 7 days. A button that was left from an earlier time
    asks once more."""
    if control.name != "delete/yes" or not (turn.pin_given or moment.just_asked(turn, ASKED)):
        visit = moment.note_asked(turn, ASKED)
        rows = [[turn.button("menu.delete_yes", "c:0:delete/yes")], [turn.button("menu.close", f"c:{visit}:close")]]

        def asked(language: str) -> str:
            return turn.wording.text(language, "common.delete_confirm")

        turn.out.append(bubble("ask", turn.language, asked(turn.language), rows=rows, gloss=turn.gloss(asked)))
        return
    if pin.needed(turn):
        pin.ask(service, turn, {"type": "tap", "data": "c:0:delete/yes"})
        return
    worker_id = turn.conversation.worker_id
    code = turn.uow.workers.new_recovery_code(worker_id, turn.conversation.id, turn.now)
    due_at = turn.now + GRACE
    turn.uow.safety.note_erasure(worker_id, ErasureDeed.ASKED, turn.now, due_at=due_at, code=plain_code(code))
    leave(turn.uow, worker_id, due_at, service.notifier, turn.now, service.clock.business())
    turn.out.append(clearing.everything())
    helped.deleted(turn)
    if turn.state is not None:
        turn.state.pop(ASKED, None)
    turn.leaving = True  # where it stood is kept as long as it can be undone
    service.note(turn, "common.deleted", code=code)
    turn.out[-1].update(clearing.of_this_phone(turn, code))


def show_code(service: "Conversations", turn: "Turn") -> None:
    """A code to come back with on another account, or on the web chat: whoever can read this chat can read it there,
    so its PIN is asked for, and the chat can be cleared at once. The web chat's page shows one by itself."""
    if pin.needed(turn):
        pin.ask(service, turn, {"type": "tap", "data": "c:0:home/code"})
        return
    code = turn.uow.workers.new_recovery_code(turn.conversation.worker_id, turn.conversation.id, turn.now)
    words, language = turn.wording, turn.language
    how, warned = words.text(language, "web.recovery_explain"), words.text(language, "web.not_private_phone")
    where = f"{service.base_url}/chat → {words.text(language, 'web.recover_enter')}"
    said = (how, f"{code}\n{where}", warned)
    rows = one_per_row([(words.text(language, "menu.clear"), f"c:0:{clearing.NAME}")])
    turn.out.append(bubble("note", language, "\n\n".join(said), rows=rows))


def gone(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> bool:
    """Whether this conversation's worker asked for deletion: then only the code brings it back, and anything else
    begins anew as somebody unknown."""
    if not turn.conversation.leaving:
        return False
    if event["type"] in ("blocked", "edited"):
        return True
    written = event.get("argument") if event["type"] == "command" else event.get("text")
    if written and _undo(service, turn, written):
        return True
    address = turn.uow.conversations.address(turn.conversation)
    turn.uow.conversations.retire(turn.conversation.id)
    fresh_id, _ = turn.uow.conversations.find_or_create(turn.conversation.channel, address, turn.now)
    fresh = turn.uow.conversations.get(fresh_id)
    assert fresh is not None
    turn.uow.web.move_sessions(turn.conversation.id, fresh_id)
    service.handle(turn.uow, fresh, {**event, "callback": None}, turn.now)
    return True


def come_back(service: "Conversations", turn: "Turn", written: str) -> bool:
    """A code was written, or came with ``/start``: link a staff account, or continue another conversation here.
    False: it is no such code."""
    uow = turn.uow
    if written.startswith("link_"):
        chat_id = uow.conversations.address(turn.conversation)
        turn.out.append(service.staff.link(uow, chat_id, written.removeprefix("link_")))
        return True
    other = _conversation_of(turn, written)
    if other is None or (turn.case_id is not None and not _second(service, turn, other)):
        return False
    if other.id != turn.conversation.id:
        stranger = other.worker_id != turn.conversation.worker_id
        turn.conversation = uow.conversations.hand_over(other, turn.conversation)
        if stranger:  # what the page shows was said to somebody unknown, under a key of their own
            uow.web.clear(turn.conversation.id)
        turn.state = uow.conversations.open_state(turn.conversation)
        turn.structure, turn.run_id = turn.conversation.structure, turn.conversation.run_id
        turn.case_id, turn.chosen = turn.conversation.case_id, turn.conversation.language
        turn.language = turn.chosen or turn.language
        helped.taken_over(service, turn, other)
        if other.channel == "telegram":  # nothing is there to be seen; the web chat's pages can still be opened
            uow.workers.codes_lead_to(turn.conversation.id, other.id)
        if other.blocked_at is not None:
            home.unblocked(service, turn)
    if other.leaving:
        _stay(service, turn, other.id)
    else:
        service.note(turn, "common.continue_here")
    _go_on(service, turn)
    return True


def withheld(service: "Conversations", turn: "Turn", written: str, event: dict[str, Any]) -> bool:
    """Whether this is a code that leads nowhere from here, or was meant as one. It is kept nowhere and passed on to
    nobody: whoever has it can read everything and speak in this worker's name."""
    other = _conversation_of(turn, written)
    if other is None and not _LIKE_A_CODE.fullmatch(unicodedata.normalize("NFKC", written.strip())):
        return False
    if other is None:
        service.note(turn, "common.code_unknown")
    elif other.worker_id == turn.conversation.worker_id:
        service.note(turn, "common.continue_here")
    else:  # it is somebody else's for us: this chat has a report already
        _stays_on_the_page(service, turn)
    if turn.state is None and turn.case_id is None:
        service.welcome(turn, event)
    else:
        _go_on(service, turn)
    return True


def _second(service: "Conversations", turn: "Turn", other: Row[Any]) -> bool:
    """Whether the code is of another report of the same worker, which can go on here beside the one that is here."""
    same = other.worker_id == turn.conversation.worker_id and other.id != turn.conversation.id
    return same and other.run_id is not None and other.case_id != turn.case_id and not service.active(turn)


def _stays_on_the_page(service: "Conversations", turn: "Turn") -> None:
    """What the code opens stays where it is, and how to come to it."""

    def said(language: str) -> str:
        where = f"{service.base_url}/chat → {turn.wording.text(language, 'web.recover_enter')}"
        return f"{turn.wording.text(language, 'common.stays_on_its_page')}\n{where}"

    turn.out.append(bubble("note", turn.language, said(turn.language), gloss=turn.gloss(said)))


def _undo(service: "Conversations", turn: "Turn", written: str) -> bool:
    other = _conversation_of(turn, written)
    if other is None or other.id != turn.conversation.id:
        return False
    _stay(service, turn, turn.conversation.id)
    _go_on(service, turn)
    service.save(turn)
    return True


def _conversation_of(turn: "Turn", written: str) -> Any:
    if len(plain_code(written)) != CODE_LENGTH:
        return None
    other_id = turn.uow.workers.conversation_of_code(written)
    return turn.uow.conversations.gone_on(other_id) if other_id else None


def _stay(service: "Conversations", turn: "Turn", conversation_id: str) -> None:
    """Nothing is deleted; reports that were taken back with it are open again."""
    uow, worker_id = turn.uow, turn.conversation.worker_id
    uow.safety.note_erasure(worker_id, ErasureDeed.STAYED, turn.now)
    stay(uow, worker_id, service.notifier, service.clock.business())
    uow.conversations.set_leaving(conversation_id, False)
    service.note(turn, "common.restored")


def _go_on(service: "Conversations", turn: "Turn") -> None:
    if service.active(turn):
        service.go(turn, Control("close"))
    else:
        home.show(service, turn)
