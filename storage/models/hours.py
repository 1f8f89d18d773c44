"""The hours that a worker writes down for themselves."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from .base import Sealed


class HoursEntry(SQLModel, table=True):
    """One thing written down about one day: its hours, a correction of them, or that they were struck out. Nothing is
    ever changed or taken away; the newest of a day counts.

    ``sealed`` is JSON under the worker's key: the day, from when to when, the breaks, and when it was written down.
    ``month_index`` finds a worker's month and nobody can go back from it; ``n`` counts within that month. So neither a
    day nor a time stands here in plain.
    """

    __tablename__ = "hours_entry"
    worker_id: str = Field(primary_key=True)
    month_index: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    sealed: bytes = Field(sa_column=Column(Sealed, nullable=False))


class HoursLog(SQLModel, table=True):
    """What there is once of a worker's log. ``sealed`` is JSON under the worker's key: the shift that is running, the
    first month with an entry, and when to remind. ``remind_at``: the next reminder, if one is wanted. ``keep_until``:
    the beginning of the month in which all of it is forgotten, unless something is written before. ``waits_until``: so
    long what was typed for the log waits in the chat's state for the answer that it needs.
    """

    __tablename__ = "hours_log"
    worker_id: str = Field(primary_key=True)
    remind_at: datetime | None = Field(default=None, index=True)
    keep_until: datetime | None = Field(default=None, index=True)
    waits_until: datetime | None = Field(default=None, index=True)
    sealed: bytes = Field(sa_column=Column(Sealed, nullable=False))
