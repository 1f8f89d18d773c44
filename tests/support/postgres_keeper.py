"""Keeps a PostgreSQL server running while a test run lasts: `postgres_keeper.py PID FOLDER USER COMMAND…`.

A server that died (a test may kill it) is started again. When process PID is gone, or on SIGTERM, the server
is stopped and FOLDER removed, so that nothing of a run stays, however it ended.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event


def keep(pid: int, folder: Path, user: int | None, command: list[str]) -> None:
    over = Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    while not over.is_set():
        with (folder / "log").open("ab") as log:
            server = subprocess.Popen(
                command, user=user, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        while server.poll() is None and not over.wait(0.1):
            if not _alive(pid):
                over.set()
        time.sleep(0.1)
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    keep(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if sys.argv[3] else None, sys.argv[4:])
