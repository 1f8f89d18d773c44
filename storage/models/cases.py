"""Cases, who was asked about them, and what happened."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from .base import BigId, Json, JsonValue, Sealed


class CaseState(StrEnum):
    """Open states first; a case never leaves them by itself."""

    FILED = "filed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    UNREACHABLE = "unreachable"

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self not in (CaseState.RESOLVED, CaseState.WITHDRAWN, CaseState.UNREACHABLE)


COORDINATOR = "coordinator"
"""Stands where a partner's id stands when the coordinators themselves are meant: on lists, in offers."""

REVIEWED_EVERY = timedelta(days=90)
"""So long an open case goes on at most without a person having looked whether it does."""

LIVE, WORKER, WEIGH = "live", "worker", "weigh"
"""The slots of a case's clock: what carries it on, what the worker is asked again, and when it is weighed anew."""

OPEN_STATES = tuple(s.value for s in CaseState if s.open)


class OfferState(StrEnum):
    """What a partner did with an offer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"  # accepted or silent, then time ran out; access stays
    ENDED = "ended"  # never accepted and no longer needed


class LadderKind(StrEnum):
    """What the live row of a case waits for."""

    RUNG = "rung"
    PAUSE = "pause"
    CHECK_IN = "check_in"
    REVIEW = "review"
    WEIGH = "weigh"  # of the slot of that name only


ENDLESS = "closed_at IS NOT NULL AND erase_at IS NULL AND erased_at IS NULL"
"""Closed cases of which nobody has said yet until when they are kept."""


class Case(SQLModel, table=True):
    """A report that somebody has to answer. Routing fields are plain; everything personal is in the answers.

    ``urgency`` is sealed JSON: the deadline's contributions with their reasons. ``rev`` rises with every change.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        Index(
            "ix_case_file_open",
            "state",
            "deadline_at",
            postgresql_where=text("closed_at IS NULL"),
            sqlite_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_case_file_lead_open",
            "lead_partner_id",
            postgresql_where=text("closed_at IS NULL"),
            sqlite_where=text("closed_at IS NULL"),
        ),
        Index("ix_case_file_filed_at", "filed_at"),
        Index("ix_case_file_endless", "closed_at", postgresql_where=text(ENDLESS), sqlite_where=text(ENDLESS)),
    )
    id: str = Field(primary_key=True)
    number: str = Field(unique=True)
    worker_id: str = Field(index=True)
    conversation_id: str = Field(index=True)
    run_id: str
    topic: str
    language: str
    prefecture: str | None = None
    state: str = CaseState.FILED.value
    urgent: bool = False
    deadline_at: datetime | None = None
    urgency: bytes | None = Field(default=None, sa_column=Column(Sealed))
    policy: str
    filed_at: datetime
    contacted_at: datetime | None = None  # the worker said so, or a second named person
    closed_at: datetime | None = Field(default=None, index=True)
    closed_by: str | None = None
    erase_at: datetime | None = Field(default=None, index=True)  # until when a closed case is kept, as was told
    erased_at: datetime | None = None  # what was told in it was destroyed
    review_at: datetime | None = None  # when a person looks whether it stays open; null: 90 days after filing
    lead_partner_id: str | None = None  # the one that contacts the employer
    group_id: str | None = Field(default=None, index=True)  # opaque: reports of people of one place
    rev: int = 0
    events: int = 0
    head: str = ""  # hash of the newest event
    head_signature: str = ""  # of case, number of events and head, by the key outside the database


MISSED = "kind IN ('reminded', 'coordinator_asked', 'pause_lapsed', 'terminal')"
"""Lines that are counted by the week."""


class CaseEvent(SQLModel, table=True):
    """One line of a case's timeline, chained by hash. ``data`` is sealed JSON."""

    __tablename__ = "case_event"
    __table_args__ = (Index("ix_case_event_missed", "at", postgresql_where=text(MISSED), sqlite_where=text(MISSED)),)
    case_id: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime
    kind: str
    actor_kind: str  # worker, staff, clock, coordinator
    actor_id: str | None = None
    data: bytes = Field(sa_column=Column(Sealed, nullable=False))
    hash: str


