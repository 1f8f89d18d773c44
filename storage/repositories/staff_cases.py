"""What staff may read of cases. Isolation between organisations is here: every function takes the Viewer and
returns nothing that this viewer may not see.

| who                                                      | sees                                           |
|----------------------------------------------------------|------------------------------------------------|
| staff of an organisation that was asked                  | urgency, region, times (`OFFER`); the language |
|                                                          | unless its speakers are few (`speakers.yaml`)  |
| the same after accepting, where the worker agreed        | everything (`FULL`), unless it was withdrawn   |
|                                                          | or its worker deletes or has deleted all       |
| the same after declining, or when it is no longer needed | nothing                                        |
| coordinator, deputy                                      | where every case stands (`ROUTING`)            |
| the same after accepting, where the worker agreed        | everything (`FULL`)                            |
| interpreters                                             | nothing here: `interpreting.assigned`          |
| administrators, auditors                                 | nothing                                        |
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import ARRAY, Row, String, and_, bindparam, case, exists, false, func, null, or_, select, type_coerce

from ..models import (
    LIVE,
    Appointment,
    AppointmentState,
    Case,
    CaseMessage,
    CaseState,
    Interpreting,
    InterpretingState,
    LadderRow,
    Offer,
    OfferState,
    Worker,
    WorkerName,
    WorkerQuestion,
)
from ..models.base import Json
from ..models.cases import REVIEWED_EVERY
from ..prepared import Prepared
from ..speakers import shipped_speakers
from .assisted import CHANNEL
from .base import Repository, table_of
from .seen import CaseFile, Contact, Glimpse, OwnOffer, Sight, Told, Viewer, region_of

__all__ = ["CaseFile", "Glimpse", "Marked", "OwnOffer", "Sight", "StaffCases", "Told", "Viewer", "region_of"]

_CASE = table_of(Case)
_OFFER = table_of(Offer)
_ANY = _OFFER.alias("any_offer")
_ROW = table_of(LadderRow)
_MESSAGE = table_of(CaseMessage)
_QUESTION = table_of(WorkerQuestion)
_APPOINTMENT = table_of(Appointment)
_INTERPRETING = table_of(Interpreting)
_NAME = table_of(WorkerName)
_OF_CASE = tuple(
    _CASE.c[name]
    for name in (
        "id", "number", "rev", "state", "urgent", "language", "prefecture", "topic", "filed_at", "closed_at",
        "deadline_at", "contacted_at", "lead_partner_id", "review_at", "events",
    )
)  # fmt: skip
"""What a glimpse is made of."""
_WORKER = table_of(Worker)
_ASKED_AS = bindparam("asked_as", type_=_OFFER.c.partner_id.type)
_HELD = (OfferState.ACCEPTED.value, OfferState.LAPSED.value)
_STANDING = (OfferState.OPEN.value, OfferState.ACCEPTED.value, OfferState.LAPSED.value)
_STAYS = exists().where(_WORKER.c.id == _CASE.c.worker_id, _WORKER.c.delete_at.is_(None)).correlate(_CASE)
_GONE = case((_CASE.c.closed_at.is_(None), false()), else_=or_(_CASE.c.erased_at.is_not(None), ~_STAYS))
"""Whether a closed case was erased, or its worker deletes everything. An open one is withdrawn by that."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A case on a list, and what tells whether anything of it has changed since."""

    seen: Glimpse
    mark: int


