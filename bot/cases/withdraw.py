"""The worker takes the report back."""

from datetime import datetime

from storage.models import Case, CaseState
from storage.uow import UnitOfWork

from .actors import WORKER
from .closing import close
from .held import hold_open
from .notifier import Notifier, StaffNotice
from .notify import tell_worker
from .timeline import Happened, record


def withdraw(uow: UnitOfWork, notifier: Notifier, case_id: str, now: datetime) -> Case:
    """Close a case at the worker's wish; those who had it lose the details.

    Whoever calls this has checked the worker's PIN if one was set. Raises NoSuchCase, NotPossible (closed).
    """
    case = hold_open(uow, case_id, None, "Taking it back")
    record(uow, case, Happened.WITHDRAWN, WORKER, now)
    close(uow, notifier, case, CaseState.WITHDRAWN, None, now, StaffNotice.WITHDRAWN)
    tell_worker(uow, notifier, case, "case.withdrawn", {}, now, tag=f"{case.rev}")
    uow.cases.changed(case)
    return case
