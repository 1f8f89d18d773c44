"""The people who report, and the keys under which everything of theirs is kept."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from .base import Sealed


class SubjectKey(SQLModel, table=True):
    """The data key of one worker, case or staff member, wrapped by a key of the keys file. Deleting it erases."""

    __tablename__ = "subject_key"
    subject: str = Field(primary_key=True)
    key_id: str
    wrapped: bytes = Field(sa_column=Column(Sealed, nullable=False))
    created_at: datetime


class Worker(SQLModel, table=True):
    """A person who talks to us. ``profile`` is sealed JSON: write_first, safe_from, safe_to, pin_hash, contacts."""

    __tablename__ = "worker"
    id: str = Field(primary_key=True)
    language: str | None = None
    created_at: datetime
    profile: bytes | None = Field(default=None, sa_column=Column(Sealed))
    delete_at: datetime | None = Field(default=None, index=True)  # asked for deletion; takes effect then


class WorkerName(SQLModel, table=True):
    """By which words of their name a worker is found: keyed hashes only. The name itself is in the sealed profile."""

    __tablename__ = "worker_name"
    worker_id: str = Field(primary_key=True, foreign_key="worker.id")
    word_index: str = Field(primary_key=True, index=True)


class RecoveryCode(SQLModel, table=True):
    """How a worker without an account comes back: only a keyed hash of the code is kept."""

    __tablename__ = "recovery_code"
    code_index: str = Field(primary_key=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    conversation_id: str
    created_at: datetime


class WebSession(SQLModel, table=True):
    """A phone's web chat: a keyed hash of its bearer token."""

    __tablename__ = "web_session"
    token_index: str = Field(primary_key=True)
    conversation_id: str = Field(index=True)
    created_at: datetime
    revoked_at: datetime | None = None
