"""Closed cases have an end: their worker is told the day, and on it what was told is erased as if they had deleted it.

docs/decisions/0028 says why so long and no longer.
"""

from datetime import datetime, time, timedelta

from bot.cases.actors import CLOCK
from bot.cases.held import hold
from bot.cases.notifier import Notifier
from bot.cases.notify import tell_worker
from bot.cases.timeline import Happened, record
from bot.clock import JAPAN, date_in_japan
from flows.law.clocks import add_months
from storage.database import Database
from storage.models import Case
from storage.uow import UnitOfWork

from .erasures import erase, erase_case, scrub

LEAST = timedelta(days=30)
"""A worker has at least so long between hearing of the day and the day, however long ago the case was closed."""
LATER = timedelta(days=31)
"""A report that was begun and not sent is forgotten after 30 days of silence; then it is looked again."""


def name_end(uow: UnitOfWork, notifier: Notifier, case_id: str, months: int, now: datetime) -> None:
    """Say, to its worker and on its timeline, until when a closed case is kept: so many months after it was closed."""
    case = hold(uow, case_id)
    if case.closed_at is None or case.erase_at is not None or case.erased_at is not None:
        return
    case.erase_at = until = _end(case.closed_at, months, now)
    record(uow, case, Happened.KEPT_UNTIL, CLOCK, now, until=until.isoformat())
    uow.cases.changed(case)
    tell_worker(uow, notifier, case, "case.kept_until", {"until": date_in_japan(until)}, now, tag=f"{case.events}")


def end(uow: UnitOfWork, case_id: str, now: datetime, business: datetime) -> None:
    """The day has come. Where it was the last thing of its worker, everything of them is erased, keys and all; where
    they have another report, write one just now, or keep a log of hours, what was told in this one."""
    case = hold(uow, case_id)
    if case.closed_at is None or case.erase_at is None or case.erase_at > business:
        return
    others = [one for one in uow.cases.of_worker(case.worker_id) if one.id != case.id and not _over(one, business)]
    writing = any(row.expires_at is not None for row in uow.conversations.of_worker(case.worker_id))
    if not others and not writing and not uow.hours.kept(case.worker_id):
        erase(uow, case.worker_id, now)
        return
    if case.erased_at is None:
        erase_case(uow, case, now)
    case.erase_at = None if others else business + LATER


def erase_over(database: Database, now: datetime, business: datetime) -> int:
    """Erase what is over in a database that nobody serves yet; returns how many cases it concerned."""
    with database.read() as uow:
        due = uow.cases.over(business, limit=1_000_000)
    for case_id in due:
        with database.write() as uow:
            end(uow, case_id, now, business)
    scrub(database)
    return len(due)


def _end(closed_at: datetime, months: int, now: datetime) -> datetime:
    """The beginning of a day in Japan."""
    day = max(add_months(date_in_japan(closed_at), months), date_in_japan(now + LEAST))
    return datetime.combine(day, time(), JAPAN)


def _over(case: Case, business: datetime) -> bool:
    return case.erase_at is not None and case.erase_at <= business
