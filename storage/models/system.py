"""What the program keeps about itself."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from .base import Json, JsonValue


class Meta(SQLModel, table=True):
    """Facts about this database: what kind it is (demo or real), the demo's clock, counters."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class Release(SQLModel, table=True):
    """A set of published texts of every language: what is served. ``content``: compressed JSON, lang -> key -> text."""

    __tablename__ = "release"
    number: int | None = Field(default=None, primary_key=True)
    hash: str
    content: bytes
    source: str  # files, console, upgrade
    published_at: datetime
    published_by: str | None = None
    report: JsonValue = Field(default=None, sa_column=Column(Json))


class Alarm(SQLModel, table=True):
    """Something a person must look at. Details carry no personal data."""

    __tablename__ = "alarm"
    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    subject: str = ""
    raised_at: datetime
    seen_at: datetime
    cleared_at: datetime | None = Field(default=None, index=True)
    details: JsonValue = Field(default=None, sa_column=Column(Json))


class Lease(SQLModel, table=True):
    """Who of several processes does a thing that only one may do (polling, registering the webhook)."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    owner: str
    until: datetime
    fence: int = 0


class Tick(SQLModel, table=True):
    """The last time a regular job ran, per job: read by the auditor and by ``/readyz``."""

    __tablename__ = "tick"
    job: str = Field(primary_key=True)
    at: datetime
    seconds: float = 0.0
    worked: int = 0
