"""The worker takes the report back."""

from datetime import datetime

from storage.models import Case, CaseState
from storage.uow import UnitOfWork

from .actors import WORKER
from .closing import close
from .held import hold_open
from .known import lines
from .notifier import Notifier, StaffNotice
from .notify import tell_worker
from .timeline import Happened, record


def withdraw(uow: UnitOfWork, notifier: Notifier, case_id: str, now: datetime, *, alone: bool = False) -> Case:
    """Close a case at the worker's wish; those who had it lose the details. ``alone``: nothing else is deleted with it,
    so that it stays closed when a deletion is undone.

    Whoever calls this has checked the worker's PIN if one was set. Raises NoSuchCase, NotPossible (closed).
    """
    case = hold_open(uow, case_id, None, "Taking it back")
    record(uow, case, Happened.WITHDRAWN, WORKER, now, alone=alone or None)
    close(uow, notifier, case, CaseState.WITHDRAWN, None, now, StaffNotice.WITHDRAWN)
    tell_worker(uow, notifier, case, "case.withdrawn", {}, now, tag=f"{case.rev}")
    uow.cases.changed(case)
    return case


def went_alone(uow: UnitOfWork, case: Case) -> bool:
    """Whether it was this report that the worker took back, not everything."""
    return any(line.get("alone") for line in lines(uow, case, Happened.WITHDRAWN)[-1:])
