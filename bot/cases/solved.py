"""Solved: staff propose it, only the worker's word closes a case, and "no" opens it again."""

from datetime import datetime, timedelta

from bot.escalation.check_ins import begin_check_ins
from bot.escalation.ladder import Ladder
from storage.models import COORDINATOR, Case, CaseState, LadderKind, Staff
from storage.models import WORKER as WORKER_SLOT
from storage.uow import UnitOfWork

from .actors import WORKER, actor
from .closing import close
from .errors import NotPossible
from .held import hold_open, working_offer
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import ask_worker, name_of, tell, tell_worker
from .reopening import reopen
from .status import waits_for_the_worker
from .timeline import Happened, record

ACTION = "Proposing that it is solved"
ANSWERED_BY = timedelta(days=14)
"""So long what a worker writes is taken for an answer to whether it is still solved."""
TOGETHER = timedelta(minutes=2)
"""What comes within such a time, several photos for example, is answered by one question."""


def propose_solved(
    uow: UnitOfWork,
    notifier: Notifier,
    case_id: str,
    by: Staff,
    rev: int | None,
    now: datetime,
    *,
    note: str = "",
) -> Case:
    """Ask the worker whether it is solved. Raises NoSuchCase, NotPossible, StaleRow."""
    case = hold_open(uow, case_id, rev, ACTION)
    offer = working_offer(uow, case, by, ACTION)
    if case.contacted_at is None:
        raise NotPossible(action=ACTION, why="the worker has not yet said that they were reached")
    if case.state == CaseState.AWAITING_CONFIRMATION.value:
        raise NotPossible(action=ACTION, why="the worker has already been asked")
    case.state = CaseState.AWAITING_CONFIRMATION.value
    record(uow, case, Happened.SOLVED_PROPOSED, actor(by), now, partner=offer.partner_id, note=note or None)
    uow.cases.close_questions(case.id, now, QuestionKind.CHECK_IN.value)
    params = {"partner": name_of(uow, offer.partner_id, case.language)}
    ask_worker(uow, notifier, case, QuestionKind.SOLVED, params, now, partner_id=offer.partner_id)
    begin_check_ins(Ladder(uow, notifier, case, now), QuestionKind.SOLVED)
    uow.cases.changed(case)
    return case


def worker_says_solved(uow: UnitOfWork, notifier: Notifier, case: Case, yes: bool, now: datetime) -> None:
    """The worker's word. The case must be held and open."""
    tag = f"{case.rev}"
    if not yes:
        record(uow, case, Happened.SOLVED_DENIED, WORKER, now)
        if case.state == CaseState.AWAITING_CONFIRMATION.value:  # else who said so gave it away: the ladder goes on
            case.state = CaseState.IN_PROGRESS.value
            begin_check_ins(Ladder(uow, notifier, case, now))
        tell(uow, notifier, case, case.lead_partner_id or COORDINATOR, StaffNotice.NOT_SOLVED, now, tag=tag)
        tell_worker(uow, notifier, case, "case.not_solved_thanks", {}, now, tag=tag)
        return
    record(uow, case, Happened.SOLVED_CONFIRMED, WORKER, now)
    lead = case.lead_partner_id or COORDINATOR
    policy = Ladder(uow, notifier, case, now).policy
    close(uow, notifier, case, CaseState.RESOLVED, None, now)
    tell(uow, notifier, case, lead, StaffNotice.SOLVED, now, tag=tag)
    key = "case.closed_resolved_waits" if waits_for_the_worker(uow, case) else "case.closed_resolved"
    tell_worker(uow, notifier, case, key, {}, now, tag=tag)
    ask_later(uow, case, 0, now, now + policy.after_solved[0].length)


def ask_later(uow: UnitOfWork, case: Case, number: int, solved_at: datetime, due_at: datetime) -> None:
    """After the end the worker is asked again whether it is still solved."""
    content = {"ask": QuestionKind.STILL_SOLVED.value, "solved_at": solved_at.isoformat()}
    uow.ladder.put(case.id, WORKER_SLOT, LadderKind.CHECK_IN, due_at, round=0, rung=number, plan=content)


def worker_says_still_solved(
    uow: UnitOfWork, notifier: Notifier, case: Case, yes: bool, now: datetime
) -> None:
    """The worker's word after the end: "no" opens the case again. The case must be held."""
    if yes:
        record(uow, case, Happened.STILL_SOLVED, WORKER, now)
        tell_worker(uow, notifier, case, "case.still_solved_thanks", {}, now, tag=f"{case.rev}")
        return
    reopen(uow, notifier, case, WORKER, now)


def may_still_say(uow: UnitOfWork, case: Case, now: datetime) -> bool:
    """Whether a case that the worker called solved is one of which we ask again whether it is, or did a while ago."""
    if case.state != CaseState.RESOLVED.value or case.erased_at is not None:
        return False
    asked = uow.cases.open_questions(case.id, QuestionKind.STILL_SOLVED.value)
    return uow.ladder.row(case.id, WORKER_SLOT) is not None or any(now - one.asked_at < ANSWERED_BY for one in asked)


def ask_at_once(uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime) -> None:
    """The worker has written of it: they are asked now whether it is still solved, unless they just were. The case must
    be held."""
    asked = uow.cases.open_questions(case.id, QuestionKind.STILL_SOLVED.value)
    if any(now - one.asked_at < TOGETHER for one in asked):
        return
    ask_worker(uow, notifier, case, QuestionKind.STILL_SOLVED, {}, now)
    uow.cases.changed(case)
