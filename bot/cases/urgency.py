"""How pressing a case is, kept sealed with it."""

from datetime import datetime

from bot.escalation.urgency import Urgency
from storage.models import Case
from storage.uow import UnitOfWork

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
    ahead = [due for due in (urgency.deadline(now), urgency.contact_by(now)) if due is not None]
    case.deadline_at = min([*ahead, usual])
