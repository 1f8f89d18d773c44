"""Commands, as channels have them (``/start``, ``/menu``), and the words that stand for one."""

from typing import TYPE_CHECKING, Any

from flows.events import Control

from . import checks, clearing, home, invited, leaving, likely, posted, worktime

if TYPE_CHECKING:
    from .service import Conversations, Turn


def take(service: "Conversations", turn: "Turn", name: str, argument: str, event: dict[str, Any]) -> None:
    """Take one. ``argument``: what stands behind it, such as a code; ``event``: what it came with."""
    if name == "start" and argument in (checks.WORD, worktime.WORD):
        name, argument = argument, ""
    if name == "start" and argument:
        if posted.came_with(turn, argument) or invited.came_with(service, turn, argument):
            argument = ""
        elif leaving.come_back(service, turn, argument) or leaving.withheld(service, turn, argument, event):
            return
    if name not in (worktime.WORD, "delete"):
        worktime.over(turn)
    match name:
        case "start" | "new" if service.active(turn) and turn.state and turn.state["order"]:
            service.go(turn, Control("resume_question"))
        case "start" | "new" if _at_the_beginning(service, turn) and turn.state:  # nothing is lost that was told
            languages = (*likely.in_order(service, turn, event), *turn.state["languages"])
            turn.state["languages"] = list(dict.fromkeys(languages))
            service.go(turn, Control("close"))
        case "start" if turn.case_id is not None and not argument:
            home.show(service, turn)
        case "start" | "new":
            service.begin(turn, event)
        case checks.WORD:
            checks.begin(service, turn)
        case worktime.WORD:
            worktime.begin(service, turn)
        case "help":
            home.help_now(service, turn)
            service.go(turn, Control("close")) if service.active(turn) else None
        case "menu" | "language" | "stop" if service.active(turn):
            service.go(turn, Control(name))
        case "language":
            home.language(service, turn, "language")
        case "delete" | clearing.NAME:
            service.control(turn, Control(name))
        case "status" | "menu" | "stop":
            home.show(service, turn)
        case _:
            service.note(turn, "common.use_buttons")
            service.go(turn, Control("close")) if service.active(turn) else service.welcome(turn, event)


def _at_the_beginning(service: "Conversations", turn: "Turn") -> bool:
    """Whether the first question is open: nothing is answered yet, though something may have been told."""
    return service.active(turn) and turn.state is not None and turn.state["at"] == "language"
