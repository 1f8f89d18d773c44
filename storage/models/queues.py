"""What came in and what goes out: nothing is acknowledged before it is here, nothing is sent that is not here."""

from datetime import datetime

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from .base import BigId, Sealed


class Inbox(SQLModel, table=True):
    """An inbound update, stored before it is acknowledged. The payload is erased once handled."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(
            "ix_inbox_waiting",
            "conversation_id",
            "external_id",
            postgresql_where=text("status = 'new'"),
            sqlite_where=text("status = 'new'"),
        ),
        Index("ix_inbox_received_at", "received_at"),
        Index(
            "ix_inbox_message",
            "conversation_id",
            "received_at",
            postgresql_where=text("message_id IS NOT NULL"),
            sqlite_where=text("message_id IS NOT NULL"),
        ),
    )
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    source: str  # one per bot; on the web chat one per conversation
    external_id: int = Field(
        sa_column=Column(BigId, nullable=False)
    )  # update_id, or the client's sequence number
    conversation_id: str
    subject: str  # whose key seals the payload
    # What the channel calls the message that brought it, so that it can be taken off the phone again; no words.
    message_id: int | None = Field(default=None, sa_column=Column(BigId))
    status: str = "new"  # new, done, set_aside
    attempts: int = 0
    received_at: datetime
    handled_at: datetime | None = None
    payload: bytes | None = Field(default=None, sa_column=Column(Sealed))


class OutLane(SQLModel, table=True):
    """One recipient on one channel: messages leave it one at a time, in order.

    ``ready_at`` is when its first message may be tried; null when nothing waits. ``held_until``: the channel has asked
    that nothing be sent there before, whatever is queued meanwhile. ``tokens`` paces what we start.
    """

    __tablename__ = "out_lane"
    __table_args__ = (
        Index(
            "ix_out_lane_ready",
            "ready_at",
            postgresql_where=text("ready_at IS NOT NULL"),
            sqlite_where=text("ready_at IS NOT NULL"),
        ),
    )
    id: str = Field(primary_key=True)
    channel: str
    ready_at: datetime | None = None
    held_until: datetime | None = None
    lease_until: datetime | None = None
    fence: int = 0
    tokens: float = 5.0
    tokens_at: datetime | None = None


class Outbox(SQLModel, table=True):
    """A message to send. The payload is erased once sent; ``dedupe`` makes a message unique as long as it stays."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "lane_id",
            "id",
            postgresql_where=text("status IN ('queued', 'sending')"),
            sqlite_where=text("status IN ('queued', 'sending')"),
        ),
        Index("ix_outbox_sent_at", "sent_at"),
        Index(
            "ix_outbox_shown",
            "lane_id",
            "sent_at",
            postgresql_where=text("external_id IS NOT NULL"),
            sqlite_where=text("external_id IS NOT NULL"),
        ),
    )
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    lane_id: str
    uid: str  # the row's name in the payload's associated data
    subject: str  # whose key seals the payload
    channel: str
    paced: bool = False  # we start it: paced; a reply to a person's own message is not
    dedupe: str | None = Field(default=None, unique=True)
    case_id: str | None = Field(default=None, index=True)
    visit: int | None = None
    status: str = "queued"  # queued, sending, sent, dead
    attempts: int = 0
    # Of a text too long for one message, how many parts have arrived: they are left out when it is tried again.
    parts_sent: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    # How often it was taken to be sent without anybody noting what became of it: whoever had it died.
    left_behind: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None = None
    error: str | None = None
    external_id: int | None = Field(default=None, sa_column=Column(BigId))
    # Of a text too long for one message, what the channel calls the parts before the last: numbers, a comma between.
    earlier_parts: str | None = None
    payload: bytes | None = Field(default=None, sa_column=Column(Sealed))


class SentRef(SQLModel, table=True):
    """Which message at the channel shows the buttons of a visit, so that they can be changed once answered."""

    __tablename__ = "sent_ref"
    lane_id: str = Field(primary_key=True)
    visit: int = Field(primary_key=True)
    external_id: int = Field(sa_column=Column(BigId, nullable=False))
    at: datetime
