"""Putting a case under the ladder policy of today. Until then it keeps the one it began with."""

from datetime import datetime

from bot.escalation.duty import OFFICE
from bot.escalation.kept import in_use, keep
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import shorten
from bot.escalation.policy import Policy, Severity
from storage.models import Case, Staff
from storage.uow import UnitOfWork

from .actors import actor, coordinates
from .errors import NotPossible
from .held import hold_open
from .notifier import Notifier
from .timeline import Happened, record
from .urgency import move_urgency, read_urgency

ACTION = "Planning anew"


def outdated(uow: UnitOfWork, case: Case) -> bool:
    """Whether the case would live by another policy if it began today."""
    return _of_today(uow, case).id != case.policy


def replan(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime
) -> Case:
    """A coordinator plans the rest of a case's ladder with the policies of today; its timeline says so.

    Who has the case keeps it.
    Raises NoSuchCase, NotPossible (not a coordinator, or nothing has changed), StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    if not coordinates(by):
        raise NotPossible(action=ACTION, why="only a coordinator may change a case's ladder")
    policy = _of_today(uow, case)
    if policy.id == case.policy:
        raise NotPossible(action=ACTION, why="it follows the ladder of today already")
    record(uow, case, Happened.REPLANNED, actor(by), now, why="asked for", was=case.policy, policy=policy.id)
    case.policy = keep(uow, policy)
    ladder = Ladder(uow, notifier, case, now)
    usual = policy.contact_within.after(ladder.since, OFFICE)
    move_urgency(uow, case, read_urgency(uow, case), now, usual, actor(by))
    ladder.hurry(None)
    shorten(ladder)
    uow.cases.changed(case)
    return case


def _of_today(uow: UnitOfWork, case: Case) -> Policy:
    return in_use(uow).pick(case.topic, Severity.URGENT if case.urgent else Severity.NORMAL)
