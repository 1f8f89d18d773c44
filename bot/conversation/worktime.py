"""The worker's own log of hours: start and stop, a day or a week at once, corrections, the month, the files.

What was understood is shown with a button that changes it. Nobody but the worker sees any of it. What is waited for
is kept in the conversation's state, and only for a while: later, what somebody writes is meant for those who help.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.events import Control
from flows.inputs.shift import is_bare
from flows.state import new_state

from . import home
from .worktime_log import Log
from .worktime_pages import KEY

if TYPE_CHECKING:
    from .service import Conversations, Turn

WORD = "hours"
"""What is typed to come to the log, also behind ``/start`` and as a command."""
COME = "came_for_hours"
"""In the state: somebody without a language came for it."""
LISTENS = timedelta(hours=2)


def possible(turn: "Turn") -> bool:
    """Whether it is the worker's own phone, and the language is known."""
    return turn.helper is None and turn.chosen is not None


def on_the_menu(turn: "Turn") -> list[str]:
    """The button on the home page."""
    return [KEY] if possible(turn) else []


def asked_for(text: str) -> bool:
    """Whether somebody typed the word for it."""
    return text.strip().lstrip("/").casefold() == WORD


def begin(service: "Conversations", turn: "Turn") -> None:
    """Somebody came for the log. First a language, for who has none."""
    if possible(turn):
        pressed(service, turn, KEY)
    elif service.active(turn):
        service.go(turn, Control("close"))
    elif turn.helper is None:
        turn.state = {**(turn.state or {**new_state(), "ended": True}), COME: True}
        home.language(service, turn, "language")
    else:
        home.show(service, turn)


def language_chosen(service: "Conversations", turn: "Turn") -> None:
    """A language was chosen with no question open: whoever came for the log goes on with it."""
    if turn.chosen is not None and turn.state is not None and turn.state.pop(COME, False):
        begin(service, turn)


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """A button such as ``hours`` or ``hours.pause.2026-11-24.60``; False: it is none of these. With a question of a
    report open it works as well; "Close" then asks that question again."""
    head, _, rest = name.partition(".")
    waited = (turn.state or {}).pop(KEY, None)
    if head != KEY:
        return False
    if possible(turn):
        Log(service, turn, waited).press(*rest.split("."))
    else:
        home.show(service, turn)
    return True


def waits(service: "Conversations", turn: "Turn") -> bool:
    """Whether what is written now may be hours."""
    waited = (turn.state or {}).get(KEY)
    return waited is not None and service.clock.now() - datetime.fromisoformat(waited["at"]) <= LISTENS


def typed(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Something was written. False: nothing is waited for, or it speaks of something else."""
    waiting = waits(service, turn) and possible(turn)
    waited = (turn.state or {}).pop(KEY, None)
    if not waiting or turn.state is None:
        return not service.active(turn) and is_hours(service, turn, text) and _unasked(service, turn).read(text)
    if Log(service, turn, waited).read(text):
        return True
    turn.state[KEY] = waited
    return False


def is_hours(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Whether somebody who keeps a log wrote hours and nothing else: that is for the log, not for those who help."""
    if not possible(turn) or not turn.uow.hours.kept(turn.conversation.worker_id):
        return False
    return is_bare(text, service.lexicons[turn.language])


def changed(service: "Conversations", turn: "Turn", text: str) -> bool:
    """An earlier message was changed. Hours are changed in the log, which is shown; False: it says something else."""
    if not is_hours(service, turn, text):
        return False
    begin(service, turn)
    return True


def _unasked(service: "Conversations", turn: "Turn") -> Log:
    return Log(service, turn, {"ask": "day", "on": []})
