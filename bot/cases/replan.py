"""Putting a case under the ladder policy of today. Until then it keeps the one it began with."""

from datetime import datetime

from bot.escalation.kept import keep
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import shorten
from bot.escalation.policy import Policies
from bot.escalation.policy_files import shipped
from storage.models import Case, Staff
from storage.uow import UnitOfWork

from .actors import actor, coordinates
from .errors import NotPossible
from .held import hold_open
from .notifier import Notifier
from .timeline import Happened, record
from .urgency import read_urgency

ACTION = "Planning anew"


def replan(
    uow: UnitOfWork,
    notifier: Notifier,
    case_id: str,
    by: Staff,
    rev: int | None,
    now: datetime,
    *,
    policies: Policies | None = None,
) -> Case:
    """A coordinator plans the rest of a case's ladder with the policies of today; its timeline says so.

    Raises NoSuchCase, NotPossible (not a coordinator), StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    if not coordinates(by):
        raise NotPossible(action=ACTION, why="only a coordinator may change a case's ladder")
    policy = (policies or shipped()).pick(case.topic, read_urgency(uow, case).severity)
    record(uow, case, Happened.REPLANNED, actor(by), now, why="asked for", was=case.policy, policy=policy.id)
    case.policy = keep(uow, policy)
    ladder = Ladder(uow, notifier, case, now)
    ladder.hurry(None)
    shorten(ladder)
    uow.cases.changed(case)
    return case
