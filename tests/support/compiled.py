"""Statements that were compiled once serve every database of the same kind in this process.

The program opens one database and keeps what it compiled; a test run opens thousands, and a fifth of its time went into
compiling the same statements for each.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_KEPT: dict[str, "LRUCache[Any, Any]"] = {}


def keep() -> None:
    """From now on, in this process."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))  # noqa: B010  # not its own type's
        setattr(dialect, "__hash__", lambda one: hash(type(one)))  # noqa: B010  # the same
    made = Engine.__init__

    def begin(engine: Engine, *args: Any, **kwargs: Any) -> None:
        made(engine, *args, **kwargs)
        engine._compiled_cache = _KEPT.setdefault(engine.dialect.name, LRUCache(3000))

    setattr(Engine, "__init__", begin)  # noqa: B010  # a class's own beginning can't be assigned otherwise
