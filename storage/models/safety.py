"""What makes erasures, keys and chains hold across backups, replicas and time."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from .base import Json, JsonValue


class Replica(SQLModel, table=True):
    """A running process and the keys it can read, so that a new key is used only once every one of them can."""

    __tablename__ = "replica"
    id: str = Field(primary_key=True)
    keys: JsonValue = Field(sa_column=Column(Json, nullable=False))  # keyed hashes of its wrapping keys
    seen_at: datetime


class ErasureDeed(StrEnum):
    """What a worker wished about everything of theirs."""

    ASKED = "asked"
    STAYED = "stayed"
    ERASED = "erased"


class Erasure(SQLModel, table=True):
    """A wish to be deleted, in words that name nobody; copied to a list outside of database and backups."""

    __tablename__ = "erasure"
    id: str = Field(primary_key=True)
    mark: str  # keyed hash of the worker's id
    deed: str
    at: datetime
    due_at: datetime | None = None
    code_index: str | None = None  # of the recovery code that undoes it


class ChainHead(SQLModel, table=True):
    """The newest line of an organisation's log, signed by the key outside the database: a cut tail is seen."""

    __tablename__ = "chain_head"
    chain: str = Field(primary_key=True)
    seq: int
    hash: str
    signature: str


class Registered(SQLModel, table=True):
    """A line of the register: a case was filed or erased, a log was begun. Chained like a log."""

    __tablename__ = "register"
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    kind: str  # case, erased, log
    object_id: str = Field(index=True)
    hash: str


class DailyHead(SQLModel, table=True):
    """One head over all chains that have moved since the number before; mailed to coordinators.

    ``content``: compressed JSON, a list of ``[kind, chain, seq, hash]``; kind is case, audit or register.
    """

    __tablename__ = "daily_head"
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    head: str
    signature: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
