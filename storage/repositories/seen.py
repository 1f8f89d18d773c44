"""What staff see of a case: the shapes in which it is handed out, by how much they may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Row

from ..models import COORDINATOR, Case, Consent, Offer
from .timeline import Line

_REGION_BEGINS = (
    (40, "kyushu"), (36, "shikoku"), (31, "chugoku"), (24, "kinki"), (15, "chubu"), (8, "kanto"),
    (2, "tohoku"), (1, "hokkaido"),
)  # fmt: skip
"""The eight regions by JIS prefecture code, as the questions to workers name them."""


class Sight(StrEnum):
    """How much of a case somebody sees."""

    OFFER = "offer"
    ROUTING = "routing"
    FULL = "full"


@dataclass(frozen=True)
class Viewer:
    """Who is looking: every read of a case by staff is answered for exactly this person."""

    staff_id: str
    partner_id: str | None
    role: str

    @property
    def chain(self) -> str:
        """The audit chain this person's acts are written to: one per organisation."""
        return self.partner_id or "operator"

    @property
    def coordinates(self) -> bool:
        """Whether this person looks after all open cases."""
        return self.role in ("coordinator", "deputy")

    @property
    def asked_as(self) -> str | None:
        """The id under which this person's organisation is asked about cases."""
        if self.coordinates:
            return COORDINATOR
        return self.partner_id if self.role in ("staff", "lead") else None


@dataclass(frozen=True)
class OwnOffer:
    """What the viewer's organisation was asked and did about it."""

    state: str
    consented: bool
    offered_at: datetime
    acted_at: datetime | None
    staff_id: str | None
    reached_at: datetime | None
    snoozed_until: datetime | None
    assigned_to: str | None = None
    reason: str | None = None
    """Why it ended, as a code; ``handed_on``: they have handed it on and keep access."""


@dataclass(frozen=True)
class Glimpse:
    """A case as far as a list shows it. What the viewer may not see is None.

    ``clock``: what comes next (a rung's kind, pause, check_in, review), at ``moves_at``, asking ``asks`` if that
    is somebody the viewer may know of. ``due_at``: the same time, or for who has not answered until when an answer
    counts. ``last_word``: who wrote last, worker or staff. ``asked_worker``:
    whether a question to the worker is open.
    """

    id: str
    number: str
    rev: int
    sight: Sight
    state: str
    urgent: bool
    language: str | None
    """None before acceptance where its speakers are so few that it would point to one person."""
    region: str | None
    filed_at: datetime
    closed_at: datetime | None
    clock: str | None
    moves_at: datetime | None
    due_at: datetime | None
    offer: OwnOffer | None
    asks: str | None = None
    topic: str | None = None
    prefecture: str | None = None
    deadline_at: datetime | None = None
    contacted_at: datetime | None = None
    lead_partner_id: str | None = None
    last_word: str | None = None
    unsolved: bool = False
    """Whether the worker has said that it is not solved, and was not written to or met since."""
    asked_worker: bool = False
    interpreted_by: datetime | None = None
    """Until when an interpreter whom the viewer's organisation asked is to be done, the earliest."""
    sought_by: datetime | None = None
    """For coordinators: until when the interpreter for whom they look is to be done, the earliest."""
    meets_at: datetime | None = None
    """The next call or meeting the viewer's organisation has planned."""
    lines: int = 0
    """How many lines the timeline has."""
    review_at: datetime | None = None
    """For coordinators: when somebody looks whether the case goes on."""
    denied: bool = False
    """For coordinators: whether they look because the worker said that they did not agree to the report."""
    nobody_reads: bool = False
    """Whether no organisation can read, or could read after accepting, what the worker wrote."""


@dataclass(frozen=True)
class Contact:
    """How the worker can be reached. ``channels``: channel, when they last wrote, when they blocked us."""

    channels: list[tuple[str, datetime | None, datetime | None]]
    name: str | None
    phone: str | None
    phone_from: str | None
    phone_to: str | None
    email: str | None
    return_on: str | None


@dataclass(frozen=True)
class Told:
    """What only those read who took the case on: the worker's words and everything that happened."""

    answers: list[dict[str, Any]]
    timeline: list[Line]
    messages: list[dict[str, Any]]
    attachments: list[tuple[Row[Any], dict[str, Any]]]
    replaced: list[dict[str, Any]]
    """Answers that stood there before others, oldest first."""
    written: list[dict[str, Any]]
    """What was written under the questions and not, or not wholly, understood."""
    contact: Contact


@dataclass(frozen=True)
class CaseFile:
    """A case on one page. ``case`` and ``offers`` need at least ROUTING, ``told`` needs FULL."""

    glimpse: Glimpse
    case: Case | None = None
    offers: Sequence[Offer] = ()
    consent: Consent | None = None
    told: Told | None = None


@cache
def region_of(prefecture: str | None) -> str | None:
    """The region of a prefecture (JIS code): all that an offer says about the place."""
    if prefecture is None or not prefecture.isdigit():
        return None
    return next((region for begins, region in _REGION_BEGINS if int(prefecture) >= begins), None)
