"""Asking an organisation to put something right: with the worker's yes, until a day, and with the workers' last word.

Nothing is sent by the program: staff of the leading organisation print the letter and say when it went out. Each worker
is asked alone, is warned that the employer will probably know, and may refuse without losing anything. What the
organisation answers is kept; whether it is true the workers say.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.cases.access import Access, access_to
from bot.cases.actors import actor, organisation
from bot.cases.alone import ask_alone
from bot.cases.errors import NotPossible
from bot.cases.held import hold, hold_open
from bot.cases.notifier import Notifier, QuestionKind
from bot.cases.timeline import Happened, record
from bot.clock import JAPAN
from flows.evidence import Says
from storage.models import Case, CaseState, Correction, Reply, Staff, WorkerQuestion
from storage.repositories.corrections import Word
from storage.uow import UnitOfWork

from .errors import RequestRefused
from .facts import Fact, bears, newest, of_case
from .standing import asked_before, can_go_out, may_go_out, took_part, works_on
from .worker_says import correction_of

ACTION = "Asking for correction"
SOONEST, LATEST = timedelta(days=7), timedelta(days=60)
"""So long an organisation has at least, and at most, to put it right."""
NEXT_DAY = timedelta(days=1)
LEFT_ALONE = timedelta(days=14)
"""So long nobody who said "not put right" is asked again, unless the organisation has answered since."""


def deviations(uow: UnitOfWork, case: Case) -> list[Fact]:
    """The duties that this worker says were not fulfilled, and that a confirmed organisation owes, each once."""
    kinds = {link.kind: link for link in uow.organisations.of_case(case.id)}
    found = []
    for fact in newest(of_case(uow, case), Says.DEVIATION).values():
        owing = next((link for kind, link in sorted(kinds.items()) if bears(kind, fact.duty)), None)
        if owing is not None:
            root = uow.organisations.root(owing.organisation_id)
            found.append(replace(fact, organisation_id=root, site_id=owing.site_id))
    return found


def prepare(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, duty: str,
    due_on: date,
) -> Case:
    """Ask the worker whether the organisation may be asked to fulfil a duty by the end of ``due_on`` (in Japan).

    Raises NoSuchCase, NotPossible, StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    uow.organisations.hold(*(link.organisation_id for link in uow.organisations.of_case(case.id)))
    _must_lead(uow, case, by)
    due_at = datetime.combine(due_on, time(23, 59), tzinfo=JAPAN)
    if not now + SOONEST - timedelta(days=1) < due_at <= now + LATEST + timedelta(days=1):
        raise NotPossible(action=ACTION, why="the day lies at least 7 and at most 60 days ahead")
    fact = next((one for one in deviations(uow, case) if one.duty.key == duty), None)
    if fact is None:
        raise NotPossible(action=ACTION, why="this worker has not said so of an organisation that was confirmed")
    _end_stale(uow, case, duty, now)
    family = uow.organisations.family(fact.organisation_id)
    if asked_before(uow, case, duty, family, organisation(by), fact.at):
        raise NotPossible(action=ACTION, why="the worker was asked about it already")
    going_on = uow.corrections.of_organisations([fact.organisation_id])
    correction = next((one for one in going_on if _takes_more(one, duty, by, due_at)), None)
    if correction is None:
        correction = uow.corrections.make(
            fact.organisation_id, duty, partner_id=organisation(by), made_by=by.id, due_at=due_at, now=now
        )
    uow.corrections.join(correction.id, case.id, now)
    _ask(uow, case, correction, QuestionKind.CORRECTION, now)
    record(
        uow, case, Happened.CORRECTION_PREPARED, actor(by), now, correction=correction.id, duty=duty,
        due=correction.due_at.isoformat(),
    )
    ask_alone(uow, notifier, case, now)
    uow.cases.changed(case)
    return case


def requested(uow: UnitOfWork, correction_id: str, by: Staff, now: datetime) -> Correction:
    """The letter went out. Raises RequestRefused."""
    action = "Sending the request"
    correction = _own(uow, correction_id, by, action)
    words = uow.corrections.words(correction.id)
    if correction.requested_at is not None:
        raise RequestRefused(action=action, why="it went out already")
    if not any(may_go_out(uow, correction, word) for word in words):
        raise RequestRefused(action=action, why="no worker has agreed to it")
    if correction.due_at < now + NEXT_DAY:
        raise RequestRefused(action=action, why="its day has come: prepare it anew with a later one")
    resting = [word for word in words if may_go_out(uow, correction, word)]
    correction.requested_at, correction.requested_by = now, by.id
    uow.corrections.save(correction)
    for word in words:
        if word.agreed and word not in resting:  # not for this letter: nothing is said of it in the worker's name
            uow.corrections.say(correction.id, replace(word, agreed=None, agreed_at=None))
        elif word in resting:
            _note(uow, word, Happened.CORRECTION_REQUESTED, by, now, correction)
    return correction


def over(uow: UnitOfWork, correction: Correction, now: datetime) -> bool:
    """Whether a letter that has not gone out never will, other than because no worker wants it: its day has come, its
    organisation was found to be another one, somebody else leads, or it was prepared anew since."""
    words = uow.corrections.words(correction.id)
    if correction.requested_at is not None or all(word.agreed is False for word in words):
        return False
    if correction.ended_at is not None or correction.due_at < now + NEXT_DAY or not can_go_out(uow, correction):
        return True
    return not any(word.agreed is None or may_go_out(uow, correction, word) for word in words)


