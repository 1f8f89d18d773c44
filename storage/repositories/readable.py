"""Reading rows of which somebody may have made anything: one that can't be read must not hide the others."""

import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from ..uow import UnitOfWork

UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, zlib.error)
"""What comes of a value that is not of its column's kind (a text that is no time, a number where bytes belong)."""


def rows_until_unreadable(uow: "UnitOfWork", statement: Any) -> Iterator[Row[Any] | None]:
    """The rows in order; None for the first that can't be read, after which nothing more comes."""
    rows = None
    while True:
        try:
            rows = iter(uow.execute(statement)) if rows is None else rows
            row = next(rows)
        except StopIteration:
            return
        except UNREADABLE:
            yield None
            return
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            yield None  # a text that is no text, a damaged page
            return
        yield row
