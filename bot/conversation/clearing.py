"""Clear this chat: what was written in it goes from the phone, what was told stays with us.

On Telegram a bot can take away what is at most 48 hours old, its own messages and the worker's. The rest they delete by
hand, and are told how. The web chat has this on its page, for it needs no server.
"""

from typing import TYPE_CHECKING, Any

from flows.effects import Button, Overlay

from .bubbles import Payload, bubble, one_per_row

if TYPE_CHECKING:
    from .service import Conversations, Turn

NAME = "clear"
"""The control, the command and the kind of payload."""
_KEY = "menu.clear"
_YES = f"{NAME}/yes"


def possible(conversation: Any) -> bool:
    """Whether this channel keeps what was said out of our reach, and takes it away when we ask."""
    return bool(conversation.channel == "telegram")


def on_the_menu(turn: "Turn") -> list[str]:
    """Its name among those of the home page."""
    return [NAME] if possible(turn.conversation) else []


def among(turn: "Turn", overlay: Overlay) -> tuple[Button, ...]:
    """The buttons of a question beside the flow: in the menu, before what can't be undone."""
    buttons = list(overlay.buttons)
    if overlay.name == "menu" and possible(turn.conversation):
        buttons.insert(next((i for i, b in enumerate(buttons) if b.id == "delete"), 0), Button(NAME, _KEY))
    return tuple(buttons)


def asked(service: "Conversations", turn: "Turn", control: str) -> None:
    """Ask; after a yes take away what can be, and say how the rest goes."""
    words, language = turn.wording, turn.language
    visit = (turn.state or {}).get("visit", 0)
    if not possible(turn.conversation):  # the page has its own
        service.note(turn, "common.use_buttons")
    elif control != _YES:
        yes, no = words.text(language, _KEY), words.text(language, "menu.close")
        buttons = [(yes, f"c:0:{_YES}"), (no, f"c:{visit}:close")]
        text = words.text(language, "common.clear_confirm")
        turn.out.append(bubble("ask", language, text, rows=one_per_row(buttons)))
    else:
        turn.out.append(everything())
        again = f"c:{visit}:resume" if service.active(turn) else "c:0:home/status"
        rows = one_per_row([(words.text(language, "ui.continue"), again)])
        turn.out.append(bubble("note", language, words.text(language, "common.cleared"), rows=rows))


def of_this_phone(turn: "Turn", code: str) -> Payload:
    """For what says that everything is deleted: on the web chat the button that clears the phone too. Before it does
    the page shows the code once more."""
    if turn.conversation.channel != "web":
        return {}
    button = (turn.wording.text(turn.language, "web.clear_phone"), f"c:0:{NAME}")
    return {"rows": one_per_row([button]), "recovery_code": code}


def everything() -> Payload:
    """What takes away all that can be, of what stands before it."""
    return {"type": NAME}