class StaffCases(Repository):
    """Reading cases for a viewer."""

    def work_list(self, viewer: Viewer, *, closed: bool = False, limit: int | None = None) -> list[Glimpse]:
        """The viewer's cases, what is due first at the top; or the closed ones, the newest first."""
        statement = self._visible(viewer)
        if statement is None:
            return []
        if closed:
            statement = statement.where(_CASE.c.closed_at.is_not(None)).order_by(_CASE.c.closed_at.desc())
        else:
            statement = statement.where(_CASE.c.closed_at.is_(None))
            statement = statement.order_by(_CASE.c.urgent.desc(), _ROW.c.due_at, _CASE.c.id)
        return self._seen(viewer, statement.limit(limit))

    def closed(
        self, viewer: Viewer, *, state: str = "", topic: str = "", first: int = 0, limit: int = 50
    ) -> tuple[list[Glimpse], int]:
        """A part of the viewer's closed cases, the newest first, and how many there are in all.

        ``topic`` leaves out cases whose topic the viewer may not know. Two queries, however many there are.
        """
        statement = self._visible(viewer, brief=True)
        if statement is None:
            return [], 0
        statement = statement.where(_CASE.c.closed_at.is_not(None))
        if state:
            statement = statement.where(_CASE.c.state == state)
        if topic:
            statement = statement.where(_CASE.c.topic == topic)
            if not viewer.coordinates:
                held = _OFFER.c.acted_at.is_not(None), _OFFER.c.state.in_(_HELD), _OFFER.c.consented
                statement = statement.where(*held, _CASE.c.state != CaseState.WITHDRAWN.value, ~_GONE)
        counted = statement.with_only_columns(func.count()).order_by(None)
        total = int(self.uow.execute(counted, {"asked_as": viewer.asked_as}).scalar_one())
        newest = statement.order_by(_CASE.c.closed_at.desc(), _CASE.c.id)
        return self._seen(viewer, newest.offset(first).limit(limit)), total

    def overview(self, viewer: Viewer, before: Sequence[Marked] = ()) -> list[Marked]:
        """All open cases of the viewer in no order, in one query: enough to sort and count them by.

        What a ladder asks next is left out. ``before``: what the same organisation saw last; of that, only what has
        changed since is made anew.
        """
        if viewer.asked_as is None:
            return []
        known = {(one.seen.id, one.mark): one for one in before}
        self.uow.flush()
        found = []
        for unread in self.uow.cursor.unread(_overview(viewer.coordinates), {"asked_as": viewer.asked_as}):
            mark = unread.mark
            one = known.get((unread.first, mark))
            if one is None:
                row = unread.read()
                one = Marked(_glimpse(row, _sight(viewer, row), viewer.coordinates), mark)
            found.append(one)
        return found

    def some(self, viewer: Viewer, case_ids: Sequence[str]) -> dict[str, Glimpse]:
        """Those of these cases that this viewer may see, by id, as they are now."""
        if viewer.asked_as is None or not case_ids:
            return {}
        ids = json.dumps(list(case_ids)) if self.uow.sqlite else list(case_ids)
        return {seen.id: seen for seen in self._read(viewer, _listed(viewer.coordinates), ids=ids)}

    def reasons(self, seen: Sequence[Glimpse]) -> dict[str, Any]:
        """Why those cases that the viewer reads in full are as pressing as they are, by id, as it was written down."""
        ids = [one.id for one in seen if one.sight is Sight.FULL]
        self.vault.know(ids)  # so that no key is asked for alone
        found = self.uow.execute(select(_CASE.c.id, _CASE.c.urgency).where(_CASE.c.id.in_(ids))) if ids else ()
        return {
            row.id: self.vault.open_json(row.id, _CASE.name, row.id, "urgency", row.urgency)
            for row in found
            if row.urgency is not None
        }

    def named(self, viewer: Viewer, words: Sequence[str], limit: int = 50) -> list[Glimpse]:
        """The viewer's cases, open and closed, whose worker goes by a name with all these words.

        Only where the viewer reads the case in full: nobody finds out by searching whether somebody has reported.
        """
        statement = self._visible(viewer)
        if statement is None or not words:
            return []
        marks = [self.vault.index("worker_name", word) for word in words]
        called = (
            select(_NAME.c.worker_id)
            .where(_NAME.c.word_index.in_(marks))
            .group_by(_NAME.c.worker_id)
            .having(func.count() == len(marks))
        )
        held = _OFFER.c.acted_at.is_not(None), _OFFER.c.state.in_(_HELD), _OFFER.c.consented
        statement = statement.where(_CASE.c.worker_id.in_(called), *held).order_by(_CASE.c.filed_at.desc())
        return [seen for seen in self._seen(viewer, statement.limit(limit)) if seen.sight is Sight.FULL]

    def glimpse(self, viewer: Viewer, number: str) -> Glimpse | None:
        """One case by its number; None if there is none, or none for this viewer."""
        if viewer.asked_as is None:
            return None
        return next(iter(self._seen(viewer, _numbered(viewer.coordinates), number=number)), None)

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

    def together(self, viewer: Viewer, seen: Glimpse) -> list[Glimpse]:
        """The other reports of the same place that this viewer reads in full, the oldest first: nobody learns of one
        that was not put before them with its own worker's yes."""
        statement = self._visible(viewer)
        if statement is None or seen.sight is not Sight.FULL:
            return []
        of = select(_CASE.c.group_id).where(_CASE.c.id == seen.id).scalar_subquery()
        held = _OFFER.c.acted_at.is_not(None), _OFFER.c.state.in_(_HELD), _OFFER.c.consented
        statement = statement.where(_CASE.c.group_id == of, _CASE.c.id != seen.id, *held)
        found = self._seen(viewer, statement.order_by(_CASE.c.filed_at, _CASE.c.id))
        return [one for one in found if one.sight is Sight.FULL]

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
        given = self.uow.conversations.answers(case.run_id, with_replaced=True)
        return Told(
            answers=[one for one in given if not one["replaced"]],
            replaced=[one for one in given if one["replaced"]],
            written=self.uow.conversations.written(case.run_id),
            timeline=self.uow.cases.events(case.id),
            messages=self.uow.cases.messages(case.id),
            attachments=files,
            contact=self._contact(case.worker_id),
        )

    def _contact(self, worker_id: str) -> Contact:
        kept = self.uow.workers.profile(worker_id)
        chats = self.uow.conversations.of_worker(worker_id)
        return Contact(
            channels=[(c.channel, c.last_inbound_at, c.blocked_at) for c in chats if c.channel != CHANNEL],
            **{name: kept.get(name) for name in ("name", "phone", "phone_from", "phone_to", "email", "return_on")},
        )

    def _visible(self, viewer: Viewer, *, brief: bool = False) -> Any:
        """Rows of cases, own offers and clocks that this viewer may see at all (`_seen` says whose); None: no cases."""
        return _cases(viewer.coordinates, brief) if viewer.asked_as is not None else None

    def _seen(self, viewer: Viewer, statement: Any, **values: object) -> list[Glimpse]:
        found = self.uow.execute(statement, {"asked_as": viewer.asked_as, **values})
        return [_glimpse(row, _sight(viewer, row), viewer.coordinates) for row in found]

    def _read(self, viewer: Viewer, statement: Prepared, **values: object) -> list[Glimpse]:
        """The same for what every list asks."""
        self.uow.flush()
        found = self.uow.cursor.all(statement, {"asked_as": viewer.asked_as, **values})
        return [_glimpse(row, _sight(viewer, row), viewer.coordinates) for row in found]