class Consent(SQLModel, table=True):
    """What the worker agreed to: partners in order, and what to do if nobody answers. The newest row counts."""

    __tablename__ = "consent"
    id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    given_at: datetime
    language: str
    release: int
    partners: JsonValue = Field(sa_column=Column(Json, nullable=False))
    refused: JsonValue = Field(default=None, sa_column=Column(Json))  # struck out: never to be asked
    on_silence: str | None = None
    revoked_at: datetime | None = None


SILENT = "silent"
"""The code of an offer whose time ran out without an answer. It stays when another organisation accepts."""


class Offer(SQLModel, table=True):
    """A case put before a partner: also the right to read it (details only once accepted)."""

    __tablename__ = "offer"
    __table_args__ = (UniqueConstraint("case_id", "partner_id"), Index("ix_offer_offered_at", "offered_at"))
    id: str = Field(primary_key=True)
    case_id: str
    partner_id: str = Field(index=True)
    position: int
    state: str = OfferState.OPEN.value
    consented: bool = True  # false: the non-identifying offer (urgency, region, language)
    offered_at: datetime
    acted_at: datetime | None = None
    staff_id: str | None = None  # who answered for the organisation
    assigned_to: str | None = None  # whose case it is there; null: everybody's
    reason: str | None = None  # a code: full, conflict, cannot, silent
    reached_at: datetime | None = None  # claims to have reached the worker
    extended: bool = False
    snoozed_until: datetime | None = None


class LadderRow(SQLModel, table=True):
    """The clock of a case: what is due next. Exactly one ``live`` row per open case, at most one ``worker`` and
    one ``weigh`` row."""

    __tablename__ = "ladder"
    case_id: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)  # live, worker, weigh
    kind: str
    round: int = 0
    rung: int = 0
    due_at: datetime = Field(index=True)
    plan: JsonValue = Field(default=None, sa_column=Column(Json))
    lease_until: datetime | None = None
    fence: int = 0
    failures: int = 0  # tries in a row that raised


class Firing(SQLModel, table=True):
    """A ladder step that went out: at most once per case, round, rung and recipient."""

    __tablename__ = "firing"
    __table_args__ = (UniqueConstraint("case_id", "round", "rung", "recipient"),)
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    case_id: str
    round: int
    rung: int
    recipient: str
    at: datetime


class CaseMessage(SQLModel, table=True):
    """A message between worker and staff, a note between staff, or that the worker was answered by telephone."""

    __tablename__ = "case_message"
    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    case_id: str = Field(index=True)
    at: datetime
    author: str  # worker, staff, note, answered
    partner_id: str | None = None
    staff_id: str | None = None
    language: str | None = None
    dedupe: str | None = Field(default=None, unique=True)
    text: bytes = Field(sa_column=Column(Sealed, nullable=False))


class AppointmentState(StrEnum):
    """A call or meeting that is ahead, took place, or did not."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Appointment(SQLModel, table=True):
    """A call or meeting about a case. Organisations see their own only. ``note`` is sealed under the case."""

    __tablename__ = "appointment"
    id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    partner_id: str  # whose it is; COORDINATOR for the coordinators'
    staff_id: str  # who wrote it down
    kind: str  # call, meeting
    whom: str  # worker, employer, office, other
    at: datetime
    state: str = AppointmentState.PLANNED.value
    note: bytes = Field(sa_column=Column(Sealed, nullable=False))
    written_at: datetime


class Digest(SQLModel, table=True):
    """A digest that was sent: one per person and local date."""

    __tablename__ = "digest"
    staff_id: str = Field(primary_key=True)
    local_date: str = Field(primary_key=True)
    at: datetime
    cases: int
