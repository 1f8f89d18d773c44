"""Which language somebody speaks who has not chosen one yet: by the phone, a poster, and what they wrote."""

from typing import TYPE_CHECKING, Any

from bot.wording.languages import from_tag, likeliest

if TYPE_CHECKING:
    from .service import Conversations, Turn


def speak(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> None:
    """Until a language is chosen what is said is in that of the phone, not in English."""
    if turn.chosen is None:
        hints = (*hinted(service, turn, event), (turn.state or {}).get("hint"))
        turn.language = next((code for code in hints if code), turn.language)


def hinted(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> list[str]:
    """The languages that a phone or what was written hints at, of those that can be chosen."""
    hints = [from_tag(tag) for tag in (*event.get("languages", ()), event.get("language_code"))]
    offered = service.offered(turn)
    return [code for code in hints if code in offered]


def in_order(service: "Conversations", turn: "Turn", event: dict[str, Any]) -> tuple[str, ...]:
    """The languages that can be chosen, likeliest first."""
    hints = [turn.conversation.language, *event.get("languages", ()), event.get("language_code")]
    return tuple(code for code in likeliest([h for h in hints if h]) if code in service.offered(turn))