@cache
def _cases(coordinates: bool, brief: bool) -> Any:
    """Cases as `_glimpse` reads them, for the organisation that is asked as ``asked_as``.

    ``brief``: the plan of the ladder only where its times are needed to say until when an answer counts. Putting so
    long a statement together takes longer than carrying it out, so it is done once.
    """
    own = and_(_OFFER.c.case_id == _CASE.c.id, _OFFER.c.partner_id == _ASKED_AS)
    live = and_(_ROW.c.case_id == _CASE.c.id, _ROW.c.slot == LIVE)
    joined = _CASE.join(_OFFER, own, isouter=coordinates).join(_ROW, live, isouter=True)
    labelled = [_OFFER.c[field.name].label(f"offer_{field.name}") for field in fields(OwnOffer)]
    unanswered = and_(_OFFER.c.state.is_not(None), _OFFER.c.acted_at.is_(None))
    plan = type_coerce(case((unanswered, _ROW.c.plan), else_=null()), Json) if brief else _ROW.c.plan
    clock = _ROW.c.kind.label("clock"), _ROW.c.due_at.label("clock_due_at"), _ROW.c.rung, plan.label("plan")
    readable = exists().where(_ANY.c.case_id == _CASE.c.id, _ANY.c.consented, _one_of(_ANY.c.state, _STANDING))
    told = readable.correlate(_CASE).label("readable"), _GONE.label("gone"), *_talk()
    statement = select(*_OF_CASE, *labelled, *clock, *told).select_from(joined)
    return statement if coordinates else statement.where(_one_of(_OFFER.c.state, _STANDING))


