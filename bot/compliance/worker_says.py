"""What a worker says of a request for correction: their yes, a yes they take back, and whether it was put right."""

from dataclasses import replace
from datetime import datetime

from bot.cases.access import Access, access_of
from bot.cases.actors import WORKER
from bot.cases.held import hold_open
from bot.cases.notifier import Notifier, StaffNotice
from bot.cases.notify import tell, tell_worker
from bot.cases.timeline import Happened, record
from storage.models import COORDINATOR, Case, CaseState, Correction, WorkerQuestion
from storage.repositories.corrections import Word
from storage.uow import UnitOfWork

YES_UNTIL = "doc.chat.letter_agreed.info"
_ACTION = "Taking the yes back"


def worker_on_request(
    uow: UnitOfWork, notifier: Notifier, case: Case, question: WorkerQuestion, yes: bool, now: datetime
) -> None:
    """The worker agrees that the organisation is asked, or does not; until the letter goes out they can take a yes back
    (`taken_back`). The case must be held."""
    found = _asked_about(uow, question)
    if found is None or found[0].requested_at is not None or found[0].ended_at is not None:
        return  # nothing hangs on it any more
    correction, word = found
    uow.corrections.say(correction.id, replace(word, agreed=yes, agreed_at=now))
    happened = Happened.CORRECTION_AGREED if yes else Happened.CORRECTION_REFUSED
    record(uow, case, happened, WORKER, now, correction=correction.id, duty=correction.duty)
    if not yes:
        _end_unwanted(uow, correction, now)
    _thank(uow, notifier, case, YES_UNTIL if yes else "case.reached_thanks", correction, now)


def waiting_yes(uow: UnitOfWork, worker_id: str) -> list[tuple[Case, Correction]]:
    """The letters to which a worker said yes and that have not gone out, with their reports."""
    return [
        (case, correction)
        for case in uow.cases.of_worker(worker_id)
        if CaseState(case.state).open
        for correction, word in uow.corrections.of_case(case.id)
        if word.agreed and correction.requested_at is None and correction.ended_at is None
    ]


def taken_back(uow: UnitOfWork, notifier: Notifier, worker_id: str, now: datetime) -> bool:
    """The worker takes every yes back whose letter has not gone out. False: there is none any more."""
    found = False
    for read, asked in waiting_yes(uow, worker_id):
        case = hold_open(uow, read.id, None, _ACTION)
        correction, word = uow.corrections.held(asked.id), uow.corrections.word(asked.id, case.id)
        if correction is None or correction.requested_at is not None or word is None or not word.agreed:
            continue  # it went out meanwhile
        found = True
        uow.corrections.say(correction.id, replace(word, agreed=False, agreed_at=now))
        record(
            uow, case, Happened.CORRECTION_TAKEN_BACK, WORKER, now, correction=correction.id, duty=correction.duty
        )
        _end_unwanted(uow, correction, now)
        _tell_asker(uow, notifier, case, correction, now)
        uow.cases.changed(case)
    return found


def worker_on_correction(
    uow: UnitOfWork, notifier: Notifier, case: Case, question: WorkerQuestion, yes: bool, now: datetime
) -> None:
    """The worker says whether it is put right: only that makes it so. The case must be held."""
    found = _asked_about(uow, question)
    if found is None:
        return
    correction, word = found
    uow.corrections.say(correction.id, replace(word, mended=yes, mended_at=now))
    happened = Happened.CORRECTION_MENDED if yes else Happened.CORRECTION_NOT_MENDED
    record(uow, case, happened, WORKER, now, correction=correction.id, duty=correction.duty)
    _thank(uow, notifier, case, "case.reached_thanks" if yes else "case.not_solved_thanks", correction, now)


def correction_of(question: WorkerQuestion) -> str:
    """Which request a question is about."""
    return str((question.data or {}).get("correction", ""))


def _end_unwanted(uow: UnitOfWork, correction: Correction, now: datetime) -> None:
    """A request that no worker wants any more is over."""
    if all(one.agreed is False for one in uow.corrections.words(correction.id)):
        correction.ended_at = now
        uow.corrections.save(correction)


def _asked_about(uow: UnitOfWork, question: WorkerQuestion) -> tuple[Correction, Word] | None:
    correction = uow.corrections.held(correction_of(question))
    word = uow.corrections.word(correction.id, question.case_id) if correction is not None else None
    return (correction, word) if correction is not None and word is not None else None


def _thank(
    uow: UnitOfWork, notifier: Notifier, case: Case, key: str, correction: Correction, now: datetime
) -> None:
    tell_worker(uow, notifier, case, key, {}, now, tag=f"correction{case.events}")
    _tell_asker(uow, notifier, case, correction, now)


def _tell_asker(uow: UnitOfWork, notifier: Notifier, case: Case, correction: Correction, now: datetime) -> None:
    """Who asked is told that the worker has answered; once they no longer read this case, the coordinator is in their
    place: whoever was parted with hears nothing more of this worker."""
    offer = uow.cases.offer(case.id, correction.partner_id)
    to = correction.partner_id if access_of(case, offer) is Access.FULL else COORDINATOR
    tell(uow, notifier, case, to, StaffNotice.CORRECTION_ANSWERED, now, tag=f"correction{case.events}")
