"""The worker answers how it goes."""

from datetime import datetime

from bot.escalation.check_ins import add_reasons, sign_of_life, worry
from bot.escalation.ladder import Ladder
from bot.escalation.urgency import risk
from storage.models import COORDINATOR, Case
from storage.uow import UnitOfWork

from .actors import WORKER
from .notifier import Notifier, StaffNotice
from .notify import tell, tell_worker
from .timeline import Happened, record


def worker_says_fine(uow: UnitOfWork, notifier: Notifier, case: Case, fine: bool, now: datetime) -> None:
    """One tap of the worker. Not fine: contact is in doubt again, and the people of the case are told at
    once.
    """
    ladder = Ladder(uow, notifier, case, now)
    tag = f"{case.rev}"
    sign_of_life(ladder)
    if fine:
        record(uow, case, Happened.CHECK_IN_FINE, WORKER, now)
        tell_worker(uow, notifier, case, "check_in.fine_thanks", {}, now, tag=tag)
        return
    record(uow, case, Happened.CHECK_IN_NOT_FINE, WORKER, now)
    add_reasons(ladder, risk("not_fine", "check_in", now))
    lead = case.lead_partner_id
    for organisation in dict.fromkeys((lead or COORDINATOR, COORDINATOR)):
        tell(uow, notifier, case, organisation, StaffNotice.CHECK_IN_BAD, now, tag=f"bad{tag}")
    key = "check_in.not_fine_thanks" if lead else "check_in.no_helper_thanks"
    tell_worker(uow, notifier, case, key, {}, now, tag=tag)
    tell_worker(uow, notifier, case, "check_in.not_fine_danger", {}, now, tag=tag)
    worry(ladder, "not_fine")
