"""Numbers by the week: how often, never who. Everything here is plain; nothing sealed is opened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, select, text

from ..models import COORDINATOR, Case, CaseEvent, Offer, StepCount
from ..models.cases import MISSED
from .base import Repository, table_of

_CASE, _EVENT, _OFFER, _STEP = table_of(Case), table_of(CaseEvent), table_of(Offer), table_of(StepCount)
_CONTACT = ("reached_confirmed", "second_person_confirmed")
"""Lines of timelines that say that the worker was reached."""


class WeekRepository(Repository):
    """What happened between two moments. One query each, whatever their number."""

    def filed(self, since: datetime, until: datetime) -> list[Row[Any]]:
        """Reports that were filed: topic, language, state, filed_at, contacted_at, deadline_at. Contacted: the
        first time, also where it is in doubt by now."""
        confirmed = _EVENT.c.case_id == _CASE.c.id, _EVENT.c.kind.in_(_CONTACT)
        first = select(func.min(_EVENT.c.at)).where(*confirmed).correlate(_CASE).scalar_subquery()
        contacted = func.coalesce(first, _CASE.c.contacted_at).label("contacted_at")
        columns = (_CASE.c.topic, _CASE.c.language, _CASE.c.state, _CASE.c.filed_at, contacted)
        within = and_(_CASE.c.filed_at >= since, _CASE.c.filed_at < until)
        return list(self.uow.execute(select(*columns, _CASE.c.deadline_at).where(within)))

    def missed(self, since: datetime, until: datetime) -> list[Row[Any]]:
        """Lines of timelines that say that somebody let time pass: at, kind."""
        within = and_(_EVENT.c.at >= since, _EVENT.c.at < until, text(MISSED))  # as the index is written
        return list(self.uow.execute(select(_EVENT.c.at, _EVENT.c.kind).where(within)))

    def asked(self, since: datetime, until: datetime) -> list[Row[Any]]:
        """Per organisation, state of the offer and reason: how many, how many of them answered, and the last answer."""
        of = (_OFFER.c.partner_id, _OFFER.c.state, _OFFER.c.reason)
        counted = (func.count().label("asked"), func.count(_OFFER.c.acted_at).label("answered"))
        last = func.max(_OFFER.c.acted_at).label("last")
        within = and_(_OFFER.c.offered_at >= since, _OFFER.c.offered_at < until, _OFFER.c.partner_id != COORDINATOR)
        return list(self.uow.execute(select(*of, *counted, last).where(within).group_by(*of)))

    def steps(self, weeks: Sequence[str]) -> list[Row[Any]]:
        """Of these weeks together, per step and language: reached, answered."""
        sums = func.sum(_STEP.c.reached).label("reached"), func.sum(_STEP.c.answered).label("answered")
        statement = select(_STEP.c.step, _STEP.c.language, *sums).where(_STEP.c.week.in_(weeks))
        return list(self.uow.execute(statement.group_by(_STEP.c.step, _STEP.c.language)))

    def add_steps(self, counts: Mapping[tuple[str, str, str], tuple[int, int]]) -> None:
        """Add to the counts: ``(week, language, step)`` → how many more reached it, how many more answered it."""
        for (week, language, step), (reached, answered) in sorted(counts.items()):
            made = self.insert(_STEP).values(
                week=week, language=language, step=step, reached=reached, answered=answered
            )
            more = {"reached": _STEP.c.reached + reached, "answered": _STEP.c.answered + answered}
            self.uow.execute(made.on_conflict_do_update(index_elements=["week", "language", "step"], set_=more))
