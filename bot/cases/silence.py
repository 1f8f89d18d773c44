"""The worker has blocked the bot, or came back: a sign that the people of their cases must know."""

from datetime import datetime

from bot.escalation.check_ins import SILENCE, add_reasons, sign_of_life, worry
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import shorten
from bot.escalation.urgency import risk
from storage.models import COORDINATOR, Case, CaseState
from storage.uow import UnitOfWork

from .actors import WORKER
from .notifier import Notifier, StaffNotice
from .notify import tell
from .timeline import Happened, record


def worker_blocked(uow: UnitOfWork, notifier: Notifier, worker_id: str, now: datetime) -> None:
    """The bot was blocked: raises the urgency of the worker's open cases, as far as they wished for it."""
    for case in _open_cases(uow, worker_id):
        record(uow, case, Happened.BLOCKED, WORKER, now)
        _worry(uow, notifier, case, now)
        uow.cases.changed(case)


def worker_unblocked(uow: UnitOfWork, notifier: Notifier, worker_id: str, now: datetime) -> None:
    """The worker is back."""
    for case in _open_cases(uow, worker_id):
        record(uow, case, Happened.UNBLOCKED, WORKER, now)
        sign_of_life(Ladder(uow, notifier, case, now))
        uow.cases.changed(case)


def _worry(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    consent = uow.cases.consent(case.id)
    wish = consent.on_silence if consent is not None else None
    if wish == "wait":
        return
    ladder = Ladder(uow, notifier, case, now)
    reasons = [risk("blocked", "bot_blocked", now)]
    if wish == "raise":
        reasons.append(risk("silence_means_danger", "bot_blocked", now))
    add_reasons(ladder, *reasons)
    for organisation in dict.fromkeys((case.lead_partner_id or COORDINATOR, COORDINATOR)):
        tell(uow, notifier, case, organisation, StaffNotice.SILENCE, now, tag=f"blocked{case.events}")
    if case.contacted_at is None:
        ladder.hurry()
        shorten(ladder)
    elif wish == "raise":
        worry(ladder, SILENCE)


def _open_cases(uow: UnitOfWork, worker_id: str) -> list[Case]:
    """The worker's open cases, held, in the order of their ids so that nobody waits for each other."""
    ids = sorted(case.id for case in uow.cases.of_worker(worker_id) if CaseState(case.state).open)
    held = [uow.cases.locked(case_id) for case_id in ids]
    return [case for case in held if case is not None and CaseState(case.state).open]
