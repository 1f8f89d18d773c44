"""Where people give up: how many conversations came to a question, and how many answered it.

Kept as sums by week, language and question, so that nobody can be told from them. They gather in memory and are written
now and then, because no message should wait for a count; a process that is killed loses the last seconds of them.
"""

import threading
from collections import Counter
from datetime import datetime

from bot.clock import week_of
from bot.wording.languages import from_tag
from flows.model import Structure
from flows.state import JsonState
from storage.uow import UnitOfWork

NO_LANGUAGE = "und"
"""Before a language was chosen."""

Key = tuple[str, str, str]


class StepCounts:
    """Counts of one process that are not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reached: Counter[Key] = Counter()
        self._answered: Counter[Key] = Counter()

    def moved(self, structure: Structure, before: JsonState | None, after: JsonState, now: datetime) -> None:
        """A conversation went from one state to the next (``before`` None: it has begun anew).

        Whoever goes back from a question has not reached it, so that coming to it again counts once.
        """
        was, came = _open(before), _open(after)
        if was == came:
            return
        week, left = week_of(now), after["at"] is None or after["ended"]
        with self._lock:
            if came is not None:
                self._reached[week, _language(after), _name(structure, came)] += 1
            if was is not None and was in after["asked_before"]:
                self._answered[week, _language(before), _name(structure, was)] += 1
            elif was is not None and not left:
                self._reached[week, _language(before), _name(structure, was)] -= 1

    def write(self, uow: UnitOfWork) -> int:
        """Add what has gathered to the database; returns how many rows. Call ``written`` once it is committed."""
        with self._lock:
            self._going = (self._reached.copy(), self._answered.copy())
        reached, answered = self._going
        keys = {key for key in (*reached, *answered) if reached[key] or answered[key]}
        uow.weeks.add_steps({key: (reached[key], answered[key]) for key in keys})
        return len(keys)

    def written(self) -> None:
        """What was written last is in the database."""
        reached, answered = self._going
        with self._lock:
            self._reached.subtract(reached)
            self._answered.subtract(answered)
            for counts in (self._reached, self._answered):
                for key in [key for key, count in counts.items() if count == 0]:
                    del counts[key]

    _going: tuple[Counter[Key], Counter[Key]] = (Counter(), Counter())


def _open(state: JsonState | None) -> str | None:
    """The question that is open and has not been answered before."""
    at = state["at"] if state and not state["ended"] else None
    return at if at is not None and state is not None and at not in state["asked_before"] else None


def _name(structure: Structure, path: str) -> str:
    flow, step = structure.step(path)
    return f"{flow.id}.{step.id}"


def _language(state: JsonState | None) -> str:
    return from_tag((state or {}).get("vars", {}).get("language")) or NO_LANGUAGE
