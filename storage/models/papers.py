"""Files that were made for a worker to take away: records, letters, calendars."""

from datetime import datetime

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from .base import Sealed


class Paper(SQLModel, table=True):
    """A file made for a worker. ``meta`` is sealed JSON (name, mime, sha256, size, and what it was made from), sealed
    like ``content`` under the case's key where there is a case, else under the worker's.

    ``code_index`` and ``hash_index`` find it by the code that is printed on it, and by its own SHA-256; nobody can go
    back from them. ``content`` is null once newer papers took its place: that it was issued stays known.

    ``draft`` is what a paper that is still to be drawn is made from (sealed JSON); it goes once it is. ``due_at``: it
    is drawn then, or somebody is at it until then; ``tries`` fences who began earlier.
    """

    __tablename__ = "paper"
    __table_args__ = (
        Index(
            "ix_paper_due", "due_at",
            postgresql_where=text("due_at IS NOT NULL"), sqlite_where=text("due_at IS NOT NULL"),
        ),
    )  # fmt: skip
    id: str = Field(primary_key=True)
    worker_id: str = Field(index=True)
    case_id: str | None = Field(default=None, index=True)
    kind: str  # record, letter, calendar …
    made_at: datetime
    code_index: str | None = Field(default=None, unique=True)
    hash_index: str = Field(index=True)
    meta: bytes = Field(sa_column=Column(Sealed, nullable=False))
    content: bytes | None = Field(default=None, sa_column=Column(Sealed))
    draft: bytes | None = Field(default=None, sa_column=Column(Sealed))
    due_at: datetime | None = None
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
