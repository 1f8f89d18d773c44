"""The worker's own log of hours: start and stop, a day or a week at once, corrections, the month, the files.

What was understood is shown with a button that changes it. Nobody but the worker sees any of it. What is waited for
is kept in the conversation's state, and only for a while: later, what somebody writes is meant for those who help.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import date_in_japan
from bot.documents.hours_words import Speaker
from flows.events import Control
from flows.inputs.shift_bare import is_bare, is_perhaps
from flows.state import new_state

from . import checks, home, passing_on
from .worktime_book import KEY
from .worktime_log import Log

if TYPE_CHECKING:
    from .service import Conversations, Turn

WORD = "hours"
"""What is typed to come to the log, also behind ``/start`` and as a command."""
COME = "came_for_hours"
"""In the state: somebody without a language came for it."""
LISTENS = timedelta(hours=2)
_PAGES = ("page", "week")
"""What the log shows without asking for anything to be written: then only hours and nothing else are for it."""


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
    first = not service.active(turn) or checks.nothing_told(turn)
    if possible(turn):
        pressed(service, turn, KEY)
    elif not first:
        service.go(turn, Control("close"))
    elif turn.helper is None:
        before = turn.state or new_state()
        if not before["ended"]:
            before = {**new_state(before["visit"]), "danger": before.get("danger", {})}
        turn.state = {**before, "ended": True, COME: True}
        home.language(service, turn, "language")
    else:
        home.show(service, turn)


def language_chosen(service: "Conversations", turn: "Turn") -> bool:
    """A language was chosen with no question open: whoever came for the log goes on with it. False: nobody did."""
    if turn.chosen is not None and turn.state is not None and turn.state.pop(COME, False):
        begin(service, turn)
        return True
    return False


def pressed(service: "Conversations", turn: "Turn", name: str) -> bool:
    """A button such as ``hours`` or ``hours.pause.2026-11-24.60``; False: it is none of these, and nothing is waited
    for any more. With a question of a report open it works as well; "Close" then asks that question again."""
    head, _, rest = name.partition(".")
    if head != KEY:
        over(turn)
        return False
    waited = (turn.state or {}).pop(KEY, None)
    if possible(turn):
        Log(service, turn, waited).press(*rest.split("."))
    else:
        home.show(service, turn)
    return True


def over(turn: "Turn") -> None:
    """Something else is done: nothing is waited for any more. Hours that waited go to nobody."""
    (turn.state or {}).pop(KEY, None)


def waits(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Whether what was written now may be for the log."""
    waited = _waited(turn)
    return waited is not None and (waited["ask"] not in _PAGES or _bare(service, turn, text))


def listens(turn: "Turn") -> bool:
    """Whether the log waits for an answer."""
    waited = _waited(turn)
    return waited is not None and waited["ask"] not in _PAGES


def typed(service: "Conversations", turn: "Turn", text: str) -> bool:
    """Something was written. False: it is not for the log."""
    if not possible(turn):
        return False
    waited, telling = _waited(turn), _telling(service, turn)
    if waited is not None and waited["ask"] not in _PAGES:
        log = Log(service, turn, waited)
        if log.meant(text):
            assert turn.state is not None
            turn.state.pop(KEY)
            log.read(text)
            return True
        if telling:  # whoever goes on with the report has left the log
            over(turn)
        return False
    bare = _bare(service, turn, text)
    if bare or waited is None or telling:  # words to those who help leave the log where it is
        over(turn)
    alone = not telling and turn.case_id is None  # nobody else can be meant
    shown = waited is not None or alone or (not telling and _keeps(turn))
    if not shown or not bare:
        if waited is not None and turn.case_id is None and checks.nothing_told(turn):
            page = Log(service, turn, {"ask": "day", "on": waited["on"]})
            if page.is_day(text):  # with the log before them, and nobody who could be told
                over(turn)
                page.read(text)
                return True
        if alone and not service.active(turn) and is_perhaps(text, service.lexicons[turn.language]):
            Log(service, turn, None).unread()
            return True
        return False
    said = {"said": text} if not telling and passing_on.listens(turn) else {}
    ticked = waited["on"] if waited is not None else []
    Log(service, turn, {"ask": "day", "on": ticked, **said}).read(text)
    return True


def not_noted(service: "Conversations", turn: "Turn", text: str) -> None:
    """Words went to the people who help. Of who keeps a log: where they may have been hours, that they were not written
    down, with an example of such that are."""
    kept = possible(turn) and (_waited(turn) is not None or _keeps(turn))
    if kept and is_perhaps(text, service.lexicons[turn.language]):
        service.note(turn, "hours.not_noted.info", example=Speaker(turn.wording, turn.language).example())


def changed(service: "Conversations", turn: "Turn", text: str) -> bool:
    """An earlier message was changed. Hours are changed in the log, which is shown; False: it says something else."""
    if not possible(turn) or not _keeps(turn) or not _bare(service, turn, text):
        return False
    begin(service, turn)
    return True


def _waited(turn: "Turn") -> dict[str, Any] | None:
    """What the log waits for, unless it has waited too long."""
    waited: dict[str, Any] | None = (turn.state or {}).get(KEY)
    if waited is None or (turn.at or turn.now) - datetime.fromisoformat(waited["at"]) > LISTENS:
        return None
    return waited


def _telling(service: "Conversations", turn: "Turn") -> bool:
    """Whether a report is being told. Who keeps a log and has the first question of one before them, with nothing told,
    tells none yet: they may never mean to."""
    return service.active(turn) and not (turn.case_id is None and _keeps(turn) and checks.nothing_told(turn))


def _keeps(turn: "Turn") -> bool:
    """Whether somebody keeps a log: hours and nothing else are for it then, and not for those who help."""
    return turn.uow.hours.kept(turn.conversation.worker_id)


def _bare(service: "Conversations", turn: "Turn", text: str) -> bool:
    return is_bare(text, service.lexicons[turn.language], date_in_japan(service.clock.business()))
