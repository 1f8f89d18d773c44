"""On SQLite one process works at a time: a second one is refused before it has touched anything."""

from pathlib import Path
from typing import IO

from bot.errors import TodokeError


class AlreadyWorking(TodokeError):
    """Another Todoke already works on {database}. Stop that one first; this one has changed nothing."""


def hold(database: Path) -> IO[str] | None:
    """Take the right to work on a database file, until the file returned is closed or this process ends, however it
    does. Raises AlreadyWorking. None where the system has no such locks.
    """
    try:
        import fcntl
    except ImportError:  # not on Windows
        return None
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        taken = open(f"{database}.working", "a", encoding="ascii")  # noqa: SIM115 - open for as long as it works
    except OSError:  # whoever opens the database says what is wrong with its place
        return None
    try:
        fcntl.flock(taken, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        taken.close()
        raise AlreadyWorking(database=database) from error
    return taken
