"""What is not made to wait in a chat that writes faster than it is handled: a danger word, the answer to the question
about danger, and "help now". Everything else keeps its turn."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows.events import Control
from flows.inputs import danger
from storage.rows import Row
from storage.uow import UnitOfWork

from . import in_danger
from .inbound import read_tap
from .outgoing import reply

if TYPE_CHECKING:
    from .service import Conversations


def answer(
    service: "Conversations", uow: UnitOfWork, conversation: Row[Any], event: dict[str, Any], now: datetime
) -> tuple[bool, bool]:
    """Look at an update that has to wait. Returns whether something was answered, and whether that was all of it;
    else it is handled in its turn."""
    if _cries_for_help(event):
        service.handle(uow, conversation, event, now)
        return True, True
    words = event.get("text") or event.get("caption") or ""
    if conversation.leaving or not words:
        return False, False
    turn = service.turn(uow, conversation, now)
    if event["type"] == "text" and in_danger.read(service, turn, words) is not None:
        service.handle(uow, conversation, event, now)
        return True, True
    if not danger.find(words, tuple(service.lexicons.values())):
        return False, False
    in_danger.look_for(service, turn, words)
    if not turn.out:  # asked about today already
        return False, False
    service.save(turn)
    reply(uow, conversation, turn.out, now)
    return True, False


def _cries_for_help(event: dict[str, Any]) -> bool:
    if event["type"] == "command":
        return bool(event["name"] == "help")
    if event["type"] != "tap":
        return False
    tapped = read_tap(event["data"])
    return isinstance(tapped, Control) and (
        tapped.name in ("help", "home/help") or tapped.name.startswith("danger/")
    )
