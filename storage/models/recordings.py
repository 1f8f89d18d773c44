"""Texts spoken by a native speaker."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Recording(SQLModel, table=True):
    """One text as a person speaks it: an Ogg Opus file with nothing in it but the sound.

    A release names those that are played (``recordings`` of its report). ``of``: hash of the text it was made for; once
    the text is another, it is not played. ``waits``: nobody has published it yet; at most one for each text.
    """

    __tablename__ = "recording"
    id: str = Field(primary_key=True)
    language: str = Field(index=True)
    key: str
    of: str
    content: bytes
    milliseconds: int
    waits: bool = True
    source: str  # files, console
    by: str | None = None  # who uploaded it; None: whoever saved the file
    at: datetime
