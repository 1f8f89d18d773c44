"""What staff are told together and later, and where people stop answering."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from .base import Sealed


class TeamChat(SQLModel, table=True):
    """A Telegram group that gets an organisation's digest. The chat is sealed under a key of its own, ``team:<id>``."""

    __tablename__ = "team_chat"
    id: str = Field(primary_key=True)
    organisation: str = Field(unique=True)  # a partner's id, or COORDINATOR
    chat: bytes = Field(sa_column=Column(Sealed, nullable=False))
    chat_index: str = Field(unique=True)
    locale: str = "ja"
    timezone: str = "Asia/Tokyo"
    digest_at: str = "08:30"
    linked_by: str  # whose code it was
    linked_at: datetime


class HeldAlert(SQLModel, table=True):
    """An alert that waits for the end of somebody's quiet hours; then it goes out if the case still needs it."""

    __tablename__ = "held_alert"
    staff_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True)
    kind: str  # the newest notice
    until: datetime = Field(index=True)  # business time
    held_at: datetime


class StepCount(SQLModel, table=True):
    """How many conversations of a week came to a question, and how many answered it: numbers, nobody's."""

    __tablename__ = "step_count"
    week: str = Field(primary_key=True)  # ISO week in Japan: 2026-W47
    language: str = Field(primary_key=True)  # "und" before one was chosen
    step: str = Field(primary_key=True)  # flow.step
    reached: int = 0
    answered: int = 0
