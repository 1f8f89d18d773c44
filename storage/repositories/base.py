"""What every repository has: its unit of work, and through it the session, the connection and the vault."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlmodel import Session

from ..vault import Vault

if TYPE_CHECKING:
    from ..uow import UnitOfWork


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
    def vault(self) -> Vault:
        return self.uow.vault
