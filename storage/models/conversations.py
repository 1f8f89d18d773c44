"""Conversations, their runs through the questions, and the answers."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, false, text
from sqlmodel import Field, SQLModel

from .base import BigId, Json, JsonValue, Sealed


class Conversation(SQLModel, table=True):
    """One chat of one worker on one channel, with its engine state and the lane in which its updates are taken.

    ``state`` is the sealed engine state. ``pending_at`` is set while updates wait; a worker process holds the lane by
    ``lease_until`` and ``fence``, so that one conversation is never handled twice at once.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "ix_conversation_pending",
            "pending_at",
            postgresql_where=text("pending_at IS NOT NULL"),
            sqlite_where=text("pending_at IS NOT NULL"),
        ),
    )
    id: str = Field(primary_key=True)
    worker_id: str = Field(index=True)
    channel: str  # telegram, web, terminal
    address_index: str = Field(unique=True)
    address: bytes = Field(sa_column=Column(Sealed, nullable=False))
    language: str | None = None
    run_id: str | None = None
    structure: str | None = Field(default=None, index=True)
    state: bytes | None = Field(default=None, sa_column=Column(Sealed))
    case_id: str | None = Field(default=None, index=True)  # the case that free text goes to
    created_at: datetime
    last_inbound_at: datetime | None = None
    wrote_at: datetime | None = None  # when the newest was said: long before it came, if the way was closed
    answers_wait: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # for a safe hour
    blocked_at: datetime | None = None
    leaving: bool = False  # everything was asked to be deleted: only the recovery code leads back
    nudge_at: datetime | None = Field(default=None, index=True)  # half-finished: remind once
    expires_at: datetime | None = Field(default=None, index=True)  # half-finished: forget
    pending_at: datetime | None = None
    lease_until: datetime | None = None
    fence: int = 0
    bubbles: int = 0  # number of the newest web bubble
    # How fast this chat is handled (bot.workers.pace): what of the minute's and the hour's room is used up, until when
    # the next update has to wait, when the worker was told so, and which of the waiting ones were looked through.
    minute_used: datetime | None = None
    hour_used: datetime | None = None
    slowed_until: datetime | None = None
    slowed_told_at: datetime | None = None
    looked_to: int | None = Field(default=None, sa_column=Column(BigId))


class Structure(SQLModel, table=True):
    """A compiled set of flows by content hash, kept while a conversation uses it."""

    __tablename__ = "structure"
    hash: str = Field(primary_key=True)
    content: str
    created_at: datetime


class Run(SQLModel, table=True):
    """One way through the questions, from the greeting to filing or stopping."""

    __tablename__ = "run"
    id: str = Field(primary_key=True)
    conversation_id: str = Field(index=True)
    worker_id: str
    structure: str
    started_at: datetime
    finished_at: datetime | None = None
    case_id: str | None = Field(default=None, index=True)


class Answer(SQLModel, table=True):
    """One answer as given. ``sealed`` is JSON: raw, value, label. Changed answers stay, ``replaced`` says so.

    ``unread``: not an answer, but what was written under a question and not, or not wholly, understood as one.
    """

    __tablename__ = "answer"
    run_id: str = Field(primary_key=True)
    visit: int = Field(primary_key=True)
    worker_id: str
    step: str  # flow.step, which is also the key of the question's text
    variable: str
    language: str
    release: int
    at: datetime
    sealed: bytes = Field(sa_column=Column(Sealed, nullable=False))
    replaced: bool = False
    unread: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class WebBubble(SQLModel, table=True):
    """What the web chat shows, kept so that a reload or a recovery code brings the conversation back."""

    __tablename__ = "web_bubble"
    conversation_id: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    author: str  # bot, worker, staff
    at: datetime
    payload: bytes = Field(sa_column=Column(Sealed, nullable=False))


class CopyState(StrEnum):
    """What became of a file's metadata-free copy."""

    MADE = "made"
    NO_PICTURE = "no_picture"  # sound, documents: there is none, and their metadata is not removed
    NOT_SHOWN = "not_shown"  # a picture that can't be parsed


class Attachment(SQLModel, table=True):
    """A photo, document or voice message. ``meta`` is sealed JSON: name, mime, sha256, reference at the channel,
    ``copies`` (part → mime, size, width, height), ``shows`` (what the worker says that it shows).

    ``fetch_at``: when something is due: one that waits is fetched then, one that was removed is deleted then.

    ``copy_state`` is null until a worker process has looked at the stored file; ``copy_at``: one is at it until then,
    or it is tried again then.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index(
            "ix_attachment_to_copy",
            "copy_tries",
            "received_at",
            postgresql_where=text("copy_state IS NULL AND state = 'stored'"),
            sqlite_where=text("copy_state IS NULL AND state = 'stored'"),
        ),
    )
    id: str = Field(primary_key=True)
    worker_id: str = Field(index=True)
    conversation_id: str
    run_id: str | None = Field(default=None, index=True)
    case_id: str | None = Field(default=None, index=True)
    step: str | None = None
    media: str  # photo, file, voice
    size: int | None = None
    state: str = "waiting"  # waiting, stored, refused, failed; removed (by the worker, for now), deleted
    reason: str | None = None
    received_at: datetime
    fetch_at: datetime | None = Field(default=None, index=True)
    attempts: int = 0
    copy_state: str | None = None
    copy_at: datetime | None = None
    copy_tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    meta: bytes = Field(sa_column=Column(Sealed, nullable=False))


class AttachmentChunk(SQLModel, table=True):
    """A sealed piece of an attachment, at most 256 KiB."""

    __tablename__ = "attachment_chunk"
    attachment_id: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    data: bytes = Field(sa_column=Column(Sealed, nullable=False))


class AttachmentCopy(SQLModel, table=True):
    """A sealed piece, at most 256 KiB, of what was drawn from a picture."""

    __tablename__ = "attachment_copy"
    attachment_id: str = Field(primary_key=True)
    part: str = Field(primary_key=True)  # copy, small
    n: int = Field(primary_key=True)
    data: bytes = Field(sa_column=Column(Sealed, nullable=False))


class WorkerQuestion(SQLModel, table=True):
    """A question a case puts to its worker outside the flow (reached? solved? how are you?), answered by one tap."""

    __tablename__ = "worker_question"
    id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    conversation_id: str
    kind: str
    partner_id: str | None = None
    asked_at: datetime
    answered_at: datetime | None = None
    answer: str | None = None
    data: JsonValue = Field(default=None, sa_column=Column(Json))
