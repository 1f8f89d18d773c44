"""A duty that was not fulfilled towards one worker of a place, and then not towards the next, presses more."""

from collections import defaultdict
from datetime import datetime, timedelta

from bot.cases.access import Access, access_of
from bot.cases.actors import CLOCK
from bot.cases.notifier import Notifier
from bot.cases.timeline import Happened, record
from bot.cases.urgency import read_urgency
from bot.escalation.check_ins import add_reasons, settle
from bot.escalation.ladder import Ladder
from bot.escalation.urgency import risk
from flows.evidence import Says
from storage.models import Case
from storage.uow import UnitOfWork

from .board import FEWEST
from .facts import bears, gathered, spoken_in

REPEATED = "repeated_deviation"
"""The reason for urgency."""
LOOKED_BACK = timedelta(days=365)


def repeated_duties(uow: UnitOfWork, case: Case, now: datetime) -> list[str]:
    """The duties that this report says were not fulfilled, and that confirmed reports of other workers of the last year
    say of the same organisation; by key. Others count where whoever reads this report reads theirs, too, or where they
    are three and more: else one worker's words would be told to a partner of another."""
    links = uow.organisations.of_case(case.id)
    if not links:
        return []
    own = {fact.duty.key: fact.duty for fact in spoken_in(uow, case) if fact.says is Says.DEVIATION}
    readers, others = _readers(uow, case), defaultdict[str, set[str]](set)
    known: set[str] = set()
    for fact in gathered(uow, [link.organisation_id for link in links]):
        other = fact.worker_id != case.worker_id and fact.says is Says.DEVIATION
        if other and fact.duty.key in own and fact.at >= now - LOOKED_BACK:
            others[fact.duty.key].add(fact.worker_id)
            told = uow.cases.get(fact.case_id)
            if told is not None and readers and readers <= _readers(uow, told):
                known.add(fact.duty.key)
    kinds = {link.kind for link in links}
    return [
        key
        for key, workers in others.items()
        if (key in known or len(workers) >= FEWEST) and any(bears(kind, own[key]) for kind in kinds)
    ]


def _readers(uow: UnitOfWork, case: Case) -> set[str]:
    """The organisations that read a report."""
    return {one.partner_id for one in uow.cases.offers(case.id) if access_of(case, one) is Access.FULL}


def raise_if_repeated(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """The case presses more, with that reason, and its timeline says of which duties, of each once. The case must be
    held."""
    pressed = any(one.reason == REPEATED for one in read_urgency(uow, case).contributions)
    before = {
        duty
        for line in uow.cases.events(case.id)
        if pressed and line.kind == Happened.DEVIATION_REPEATED.value
        for duty in line.data.get("duties", ())
    }
    found = [duty for duty in repeated_duties(uow, case, now) if duty not in before]
    if not found:
        return
    record(uow, case, Happened.DEVIATION_REPEATED, CLOCK, now, duties=found)
    add_reasons(Ladder(uow, notifier, case, now), risk(REPEATED, f"duty.{found[0]}", now))


def calm_unless_repeated(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """It was about another organisation: what others said of that one presses no more. The case must be held."""
    urgency = read_urgency(uow, case)
    raised = any(one.reason == REPEATED for one in urgency.contributions)
    if raised and not repeated_duties(uow, case, now):
        settle(Ladder(uow, notifier, case, now), urgency.without((REPEATED,), now))
