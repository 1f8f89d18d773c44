"""The engine's state: plain JSON, small, the same whatever the number of workers."""

from typing import Any

JsonState = dict[str, Any]

MAX_ANSWERED = 400  # steps answered in one run, far above any flow: a bound against runaway structures
MAX_TEXT = 4000  # characters of one typed answer that are kept


def new_state(visit: int = 0) -> JsonState:
    """A fresh state. ``visit`` goes on counting from an earlier run, so that old buttons are never taken for new.

    ``vars`` variable → value; ``done`` path → visit at which it was answered; ``order`` answered questions, oldest
    first; ``at`` the path of the present question; ``tries`` unreadable answers to it; ``ticked`` of a multi choice;
    ``region`` of a prefecture question, or the year or month of a day that is tapped; ``files`` of a file question;
    ``options`` of an options question and their ``labels``, kept to show what was chosen; ``left`` the progress shown
    last; ``last`` what was understood last (shown above the next question); ``overlay`` the name of a question beside
    the flow; ``asked_before`` paths asked at least once (a later answer is a change); ``doubt``: the value of which was
    asked whether it is right; ``nothing``: whether it was asked if really no choice fits; ``correcting``, only while a
    report that was sent is corrected: the path of the question.
    """
    return {
        "vars": {}, "done": {}, "order": [], "at": None, "visit": visit, "tries": 0, "ticked": [], "region": None,
        "files": [], "options": [], "labels": {}, "left": None, "last": None, "overlay": None, "asked_before": [],
        "ended": False, "doubt": None, "nothing": False,
    }


def copied(state: JsonState) -> JsonState:
    """A copy that shares nothing with ``state``. ``copy.deepcopy`` takes more than twice as long, at every step."""
    return {name: _copied(value) if isinstance(value, _HOLDS) else value for name, value in state.items()}


_HOLDS = (dict, list)


def _copied(held: Any) -> Any:
    if isinstance(held, list):
        return [_copied(one) if isinstance(one, _HOLDS) else one for one in held]
    return {name: _copied(one) if isinstance(one, _HOLDS) else one for name, one in held.items()}
