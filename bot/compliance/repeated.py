"""A duty that was not fulfilled towards one worker of a place, and then not towards the next, presses more."""

from datetime import datetime, timedelta

from bot.cases.actors import CLOCK
from bot.cases.notifier import Notifier
from bot.cases.timeline import Happened, record
from bot.escalation.check_ins import add_reasons
from bot.escalation.ladder import Ladder
from bot.escalation.urgency import risk
from flows.evidence import Says
from storage.models import Case
from storage.uow import UnitOfWork

from .facts import bears, gathered, spoken_in

REPEATED = "repeated_deviation"
"""The reason for urgency."""
LOOKED_BACK = timedelta(days=365)


def repeated_duties(uow: UnitOfWork, case: Case, now: datetime) -> list[str]:
    """The duties that this report says were not fulfilled, and that another worker's confirmed report of the last year
    says of the same organisation; by key."""
    links = uow.organisations.of_case(case.id)
    if not links:
        return []
    own = {fact.duty.key: fact.duty for fact in spoken_in(uow, case) if fact.says is Says.DEVIATION}
    found = []
    for fact in gathered(uow, [link.organisation_id for link in links]):
        other = fact.worker_id != case.worker_id and fact.says is Says.DEVIATION
        if other and fact.duty.key in own and fact.at >= now - LOOKED_BACK:
            found.append(fact.duty.key)
    kinds = {link.kind for link in links}
    return [key for key in dict.fromkeys(found) if any(bears(kind, own[key]) for kind in kinds)]


def raise_if_repeated(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """The case presses more, with that reason, and its timeline says of which duties. The case must be held."""
    found = repeated_duties(uow, case, now)
    if not found:
        return
    record(uow, case, Happened.DEVIATION_REPEATED, CLOCK, now, duties=found)
    add_reasons(Ladder(uow, notifier, case, now), risk(REPEATED, f"duty.{found[0]}", now))
