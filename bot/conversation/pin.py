"""The worker's PIN in the chat: setting it, and asking for it before a word that can't be taken back lightly."""

from typing import TYPE_CHECKING, Any

from bot.cases.pin import Tried, digits, has_pin, just_set, remove_pin, set_pin, try_pin
from flows.state import new_state
from storage.ids import plain_code

if TYPE_CHECKING:
    from .service import Conversations, Turn

KEY = "pin"
"""In the state: what the PIN is asked for."""
_CODE = 12  # characters of a recovery code


def settings(service: "Conversations", turn: "Turn") -> None:
    """Set a PIN, or, with one set, remove it by typing it."""
    there = has_pin(turn.uow, turn.conversation.worker_id)
    _pend(turn, {"for": "remove" if there else "set"})
    service.note(turn, "pin.is_set" if there else "pin.ask_new")


def ask(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> None:
    """Ask for the PIN; once it is right, ``event`` is taken again."""
    _pend(turn, {"for": "event", "event": {name: event[name] for name in ("type", "data")}})
    service.note(turn, "pin.ask")


def needed(turn: "Turn") -> bool:
    """Whether this worker has a PIN that was not given with this event."""
    return not turn.pin_given and has_pin(turn.uow, turn.conversation.worker_id)


def taken(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> bool:
    """Whether the event was the PIN that is being waited for, or once more the one that was just set. Anything that
    can't be one is what it always is."""
    waiting = (turn.state or {}).get(KEY)
    typed = event["text"] if event["type"] == "text" else ""
    if waiting is None or turn.state is None:
        again = not service.active(turn) and just_set(turn.uow, turn.conversation.worker_id, typed, service.clock.now())
        if again:
            service.note(turn, "pin.kept")
        return again
    del turn.state[KEY]
    if digits(typed) is None and len(plain_code(typed)) != _CODE:
        return False
    worker_id = turn.conversation.worker_id
    if waiting["for"] == "set":
        pin = digits(typed)
        if pin is None:
            return False
        set_pin(turn.uow, worker_id, pin, service.clock.now())
        service.note(turn, "pin.kept")
        return True
    match try_pin(turn.uow, worker_id, typed, service.clock.now()):
        case Tried.WAIT:
            service.note(turn, "pin.wait")
        case Tried.WRONG:
            _pend(turn, waiting)
            service.note(turn, "pin.wrong")
        case Tried.RIGHT if waiting["for"] == "remove":
            remove_pin(turn.uow, worker_id)
            service.note(turn, "pin.removed")
        case Tried.RIGHT:
            turn.pin_given = True
            service.take(turn, {**waiting["event"], "callback": None})
    return True


def _pend(turn: "Turn", what: dict[str, Any]) -> None:
    if turn.state is None:
        turn.state = {**new_state(), "ended": True}
    turn.state[KEY] = what
