"""What staff may read of cases. Isolation between organisations is here: every function takes the Viewer and
returns nothing that this viewer may not see.

| who                                                      | sees                                           |
|----------------------------------------------------------|------------------------------------------------|
| staff of an organisation that was asked                  | urgency, region, times (`OFFER`); the language |
|                                                          | unless its speakers are few (`speakers.yaml`)  |
| the same after accepting, where the worker agreed        | everything (`FULL`), unless it was withdrawn   |
| the same after declining, or when it is no longer needed | nothing                                        |
| coordinator, deputy                                      | where every case stands (`ROUTING`)            |
| the same after accepting, where the worker agreed        | everything (`FULL`)                            |
| interpreters, administrators, auditors                   | nothing                                        |
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlmodel import col
from sqlmodel import select as select_models

from ..models import (
    COORDINATOR,
    LIVE,
    Case,
    CaseMessage,
    CaseState,
    Consent,
    LadderRow,
    Offer,
    OfferState,
    WorkerQuestion,
)
from ..speakers import shipped_speakers
from .base import Repository, table_of
from .timeline import Line

_CASE = table_of(Case)
_OFFER = table_of(Offer)
_ROW = table_of(LadderRow)
_MESSAGE = table_of(CaseMessage)
_QUESTION = table_of(WorkerQuestion)
_HELD = (OfferState.ACCEPTED.value, OfferState.LAPSED.value)
_STANDING = (OfferState.OPEN.value, OfferState.ACCEPTED.value, OfferState.LAPSED.value)
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
    asked_worker: bool = False


@dataclass(frozen=True)
class Contact:
    """How the worker can be reached. ``channels``: channel, when they last wrote, when they blocked us."""

    channels: list[tuple[str, datetime | None, datetime | None]]
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
    contact: Contact


@dataclass(frozen=True)
class CaseFile:
    """A case on one page. ``case`` and ``offers`` need at least ROUTING, ``told`` needs FULL."""

    glimpse: Glimpse
    case: Case | None = None
    offers: Sequence[Offer] = ()
    consent: Consent | None = None
    told: Told | None = None


class StaffCases(Repository):
    """Reading cases for a viewer."""

    def work_list(self, viewer: Viewer, *, closed: bool = False, limit: int = 400) -> list[Glimpse]:
        """The viewer's cases, what is due first at the top; or the closed ones, the newest first."""
        statement = self._visible(viewer)
        if statement is None:
            return []
        if closed:
            statement = statement.where(_CASE.c.closed_at.is_not(None)).order_by(_CASE.c.closed_at.desc())
        else:
            statement = statement.where(_CASE.c.closed_at.is_(None))
            statement = statement.order_by(_CASE.c.urgent.desc(), _ROW.c.due_at, _CASE.c.id)
        rows = list(self.uow.execute(statement.limit(limit)))
        seen = self._glimpses(viewer, rows)
        full = [one.id for one in seen if one.sight is Sight.FULL]
        self.session.exec(
            select_models(Case).where(col(Case.id).in_(full))
        ).all()  # so that each is not asked for alone
        return seen

    def glimpse(self, viewer: Viewer, number: str) -> Glimpse | None:
        """One case by its number; None if there is none, or none for this viewer."""
        statement = self._visible(viewer)
        if statement is None:
            return None
        row = self.uow.execute(statement.where(_CASE.c.number == number)).first()
        return self._glimpses(viewer, [row])[0] if row is not None else None

    def case_file(self, viewer: Viewer, number: str) -> CaseFile | None:
        """Everything about a case that this viewer may see; None if that is nothing."""
        seen = self.glimpse(viewer, number)
        if seen is None or seen.sight is Sight.OFFER:
            return CaseFile(seen) if seen is not None else None
        case = self.session.get(Case, seen.id)
        offers = self.uow.cases.offers(seen.id)
        consent = self.uow.cases.consent(seen.id)
        told = self._told(case) if case is not None and seen.sight is Sight.FULL else None
        return CaseFile(seen, case, offers, consent, told)

    def attachment(
        self, viewer: Viewer, number: str, attachment_id: str, part: str | None = None
    ) -> tuple[Glimpse, Row[Any], dict[str, Any], Iterator[bytes]] | None:
        """A stored file of a case the viewer reads in full, or a ``part`` that was drawn from it: case, row, meta,
        pieces."""
        seen = self.glimpse(viewer, number)
        if seen is None or seen.sight is not Sight.FULL:
            return None
        row = self.uow.attachments.get(attachment_id)
        if row is None or row.case_id != seen.id or row.state != "stored":
            return None
        meta = self.uow.attachments.meta(row)
        if part is None:
            return seen, row, meta, self.uow.attachments.content(row)
        return (seen, row, meta, self.uow.copies.content(row, part)) if part in meta.get("copies", {}) else None

    def _told(self, case: Case) -> Told:
        files = [(row, self.uow.attachments.meta(row)) for row in self.uow.attachments.of_case(case.id)]
        return Told(
            answers=self.uow.conversations.answers(case.run_id),
            timeline=self.uow.cases.events(case.id),
            messages=self.uow.cases.messages(case.id),
            attachments=files,
            contact=self._contact(case.worker_id),
        )

    def _contact(self, worker_id: str) -> Contact:
        kept = self.uow.workers.profile(worker_id)
        chats = self.uow.conversations.of_worker(worker_id)
        return Contact(
            channels=[(chat.channel, chat.last_inbound_at, chat.blocked_at) for chat in chats],
            **{name: kept.get(name) for name in ("phone", "phone_from", "phone_to", "email", "return_on")},
        )

    def _visible(self, viewer: Viewer) -> Any:
        """Rows of cases, own offers and clocks that this viewer may see at all; None: no cases."""
        asked_as = viewer.asked_as
        if asked_as is None:
            return None
        own = and_(_OFFER.c.case_id == _CASE.c.id, _OFFER.c.partner_id == asked_as)
        live = and_(_ROW.c.case_id == _CASE.c.id, _ROW.c.slot == LIVE)
        joined = _CASE.join(_OFFER, own, isouter=viewer.coordinates).join(_ROW, live, isouter=True)
        labelled = [_OFFER.c[field.name].label(f"offer_{field.name}") for field in fields(OwnOffer)]
        statement = select(
            _CASE, *labelled, _ROW.c.kind.label("clock"), _ROW.c.due_at.label("clock_due_at"), _ROW.c.rung, _ROW.c.plan
        ).select_from(joined)
        return statement if viewer.coordinates else statement.where(_OFFER.c.state.in_(_STANDING))

    def _glimpses(self, viewer: Viewer, rows: Sequence[Row[Any]]) -> list[Glimpse]:
        ids = [row.id for row in rows]
        words, asked = self._last_words(ids), self._asked(ids)
        return [_glimpse(row, _sight(viewer, row), words.get(row.id), row.id in asked) for row in rows]

    def _last_words(self, case_ids: list[str]) -> dict[str, str]:
        newest = (
            select(func.max(_MESSAGE.c.id))
            .where(_MESSAGE.c.case_id.in_(case_ids), _MESSAGE.c.author != "note")
            .group_by(_MESSAGE.c.case_id)
        )
        rows = self.uow.execute(select(_MESSAGE.c.case_id, _MESSAGE.c.author).where(_MESSAGE.c.id.in_(newest)))
        return {row.case_id: row.author for row in rows}

    def _asked(self, case_ids: list[str]) -> frozenset[str]:
        open_ = select(_QUESTION.c.case_id).where(_QUESTION.c.case_id.in_(case_ids), _QUESTION.c.answered_at.is_(None))
        return frozenset(self.uow.execute(open_).scalars())


