"""In a name space of its own: `todoke` on a disk that is full, before and after its first start, and has room again."""

import os
import subprocess
import sys
from pathlib import Path

from tests.support import warm

ROOM = "6m"
FULL = 3
"""The exit code of whoever finds no room."""


def todoke(command: str) -> int:
    """Run a command of the program; its exit code."""
    child = os.fork()
    if not child:
        warm.become([command])
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def fill(file: Path) -> None:
    """Not one page is left."""
    with file.open("wb", buffering=0) as out:
        try:
            while out.write(bytes(4096)):
                pass
        except OSError:
            return


def main(folder: Path) -> None:
    """What is written to stdout and stderr is looked at by whoever began this."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder], check=True)
    warm.read_the_code()
    assert todoke("migrate") == 0
    fill(folder / "fill")
    assert todoke("serve") == FULL
    assert todoke("cases") == FULL
    for made in (*folder.glob("todoke.db*"), folder / "keys.json"):
        made.unlink()
    fill(folder / "more")
    assert todoke("serve") == FULL
    (folder / "fill").unlink()
    (folder / "more").unlink()
    sys.stdout.write("".join(f"{file.name}\n" for file in sorted(folder.iterdir())))
    sys.stdout.flush()
    assert todoke("cases") == 0


if __name__ == "__main__":
    main(Path(os.environ["TODOKE_DATA_DIR"]))
