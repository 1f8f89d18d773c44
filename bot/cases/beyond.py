"""When a worker's list has come to its end: asking whether one more may be asked."""

from datetime import datetime

from storage.models import Case
from storage.uow import UnitOfWork

from .actors import CLOCK
from .alone import ask_when_alone
from .need import need_of
from .notifier import Notifier, QuestionKind
from .routing import eligible


def ask_for_more(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """Ask the worker about the best one that is not on their list and was not struck out, if there is one.

    The clock does not wait for the answer. Without a list nobody was named to the worker, and nobody is now.
    """
    consent = uow.cases.consent(case.id)
    if consent is None:
        return
    known = {*consent.partners, *uow.cases.refused(case.id), *(o.partner_id for o in uow.cases.offers(case.id))}
    more = [partner for partner in eligible(uow, need_of(uow, case)) if partner.id not in known]
    if not more:
        return
    ask_when_alone(uow, notifier, case, QuestionKind.ASK_NEXT, more[0].id, CLOCK, now)
