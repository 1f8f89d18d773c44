"""Regular jobs at short intervals. The only file that knows APScheduler, and it keeps nothing: what is due
is in rows.

Jobs run in threads of their own. A job that is still running is not started again, and one that could not
run in time runs once, not several times. A clock that is set back does not make them wait until it has caught up.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

LONGEST = 5.0
"""Seconds between two ticks of the ladder, at most."""


@dataclass(frozen=True)
class Job:
    """Something to do every ``seconds``. It takes care of its own errors."""

    seconds: float
    run: Callable[[], Any]


class Scheduler:
    """Runs jobs from ``start`` to ``stop``."""

    def __init__(self, jobs: Mapping[str, Job]) -> None:
        self._jobs = jobs
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._watch_clock, name="clock", daemon=True)
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(max(1, len(jobs)))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )
        for name, job in jobs.items():
            self._scheduler.add_job(
                self._unless_stopping(job.run), IntervalTrigger(seconds=job.seconds, timezone=UTC), id=name,
                next_run_time=datetime.now(UTC),
            )  # fmt: skip

    def start(self) -> None:
        """Begin; every job runs at once for the first time."""
        self._scheduler.start()
        self._watch.start()

    def stop(self) -> None:
        """End: nothing new begins, what runs is finished first."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        if self._watch.is_alive():
            self._watch.join(1)

    def _watch_clock(self) -> None:
        """APScheduler goes by the wall clock: set back by an hour, it would do nothing for an hour."""
        while not self._stopping.wait(1.0):
            now, back = datetime.now(UTC), timedelta()
            for job in self._scheduler.get_jobs():
                ahead = job.next_run_time - now - timedelta(seconds=self._jobs[job.id].seconds)
                if ahead > timedelta(seconds=1):
                    back = max(back, ahead)
                    job.modify(next_run_time=now)
            if back:
                minutes = back.total_seconds() / 60
                log.warning("the clock was set back by about %.1f minutes; regular jobs go on", minutes)

    def _unless_stopping(self, run: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: None if self._stopping.is_set() else run()
