"""How pressing a case is, kept sealed with it; its timeline says when that moves, and why."""

from datetime import datetime

from bot.escalation.urgency import Urgency
from storage.models import WEIGH, Case, LadderKind
from storage.uow import UnitOfWork

from .actors import CLOCK, Actor
from .timeline import Happened, record

_PLACE = ("case_file", "urgency")


def read_urgency(uow: UnitOfWork, case: Case) -> Urgency:
    """The reasons why a case is as pressing as it is."""
    if case.urgency is None:
        return Urgency()
    table, column = _PLACE
    return Urgency.from_data(uow.vault.open_json(case.id, table, case.id, column, case.urgency))


def write_urgency(uow: UnitOfWork, case: Case, urgency: Urgency, now: datetime, usual: datetime) -> None:
    """Keep the reasons. ``usual``: when the case should be answered if no reason names an earlier time."""
    table, column = _PLACE
    case.urgency = uow.vault.seal_json(case.id, table, case.id, column, urgency.to_data())
    case.urgent = urgency.urgent
    case.deadline_at = _limit(case, urgency, now, usual)
    plan_weighing(uow, case, urgency, now)


def plan_weighing(uow: UnitOfWork, case: Case, urgency: Urgency, now: datetime) -> None:
    """Set the row by which the case is weighed anew when time alone has changed the picture."""
    row, due_at = uow.ladder.row(case.id, WEIGH), urgency.next_change(now)
    if due_at is None:
        if row is not None:
            uow.ladder.drop(case.id, WEIGH)
    elif row is None or row.due_at != due_at:
        uow.ladder.put(case.id, WEIGH, LadderKind.WEIGH, due_at, round=0)


def _limit(case: Case, urgency: Urgency, now: datetime, usual: datetime) -> datetime | None:
    """By when somebody has to act. Until the worker was reached that counts as well, also once it is missed; then it is
    the next deadline that is still ahead. A time that was missed before they were reached is kept: weeks count it.
    """
    deadline, contact_by = urgency.deadline(now), urgency.contact_by(now)
    if case.contacted_at is None:
        return min([usual, *(due for due in (deadline, contact_by) if due is not None)])
    if deadline is None or (case.deadline_at is not None and case.deadline_at < case.contacted_at):
        return case.deadline_at
    return deadline


def move_urgency(
    uow: UnitOfWork, case: Case, urgency: Urgency, now: datetime, usual: datetime, by: Actor = CLOCK
) -> bool:
    """``write_urgency`` of a case that had reasons before. True if its deadline or urgency has moved."""
    before, was, was_urgent = read_urgency(uow, case), case.deadline_at, case.urgent
    write_urgency(uow, case, urgency, now, usual)
    due, ahead, following = case.deadline_at, before.deadline(now), urgency.deadline(now)
    if was == due and case.contacted_at is not None and following not in (None, ahead):
        was, due = ahead or was, following  # a time that was missed before they were reached is kept beside it
    if (was, was_urgent) == (due, case.urgent):
        return False
    old = {c.reason: c.due_at for c in before.contributions}
    new = {c.reason: c.due_at for c in urgency.contributions}
    record(
        uow, case, Happened.DEADLINE_MOVED, by, now,
        was=was.isoformat() if was else None, due=due.isoformat() if due else None,
        urgent=case.urgent if case.urgent != was_urgent else None,
        because=[reason for reason, due in new.items() if old.get(reason, now) != due],
        gone=[reason for reason in old if reason not in new],
    )  # fmt: skip
    return True
