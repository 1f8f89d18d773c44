"""A process that has served once: what a program works out once in its life (statements, forms) is there then."""

import os
import signal
import threading
from pathlib import Path

_A_MOMENT = 1.0  # seconds, in which everything that is done again and again is done for the first time


def serve_once(folder: Path) -> None:
    """Serve the installation in ``folder`` for a moment, and leave nothing of it running in this process."""
    from bot.serving.serve import serve
    from bot.settings import Settings

    ours = {"TODOKE_DATA_DIR": str(folder), "TODOKE_DEMO": "0", "TODOKE_PORT": "0"}
    handler = signal.getsignal(signal.SIGTERM)

    def announce(line: str) -> None:
        if "Stop with" in line:
            threading.Timer(_A_MOMENT, os.kill, (os.getpid(), signal.SIGTERM)).start()

    serve(Settings.from_environment(ours), announce=announce)
    signal.signal(signal.SIGTERM, handler)
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(10)
            assert not thread.is_alive(), f"{thread.name} goes on; what is divided off now would wait for it for ever"
