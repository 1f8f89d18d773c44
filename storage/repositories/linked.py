"""Which cases are about which body of the accepting side, as far as counting needs to know."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select

from ..models import Case, CaseEvent, CaseOrganisation, CaseState, Worker
from .base import table_of

_CASE, _LINK, _WORKER = table_of(Case), table_of(CaseOrganisation), table_of(Worker)
_EVENT = table_of(CaseEvent)
_LATER = _EVENT.alias("later")
_DENIED = exists().where(
    _LATER.c.case_id == _EVENT.c.case_id, _LATER.c.seq > _EVENT.c.seq, _LATER.c.kind == "reached_denied"
)
_CONFIRMED = or_(
    _EVENT.c.kind == "reached_confirmed", and_(_EVENT.c.kind == "second_person_confirmed", ~_DENIED.correlate(_EVENT))
)
_VERIFIED = or_(
    _CASE.c.contacted_at.is_not(None), exists().where(_EVENT.c.case_id == _CASE.c.id, _CONFIRMED).correlate(_CASE)
)
"""Whether somebody has verifiably been in contact with the worker, whoever has the case now: the worker said so, or a
second person did and the worker has not said otherwise since."""


@dataclass(frozen=True)
class Linked:
    """A case that is about an organisation, as far as counting needs it."""

    case_id: str
    worker_id: str
    run_id: str
    organisation_id: str
    kind: str
    site_id: str | None
    prefecture: str | None
    filed_at: datetime
    verified: bool
    """Somebody has verifiably been in contact with the worker, also if another organisation has the case since."""


def about(organisation_ids: Collection[str] | None) -> Any:
    """The statement for `Linked`: cases that are about these organisations (or any)."""
    columns = (
        _LINK.c.case_id, _CASE.c.worker_id, _CASE.c.run_id, _LINK.c.organisation_id, _LINK.c.kind, _LINK.c.site_id,
        _CASE.c.prefecture, _CASE.c.filed_at, _VERIFIED.label("verified"),
    )  # fmt: skip
    going = exists().where(_WORKER.c.id == _CASE.c.worker_id, _WORKER.c.delete_at.is_not(None))
    statement = select(*columns).where(
        _LINK.c.case_id == _CASE.c.id, _LINK.c.ended_at.is_(None), _CASE.c.erased_at.is_(None),
        _CASE.c.state != CaseState.WITHDRAWN.value, ~going,
    )  # fmt: skip
    if organisation_ids is not None:
        statement = statement.where(_LINK.c.organisation_id.in_(list(organisation_ids)))
    return statement.order_by(_CASE.c.filed_at, _CASE.c.id)


def verified(case_id: str) -> Any:
    """The statement for whether somebody has verifiably been in contact with the worker of a case."""
    return select(_VERIFIED).where(_CASE.c.id == case_id)
