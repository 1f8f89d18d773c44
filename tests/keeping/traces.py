"""What is left of somebody: in the database's files, and in its tables."""

from pathlib import Path

from sqlalchemy import select
from sqlmodel import SQLModel

from bot.keeping import erasures
from storage.database import Database
from storage.models import SubjectKey
from storage.repositories.base import table_of
from storage.uow import UnitOfWork
from tests.keeping.people import Reported

STAY = {"register", "case_file", "case_event", "offer", "firing"}
"""What is documented to stay: that there was a case, who was asked, and the chain of events, unreadable."""


def everything(database: Database) -> bytes:
    """Every byte of the database's files."""
    if database.sqlite:
        folder = Path(str(database.url.database)).parent
        return b"".join(path.read_bytes() for path in sorted(folder.glob("todoke.db*")))
    with database.engine.connect() as connection:
        names = [
            row[0]
            for row in connection.exec_driver_sql(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
                "WHERE relkind IN ('r', 'i', 't') "
                "AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"
            )
        ]
    return b"".join(bytes(content) for content in names if content)


def settle(database: Database) -> None:
    """Have PostgreSQL write what it holds in memory."""
    if not database.sqlite:
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("CHECKPOINT")


def gone_from_files(database: Database) -> None:
    """What was erased leaves the files, as soon as nobody reads: PostgreSQL looks at tables by itself, too, and keeps
    what other tests' transactions might still see."""
    assert any(erasures.scrub(database) for _ in range(100)), "somebody reads without an end"


def key_of(database: Database, subject: str) -> bytes:
    """A worker's or a case's key, as it lies in the database."""
    keys = table_of(SubjectKey)
    with database.read() as uow:
        return bytes(uow.execute(select(keys.c.wrapped).where(keys.c.subject == subject)).scalar_one())


def marks_of(database: Database, who: Reported) -> list[bytes]:
    """By what somebody could be found again: their own key, their case's, and what they are looked up by."""
    return [key_of(database, who.worker_id), key_of(database, who.case_id), *who.marks(database)]


def tables_naming(uow: UnitOfWork, *ids: str) -> set[str]:
    """The tables in which a row names one of these."""
    return {
        table.name
        for table in SQLModel.metadata.sorted_tables
        for row in uow.execute(select(table))
        if set(ids) & {value for value in row if isinstance(value, str)}
    }
