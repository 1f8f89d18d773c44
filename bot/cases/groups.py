"""Reports of several people of one place. Each consents alone; that they belong together is seen only by an
organisation that has accepted more than one of them."""

from datetime import datetime

from storage.models import Case, CaseState
from storage.uow import UnitOfWork

from .actors import WORKER
from .timeline import Happened, record


def group_for(uow: UnitOfWork, worker_id: str, for_whom: object, now: datetime) -> str | None:
    """The group that a report now sent belongs to: its worker's, or a new one of who reports for several."""
    if for_whom == "several":
        return uow.groups.open(worker_id, now)
    return uow.groups.of_worker(worker_id)


def note_group(uow: UnitOfWork, case: Case, now: datetime) -> None:
    """The report's own timeline says that it stands beside others; never how many there are, or whose."""
    if case.group_id is not None:
        record(uow, case, Happened.GROUPED, WORKER, now)
        uow.cases.changed(case)


def join_group(uow: UnitOfWork, worker_id: str, code: str, case_id: str | None, now: datetime) -> bool:
    """The worker came with a code of a colleague. ``case_id``: their report, if it was sent already. False: no code."""
    group_id = uow.groups.of_code(code)
    if group_id is None:
        return False
    if uow.groups.of_worker(worker_id) == group_id:
        return True
    leave_group(uow, worker_id, now)
    uow.groups.enter(worker_id, group_id, now)
    case = uow.cases.locked(case_id) if case_id is not None else None
    if case is not None and CaseState(case.state).open:
        case.group_id = group_id
        note_group(uow, case, now)
    return True


def leave_group(uow: UnitOfWork, worker_id: str, now: datetime) -> bool:
    """The worker's reports stand alone from now on. False: they did already."""
    for case_id in sorted(case.id for case in uow.cases.of_worker(worker_id) if case.group_id is not None):
        case = uow.cases.locked(case_id)
        if case is not None and CaseState(case.state).open:
            record(uow, case, Happened.UNGROUPED, WORKER, now)
            uow.cases.changed(case)
    uow.flush()
    return uow.groups.leave(worker_id)
