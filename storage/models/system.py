"""What the program keeps about itself."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from .base import Json, JsonValue, Sealed


class Meta(SQLModel, table=True):
    """Facts about this database: what kind it is (demo or real), the demo's clock, counters."""

    __tablename__ = "meta"
    key: str = Field(primary_key=True)
    value: str


class Release(SQLModel, table=True):
    """A set of published texts of every language: what is served. ``content``: compressed JSON, lang -> key -> text.

    ``entries``: compressed JSON, lang -> key -> [hash of the English text it translates, the release that set it
    (0: this one), and the text itself where it is kept but not served].
    """

    __tablename__ = "release"
    number: int | None = Field(default=None, primary_key=True)
    hash: str
    content: bytes
    entries: bytes | None = None
    source: str  # files, console, xlsx, po, upgrade, rollback, meaning, signature
    published_at: datetime
    published_by: str | None = None
    report: JsonValue = Field(default=None, sa_column=Column(Json))


class AlarmKind(StrEnum):
    """What may be wrong. Staff read ``staff.alarm.kind.<value>``, and ``staff.alarm.ends.<value>`` for what ends it."""

    TICK = "ladder_not_ticking"
    OVERDUE = "ladder_overdue"
    STUCK = "ladder_stuck"
    WITHOUT_CLOCK = "case_without_clock"
    OUTBOX = "outbox_stuck"
    DIGEST = "digest_missed"
    NO_COORDINATOR = "no_coordinator"
    NO_CONTACT = "staff_without_contact"  # subject: the person
    DEAD = "recipient_dead"  # every contact of a person (the subject) has failed for good
    NOBODY_THERE = "organisation_without_people"  # subject: the organisation
    SET_ASIDE = "update_set_aside"  # subject: the conversation
    UNREADABLE = "recipient_unreadable"  # subject: the recipient's lane
    RECEIPT = "receipt_failed"  # subject: the recipient's lane
    FULL = "storage_full"
    FLOWS = "flows_broken"
    TEXTS = "texts_broken"
    POLICIES = "policies_broken"
    BACKUP = "backup_late"
    KEYS = "keys_file_gone"  # subject: the process that can't read it
    REVIEW = "review_late"  # subject: the case
    ERASURE = "erasure_failing"  # subject: the keyed hash of the worker who wished to be deleted
    RESTORED = "restored_not_confirmed"
    COORDINATION = "coordination_incomplete"  # places are open, and no coordinator or no deputy can log in


class Alarm(SQLModel, table=True):
    """Something a person must look at. Details carry no personal data.

    ``ended_by``: who has looked at it, where only a person can end it; their ``note`` is sealed under their key.
    """

    __tablename__ = "alarm"
    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    subject: str = ""
    raised_at: datetime
    seen_at: datetime
    cleared_at: datetime | None = Field(default=None, index=True)
    details: JsonValue = Field(default=None, sa_column=Column(Json))
    ended_by: str | None = None
    note: bytes | None = Field(default=None, sa_column=Column(Sealed))


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
