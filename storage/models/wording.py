"""What is kept about the texts beside the releases: their changes, what waits, what was asked about their meaning."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from .base import BigId


class TextChange(SQLModel, table=True):
    """A text that a release changed. Who and when stand at the release (its ``source`` and ``published_by``)."""

    __tablename__ = "text_change"
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    release: int = Field(index=True)
    language: str
    key: str = Field(index=True)
    before: str | None = None
    after: str | None = None


class TextWaiting(SQLModel, table=True):
    """A change that is not served until a person publishes it. At most one for each text."""

    __tablename__ = "text_waiting"
    language: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    text: str
    english: str  # hash of the English text it translates
    base: int  # the release it was written against
    source: str  # files, console, xlsx, po
    by: str | None = None  # who wrote it; None: whoever saved the file
    at: datetime
    why: str  # space-separated: critical, two_people, english, older, former, double


class TextMeaning(SQLModel, table=True):
    """An English text became another: is it the same question in better words, or another question?

    ``verdict`` is None until a person has decided; until then ``presumed`` counts. Both: same, another.
    """

    __tablename__ = "text_meaning"
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True))
    key: str = Field(index=True)
    before: str
    after: str
    presumed: str
    asked_at: datetime
    verdict: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


class TextFallback(SQLModel, table=True):
    """How often workers read a text in another language than theirs, because theirs had none."""

    __tablename__ = "text_fallback"
    week: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    times: int = 0


class TextSeen(SQLModel, table=True):
    """What a language's files said when they were last taken in: compressed JSON, key -> hash of the text."""

    __tablename__ = "text_seen"
    language: str = Field(primary_key=True)
    content: bytes