def _sight(viewer: Viewer, row: Row[Any]) -> Sight:
    taken = row.offer_acted_at is not None and row.offer_state in _HELD
    if taken and row.offer_consented and row.state != CaseState.WITHDRAWN:
        return Sight.FULL
    return Sight.ROUTING if viewer.coordinates else Sight.OFFER


def _glimpse(row: Row[Any], sight: Sight, last_word: str | None, asked: bool) -> Glimpse:
    more: dict[str, Any] = {}
    rung, region = _rung(row), region_of(row.prefecture)
    hidden = sight is Sight.OFFER and shipped_speakers().few(row.language, region)
    if sight is not Sight.OFFER:
        more = {
            "asks": rung.get("partner") if rung else None,
            "topic": row.topic, "prefecture": row.prefecture, "deadline_at": row.deadline_at,
            "contacted_at": row.contacted_at, "lead_partner_id": row.lead_partner_id,
        }  # fmt: skip
    if sight is Sight.FULL:
        more |= {"last_word": last_word, "asked_worker": asked}
    return Glimpse(
        id=row.id,
        number=row.number,
        rev=row.rev,
        sight=sight,
        state=row.state,
        urgent=row.urgent,
        language=None if hidden else row.language,
        region=region,
        filed_at=row.filed_at,
        closed_at=row.closed_at,
        clock=rung["kind"] if rung else row.clock,
        moves_at=row.clock_due_at,
        due_at=_due(row),
        offer=_own_offer(row),
        **more,
    )


def _rung(row: Row[Any]) -> dict[str, Any] | None:
    """The step of the ladder that comes next, if that is what the case waits for."""
    rungs = (row.plan or {}).get("rungs", ())
    return rungs[row.rung] if row.clock == "rung" and 0 <= row.rung < len(rungs) else None


def _due(row: Row[Any]) -> datetime | None:
    """When the clock moves on; for who was asked and has not answered: when somebody else is asked."""
    due: datetime | None = row.clock_due_at
    if row.clock != "rung" or row.offer_state is None or row.offer_acted_at is not None:
        return due
    coming = (row.plan or {}).get("rungs", ())[row.rung :]
    moves = (datetime.fromisoformat(rung["due_at"]) for rung in coming if rung["kind"] != "reminder")
    return next(moves, due)


def _own_offer(row: Row[Any]) -> OwnOffer | None:
    if row.offer_state is None:
        return None
    return OwnOffer(**{field.name: getattr(row, f"offer_{field.name}") for field in fields(OwnOffer)})


def region_of(prefecture: str | None) -> str | None:
    """The region of a prefecture (JIS code): all that an offer says about the place."""
    if prefecture is None or not prefecture.isdigit():
        return None
    return next((region for begins, region in _REGION_BEGINS if int(prefecture) >= begins), None)
