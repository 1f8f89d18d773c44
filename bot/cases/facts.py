"""What staff learn after filing: days and names. Each is a line of the timeline, and moves the case at once."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.clock import date_in_japan
from bot.escalation.check_ins import settle
from bot.escalation.ladder import Ladder
from bot.escalation.legal import SOURCES, of_facts
from bot.escalation.pauses import shorten
from bot.escalation.urgency import risk
from bot.escalation.weighing import tell_near
from storage.models import COORDINATOR, Case, Staff
from storage.uow import UnitOfWork

from .actors import Actor, actor, organisation
from .errors import NotPossible, ReasonNeeded
from .held import hold_open, working_offer
from .known import TAKES_AWAY, known_facts, said_at
from .notifier import Notifier, StaffNotice
from .notify import tell
from .ties import part_with, part_with_elsewhere
from .timeline import Happened, record
from .told_risks import told_risks
from .urgency import read_urgency

ACTION = "Recording a fact"
LONGEST_NAME = 120


class Kind(StrEnum):
    """What a fact is."""

    DAY = "day"
    NAME = "name"
    NUMBER = "days"


FACTS: Mapping[str, Kind] = {
    "last_day_worked": Kind.DAY,
    "contract_end": Kind.DAY,
    "told_to_leave": Kind.DAY,
    "flight_date": Kind.DAY,
    "housing_until": Kind.DAY,
    "stay_expiry": Kind.DAY,
    "days_granted": Kind.NUMBER,
    "stay_applied": Kind.DAY,
    "stay_refused": Kind.DAY,
    "who_pays": Kind.NAME,
    "work_place": Kind.NAME,
    "support_name": Kind.NAME,
    "broker": Kind.NAME,
}
"""The variables staff can record; the text key is ``staff.fact.<variable>``."""

HAPPENED = frozenset({"last_day_worked", "told_to_leave", "stay_applied", "stay_refused"})
"""Days on which something has happened: never one that is still ahead."""
LONGEST_STAY = 3653
"""Days of the longest stay that ends, ten years; residence cards today say at most five."""


def record_fact(
    uow: UnitOfWork,
    notifier: Notifier,
    case_id: str,
    by: Staff,
    rev: int | None,
    now: datetime,
    *,
    variable: str,
    value: str | None,
    note: str,
) -> Case:
    """Write down what was learnt; ``value`` an ISO day or a name, None: it is not so (any more).

    Raises NoSuchCase, NotPossible, ReasonNeeded (who said so is part of it), StaleRow.
    """
    if not note.strip():
        raise ReasonNeeded
    learnt = _checked(variable, value, date_in_japan(now))
    case = hold_open(uow, case_id, rev, ACTION)
    working_offer(uow, case, by, ACTION)
    before = known_facts(uow, case)
    record(
        uow, case, Happened.FACT_RECORDED, actor(by), now, variable=variable, value=learnt,
        name=FACTS[variable] is Kind.NAME or None, note=note.strip(), partner=organisation(by),
    )  # fmt: skip
    if FACTS[variable] is Kind.NAME:
        if learnt is not None:
            part_with(uow, notifier, case, (learnt,), actor(by), now)
            part_with_elsewhere(uow, notifier, case, (learnt,), now)
    else:
        reassess(uow, notifier, case, before, actor(by), now, besides=organisation(by))
    uow.cases.changed(case)
    return case


def reassess(
    uow: UnitOfWork, notifier: Notifier, case: Case, before: Mapping[str, Any], by: Actor, now: datetime, *,
    besides: str | None = None,
) -> None:
    """Weigh the case anew with what is known now; its clock follows, and others of the case hear of an emergency."""
    after, was_urgent = known_facts(uow, case), case.urgent
    old = set(told_risks(uow, case.run_id, before))
    new = told_risks(uow, case.run_id, after)
    gone = old - set(new)
    for variable, (_, risks) in TAKES_AWAY.items():
        if before.get(variable) != after.get(variable) and after.get(variable) is None:
            gone.update(risks)
    urgency = read_urgency(uow, case)
    more = [risk(key, f"answer.{key}", now) for key in new if key not in old]
    told = urgency.without({r for r in gone if r not in new}, now).with_more(more, now)
    ladder = Ladder(uow, notifier, case, now)
    weighed = told.with_known(of_facts(after, now, said_at(uow, case)), SOURCES, now)
    moved = settle(ladder, weighed, by)
    near_before = {(c.reason, c.due_at) for c in urgency.near(now)}
    near = [c for c in weighed.near(now) if (c.reason, c.due_at) not in near_before]
    if near and was_urgent:
        tell_near(ladder, near, besides)
    if not moved:
        return
    if case.urgent and not was_urgent:
        for one in dict.fromkeys((case.lead_partner_id or COORDINATOR, COORDINATOR)):
            if one != besides:
                tell(uow, notifier, case, one, StaffNotice.URGENT, now, tag=f"urgent{case.events}")
    if case.contacted_at is None:
        ladder.hurry(None)
        shorten(ladder)


def is_number(value: str) -> bool:
    """Whether a text is a number of days that a stay can have."""
    return value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= LONGEST_STAY


def _checked(variable: str, value: str | None, today: date) -> str | None:
    kind = FACTS.get(variable)
    if kind is None:
        raise NotPossible(action=ACTION, why="there is no such fact")
    if value is None or not value.strip():
        return None
    if kind is Kind.NAME:
        return value.strip()[:LONGEST_NAME]
    if kind is Kind.NUMBER:
        if not is_number(value.strip()):
            raise NotPossible(action=ACTION, why="that is no number of days")
        return str(int(value))
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        raise NotPossible(action=ACTION, why="that is no day") from None
    if not 2000 <= day.year < 2100:
        raise NotPossible(action=ACTION, why="that is no day of this century")
    if variable in HAPPENED and day > today:
        raise NotPossible(action=ACTION, why="that day is still ahead: record it once it has happened")
    return day.isoformat()
