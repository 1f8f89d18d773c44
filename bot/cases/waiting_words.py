"""What staff wrote while there was no way to write to the worker: told as soon as the worker is here themselves."""

from datetime import datetime

from storage.models import COORDINATOR, Case, CaseState
from storage.uow import UnitOfWork

from .actors import CLOCK
from .held import at_work
from .messages import worded
from .notifier import Notifier, Written
from .notify import name_of
from .timeline import Happened, record


def tell_what_waited(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> bool:
    """The worker of this case is here: what waited is told, oldest first, with the day on which it was written. What an
    organisation wrote that does not have the case any more is left out. The case must be held. True if anything was."""
    marks = uow.cases.event_marks(case.id, Happened.WORDS_WAIT.value, Happened.WORDS_TOLD.value)
    over = case.erased_at is not None or case.state == CaseState.WITHDRAWN.value
    if over or not marks or marks[-1].kind == Happened.WORDS_TOLD.value:
        return False
    told = max((mark.seq for mark in marks if mark.kind == Happened.WORDS_TOLD.value), default=0)
    waited = {
        line.data["message"] for line in uow.cases.events(case.id)
        if line.kind == Happened.WORDS_WAIT.value and line.seq > told
    }  # fmt: skip
    have_it = {COORDINATOR, *(offer.partner_id for offer in uow.cases.offers(case.id) if at_work(offer))}
    found = [one for one in uow.cases.messages(case.id) if one["id"] in waited and one["partner_id"] in have_it]
    for one in found:
        key, params = worded(uow, case, one["partner_id"], one["text"], one["language"])
        by = Written(name_of(uow, one["partner_id"], case.language), one["at"])
        dedupe = f"{case.id}:waited{one['id']}"
        if not notifier.to_worker(uow, case, key, {**params, "partner": by}, now, dedupe=dedupe):
            return False
    record(uow, case, Happened.WORDS_TOLD, CLOCK, now)
    uow.cases.changed(case)
    return bool(found)
