"""Who helps: partner organisations, their people, and how they log in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column
from sqlalchemy import false as sa_false
from sqlmodel import Field, SQLModel

from .base import Json, JsonValue, Sealed


class PartnerKind(StrEnum):
    """What a support organisation is. Bodies that accept, supervise, support for pay, send or recruit are none."""

    NGO = "ngo"
    UNION = "union"
    LAWYER = "lawyer"
    PUBLIC = "public"


class Partner(SQLModel, table=True):
    """A support organisation. Lists of ids: ``["all"]`` means every one. ``ties`` names bodies it is bound to."""

    __tablename__ = "partner"
    id: str = Field(primary_key=True)
    name: str  # as workers read it
    name_ja: str | None = None
    kind: str  # ngo, union, lawyer, public
    topics: JsonValue = Field(sa_column=Column(Json, nullable=False))
    prefectures: JsonValue = Field(sa_column=Column(Json, nullable=False))
    languages: JsonValue = Field(sa_column=Column(Json, nullable=False))
    ties: JsonValue = Field(sa_column=Column(Json, nullable=False))
    duty: JsonValue = Field(
        default=None, sa_column=Column(Json)
    )  # weekday -> [["09:00","17:00"], …], Japan time
    capacity: int | None = None  # open cases it takes at once; null: no limit
    rank: int = 100  # who is asked first when all else is equal
    active: bool = True
    created_at: datetime


class Staff(SQLModel, table=True):
    """A person at a partner, or a coordinator of no partner. Contacts are sealed and count once confirmed."""

    __tablename__ = "staff"
    id: str = Field(primary_key=True)
    partner_id: str | None = Field(default=None, foreign_key="partner.id", index=True)
    role: str  # staff, lead, interpreter, coordinator, deputy, admin, auditor
    name: str  # shown to colleagues and, if they wish, to workers
    locale: str = "ja"  # ja or en
    timezone: str = "Asia/Tokyo"
    digest_at: str = "08:30"
    digest_every: str = Field(default="daily", sa_column_kwargs={"server_default": "daily"})  # daily, weekly, never
    digest_day: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of a weekly one; 0 is Monday
    quiet_from: str | None = None  # between these hours on their own clock alerts wait, or go to a colleague
    quiet_to: str | None = None
    quiet_urgent: bool = Field(default=False, sa_column_kwargs={"server_default": sa_false()})  # woken all the same
    login_index: str | None = Field(default=None, unique=True)  # blind index of the log-in e-mail
    email: bytes | None = Field(default=None, sa_column=Column(Sealed))
    email_confirmed_at: datetime | None = None
    telegram: bytes | None = Field(default=None, sa_column=Column(Sealed))
    telegram_index: str | None = Field(default=None, unique=True)
    telegram_confirmed_at: datetime | None = None
    password_hash: str | None = None
    totp: bytes | None = Field(default=None, sa_column=Column(Sealed))
    totp_step: int | None = None
    active: bool = True
    away_until: datetime | None = None
    substitute_id: str | None = None
    created_at: datetime
    came_in_at: datetime | None = None  # when they logged in for the first time; log-ins are not kept for ever


class OpenPlace(SQLModel, table=True):
    """A language and prefecture ("": it was not said) that was open to workers once. It does not close when somebody of
    the coordination is missing."""

    __tablename__ = "open_place"
    language: str = Field(primary_key=True)
    prefecture: str = Field(primary_key=True)
    since: datetime


class StaffSession(SQLModel, table=True):
    """A log-in, kept on the server so that it can be ended: a keyed hash of the cookie."""

    __tablename__ = "staff_session"
    token_index: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    csrf: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    method: str | None = None  # how they came in: password, passkey, oidc


class DutyShift(SQLModel, table=True):
    """A dated change of an organisation's usual hours: somebody on the rota (``closed`` false), or closed."""

    __tablename__ = "duty_shift"
    id: str = Field(primary_key=True)
    organisation: str = Field(index=True)  # a partner's id, or COORDINATOR
    staff_id: str | None = None  # who is on the rota
    closed: bool = False
    starts_at: datetime
    ends_at: datetime = Field(index=True)
    made_by: str | None = None
    created_at: datetime


class Invitation(SQLModel, table=True):
    """A one-time way in: invitation, contact confirmation, linking a Telegram account. Keyed hash of the code."""

    __tablename__ = "invitation"
    code_index: str = Field(primary_key=True)
    staff_id: str = Field(foreign_key="staff.id", index=True)
    purpose: str  # invite, recover, confirm_email, link_telegram
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    by_staff_id: str | None = None  # who began a recovery, to be told of its end


class Passkey(SQLModel, table=True):
    """A key pair on somebody's device; of it we keep the public half only."""

    __tablename__ = "passkey"
    credential: str = Field(primary_key=True)  # base64url, as the device names it
    staff_id: str = Field(foreign_key="staff.id", index=True)
    public_key: bytes
    uses: int = 0  # as the device counts; 0 where it does not
    name: str
    created_at: datetime
    used_at: datetime | None = None


class SpentTicket(SQLModel, table=True):
    """A signed ticket that has been used (keyed hash), kept until nobody would take it any more."""

    __tablename__ = "spent_ticket"
    ticket_index: str = Field(primary_key=True)
    expires_at: datetime = Field(index=True)


class Attempt(SQLModel, table=True):
    """Failed tries at a secret, per account or address (keyed hash), so that guessing slows down."""

    __tablename__ = "attempt"
    key: str = Field(primary_key=True)
    failures: int = 0
    until: datetime | None = None
    at: datetime


class Audit(SQLModel, table=True):
    """Who looked at or did what. One hash chain per organisation (``chain``)."""

    __tablename__ = "audit"
    chain: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    at: datetime
    staff_id: str | None = None
    action: str
    object_kind: str | None = None
    object_id: str | None = Field(default=None, index=True)
    hash: str