def replied(
    uow: UnitOfWork, notifier: Notifier, correction_id: str, by: Staff, now: datetime, *, reply: Reply, note: str
) -> Correction:
    """What the organisation answered. Where it says that it is done, the workers are asked at once.

    Raises RequestRefused.
    """
    action = "Writing down the answer"
    correction = _own(uow, correction_id, by, action)
    if correction.requested_at is None:
        raise RequestRefused(action=action, why="nothing was requested yet")
    if not note.strip():
        raise RequestRefused(action=action, why="write what it answered, and how")
    correction.reply, correction.reply_at, correction.reply_by = reply.value, now, by.id
    uow.corrections.write_note(correction, note.strip())
    uow.corrections.save(correction)
    for word in uow.corrections.words(correction.id):
        if took_part(correction, word):
            _note(uow, word, Happened.CORRECTION_REPLIED, by, now, correction, reply=reply.value)
    if reply is Reply.DONE:
        ask_workers(uow, notifier, correction, by, now)
    return correction


def ask_again(
    uow: UnitOfWork, notifier: Notifier, correction_id: str, by: Staff, now: datetime
) -> int:
    """Ask the workers now whether it is put right, whatever the organisation has answered. Returns how many are asked.

    Raises RequestRefused.
    """
    action = "Asking the workers"
    correction = _own(uow, correction_id, by, action)
    if correction.requested_at is None:
        raise RequestRefused(action=action, why="nothing was requested yet")
    asked = ask_workers(uow, notifier, correction, by, now)
    if not asked:
        raise RequestRefused(action=action, why="every worker who can be asked has answered or is being asked")
    return asked


def ask_workers(uow: UnitOfWork, notifier: Notifier, correction: Correction, by: Staff, now: datetime) -> int:
    """Ask those who agreed and have not said yet that it is put right; whoever said that it is not, only after the
    organisation has answered, or after a while. Returns how many."""
    asked = 0
    for read in uow.corrections.words(correction.id):
        case = uow.cases.locked(read.case_id) if took_part(correction, read) and not read.mended else None
        if case is None or not CaseState(case.state).open or _open_question(uow, case, correction) is not None:
            continue
        word = uow.corrections.word(correction.id, case.id)  # as it stands now that nobody else writes it
        if word is None or word.mended or _left_alone(correction, word, now):
            continue
        uow.corrections.say(correction.id, replace(word, asked_again_at=now))
        _ask(uow, case, correction, QuestionKind.CORRECTED, now)
        record(uow, case, Happened.CORRECTION_ASKED, actor(by), now, correction=correction.id, duty=correction.duty)
        ask_alone(uow, notifier, case, now)
        uow.cases.changed(case)
        asked += 1
    return asked


def _end_stale(uow: UnitOfWork, case: Case, duty: str, now: datetime) -> None:
    """A request whose day came before it went out, or that can't go out any more, is over: the worker may be asked
    anew."""
    for one, _ in uow.corrections.of_case(case.id):
        waits = one.duty == duty and one.ended_at is None and one.requested_at is None
        if waits and (one.due_at < now + NEXT_DAY or not can_go_out(uow, one)):
            one.ended_at = now
            uow.corrections.save(one)


def _takes_more(one: Correction, duty: str, by: Staff, due_at: datetime) -> bool:
    """Whether a request that has not gone out yet, until the same day, can also be made for another worker."""
    mine = one.duty == duty and one.partner_id == organisation(by) and one.due_at == due_at
    return mine and one.requested_at is None and one.ended_at is None


def _must_lead(uow: UnitOfWork, case: Case, by: Staff) -> None:
    if access_to(uow, case, by) is not Access.FULL:
        raise NotPossible(action=ACTION, why="your organisation does not read this case")
    if case.lead_partner_id != organisation(by):
        raise NotPossible(action=ACTION, why="only the leading organisation turns to the employer")
    if case.contacted_at is None:
        raise NotPossible(action=ACTION, why="the worker has not confirmed yet that somebody has reached them")


def _left_alone(correction: Correction, word: Word, now: datetime) -> bool:
    """Whether the worker said just now that it is not put right, and nothing has come since."""
    said = word.mended_at if word.mended is False else None
    return said is not None and now < said + LEFT_ALONE and (correction.reply_at is None or correction.reply_at <= said)


def _own(uow: UnitOfWork, correction_id: str, by: Staff, action: str) -> Correction:
    """The request, held with the cases that have part in it."""
    for case_id in sorted(word.case_id for word in uow.corrections.words(correction_id)):
        uow.cases.locked(case_id)
    correction = uow.corrections.held(correction_id)
    if correction is None or not works_on(uow, correction, by):
        raise RequestRefused(action=action, why="there is no such request of your organisation")
    if correction.ended_at is not None:
        raise RequestRefused(action=action, why="no worker wants it")
    return correction


def _ask(uow: UnitOfWork, case: Case, correction: Correction, kind: QuestionKind, now: datetime) -> None:
    for before in uow.cases.open_questions(case.id, kind.value):
        if correction_of(before) == correction.id:
            before.answered_at, before.answer = now, "over"
    uow.cases.ask(
        case.id, case.conversation_id, kind.value, now, partner_id=correction.partner_id,
        data={"held": True, "correction": correction.id},
    )


def _open_question(uow: UnitOfWork, case: Case, correction: Correction) -> WorkerQuestion | None:
    asked: Sequence[WorkerQuestion] = uow.cases.open_questions(case.id, QuestionKind.CORRECTED.value)
    return next((one for one in asked if correction_of(one) == correction.id), None)


def _note(
    uow: UnitOfWork, word: Word, happened: Happened, by: Staff, now: datetime, correction: Correction, **more: str
) -> None:
    """A line in the timeline of a case that has part in it, also of one that is closed meanwhile."""
    case = hold(uow, word.case_id)
    record(
        uow, case, happened, actor(by), now, correction=correction.id, duty=correction.duty,
        due=correction.due_at.isoformat(), **more,
    )
    if CaseState(case.state).open:
        uow.cases.changed(case)
