"""Fill .venv from a lock file and put the `todoke` command into it.

Uses only what Python brings along. Every download is checked against the hashes in the lock file. The
project itself is not built: a .pth file makes its folder importable, so this needs no network of its own.
"""

import os
import re
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "install.log"

COMMAND = """#!/bin/sh
# -P: a folder called `bot` where the command is used must not be taken for the program's own.
exec "$(dirname "$(readlink -f "$0")")/python" -P -m bot "$@"
"""


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def make_environment() -> None:
    """Make .venv, or make it anew when its interpreter no longer starts."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0:
        return
    say("Making a Python environment in .venv")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if made.returncode:
        sys.exit(f"Python could not make an environment:\n{made.stdout}{made.stderr}")


def install(lock: Path) -> None:
    """Run pip on the lock file and tell how far it is."""
    total = len(re.findall(r"(?m)^[A-Za-z0-9][\w.-]*==", lock.read_text()))
    say(f"Installing {total} packages of {lock.name} (a minute or two the first time)")
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-input",
               "--disable-pip-version-check", "--progress-bar", "off", "-r", str(lock)]  # fmt: skip
    tail: deque[str] = deque(maxlen=15)
    fetched = 0
    with (
        LOG.open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip,
    ):
        assert pip.stdout is not None
        for line in pip.stdout:
            log.write(line)
            tail.append(line.rstrip())
            if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied")):
                fetched += 1
                if fetched % 10 == 0:
                    say(f"{fetched} of {total} fetched")
            elif line.startswith("Installing collected packages"):
                say("Putting them in place")
    if pip.returncode:
        lines = "\n".join(f"    {line}" for line in tail)
        sys.exit(
            f"pip could not install the packages (all it said: {LOG.relative_to(ROOT)}):\n{lines}\n"
            "If the network was the reason, run the same command again: what was fetched is kept."
        )


def add_todoke() -> None:
    """Make the project importable, and write .venv/bin/todoke."""
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run([PYTHON, "-c", where], capture_output=True, text=True, check=True)
    packages = Path(found.stdout.strip())
    (packages / "todoke.pth").write_text(os.path.relpath(ROOT, packages) + "\n")
    command = VENV / "bin" / "todoke"
    command.write_text(COMMAND)
    command.chmod(0o755)


def main() -> None:
    started = time.monotonic()
    make_environment()
    install(ROOT / sys.argv[1])
    add_todoke()
    say(f"Ready after {time.monotonic() - started:.0f} seconds")


if __name__ == "__main__":
    main()
