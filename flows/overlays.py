"""Controls: back, menu, change, language, help, stop, danger. Questions beside the flow are overlays."""

from typing import TYPE_CHECKING

from .asking import choices_of
from .effects import Answered, Button, Card, Restarted, Say, Shown, Stopped
from .events import GIVEN
from .model import ROOT

if TYPE_CHECKING:
    from .engine import Turn

CHANGES_SHOWN = 8
_GIVEN_UP = ("change", "stop", "resume_question", "restart")
"""Controls with which a correction is given up."""


def danger_buttons() -> tuple[Button, ...]:
    """In danger now?"""
    return (Button("danger/yes", "card.ask_danger.choice.yes"), Button("danger/no", "card.ask_danger.choice.no"))


def handle(turn: "Turn", name: str) -> None:
    """Use a control by its name (see flows.events.Control)."""
    head, _, rest = name.partition("/")
    if (turn.state["overlay"] and head not in ("lang", "change", "changes")) or rest:
        turn.effects.append(Answered(turn.state["visit"], None))
    if "correcting" in turn.state and head in _GIVEN_UP:
        turn.end_correction(changed=False)
        return
    match head:
        case "back":
            _back(turn)
        case "menu":
            turn.overlay("menu", _menu(turn))
        case "change":
            _change(turn, rest)
        case "changes":
            _list_changes(turn, int(rest) if rest.isdecimal() else 0)
        case "language":
            turn.overlay("language", _languages(turn))
        case "lang":
            _set_language(turn, rest)
        case "help":
            turn.effects.append(Card("emergency"))
            turn.again()
        case "danger":
            if rest == "yes":
                turn.effects.append(Card("emergency"))
            turn.again()
        case "stop":
            turn.state["overlay"] = None
            turn.effects.append(Stopped())
        case "resume_question":
            turn.overlay("resume", (Button("resume", "ui.continue"), Button("restart", "menu.start_again")))
        case "resume" | "close":
            turn.again()
        case "restart":
            languages = turn.state.get("languages", [])
            turn.state = _renewed(turn, languages)
            turn.effects.append(Restarted())
            turn.go_on()


def _renewed(turn: "Turn", languages: list[str]) -> dict[str, object]:
    from .state import new_state

    state = new_state(turn.state["visit"])
    state["languages"] = languages
    state["vars"] = {name: value for name, value in turn.state["vars"].items() if name in GIVEN}
    return state


def _back(turn: "Turn") -> None:
    state = turn.state
    if state["region"] is not None or state["files"]:
        state.update(region=None, files=[])
        turn.again()
    elif state["order"]:
        turn.effects.append(Answered(state["visit"], None))
        turn.reopen(state["order"][-1])
    else:
        turn.again()


def _menu(turn: "Turn") -> tuple[Button, ...]:
    names = ["change", "language", "help", "stop", "delete", "close"]
    if len(_changeable(turn)) == 0:
        names.remove("change")
    if "correcting" in turn.state:
        names.remove("stop")
    keys = {
        "change": "menu.change_answer", "language": "menu.language", "help": "menu.help_now", "stop": "menu.stop_later",
        "delete": "menu.delete", "close": "menu.close",
    }
    return tuple(Button(name, keys[name]) for name in names)


def _changeable(turn: "Turn") -> list[str]:
    return [p for p in turn.state["order"] if p not in ("language", "intro") and turn.structure.knows(p)]


def _change(turn: "Turn", path: str) -> None:
    if path in turn.state["done"]:
        turn.keep_files()
        turn.reopen(path)
        return
    _list_changes(turn, 0)


def _list_changes(turn: "Turn", passed: int) -> None:
    """Which answer? The newest first eight, but for the ``passed`` newest; then those before."""
    known = _changeable(turn)
    until = max(len(known) - passed, 0)
    buttons = []
    for known_path in known[max(until - CHANGES_SHOWN, 0) : until]:
        flow, step = turn.structure.step(known_path)
        shown = Shown(flow.id, step.id, step.kind.value, None if step.sensitive else turn.state["vars"].get(step.save))
        buttons.append(Button(f"change/{known_path}", f"{flow.id}.{step.id}.ask", value=shown, kind="answer"))
    if until > CHANGES_SHOWN:
        buttons.append(Button(f"changes/{passed + CHANGES_SHOWN}", "ui.more_choices"))
    turn.overlay("change", (*buttons, Button("close", "menu.close")))


def _languages(turn: "Turn") -> tuple[Button, ...]:
    step = turn.structure.flows[ROOT].steps[0]
    offered = choices_of(step, turn.state)
    return tuple(Button(f"lang/{c.id}", f"{ROOT}.language.choice.{c.id}") for c in offered)


def _set_language(turn: "Turn", language: str) -> None:
    step = turn.structure.flows[ROOT].steps[0]
    if any(c.id == language for c in choices_of(step, turn.state)):
        turn.state["vars"]["language"] = language
        if "language" not in turn.state["done"]:
            turn.state["done"]["language"] = turn.state["visit"]
            turn.go_on()
            return
        turn.effects.append(Say("common.language_changed"))
    turn.again()
