"""The program itself, with a database whose size can be limited while it runs: `Program(…, module=Disk.MODULE)`.

The file named in `TODOKE_TEST_PAGES` holds SQLite's `max_page_count` for the connections that serve: `1` leaves no
room at all, an empty file or none all the room there is. Nothing of the program is replaced; the file is read before
each use of a connection, so that room can go and come back under a running program.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

NO_LIMIT = 2**30


class Disk:
    """How much room the database of a program has: `Program(…, module=Disk.MODULE, **disk.settings)`."""

    MODULE = "tests.support.limited"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "pages"

    @property
    def settings(self) -> dict[str, str]:
        """What the program is told."""
        return {"TEST_PAGES": str(self.file)}

    def fill(self) -> None:
        """Not one page more."""
        self.file.write_text("1")

    def free(self) -> None:
        """Room again."""
        self.file.write_text("")


def limit_pools(file: Path) -> None:
    """Every connection that any pool of this process hands out from now on knows the limit of that moment."""

    @event.listens_for(Pool, "checkout")
    def handed_out(connection: Any, *_: object) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.execute(f"PRAGMA max_page_count={pages(file)}").close()


def pages(file: Path) -> int:
    """What the file says now."""
    text = file.read_text().strip() if file.exists() else ""
    return int(text) if text else NO_LIMIT


def prepare() -> None:
    """Before this process becomes the program."""
    limit_pools(Path(os.environ["TODOKE_TEST_PAGES"]))
