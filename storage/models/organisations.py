"""The accepting side: organisations, which cases are about them, and what they were asked to put right."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from .base import Json, JsonValue, Sealed


class OrganisationKind(StrEnum):
    """What part an organisation has in somebody's work."""

    ACCEPTING = "accepting"  # the employer
    SUPERVISING = "supervising"  # 監理団体
    SUPPORT = "support"  # 登録支援機関


class Reply(StrEnum):
    """What an organisation answered to a request for correction."""

    DONE = "done"  # says that it is put right: the workers are asked
    PROMISED = "promised"
    DISPUTED = "disputed"  # says that it is not so
    REFUSED = "refused"


class Organisation(SQLModel, table=True):
    """A body of the accepting side. ``spellings``: other ways in which its name was written, confirmed by a person."""

    __tablename__ = "organisation"
    id: str = Field(primary_key=True)
    kind: str
    name: str  # as registered, in kanji where it has some
    name_kana: str | None = None
    name_latin: str | None = None
    spellings: JsonValue = Field(sa_column=Column(Json, nullable=False))
    number: str | None = Field(default=None, unique=True)  # 法人番号, 13 digits
    sector: str | None = None
    created_at: datetime
    created_by: str


class OrganisationSite(SQLModel, table=True):
    """A place of work. ``foreign_workers``: how many work there, where that is known, and as of when."""

    __tablename__ = "organisation_site"
    id: str = Field(primary_key=True)
    organisation_id: str = Field(index=True)
    name: str
    prefecture: str
    foreign_workers: int | None = None
    counted_at: datetime | None = None
    created_at: datetime
    created_by: str


class OrganisationMerge(SQLModel, table=True):
    """Two records that mean one body: the first stands for the second until it is taken apart again. Nothing of either
    is changed by it."""

    __tablename__ = "organisation_merge"
    id: str = Field(primary_key=True)
    from_id: str = Field(index=True)
    into_id: str = Field(index=True)
    at: datetime
    by: str
    note: str
    undone_at: datetime | None = None
    undone_by: str | None = None


class CaseOrganisation(SQLModel, table=True):
    """A person has looked: this case is about this body. ``named``: how the worker wrote it, sealed under the case."""

    __tablename__ = "case_organisation"
    id: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    organisation_id: str = Field(index=True)
    kind: str
    site_id: str | None = None
    confirmed_at: datetime
    staff_id: str
    ended_at: datetime | None = None  # it was another one
    ended_by: str | None = None
    named: bytes = Field(sa_column=Column(Sealed, nullable=False))


class Correction(SQLModel, table=True):
    """One duty that one organisation is asked to fulfil until a day, on behalf of workers who agreed to it.

    ``note``: what it answered, sealed under the correction's own key.
    """

    __tablename__ = "correction"
    id: str = Field(primary_key=True)
    organisation_id: str = Field(index=True)
    duty: str
    partner_id: str = Field(index=True)  # who asks; COORDINATOR for the coordinators
    made_by: str
    made_at: datetime
    due_at: datetime
    requested_at: datetime | None = None  # the letter went out
    requested_by: str | None = None
    reply: str | None = None
    reply_at: datetime | None = None
    reply_by: str | None = None
    ended_at: datetime | None = None  # nobody agreed, or it was taken back before it went out
    note: bytes | None = Field(default=None, sa_column=Column(Sealed))


class CorrectionCase(SQLModel, table=True):
    """A worker's part in a request. ``word`` is sealed JSON under the case: agreed and mended, each with its time."""

    __tablename__ = "correction_case"
    correction_id: str = Field(primary_key=True)
    case_id: str = Field(primary_key=True, index=True)
    asked_at: datetime
    word: bytes = Field(sa_column=Column(Sealed, nullable=False))


class PublishedQuarter(SQLModel, table=True):
    """The public figures of a closed quarter, as they were published: never changed afterwards."""

    __tablename__ = "published_quarter"
    quarter: str = Field(primary_key=True)
    at: datetime
    by: str
    figures: JsonValue = Field(sa_column=Column(Json, nullable=False))


class NamedView(SQLModel, table=True):
    """An organisation's quarter as an auditor may see it by name: under an agreement, after 30 days in which the
    organisation could reply, signed off by a named person. ``figures`` are kept as they were when it was told.

    ``reply_sealed``: what the organisation replied, under a key of this view alone, destroyed when the view ends.
    """

    __tablename__ = "named_view"
    id: str = Field(primary_key=True)
    organisation_id: str = Field(index=True)
    quarter: str
    auditor_id: str = Field(index=True)
    agreement: str  # where it is filed
    told_at: datetime  # the organisation was told, and can reply from then on
    proposed_by: str
    reply: str | None = None  # plain: only until it is sealed; nothing is written here any more
    replied_at: datetime | None = None
    signed_by: str | None = None
    signed_at: datetime | None = None
    ended_at: datetime | None = None
    figures: JsonValue = Field(default=None, sa_column=Column(Json))
    reply_sealed: bytes | None = Field(default=None, sa_column=Column(Sealed))
