"""A report that was written down together with staff: marked as that, and confirmed by the worker from their own phone.

Until the worker opens it themselves there is no way to write to them but the telephone number they gave.
"""

from datetime import datetime

from storage.models import COORDINATOR, AssistedDraft, Case, CaseState
from storage.uow import UnitOfWork

from .actors import WORKER, Actor
from .alone import ask_alone
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import ask_worker, tell, tell_worker
from .timeline import Happened, record


def entered_by(uow: UnitOfWork, run_id: str) -> list[str]:
    """The organisations whose staff entered answers of a report, COORDINATOR among them."""
    return list(dict.fromkeys(a["by"] for a in uow.conversations.answers(run_id) if a.get("by")))


def note_entered(uow: UnitOfWork, case: Case, now: datetime) -> None:
    """A report was sent: its timeline says who entered it, and whether the worker ended it on a phone of their own."""
    drafts = _drafts(uow, case.worker_id)
    for organisation in entered_by(uow, case.run_id):
        kind = "coordinator" if organisation == COORDINATOR else "staff"
        draft = drafts.get(organisation)
        by = Actor(kind, draft.staff_id if draft is not None else None)
        record(uow, case, Happened.ENTERED_TOGETHER, by, now, partner=organisation)
        if draft is None or draft.taken_over_at is not None:
            record(uow, case, Happened.WORKER_CAME, WORKER, now)
        uow.cases.changed(case)


def _drafts(uow: UnitOfWork, worker_id: str) -> dict[str, AssistedDraft]:
    """Organisation → what its staff entered together with this worker."""
    found = (uow.assisted.at(conversation.id) for conversation in uow.conversations.of_worker(worker_id))
    return {draft.organisation: draft for draft in found if draft is not None}


def ask_once(uow: UnitOfWork, notifier: Notifier, case_id: str, now: datetime) -> None:
    """The worker has ended alone what was begun together: they are asked whether what staff wrote down is right."""
    case = uow.cases.locked(case_id)
    if case is None or not CaseState(case.state).open or not entered_by(uow, case.run_id):
        return
    if not any(asked.kind == QuestionKind.ENTERED.value for asked in uow.cases.questions(case.id)):
        ask_worker(uow, notifier, case, QuestionKind.ENTERED, {}, now)
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
    """What was agreed to in the worker's name does not count: nobody reads it until they say who may.

    It is a coordinator's turn until they have written down what they found: a review that is due now.
    """
    record(uow, case, Happened.ENTRY_DENIED, WORKER, now)
    uow.cases.add_consent(
        case.id, language=case.language, release=0, partners=[], refused=uow.cases.refused(case.id), on_silence=None,
        now=now,
    )  # fmt: skip
    for offer in uow.cases.offers(case.id):
        offer.consented = False
    case.review_at = now
    _tell(uow, notifier, case, StaffNotice.ENTRY_DENIED, now, tag)
    tell_worker(uow, notifier, case, "case.entered.denied", {}, now, tag=tag)
    ask_alone(uow, notifier, case, now)


def _tell(uow: UnitOfWork, notifier: Notifier, case: Case, kind: StaffNotice, now: datetime, tag: str) -> None:
    for organisation in dict.fromkeys((case.lead_partner_id or COORDINATOR, COORDINATOR)):
        tell(uow, notifier, case, organisation, kind, now, tag=tag)
