"""A report that was written down together with staff: marked as that, and confirmed by the worker from their own phone.

Until the worker opens it themselves there is no way to write to them but the telephone number they gave.
"""

from datetime import datetime

from storage.models import COORDINATOR, AssistedDraft, Case, CaseState
from storage.uow import UnitOfWork

from .actors import WORKER, Actor
from .alone import ask_alone
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import tell, tell_worker
from .timeline import Happened, record


def entered_by(uow: UnitOfWork, run_id: str) -> list[str]:
    """The organisations whose staff entered answers of a report, COORDINATOR among them."""
    return list(dict.fromkeys(a["by"] for a in uow.conversations.answers(run_id) if a.get("by")))


def note_entered(uow: UnitOfWork, case: Case, draft: AssistedDraft | None, now: datetime) -> None:
    """A report was sent: its timeline says who entered it, also where the worker ended it alone (no ``draft``)."""
    for organisation in entered_by(uow, case.run_id):
        by = WORKER
        if draft is not None:
            by = Actor("coordinator" if draft.organisation == COORDINATOR else "staff", draft.staff_id)
        record(uow, case, Happened.ENTERED_TOGETHER, by, now, partner=organisation)
        uow.cases.changed(case)


def worker_came(uow: UnitOfWork, case_id: str, conversation_id: str, now: datetime) -> None:
    """The worker has opened the report on their own phone: they are asked whether it is right."""
    case = uow.cases.locked(case_id)
    if case is None:
        return
    record(uow, case, Happened.WORKER_CAME, WORKER, now)
    if CaseState(case.state).open and not uow.cases.open_questions(case.id, QuestionKind.ENTERED.value):
        uow.cases.ask(case.id, conversation_id, QuestionKind.ENTERED.value, now)
    uow.cases.changed(case)


def worker_on_entry(uow: UnitOfWork, notifier: Notifier, case: Case, choice: str, now: datetime) -> None:
    """The answer: it is right; something in it is not; or the worker did not agree to it. The case must be held."""
    tag = f"entered{case.events}"
    match choice:
        case "yes":
            record(uow, case, Happened.ENTRY_CONFIRMED, WORKER, now)
            tell_worker(uow, notifier, case, "case.entered.thanks", {}, now, tag=tag)
        case "no":
            record(uow, case, Happened.ENTRY_WRONG, WORKER, now)
            _tell(uow, notifier, case, StaffNotice.ENTRY_WRONG, now, tag)
            tell_worker(uow, notifier, case, "case.entered.write", {}, now, tag=tag)
        case _:
            _deny(uow, notifier, case, now, tag)


def _deny(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime, tag: str) -> None:
    """What was agreed to in the worker's name does not count: nobody reads it until they say who may."""
    record(uow, case, Happened.ENTRY_DENIED, WORKER, now)
    uow.cases.add_consent(
        case.id, language=case.language, release=0, partners=[], refused=uow.cases.refused(case.id), on_silence=None,
        now=now,
    )  # fmt: skip
    for offer in uow.cases.offers(case.id):
        offer.consented = False
    _tell(uow, notifier, case, StaffNotice.ENTRY_DENIED, now, tag)
    tell_worker(uow, notifier, case, "case.entered.denied", {}, now, tag=tag)
    ask_alone(uow, notifier, case, now)


def _tell(uow: UnitOfWork, notifier: Notifier, case: Case, kind: StaffNotice, now: datetime, tag: str) -> None:
    for organisation in dict.fromkeys((case.lead_partner_id or COORDINATOR, COORDINATOR)):
        tell(uow, notifier, case, organisation, kind, now, tag=tag)
