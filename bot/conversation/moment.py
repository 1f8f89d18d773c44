"""When something was pressed or written, which may be long before it came."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.state import new_state

if TYPE_CHECKING:
    from .service import Conversations, Turn

SHOWN = "shown_at"
"""In the state: since when the open question could be answered."""
SAME_SITTING = timedelta(hours=1)
"""So long the answer to "really?" counts."""


def said(service: "Conversations", turn: "Turn") -> datetime:
    """When it was pressed or written: "today" is the day of that, however long it was on its way."""
    return _business(service, turn, turn.at or turn.now)


def answered(service: "Conversations", turn: "Turn") -> datetime:
    """The same of an answer, which nobody gave before its question was shown, whatever the clock of a phone says.
    Where it is not known when that was: not before the report was begun. Now, if nothing was asked."""
    if turn.state is None or not service.active(turn):
        return service.clock.business()
    if SHOWN not in turn.state:
        began = turn.uow.conversations.began(turn.run_id) if turn.run_id is not None else None
        turn.state[SHOWN] = _business(service, turn, began or turn.now).isoformat()
    return max(said(service, turn), datetime.fromisoformat(turn.state[SHOWN]))


def note_asked(turn: "Turn", name: str) -> int:
    """It is asked now whether something is really to be done; ``name``: where in the state that is noted. Returns the
    visit that stands open beside it."""
    turn.state = turn.state or {**new_state(), "ended": True}
    turn.state[name] = turn.now.isoformat()
    return int(turn.state["visit"])


def just_asked(turn: "Turn", name: str) -> bool:
    """Whether that was asked in this sitting: a button left from an earlier one asks once more."""
    asked = (turn.state or {}).get(name)
    return asked is not None and turn.now - datetime.fromisoformat(asked) <= SAME_SITTING


def _business(service: "Conversations", turn: "Turn", at: datetime) -> datetime:
    return service.clock.business() - (turn.now - at)
