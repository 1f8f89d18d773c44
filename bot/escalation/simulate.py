"""What a change of the ladder policies would do to cases that are open, before anybody lets it do so. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.models import Case, LadderKind
from storage.uow import UnitOfWork

from .forecast import ForecastLine, lines_of, lines_under
from .outlook import Outlook
from .policy import Policies, Severity


@dataclass(frozen=True)
class Move:
    """One step, and when it comes: None where one of the two ladders has no such step."""

    what: str
    to: tuple[str, ...]
    kept_at: datetime | None
    new_at: datetime | None

    @property
    def later(self) -> float:
        """By how many seconds it comes later than before; below 0 if earlier, 0 if there is no telling."""
        if self.kept_at is None or self.new_at is None:
            return 0.0
        return (self.new_at - self.kept_at).total_seconds()

    @property
    def moved(self) -> bool:
        """Whether anything is different."""
        return self.kept_at != self.new_at


@dataclass(frozen=True)
class Effect:
    """One case: what comes under the policy it lives by, and what would come if it were planned anew now.

    ``late``: the last step comes later than the policy itself allows.
    """

    case_id: str
    number: str
    topic: str
    kept: str
    new: str
    moves: tuple[Move, ...]
    kept_late: bool = False
    new_late: bool = False
    at_once: bool = False
    """Whether a step would go out this minute that would otherwise come later."""

    @property
    def moved(self) -> int:
        """How many steps come at another time, or come or go."""
        return sum(move.moved for move in self.moves)

    @property
    def becomes_late(self) -> bool:
        """Whether only the change makes it late."""
        return self.new_late and not self.kept_late


def simulate(uow: UnitOfWork, policies: Policies, now: datetime, case: Case | None = None) -> Iterator[Effect]:
    """The effect of these policies on one case, or on every open one, the next to move first."""
    if case is not None:
        row = uow.ladder.row(case.id)
        if row is not None:
            yield effect(uow, policies, case, row, now)
        return
    by_id = {one.id: one for one in uow.cases.open_cases()}
    available: dict[str, bool] = {}
    for row in uow.ladder.due():
        if row.case_id in by_id:
            yield effect(uow, policies, by_id[row.case_id], row, now, available)


def effect(
    uow: UnitOfWork, policies: Policies, case: Case, row: Any, now: datetime, available: dict[str, bool] | None = None
) -> Effect:
    """The effect on one case. ``row``: its live clock. ``available``: see ``Outlook``."""
    policy = policies.pick(case.topic, Severity.URGENT if case.urgent else Severity.NORMAL)
    before = lines_of(uow, case, row, now, available)
    if policy.id == case.policy:
        return Effect(case.id, case.number, case.topic, case.policy, policy.id, _moves(before, before))
    outlook = Outlook(uow, case, now, row, policy, available)
    after = lines_under(outlook, row)
    moves = _moves(before, after)
    return Effect(
        case.id, case.number, case.topic, case.policy, policy.id, moves,
        kept_late=_late(Outlook(uow, case, now, row), row, before),
        new_late=_late(outlook, row, after),
        at_once=any(m.new_at is not None and m.new_at <= now and (m.kept_at is None or m.kept_at > now) for m in moves),
    )  # fmt: skip


def _late(outlook: Outlook, row: Any, lines: list[ForecastLine]) -> bool:
    """Whether the end of the ladder, or of the pause, comes later than the policy allows."""
    if row.kind == LadderKind.RUNG.value:
        return lines[-2].due_at > outlook.horizon  # the last is the end told once more
    if row.kind == LadderKind.PAUSE.value:
        end = outlook.earliest_end(contact=True)
        return end is not None and lines[0].due_at > end
    return False


def _moves(before: list[ForecastLine], after: list[ForecastLine]) -> tuple[Move, ...]:
    """Pair the steps of two ladders: the same step to the same people, the first with the first."""
    left = list(after)
    moves = []
    for line in before:
        match = next((other for other in left if (other.what, other.to) == (line.what, line.to)), None)
        if match is not None:
            left.remove(match)
        moves.append(Move(line.what, line.to, line.due_at, match.due_at if match else None))
    moves += [Move(line.what, line.to, None, line.due_at) for line in left]
    return tuple(moves)
