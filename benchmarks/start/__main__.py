"""Measure how long Todoke takes to start: until the first page is answered, beside the least that the same libraries
can be started with, in turns.

    python -m benchmarks.start [--starts N]

The first start makes keys and a database and takes all texts in; every further one is a second start.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from tests.support.ports import unused_port

PATIENCE = 60
"""Seconds."""


def main() -> None:
    """Start both in turns and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=7)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        first, _ = todoke(folder)
        ours, bare = [], []
        for _ in range(args.starts):
            ours.append(todoke(folder))
            bare.append(until_answered([str(Path(__file__).with_name("bare.py")), folder], {}))
    print("| | until the first page is answered | processor time until then |")
    print("|---|--:|--:|")
    print(f"| Todoke, first start | {first:.1f} s | |")
    for name, starts in (("Todoke, second start", ours), ("the same libraries, one page and one table", bare)):
        walls, processors = ([one[at] for one in starts] for at in (0, 1))
        print(f"| {name} | {statistics.median(walls):.2f} s (most {max(walls):.2f}) | "
              f"{statistics.median(processors):.2f} s |")  # fmt: skip
    ratio = statistics.median(one[0] for one in ours) / statistics.median(one[0] for one in bare)
    print(f"\n{ratio:.1f} times, of {args.starts} starts each")


def todoke(folder: str) -> tuple[float, float]:
    """One start of the whole program as `make run` makes it, with its data in ``folder``: seconds, and of processor."""
    return until_answered(["-m", "bot", "serve"], {"TODOKE_DATA_DIR": str(Path(folder) / "var")})


def until_answered(command: list[str], settings: dict[str, str]) -> tuple[float, float]:
    """Start a program, ask for its page until it answers, and stop it."""
    port = unused_port()
    arguments = command if command[0] == "-m" else [*command, str(port)]
    env = {**os.environ, **settings, "TODOKE_PORT": str(port)}
    began = time.monotonic()
    program = subprocess.Popen([sys.executable, *arguments], env=env, stdout=subprocess.DEVNULL)
    try:
        while True:
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/chat", timeout=PATIENCE).read()
                break
            if program.poll() is not None or time.monotonic() - began > PATIENCE:
                raise RuntimeError(f"{arguments} did not answer")
            time.sleep(0.01)
        return time.monotonic() - began, _processor(program.pid)
    finally:
        program.terminate()
        program.wait(PATIENCE)


def _processor(pid: int) -> float:
    said = Path(f"/proc/{pid}/stat").read_text()
    user, system = said.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
