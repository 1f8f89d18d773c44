"""The statements by which staff read cases: put together once, because that takes longer than carrying them out.

All are for the organisation that is asked as ``asked_as``; `staff_cases` says who sees what of the rows they give.
"""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, String, and_, bindparam, case, exists, false, func, null, or_, select, type_coerce

from ..models import (
    LIVE,
    Appointment,
    AppointmentState,
    Case,
    CaseEvent,
    CaseMessage,
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
from ..prepared import Prepared
from .base import table_of
from .seen import OwnOffer

CASE = table_of(Case)
OFFER = table_of(Offer)
_ANY = OFFER.alias("any_offer")
ROW = table_of(LadderRow)
_EVENT = table_of(CaseEvent)
_MESSAGE = table_of(CaseMessage)
_QUESTION = table_of(WorkerQuestion)
_APPOINTMENT = table_of(Appointment)
_INTERPRETING = table_of(Interpreting)
NAME = table_of(WorkerName)
_OF_CASE = tuple(
    CASE.c[name]
    for name in (
        "id", "number", "rev", "state", "urgent", "language", "prefecture", "topic", "filed_at", "closed_at",
        "deadline_at", "contacted_at", "lead_partner_id", "review_at", "events",
    )
)  # fmt: skip
"""What a glimpse is made of."""
_WORKER = table_of(Worker)
_ASKED_AS = bindparam("asked_as", type_=OFFER.c.partner_id.type)
HELD = (OfferState.ACCEPTED.value, OfferState.LAPSED.value)
_STANDING = (OfferState.OPEN.value, OfferState.ACCEPTED.value, OfferState.LAPSED.value)
_STAYS = exists().where(_WORKER.c.id == CASE.c.worker_id, _WORKER.c.delete_at.is_(None)).correlate(CASE)
GONE = case((CASE.c.closed_at.is_(None), false()), else_=or_(CASE.c.erased_at.is_not(None), ~_STAYS))
"""Whether a closed case was erased, or its worker deletes everything. An open one is withdrawn by that."""
NOT_SOLVED = "solved_denied"
_AFTER_THAT = ("replied", "appointment_held", "reached_claimed", "solved_proposed", "reopened")
"""Lines of a timeline after which the worker's no to "solved" waits for nobody any more."""
READ_IN_FULL = OFFER.c.acted_at.is_not(None), OFFER.c.state.in_(HELD), OFFER.c.consented
"""What an organisation has taken on and may read, as far as its own offer says so."""


@cache
def cases(coordinates: bool, brief: bool) -> Any:
    """Cases as `_glimpse` reads them, for the organisation that is asked as ``asked_as``.

    ``brief``: the plan of the ladder only where its times are needed to say until when an answer counts. Putting so
    long a statement together takes longer than carrying it out, so it is done once.
    """
    own = and_(OFFER.c.case_id == CASE.c.id, OFFER.c.partner_id == _ASKED_AS)
    live = and_(ROW.c.case_id == CASE.c.id, ROW.c.slot == LIVE)
    joined = CASE.join(OFFER, own, isouter=coordinates).join(ROW, live, isouter=True)
    labelled = [OFFER.c[field.name].label(f"offer_{field.name}") for field in fields(OwnOffer)]
    unanswered = and_(OFFER.c.state.is_not(None), OFFER.c.acted_at.is_(None))
    plan = type_coerce(case((unanswered, ROW.c.plan), else_=null()), Json) if brief else ROW.c.plan
    clock = ROW.c.kind.label("clock"), ROW.c.due_at.label("clock_due_at"), ROW.c.rung, plan.label("plan")
    readable = exists().where(_ANY.c.case_id == CASE.c.id, _ANY.c.consented, _one_of(_ANY.c.state, _STANDING))
    told = readable.correlate(CASE).label("readable"), GONE.label("gone"), *_talk()
    if coordinates:
        told = *told, _sought().label("sought_by"), _denied().label("denied")
    statement = select(*_OF_CASE, *labelled, *clock, *told).select_from(joined)
    return statement if coordinates else statement.where(_one_of(OFFER.c.state, _STANDING))


def _sought() -> Any:
    """Until when the interpreter for whom the coordinators look is to be done, as long as who asked has the case."""
    has_it = _ANY.c.case_id == _INTERPRETING.c.case_id, _ANY.c.partner_id == _INTERPRETING.c.partner_id
    held = exists().where(*has_it, _ANY.c.acted_at.is_not(None), _ANY.c.consented, _one_of(_ANY.c.state, HELD))
    sought = select(func.min(_INTERPRETING.c.due_at)).where(
        _INTERPRETING.c.case_id == CASE.c.id,
        _INTERPRETING.c.state == InterpretingState.SOUGHT.value,
        held.correlate(_INTERPRETING),
    )
    return sought.correlate(CASE).scalar_subquery()


def _denied() -> Any:
    """Whether the worker has said that they did not agree to the report, and nobody has looked into it since. Where no
    day for looking was named, nothing is looked up."""
    told = _EVENT.c.case_id == CASE.c.id, _one_of(_EVENT.c.kind, ("entry_denied", "reviewed"))
    last = select(_EVENT.c.kind).where(*told).order_by(_EVENT.c.seq.desc()).limit(1).correlate(CASE).scalar_subquery()
    return case((CASE.c.review_at.is_not(None), last == "entry_denied"), else_=false())


@cache
def numbered(coordinates: bool) -> Any:
    """One case by its ``number``."""
    return cases(coordinates, False).where(CASE.c.number == bindparam("number"))


@cache
def overview(coordinates: bool) -> Prepared:
    """All open cases."""
    statement = cases(coordinates, True).where(CASE.c.closed_at.is_(None))
    return Prepared(lambda _insert, _lite: statement)


@cache
def listed(coordinates: bool) -> Prepared:
    """Cases by their ``ids``: an array, or JSON where the database has none."""
    statement = cases(coordinates, False)

    def build(_insert: object, lite: bool) -> Any:
        ids = bindparam("ids", type_=String() if lite else ARRAY(String()))
        wanted = select(func.json_each(ids).table_valued("value").c.value) if lite else None
        return statement.where(CASE.c.id.in_(wanted) if wanted is not None else CASE.c.id == func.any(ids))

    return Prepared(build)


def _one_of(column: Any, values: Sequence[str]) -> Any:
    """Like ``in_``, which is put together anew each time a statement is run."""
    return or_(*(column == value for value in values))


def _talk() -> tuple[Any, ...]:
    """Who wrote last, whether the worker is asked something, and what is planned; only where it was taken on."""
    of_case = _MESSAGE.c.case_id == CASE.c.id
    last = select(_MESSAGE.c.author).where(of_case, _MESSAGE.c.author != "note").order_by(_MESSAGE.c.id.desc()).limit(1)
    asked = exists().where(_QUESTION.c.case_id == CASE.c.id, _QUESTION.c.answered_at.is_(None))
    planned = select(func.min(_APPOINTMENT.c.at)).where(
        _APPOINTMENT.c.case_id == CASE.c.id,
        _APPOINTMENT.c.partner_id == _ASKED_AS,
        _APPOINTMENT.c.state == AppointmentState.PLANNED.value,
    )
    interpreted = select(func.min(_INTERPRETING.c.due_at)).where(
        _INTERPRETING.c.case_id == CASE.c.id,
        _INTERPRETING.c.partner_id == _ASKED_AS,
        _one_of(_INTERPRETING.c.state, (InterpretingState.ASKED.value, InterpretingState.AGREED.value)),
    )
    said = _EVENT.c.case_id == CASE.c.id, _one_of(_EVENT.c.kind, (NOT_SOLVED, *_AFTER_THAT))
    newest = select(_EVENT.c.kind).where(*said).order_by(_EVENT.c.seq.desc()).limit(1).correlate(CASE).scalar_subquery()
    unsolved = case((CASE.c.contacted_at.is_not(None), newest == NOT_SOLVED), else_=false())  # before, it is theirs
    taken = OFFER.c.acted_at.is_not(None)
    found = {
        "interpreted_by": interpreted.correlate(CASE).scalar_subquery(),
        "last_word": last.correlate(CASE).scalar_subquery(),
        "unsolved": unsolved,
        "asked_worker": asked.correlate(CASE),
        "meets_at": planned.correlate(CASE).scalar_subquery(),
    }
    return tuple(case((taken, value), else_=null()).label(name) for name, value in found.items())
