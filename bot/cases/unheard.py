"""Cases whose turn to be the coordinator's came while there was none."""

from datetime import datetime

from storage.models import COORDINATOR, CaseState
from storage.uow import UnitOfWork

from .notifier import Notifier, StaffNotice
from .notify import tell

AT_MOST = 20
"""Of many cases so many are told one by one, the urgent ones first; the work list and the digest hold all."""


def tell_what_waits(uow: UnitOfWork, notifier: Notifier, now: datetime, *, tag: str) -> int:
    """There is a coordinator again: coordinators and deputies are told of every case that waits for one.

    ``tag`` makes the occasion unique. Returns how many cases there were to tell of.
    """
    untaken = (CaseState.FILED.value, CaseState.OFFERED.value)
    waiting = [case for case, _ in uow.cases.waiting_offers(COORDINATOR) if case.state in untaken]
    for case in sorted(waiting, key=lambda case: not case.urgent)[:AT_MOST]:
        tell(uow, notifier, case, COORDINATOR, StaffNotice.COORDINATOR, now, tag=f"unheard:{tag}", deputies=True)
    return len(waiting)