@cache
def _numbered(coordinates: bool) -> Any:
    """One case by its ``number``."""
    return _cases(coordinates, False).where(_CASE.c.number == bindparam("number"))


@cache
def _overview(coordinates: bool) -> Prepared:
    """All open cases."""
    statement = _cases(coordinates, True).where(_CASE.c.closed_at.is_(None))
    return Prepared(lambda _insert, _lite: statement)


@cache
def _listed(coordinates: bool) -> Prepared:
    """Cases by their ``ids``: an array, or JSON where the database has none."""
    statement = _cases(coordinates, False)

    def build(_insert: object, lite: bool) -> Any:
        ids = bindparam("ids", type_=String() if lite else ARRAY(String()))
        wanted = select(func.json_each(ids).table_valued("value").c.value) if lite else None
        return statement.where(_CASE.c.id.in_(wanted) if wanted is not None else _CASE.c.id == func.any(ids))

    return Prepared(build)


def _one_of(column: Any, values: Sequence[str]) -> Any:
    """Like ``in_``, which is put together anew each time a statement is run."""
    return or_(*(column == value for value in values))


def _talk() -> tuple[Any, ...]:
    """Who wrote last, whether the worker is asked something, and what is planned; only where it was taken on."""
    of_case = _MESSAGE.c.case_id == _CASE.c.id
    last = select(_MESSAGE.c.author).where(of_case, _MESSAGE.c.author != "note").order_by(_MESSAGE.c.id.desc()).limit(1)
    asked = exists().where(_QUESTION.c.case_id == _CASE.c.id, _QUESTION.c.answered_at.is_(None))
    planned = select(func.min(_APPOINTMENT.c.at)).where(
        _APPOINTMENT.c.case_id == _CASE.c.id,
        _APPOINTMENT.c.partner_id == _ASKED_AS,
        _APPOINTMENT.c.state == AppointmentState.PLANNED.value,
    )
    interpreted = select(func.min(_INTERPRETING.c.due_at)).where(
        _INTERPRETING.c.case_id == _CASE.c.id,
        _INTERPRETING.c.partner_id == _ASKED_AS,
        _one_of(_INTERPRETING.c.state, (InterpretingState.ASKED.value, InterpretingState.AGREED.value)),
    )
    taken = _OFFER.c.acted_at.is_not(None)
    found = {
        "interpreted_by": interpreted.correlate(_CASE).scalar_subquery(),
        "last_word": last.correlate(_CASE).scalar_subquery(),
        "asked_worker": asked.correlate(_CASE),
        "meets_at": planned.correlate(_CASE).scalar_subquery(),
    }
    return tuple(case((taken, value), else_=null()).label(name) for name, value in found.items())


def _sight(viewer: Viewer, row: Row[Any]) -> Sight:
    taken = row.offer_acted_at is not None and row.offer_state in _HELD
    if taken and row.offer_consented and row.state != CaseState.WITHDRAWN and not row.gone:
        return Sight.FULL
    return Sight.ROUTING if viewer.coordinates else Sight.OFFER


def _glimpse(row: Row[Any], sight: Sight, coordinates: bool) -> Glimpse:
    more: dict[str, Any] = {}
    rung, region = _rung(row), region_of(row.prefecture)
    hidden = sight is Sight.OFFER and shipped_speakers().few(row.language, region)
    if sight is not Sight.OFFER:
        more = {
            "asks": rung.get("partner") if rung else None,
            "topic": row.topic, "prefecture": row.prefecture, "deadline_at": row.deadline_at,
            "contacted_at": row.contacted_at, "lead_partner_id": row.lead_partner_id,
            "nobody_reads": not row.readable,
        }  # fmt: skip
    if sight is Sight.FULL:
        more |= {"last_word": row.last_word, "asked_worker": bool(row.asked_worker), "meets_at": row.meets_at}
        more |= {"lines": row.events, "interpreted_by": row.interpreted_by}
    if coordinates:
        more["review_at"] = row.review_at or row.filed_at + REVIEWED_EVERY
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


_offered = attrgetter(*(f"offer_{field.name}" for field in fields(OwnOffer)))


def _own_offer(row: Row[Any]) -> OwnOffer | None:
    if row.offer_state is None:
        return None
    return OwnOffer(*_offered(row))
