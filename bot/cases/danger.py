"""The worker says, after filing, that they are in danger now."""

from datetime import datetime

from bot.escalation.check_ins import add_reasons, worry
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import shorten
from bot.escalation.urgency import risk
from storage.models import COORDINATOR, CaseState
from storage.uow import UnitOfWork

from .actors import WORKER
from .notifier import Notifier, StaffNotice
from .notify import tell
from .timeline import Happened, record


def worker_in_danger(uow: UnitOfWork, notifier: Notifier, worker_id: str, now: datetime) -> None:
    """Makes the worker's open cases urgent, tells their people at once, and lets the ladder hurry."""
    for case_id in sorted(case.id for case in uow.cases.of_worker(worker_id)):
        case = uow.cases.locked(case_id)
        if case is None or not CaseState(case.state).open:
            continue
        record(uow, case, Happened.CHECK_IN_NOT_FINE, WORKER, now, danger=True)
        ladder = Ladder(uow, notifier, case, now)
        add_reasons(ladder, risk("danger_now", "after_filing", now))
        for organisation in dict.fromkeys((case.lead_partner_id or COORDINATOR, COORDINATOR)):
            tell(uow, notifier, case, organisation, StaffNotice.CHECK_IN_BAD, now, tag=f"danger{case.events}")
        if case.contacted_at is not None:
            worry(ladder, "danger")
        else:
            ladder.hurry()
            shorten(ladder)
        uow.cases.changed(case)
