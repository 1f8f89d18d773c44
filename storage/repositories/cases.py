"""Queries about cases, timelines, consents, offers, messages, questions to workers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, Table, and_, bindparam, delete, exists, func, or_, text, update
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, select

from ..errors import StaleRow
from ..ids import new_case_number, new_id
from ..models import (
    LIVE,
    Answer,
    Case,
    CaseEvent,
    CaseState,
    Consent,
    LadderRow,
    Offer,
    Run,
    Structure,
    Worker,
    WorkerQuestion,
)
from ..models.cases import ENDLESS
from ..prepared import Prepared
from .base import table_of
from .ladder import ClockMissing
from .offers import OfferQueries
from .register import What
from .talk import TalkQueries
from .timeline import TimelineQueries

_CASE = table_of(Case)
_ROW = table_of(LadderRow)
_ANSWER = table_of(Answer)
_EVENT = table_of(CaseEvent)
_RUN = table_of(Run)
_STRUCTURE = table_of(Structure)
_WORKER = table_of(Worker)
_HELD = select(Case).where(col(Case.id) == bindparam("case")).execution_options(populate_existing=True)
_HELD_LOCKED = _HELD.with_for_update()
_LIVE = Prepared(
    lambda _insert, _lite: select_columns(_ROW.c.kind).where(_ROW.c.case_id == bindparam("case"), _ROW.c.slot == LIVE)
)
_LOAD = (
    select_columns(_CASE.c.lead_partner_id, func.count().label("open"))
    .where(_CASE.c.lead_partner_id.in_(bindparam("partners", expanding=True)), _CASE.c.closed_at.is_(None))
    .group_by(_CASE.c.lead_partner_id)
)
_OF_WORKER = (
    select(Case)
    .where(Case.worker_id == bindparam("worker"), col(Case.erased_at).is_(None))
    .order_by(col(Case.id).desc())
)


@dataclass(frozen=True)
class CaseLine:
    """What may be listed about a case without reading anything personal."""

    id: str
    number: str
    topic: str
    state: str
    language: str
    prefecture: str | None
    urgent: bool
    deadline_at: datetime | None
    filed_at: datetime
    closed_at: datetime | None
    clock: str | None
    rung: str | None
    due_at: datetime | None
    answers: int


class CaseRepository(TimelineQueries, OfferQueries, TalkQueries):
    """Cases; timelines, offers, consents, messages and questions come from the classes it is made of."""

    def create(self, **values: Any) -> Case:
        """A new case with a number, an id and a data key of its own. ``filed_at`` is when."""
        case = Case(id=new_id(), number=new_case_number(), **values)
        self.vault.new_subject(case.id, case.filed_at)
        self.session.add(case)
        self.session.flush()
        self.uow.register(What.CASE, case.id, case.filed_at)
        return case

    def get(self, case_id: str) -> Case | None:
        """A case as it is now."""
        return self.session.get(Case, case_id)

    def locked(self, case_id: str, rev: int | None = None) -> Case | None:
        """A case, held until the end of the transaction: every change begins with this.

        Raises StaleRow if ``rev`` is given and the case has changed since.
        """
        self.forget(case_id)
        statement = _HELD if self.uow.sqlite else _HELD_LOCKED
        case: Case | None = self.session.exec(statement, params={"case": case_id}).first()
        if case is not None and rev is not None and case.rev != rev:
            raise StaleRow
        return case

    def changed(self, case: Case) -> None:
        """Save a changed case: whoever looked at it before now holds an old ``rev``.

        Raises ClockMissing unless exactly the open cases have a live clock.
        """
        case.rev += 1
        self.session.add(case)
        live = self.cursor.first(_LIVE, {"case": case.id}) is not None
        if live != CaseState(case.state).open or live == (case.closed_at is not None):
            raise ClockMissing

    def find(self, text: str) -> Case | None:
        """A case by its id or by its number, however the number is written."""
        plain = "".join(c for c in text.upper() if c.isalnum())
        number = f"{plain[:4]}-{plain[4:]}"
        found = self.session.exec(select(Case).where(Case.number == number)).first()
        return found or self.get(text)

    def open_cases(self) -> Sequence[Case]:
        """All open cases, the nearest deadline first."""
        statement = select(Case).where(col(Case.closed_at).is_(None))
        return self.session.exec(statement.order_by(col(Case.deadline_at), col(Case.id))).all()

    def not_reviewed(self, since: datetime, filed_before: datetime, limit: int = 100) -> Sequence[Case]:
        """Open cases whose review was due before ``since``; without a date for it: filed before ``filed_before``."""
        late = or_(
            col(Case.review_at) < since, and_(col(Case.review_at).is_(None), col(Case.filed_at) < filed_before)
        )
        statement = select(Case).where(col(Case.closed_at).is_(None), late).order_by(col(Case.filed_at)).limit(limit)
        return self.session.exec(statement).all()

    def of_partner(self, partner_id: str, *, open_only: bool = True) -> list[tuple[Case, Offer]]:
        """Cases that were put before an organisation, with its offer, the nearest deadline first."""
        statement = select(Case, Offer).where(Offer.partner_id == partner_id, Offer.case_id == Case.id)
        if open_only:
            statement = statement.where(col(Case.closed_at).is_(None))
        rows = self.session.exec(statement.order_by(col(Case.deadline_at), col(Case.id)))
        return [(case, offer) for case, offer in rows]

    def for_partner(self, case_id: str, partner_id: str) -> tuple[Case, Offer] | None:
        """One case with the organisation's offer; None if it was never put before this organisation."""
        statement = select(Case, Offer).where(
            Case.id == case_id, Offer.case_id == Case.id, Offer.partner_id == partner_id
        )
        row = self.session.exec(statement).first()
        return (row[0], row[1]) if row else None

    def of_worker(self, worker_id: str) -> Sequence[Case]:
        """A worker's cases, newest first, without those that were erased."""
        return self.session.exec(_OF_WORKER, params={"worker": worker_id}).all()

    def endless(self, limit: int = 50) -> list[str]:
        """Closed cases that are kept, of which it was not said until when."""
        stays = exists().where(_WORKER.c.id == _CASE.c.worker_id, _WORKER.c.delete_at.is_(None))
        statement = select_columns(_CASE.c.id).where(text(ENDLESS), stays).order_by(_CASE.c.closed_at).limit(limit)
        return list(self.uow.execute(statement).scalars())

    def over(self, now: datetime, limit: int = 50) -> list[str]:
        """Closed cases whose time is over."""
        due = _CASE.c.erase_at <= now, _CASE.c.closed_at.is_not(None)
        statement = select_columns(_CASE.c.id).where(*due).order_by(_CASE.c.erase_at).limit(limit)
        return list(self.uow.execute(statement).scalars())

    def ends(self, case_ids: Sequence[str]) -> dict[str, tuple[datetime | None, datetime | None]]:
        """Until when closed ones of these cases are kept, and when they were erased, by id."""
        columns = select_columns(_CASE.c.id, _CASE.c.erase_at, _CASE.c.erased_at)
        found = self.uow.execute(columns.where(_CASE.c.id.in_(case_ids), _CASE.c.closed_at.is_not(None)))
        return {row.id: (None if row.erased_at else row.erase_at, row.erased_at) for row in found}

    def ended(self, worker_id: str) -> None:
        """Nothing of this worker is left that would have to be erased later."""
        self.uow.execute(update(_CASE).where(_CASE.c.worker_id == worker_id).values(erase_at=None))

    def questions_asked(self, run_id: str) -> str | None:
        """The structure of questions of a run, as JSON; None if it is not kept any more."""
        statement = select_columns(_STRUCTURE.c.content).where(
            _STRUCTURE.c.hash == _RUN.c.structure, _RUN.c.id == run_id
        )
        found: str | None = self.uow.execute(statement).scalar()
        return found

    def load(self, partner_ids: Sequence[str]) -> dict[str, int]:
        """How many open cases each organisation leads."""
        return {row.lead_partner_id: row.open for row in self.uow.execute(_LOAD, {"partners": list(partner_ids)})}

    def newest(self) -> Case | None:
        """The case that was filed last."""
        return self.session.exec(select(Case).order_by(col(Case.id).desc()).limit(1)).first()

    def erase(self, case_id: str, now: datetime | None = None) -> None:
        """Destroy a case's data key and what its worker and staff wrote.

        The plain routing fields and the chain of the timeline stay; who stands in it, and when, stays
        provable.
        """
        case = self.locked(case_id)
        if case is None:
            return
        for table in _personal():
            self.uow.execute(delete(table).where(table.c.case_id == case_id))
        if case.closed_at is None:
            last = select_columns(func.max(_EVENT.c.at)).where(_EVENT.c.case_id == case_id)
            case.state, case.closed_at = CaseState.WITHDRAWN.value, self.uow.execute(last).scalar()
        case.urgency = case.group_id = None
        case.erased_at = now or case.closed_at
        self.session.flush()
        self.uow.ladder.drop(case_id)
        self.vault.erase(case_id)
        self.uow.register(What.ERASED, case_id, now or case.closed_at or case.filed_at)

    def count(self) -> int:
        """How many cases there are, closed ones too."""
        return int(self.uow.execute(select_columns(func.count()).select_from(_CASE)).scalar_one())

    def count_by_state(self) -> dict[str, int]:
        """How many open cases there are by state."""
        statement = select_columns(_CASE.c.state, func.count().label("open")).where(_CASE.c.closed_at.is_(None))
        return {row.state: row.open for row in self.uow.execute(statement.group_by(_CASE.c.state))}

    def lines(self, *, open_only: bool = False) -> Iterator[CaseLine]:
        """Every case, oldest first, with what its clock waits for."""
        answered = (
            select_columns(func.count())
            .where(_ANSWER.c.run_id == _CASE.c.run_id, _ANSWER.c.replaced.is_(False), _ANSWER.c.unread.is_(False))
            .scalar_subquery()
        )
        live = and_(_ROW.c.case_id == _CASE.c.id, _ROW.c.slot == LIVE)
        statement = select_columns(
            _CASE, _ROW.c.kind.label("clock"), _ROW.c.rung, _ROW.c.plan, _ROW.c.due_at, answered.label("answers")
        ).select_from(_CASE.outerjoin(_ROW, live))
        if open_only:
            statement = statement.where(_CASE.c.closed_at.is_(None))
        for row in self.uow.execute(statement.order_by(_CASE.c.id)):
            yield CaseLine(
                row.id,
                row.number,
                row.topic,
                row.state,
                row.language,
                row.prefecture,
                row.urgent,
                row.deadline_at,
                row.filed_at,
                row.closed_at,
                row.clock,
                _rung(row),
                row.due_at,
                row.answers,
            )


def _personal() -> list[Table]:
    """Tables with what people wrote about a case, and with what waits to be sent about it: they go with the case.

    Also those of which this file does not know. The timeline stays, unreadable; files and conversations go with the
    worker.
    """
    stay = {"case_event", "case_file", "conversation", "attachment"}
    found = [table_of(WorkerQuestion), table_of(Consent)]
    for table in SQLModel.metadata.sorted_tables:
        sealed = any(isinstance(column.type, LargeBinary) for column in table.columns)
        if sealed and "case_id" in table.columns and table.name not in stay:
            found.append(table)
    return found


def _rung(row: Any) -> str | None:
    """What comes next on the ladder; for other clocks their own name."""
    rungs = (row.plan or {}).get("rungs", ())
    if row.clock == "rung" and 0 <= row.rung < len(rungs):
        return str(rungs[row.rung]["kind"])
    return str(row.clock) if row.clock else None
