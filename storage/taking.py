"""Work that waits in rows, taken by one of several processes at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from .database import Database
from .rows import Row
from .uow import UnitOfWork


class Waiting(Protocol):
    """A repository whose rows wait to be worked on."""

    def due(self, now: datetime) -> Sequence[Row[Any]]:
        """Those whose time has come, the first ones first."""
        ...

    def take(self, row: Row[Any], until: datetime) -> int | None:
        """Take one, until then for oneself; a fence, or None if somebody else was faster."""
        ...


def take_first(
    database: Database, waiting: Callable[[UnitOfWork], Waiting], now: datetime, until: datetime
) -> tuple[Row[Any], int] | None:
    """The first row that nobody else takes, with its fence; None where nothing waits. Each try is a transaction."""
    with database.read() as uow:
        due = waiting(uow).due(now)
    for row in due:
        with database.write() as uow:
            fence = waiting(uow).take(row, until)
        if fence is not None:
            return row, fence
    return None
