"""The order of an organisation's open cases, worked out anew every few seconds where they are many, beside the pages
that show it.

Only which case stands where and how many there are comes from here; what a list says about a case is read at that
moment, for exactly the person looking.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from bot.console.list_filter import choices
from bot.digests.standing import Standing, in_order
from storage.database import Database
from storage.repositories.staff_cases import Glimpse, Marked, Viewer
from storage.uow import UnitOfWork

log = logging.getLogger(__name__)

MANY = 50
"""Lists that fit on one page are worked out anew each time."""
FRESH, USABLE = 5.0, 15.0
"""Seconds. An older one is renewed while it is shown once more; a much older one is not shown."""


@dataclass(frozen=True)
class Overview:
    """The open cases of one organisation in the order they are shown, with whose turn it is."""

    rows: tuple[tuple[Standing, Glimpse], ...]
    groups: dict[Standing, list[str]]
    """The same as ids."""
    assigned: tuple[tuple[Standing, Glimpse], ...]
    """Those that are somebody's within the organisation."""
    urgent: int
    """How many of them are urgent."""
    choices: dict[str, list[str]]
    made: float


class Overviews:
    """The newest overview of each organisation with many cases. Threads may share it."""

    def __init__(self, tick: Callable[[], float] = time.monotonic) -> None:
        self._tick = tick
        self._kept: dict[str, Overview] = {}
        self._marked: dict[str, Sequence[Marked]] = {}
        self._forgotten: Counter[str] = Counter()
        self._busy: dict[str, threading.Lock] = {}
        self._renewing: set[str] = set()
        self._lock = threading.Lock()
        self._renewer = ThreadPoolExecutor(1, thread_name_prefix="overviews")

    def of(self, db: Database, uow: UnitOfWork, viewer: Viewer, now: datetime) -> Overview:
        """The overview for this viewer. Where there is none, one of several who ask at once works it out."""
        name = viewer.asked_as or ""
        with self._lock:
            kept, busy = self._kept.get(name), self._busy.setdefault(name, threading.Lock())
            age = self._tick() - kept.made if kept is not None else USABLE
            renew = FRESH <= age < USABLE and name not in self._renewing
            if renew:
                self._renewing.add(name)
        if renew:
            self._renewer.submit(self._renew, db, viewer, now, name)
        if kept is not None and age < USABLE:
            return kept
        with busy:
            with self._lock:
                kept = self._kept.get(name)
            if kept is not None and self._tick() - kept.made < FRESH:
                return kept  # somebody else has just made it
            return self._make(uow, viewer, now, name)

    def forget(self, viewer: Viewer) -> None:
        """This person's organisation has just done something: the next list shows it."""
        name = viewer.asked_as or ""
        with self._lock:
            self._kept.pop(name, None)
            self._forgotten[name] += 1

    def _renew(self, db: Database, viewer: Viewer, now: datetime, name: str) -> None:
        try:
            with db.read() as uow:
                self._make(uow, viewer, now, name)
        except Exception:  # the next list that is opened makes its own, and says what is wrong
            log.warning("the order of a list could not be worked out", exc_info=True)
        finally:
            with self._lock:
                self._renewing.discard(name)

    def _make(self, uow: UnitOfWork, viewer: Viewer, now: datetime, name: str) -> Overview:
        with self._lock:
            forgotten, before = self._forgotten[name], self._marked.get(name, ())
        marked = uow.access.overview(viewer, before)
        cases = [one.seen for one in marked]
        rows = tuple((standing, seen) for standing, _, seen in in_order(cases, now))
        groups: dict[Standing, list[str]] = {group: [] for group in Standing}
        for standing, seen in rows:
            groups[standing].append(seen.id)
        assigned = tuple(row for row in rows if row[1].offer is not None and row[1].offer.assigned_to is not None)
        urgent = sum(seen.urgent for seen in cases)
        made = Overview(rows, groups, assigned, urgent, choices(cases), self._tick())
        with self._lock:
            if len(rows) < MANY:
                self._kept.pop(name, None)
                self._marked.pop(name, None)
            else:
                self._marked[name] = marked
                if forgotten == self._forgotten[name]:  # else something was done that is not in it
                    self._kept[name] = made
        return made
