"""The order of an organisation's open cases, worked out at most every two seconds where they are many.

Only which case stands where and how many there are comes from here; what a list says about a case is read at that
moment, for exactly the person looking.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.console.list_filter import choices
from bot.digests.standing import Standing, in_order
from storage.repositories.staff_cases import Glimpse, Viewer
from storage.uow import UnitOfWork

MANY = 300
"""Shorter lists are worked out anew each time: it costs a few milliseconds."""
KEPT = 2.0
"""Seconds."""


@dataclass(frozen=True)
class Overview:
    """The open cases of one organisation in the order they are shown, with whose turn it is."""

    rows: tuple[tuple[Standing, Glimpse], ...]
    choices: dict[str, list[str]]
    made: float


class Overviews:
    """The newest overview of each organisation with many cases."""

    def __init__(self, tick: Callable[[], float] = time.monotonic) -> None:
        self._tick = tick
        self._kept: dict[str, Overview] = {}
        self._busy: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def of(self, uow: UnitOfWork, viewer: Viewer, now: datetime) -> Overview:
        """The overview for this viewer. Of several who ask at once one works it out; the others get the one before."""
        name = viewer.asked_as or ""
        with self._lock:
            kept, busy = self._kept.get(name), self._busy.setdefault(name, threading.Lock())
        if kept is not None and self._tick() - kept.made < KEPT:
            return kept
        if not busy.acquire(blocking=kept is None):
            return kept or self._make(uow, viewer, now)
        try:
            return self._newest(uow, viewer, now, name)
        finally:
            busy.release()

    def forget(self, viewer: Viewer) -> None:
        """This person's organisation has just done something: the next list shows it."""
        with self._lock:
            self._kept.pop(viewer.asked_as or "", None)

    def _newest(self, uow: UnitOfWork, viewer: Viewer, now: datetime, name: str) -> Overview:
        with self._lock:
            kept = self._kept.get(name)
        if kept is not None and self._tick() - kept.made < KEPT:
            return kept  # somebody else has just made it
        made = self._make(uow, viewer, now)
        with self._lock:
            if len(made.rows) >= MANY:
                self._kept[name] = made
            else:
                self._kept.pop(name, None)
        return made

    def _make(self, uow: UnitOfWork, viewer: Viewer, now: datetime) -> Overview:
        cases = uow.access.overview(viewer)
        rows = tuple((standing, seen) for standing, _, seen in in_order(cases, now))
        return Overview(rows, choices(cases), self._tick())
