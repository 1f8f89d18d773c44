"""What every repository has: its unit of work, and through it the session, the connection and the vault."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from ..prepared import Cursor
from ..vault import Vault

if TYPE_CHECKING:
    from ..uow import UnitOfWork


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model, for statements that need no objects."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel adds it at class creation
    return table


class Repository:
    """Base of repositories."""

    def __init__(self, uow: "UnitOfWork") -> None:
        self.uow = uow

    @property
    def session(self) -> Session:
        return self.uow.session

    @property
    def connection(self) -> Connection:
        return self.uow.connection

    @property
    def cursor(self) -> Cursor:
        return self.uow.cursor

    @property
    def vault(self) -> Vault:
        return self.uow.vault

    def insert(self, table: Table) -> Any:
        """An INSERT that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update`` on this database."""
        return sqlite.insert(table) if self.uow.sqlite else postgresql.insert(table)

    def skip_locked(self, statement: Any) -> Any:
        """Let other replicas claim other rows (SQLite has one writer and needs nothing)."""
        return statement if self.uow.sqlite else statement.with_for_update(skip_locked=True)

    def lock(self, statement: Any) -> Any:
        """Hold the rows until the end of the transaction (SQLite has one writer and needs nothing)."""
        return statement if self.uow.sqlite else statement.with_for_update()
