"""The real program whose scheduler can be switched off while everything else goes on, by writing a file."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

from bot.workers import auditor
from bot.workers.scheduler import Scheduler

MODULE = "tests.support.sleeping"
QUICK_HEART = 6


def switch_off_when(file: Path) -> None:
    """No job is run from the moment that the file is there; nobody is told."""
    start = Scheduler.start

    def started(self: Scheduler) -> None:
        start(self)
        threading.Thread(target=_wait, args=(self, file), daemon=True).start()

    Scheduler.start = started  # type: ignore[method-assign]  # this process exists to be broken


def look_often() -> None:
    """The same looks as always, at shorter intervals; the ladder ticks every five seconds as it always does. That the
    limits as they are shipped hold is seen in the full run alone."""
    assert auditor.Auditor.__init__.__kwdefaults__ is not None
    auditor.Auditor.__init__.__kwdefaults__["every"] = 3.0
    auditor.OLD_TICK = timedelta(seconds=8)
    auditor.HEARTBEAT_EVERY = timedelta(seconds=QUICK_HEART)


def _wait(scheduler: Scheduler, file: Path) -> None:
    while not file.exists():
        time.sleep(0.1)
    scheduler._scheduler.pause()


def prepare() -> None:
    """Before this process becomes the program."""
    if os.environ.get("TODOKE_TEST_QUICK") == "1":
        look_often()
    switch_off_when(Path(os.environ["TODOKE_TEST_OFF"]))
