"""Looks at the list in the log: one line a minute for each log-in.

A list that is opened anew every few seconds would bury what was read of a case, of which each time is a line.
"""

import threading
from datetime import datetime, timedelta

ONCE_IN = timedelta(minutes=1)


class Looks:
    """When a look of each log-in was last written down by this process. Threads may share it."""

    def __init__(self) -> None:
        self._last: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def to_write_down(self, login: str, now: datetime, within: timedelta = ONCE_IN) -> bool:
        """Whether the last line is older than a minute, or so long (or lies ahead, where the clock was set back)."""
        with self._lock:
            last = self._last.get(login)
        return last is None or not timedelta(0) <= now - last < within

    def written_down(self, login: str, now: datetime) -> None:
        """The line was committed."""
        with self._lock:
            self._last[login] = now
