"""A fresh demonstration, for pictures of it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def demonstration() -> Iterator[tuple[dict[str, str], str]]:
    """Start one that nothing is left of afterwards: the environment it runs in, and its address."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TODOKE_")}
        environment |= {"TODOKE_DATA_DIR": folder, "TODOKE_PORT": str(port)}
        program = subprocess.Popen([sys.executable, "-m", "bot", "serve"], env=environment, cwd=ROOT)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            yield environment, url
        finally:
            program.terminate()
            program.wait(15)


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url + "/healthz", timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The demonstration did not start.")
