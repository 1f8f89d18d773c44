"""The real program whose scheduler can be switched off while everything else goes on, by writing a file."""

import os
import sys
import threading
import time
from pathlib import Path

from bot.cli import main
from bot.workers.scheduler import Scheduler

MODULE = "tests.support.sleeping"


def switch_off_when(file: Path) -> None:
    """No job is run from the moment that the file is there; nobody is told."""
    start = Scheduler.start

    def started(self: Scheduler) -> None:
        start(self)
        threading.Thread(target=_wait, args=(self, file), daemon=True).start()

    Scheduler.start = started  # type: ignore[method-assign]  # this process exists to be broken


def _wait(scheduler: Scheduler, file: Path) -> None:
    while not file.exists():
        time.sleep(0.1)
    scheduler._scheduler.pause()


if __name__ == "__main__":
    switch_off_when(Path(os.environ["TODOKE_TEST_OFF"]))
    sys.exit(main(sys.argv[1:]))
