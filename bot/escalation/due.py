"""What is done when a clock is due, by what it waited for. The case is held."""

from datetime import datetime
from typing import Any

from bot.cases.notifier import Notifier, QuestionKind
from bot.cases.notify import ask_worker
from bot.cases.reached import ask_reached, claim_stands
from bot.cases.solved import ask_later
from storage.models import LIVE, WEIGH, WORKER, Case, CaseState, LadderKind
from storage.uow import UnitOfWork

from .check_ins import check_in_due
from .kept import policy_of
from .ladder import Ladder
from .outlook import planned
from .pauses import lapse
from .weighing import weigh_now


def carry_on(uow: UnitOfWork, notifier: Notifier, case: Case, row: Any, now: datetime) -> None:
    """Do what ``row`` (of the ladder table) waited for, and set the clock to what comes next."""
    if row.slot == WORKER:
        _worker_row(uow, notifier, case, row, now)
    elif row.slot == WEIGH:
        _weigh_row(uow, notifier, case, row, now)
    elif not CaseState(case.state).open:
        uow.ladder.drop(case.id, row.slot)
    elif not _weighed_first(uow, notifier, case, row, now):
        _live_row(Ladder(uow, notifier, case, now, row), row)
    uow.cases.changed(case)


def _weigh_row(uow: UnitOfWork, notifier: Notifier, case: Case, row: Any, now: datetime) -> None:
    """Weigh a case, and take its step with it if that is due as well: nobody is told of one moment twice."""
    live = uow.ladder.row(case.id, LIVE)
    if live is None or live.due_at > now or live.failures or row.failures or not CaseState(case.state).open:
        uow.ladder.drop(case.id, WEIGH)
        weigh_now(Ladder(uow, notifier, case, now))
    elif not _weighed_first(uow, notifier, case, live, now):
        _live_row(Ladder(uow, notifier, case, now, live), live)


def _weighed_first(uow: UnitOfWork, notifier: Notifier, case: Case, row: Any, now: datetime) -> bool:
    """Weigh a case that is to be weighed by now before its step is taken, whoever claimed which: else what both lead to
    would go out as two steps at one moment. Says whether its clock was set anew, so that this step is none any more.

    Where either has failed, each is tried by itself: what can't be weighed is carried on all the same.
    """
    due = uow.ladder.row(case.id, WEIGH)
    if due is None or due.due_at > now or due.failures or row.failures:
        return False
    uow.ladder.drop(case.id, WEIGH)
    weigh_now(Ladder(uow, notifier, case, now))
    live = uow.ladder.row(case.id, LIVE)
    return live is None or live.fence != row.fence


def _live_row(ladder: Ladder, row: Any) -> None:
    match LadderKind(row.kind):
        case LadderKind.RUNG:
            ladder.carry_on(planned(row.plan), row.rung, row.round, row.due_at)
        case LadderKind.PAUSE:
            lapse(ladder, row.plan["partner"])
        case LadderKind.CHECK_IN:
            check_in_due(ladder, row.rung, row.plan)
        case LadderKind.REVIEW:
            ladder.repeat_terminal(row.round)
        case LadderKind.WEIGH:
            raise ValueError(row.kind)  # never of the live slot


def _worker_row(uow: UnitOfWork, notifier: Notifier, case: Case, row: Any, now: datetime) -> None:
    """Ask once more whether somebody reached the worker; after the end, whether it is still solved."""
    kind = QuestionKind(row.plan["ask"])
    if kind is QuestionKind.REACHED:
        open_ = uow.cases.open_questions(case.id, kind.value)
        uow.ladder.drop(case.id, WORKER)
        partner = row.plan["partner"]
        if open_ and CaseState(case.state).open and claim_stands(uow, case, partner):
            ask_reached(Ladder(uow, notifier, case, now), partner, again=False)
        return
    uow.ladder.drop(case.id, WORKER)
    if case.state != CaseState.RESOLVED.value:
        return
    ask_worker(uow, notifier, case, kind, {}, now)
    after = policy_of(uow, case).after_solved
    if row.rung + 1 < len(after):
        solved_at = datetime.fromisoformat(row.plan["solved_at"])
        due_at = max(solved_at + after[row.rung + 1].length, now)
        ask_later(uow, case, row.rung + 1, solved_at, due_at)
