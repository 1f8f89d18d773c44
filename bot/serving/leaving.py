"""Leaving in time: whoever told us to stop ends us by force soon afterwards, and would do so to all that is in hand."""

import logging
import os
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

LAST = 9.0
"""Seconds from being told to stop until what still runs is given up."""


class Deadline:
    """Ends the process when its time is over, whatever hangs: a thread that waits for a database can't be ended alone.

    What is given up so is undone by the database and taken up by the next start, as after ``kill -9``.
    """

    def __init__(self, seconds: float = LAST, leave: Callable[[int], object] = os._exit) -> None:
        self._leave = leave
        self._seconds = seconds
        self._timer = threading.Timer(seconds, self._over)
        self._timer.daemon = True

    def start(self) -> None:
        """From now on it counts."""
        self._timer.start()

    def met(self) -> None:
        """Everything has ended by itself."""
        self._timer.cancel()

    def _over(self) -> None:
        log.error("something still hangs %g s after the stop: it is given up and undone", self._seconds)
        self._leave(1)
