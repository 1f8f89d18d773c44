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
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, func, select

from ..models import Case, CaseState, LadderKind
from ..models.cases import REVIEWED_EVERY
from ..prepared import Prepared
from ..speakers import shipped_speakers
from .assisted import CHANNEL
from .base import Repository
from .seen import CaseFile, Contact, Glimpse, OwnOffer, Sight, Told, Viewer, region_of
from .staff_statements import CASE, GONE, HELD, NAME, READ_IN_FULL, ROW, cases, listed, numbered, overview

__all__ = ["CaseFile", "Glimpse", "Marked", "OwnOffer", "Sight", "StaffCases", "Told", "Viewer", "region_of"]


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
            statement = statement.where(CASE.c.closed_at.is_not(None)).order_by(CASE.c.closed_at.desc())
        else:
            statement = statement.where(CASE.c.closed_at.is_(None))
            statement = statement.order_by(CASE.c.urgent.desc(), ROW.c.due_at, CASE.c.id)
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
        statement = statement.where(CASE.c.closed_at.is_not(None))
        if state:
            statement = statement.where(CASE.c.state == state)
        if topic:
            statement = statement.where(CASE.c.topic == topic)
            if not viewer.coordinates:
                statement = statement.where(*READ_IN_FULL, CASE.c.state != CaseState.WITHDRAWN.value, ~GONE)
        counted = statement.with_only_columns(func.count()).order_by(None)
        total = int(self.uow.execute(counted, {"asked_as": viewer.asked_as}).scalar_one())
        newest = statement.order_by(CASE.c.closed_at.desc(), CASE.c.id)
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
        for unread in self.uow.cursor.unread(overview(viewer.coordinates), {"asked_as": viewer.asked_as}):
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
        return {seen.id: seen for seen in self._read(viewer, listed(viewer.coordinates), ids=ids)}

    def reasons(self, seen: Sequence[Glimpse]) -> dict[str, Any]:
        """Why those cases that the viewer reads in full are as pressing as they are, by id, as it was written down."""
        ids = [one.id for one in seen if one.sight is Sight.FULL]
        self.vault.know(ids)  # so that no key is asked for alone
        found = self.uow.execute(select(CASE.c.id, CASE.c.urgency).where(CASE.c.id.in_(ids))) if ids else ()
        return {
            row.id: self.vault.open_json(row.id, CASE.name, row.id, "urgency", row.urgency)
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
            select(NAME.c.worker_id)
            .where(NAME.c.word_index.in_(marks))
            .group_by(NAME.c.worker_id)
            .having(func.count() == len(marks))
        )
        statement = statement.where(CASE.c.worker_id.in_(called), *READ_IN_FULL).order_by(CASE.c.filed_at.desc())
        return [seen for seen in self._seen(viewer, statement.limit(limit)) if seen.sight is Sight.FULL]

    def glimpse(self, viewer: Viewer, number: str) -> Glimpse | None:
        """One case by its number; None if there is none, or none for this viewer."""
        if viewer.asked_as is None:
            return None
        return next(iter(self._seen(viewer, numbered(viewer.coordinates), number=number)), None)

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
        of = select(CASE.c.group_id).where(CASE.c.id == seen.id).scalar_subquery()
        statement = statement.where(CASE.c.group_id == of, CASE.c.id != seen.id, *READ_IN_FULL)
        found = self._seen(viewer, statement.order_by(CASE.c.filed_at, CASE.c.id))
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
        return cases(viewer.coordinates, brief) if viewer.asked_as is not None else None

    def _seen(self, viewer: Viewer, statement: Any, **values: object) -> list[Glimpse]:
        found = self.uow.execute(statement, {"asked_as": viewer.asked_as, **values})
        return [_glimpse(row, _sight(viewer, row), viewer.coordinates) for row in found]

    def _read(self, viewer: Viewer, statement: Prepared, **values: object) -> list[Glimpse]:
        """The same for what every list asks."""
        self.uow.flush()
        found = self.uow.cursor.all(statement, {"asked_as": viewer.asked_as, **values})
        return [_glimpse(row, _sight(viewer, row), viewer.coordinates) for row in found]


def _sight(viewer: Viewer, row: Row[Any]) -> Sight:
    taken = row.offer_acted_at is not None and row.offer_state in HELD
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
        more |= {"lines": row.events, "interpreted_by": row.interpreted_by, "unsolved": bool(row.unsolved)}
    if coordinates:
        more["review_at"] = row.review_at or row.filed_at + REVIEWED_EVERY
        more["sought_by"] = row.sought_by
        more["denied"] = bool(row.denied)
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
    """When the clock moves on; for who was asked and has not answered: when somebody else is asked.

    Where the ladder has ended the clock only says so again: due is then what it was to reach in time.
    """
    due: datetime | None = row.clock_due_at
    if row.clock == LadderKind.REVIEW.value:
        return row.deadline_at or due
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
