"""What the worker does with a photo, document or recording they have sent: saying what it shows, taking it away."""

from datetime import datetime, timedelta
from typing import Any

from storage.uow import UnitOfWork

from .actors import WORKER
from .held import hold
from .timeline import Happened, record

PUT_BACK = timedelta(days=7)
"""So long a file that was taken away can be put back; then it is deleted."""


def describe(uow: UnitOfWork, attachment_id: str, worker_id: str, shows: dict[str, Any]) -> bool:
    """Keep what a worker says that a file of theirs shows: ``{"choice": "payslip"}`` or ``{"text": "…"}``. False: it
    is not theirs, or not there any more."""
    row = uow.attachments.get(attachment_id)
    if row is None or row.worker_id != worker_id:
        return False
    return uow.attachments.describe(attachment_id, shows)


def take_away(uow: UnitOfWork, attachment_id: str, worker_id: str, now: datetime, business: datetime) -> bool:
    """Nobody can open the file any more; it is deleted after a while. False: it is not theirs, or not there."""
    row = uow.attachments.get(attachment_id)
    if row is None or row.worker_id != worker_id or not uow.attachments.take_away(attachment_id, now + PUT_BACK):
        return False
    _note(uow, row.case_id, Happened.FILE_TAKEN_AWAY, business)
    return True


def put_back(uow: UnitOfWork, attachment_id: str, worker_id: str, business: datetime) -> bool:
    """A file that was taken away is there again. False: it is not theirs, or was deleted meanwhile."""
    row = uow.attachments.get(attachment_id)
    if row is None or row.worker_id != worker_id or not uow.attachments.put_back(attachment_id):
        return False
    _note(uow, row.case_id, Happened.FILE_PUT_BACK, business)
    return True


def _note(uow: UnitOfWork, case_id: str | None, what: Happened, business: datetime) -> None:
    case = uow.cases.get(case_id) if case_id is not None else None
    if case is None or case.erased_at is not None:
        return
    case = hold(uow, case.id)
    record(uow, case, what, WORKER, business)
    uow.cases.changed(case)
