"""What will fire when, if nobody does anything until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.models import COORDINATOR, LIVE, WEIGH, WORKER, Case, LadderKind
from storage.uow import UnitOfWork

from .duty import OFFICE
from .outlook import Outlook, planned
from .plan import PlannedRung
from .policy import Policy

_CHECK_INS = 3


@dataclass(frozen=True)
class ForecastLine:
    """One step to come. ``what``: rung kind, or pause_ends, check_in, terminal, weigh. ``to``: ids of
    organisations, worker; nobody for weigh: what a case weighs by then decides who is told.

    ``late``: it should have come already.
    """

    case_id: str
    case_number: str
    topic: str
    state: str
    due_at: datetime
    what: str
    to: tuple[str, ...]
    late: bool


def forecast(
    uow: UnitOfWork, case_id: str | None, now: datetime, *, weighing: bool = False
) -> list[ForecastLine]:
    """The steps of one case, or of all open ones, the next first. Nothing personal is in them.

    ``weighing``: also when a case is weighed anew because a day has come near or is over.
    """
    if case_id is not None:
        case = uow.cases.get(case_id)
        rows = [row for slot in (LIVE, WORKER) if (row := uow.ladder.row(case_id, slot)) is not None]
        lines = [line for row in rows if case is not None for line in lines_of(uow, case, row, now)]
    else:
        by_id = {case.id: case for case in uow.cases.open_cases()}
        available: dict[str, bool] = {}
        lines = [
            line for row in (*uow.ladder.due(), *uow.ladder.worker_clocks()) if row.case_id in by_id
            for line in lines_of(uow, by_id[row.case_id], row, now, available)
        ]  # fmt: skip
    lines += _weighings(uow, case_id, now) if weighing else []
    return sorted(lines, key=lambda line: (line.due_at, line.case_number))


def _weighings(uow: UnitOfWork, case_id: str | None, now: datetime) -> list[ForecastLine]:
    """Clocks of a slot of their own: they move nobody's turn by themselves."""
    case = uow.cases.get(case_id) if case_id is not None else None
    cases = {one.id: one for one in ([case] if case is not None else uow.cases.open_cases())}
    rows = [uow.ladder.row(case_id, WEIGH)] if case_id is not None else uow.ladder.weighings()
    return [
        ForecastLine(one.id, one.number, one.topic, one.state, row.due_at, "weigh", (), row.due_at < now)
        for row in rows
        if row is not None and (one := cases.get(row.case_id)) is not None
    ]


def lines_of(
    uow: UnitOfWork, case: Case, row: Any, now: datetime, available: dict[str, bool] | None = None
) -> list[ForecastLine]:
    """What one of a case's clocks will do, by the policy the case lives by. ``available``: see ``Outlook``."""
    rungs = planned(row.plan)[row.rung :] if row.kind == LadderKind.RUNG.value else []
    return _lines(Outlook(uow, case, now, row, available=available), row, rungs, row.due_at)


def lines_under(outlook: Outlook, row: Any) -> list[ForecastLine]:
    """What a case's live clock would do if the case were planned anew now with the outlook's policy."""
    rungs: Sequence[PlannedRung] = ()
    due_at = row.due_at
    if row.kind == LadderKind.RUNG.value:
        rungs = outlook.rest(row).rungs
    elif row.kind == LadderKind.PAUSE.value:
        due_at = outlook.shortened(row)
    return _lines(outlook, row, rungs, due_at)


def _lines(outlook: Outlook, row: Any, rungs: Sequence[PlannedRung], due_at: datetime) -> list[ForecastLine]:
    case, now, policy = outlook.case, outlook.now, outlook.policy

    def line(due_at: datetime, what: str, *to: str) -> ForecastLine:
        late = due_at < now
        return ForecastLine(case.id, case.number, case.topic, case.state, due_at, what, to, late)

    match LadderKind(row.kind):
        case LadderKind.RUNG:
            steps = [line(r.due_at, r.kind.value, *_to(r.kind.value, r.partner)) for r in rungs]
            return [*steps, line(_again(policy, steps[-1].due_at), "terminal", *_to("terminal", None))]
        case LadderKind.PAUSE:
            # Who is added; at the end of the ladder, who looks after it.
            return [line(due_at, "pause_ends", row.plan["partner"], added_next(outlook) or COORDINATOR)]
        case LadderKind.CHECK_IN:
            return [line(due_at, row.plan["ask"], "worker") for due_at in _check_ins(policy, row)]
        case LadderKind.REVIEW:
            repeats = [row.due_at, _again(policy, row.due_at)]
            return [line(due_at, "terminal", *_to("terminal", None)) for due_at in repeats]
        case LadderKind.WEIGH:  # of a slot of its own: it moves nobody's turn
            return []


def _to(kind: str, partner: str | None) -> tuple[str, ...]:
    if partner is not None:
        return (partner,)
    return {"terminal": (COORDINATOR, "deputy", "worker"), "coordinator": (COORDINATOR,)}.get(kind, ("asked",))


def added_next(outlook: Outlook) -> str | None:
    """Who would be added when a pause ends; None if everybody who can be asked has been."""
    left = outlook.left_to_ask()
    if left:
        return left[0]
    return COORDINATOR if outlook.coordinator_left() else None


def _check_ins(policy: Policy, row: Any) -> list[datetime]:
    """The next ones; of the questions after the end, those that are left."""
    if row.slot == WORKER:
        if "solved_at" not in row.plan:
            return [row.due_at]
        solved_at = datetime.fromisoformat(row.plan["solved_at"])
        return [row.due_at, *(solved_at + wait.length for wait in policy.after_solved[row.rung + 1 :])]
    times = [row.due_at]
    for number in range(row.rung + 1, row.rung + _CHECK_INS):
        times.append(times[-1] + policy.check_in_after(number))
    return times


def _again(policy: Policy, after: datetime) -> datetime:
    return policy.terminal_repeats.after(after, OFFICE)
