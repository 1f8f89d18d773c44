"""Planning a ladder backwards from its deadline. Pure: facts in, rungs with their times out.

Waits are kept as the policy says them while the last rung still comes in time. Otherwise they shrink, in the
proportion of the waits, by what presses. Where nothing but our own time for contact does, they shrink within the
hours of duty, and nobody loses its turn before an hour of its own duty is over. Where a day of the law, a departure
or a danger presses, nights and holidays count too (the deadline outranks office hours); rungs that would come
closer together than the policy's least gap go out as one step; with no time left, all go out now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from .duty import OFFICE, Duty, after_duty, duty_between
from .policy import Policy, RungKind
from .waits import Wait

T = TypeVar("T", datetime, timedelta)

TURN = timedelta(hours=1)
"""Of its own duty: before it is over nobody loses its turn because of a time that is only our own."""


@dataclass(frozen=True)
class Facts:
    """What a plan depends on.

    ``ask``: organisations not asked yet, in order, without the coordinator. ``asked_at``: when the one before
    them was asked, None to ask the next one now; ``asked_partner``: whether that was a partner. ``remind``:
    whether that one still gets its reminder. ``asked``: who it was, if that is known.
    ``since``: when the worker began to wait. ``deadline_at``: what must not be missed, with a margin.
    ``contact_by``: when somebody must have reached the worker, without one, whatever the hour; ``wish_by``: when
    somebody should have, as far as the hours of those asked allow. ``coordinator``: whether the
    coordinator is still to be asked. ``duty``: the hours in which somebody on the case's list is on duty;
    ``duties``: those of one organisation, where they are known.
    """

    since: datetime
    ask: tuple[str, ...]
    deadline_at: datetime | None = None
    contact_by: datetime | None = None
    wish_by: datetime | None = None
    asked_at: datetime | None = None
    asked_partner: bool = True
    remind: bool = True
    coordinator: bool = True
    duty: Duty = OFFICE
    asked: str | None = None
    duties: Mapping[str, Duty] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedRung:
    """One step: ``partner`` is whom it asks, None for reminder, coordinator and terminal."""

    kind: RungKind
    due_at: datetime
    partner: str | None = None

    def to_data(self) -> dict[str, Any]:
        """As kept in the ladder's row."""
        return {"kind": self.kind.value, "due_at": self.due_at.isoformat(), "partner": self.partner}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "PlannedRung":
        """The reverse of ``to_data``."""
        return cls(RungKind(data["kind"]), datetime.fromisoformat(data["due_at"]), data["partner"])


@dataclass(frozen=True)
class Plan:
    """The rungs in the order they fire. ``horizon``: the last one comes no later, unless that is past, or is only
    our own time and leaves those who are asked no hour of their duty."""

    rungs: tuple[PlannedRung, ...]
    horizon: datetime
    shrunk: bool


def horizon(policy: Policy, facts: Facts) -> datetime:
    """When the last rung is to come: in time for contact, and a margin before the deadline."""
    pressing = _pressing(policy, facts)
    own = _own(policy, facts)
    return own if pressing is None else min(own, pressing)


def plan(policy: Policy, facts: Facts, now: datetime) -> Plan:
    """Plan what is still to come. Times never lie before ``now`` and never fall."""
    end = horizon(policy, facts)
    steps = _steps(policy, facts)
    times = natural = _natural(steps, facts, now)
    if natural[-1] > _own(policy, facts):
        times = _within_hours(steps, facts, natural, _own(policy, facts), policy.least_gap.length, now)
    pressing = _pressing(policy, facts)
    if pressing is not None and times[-1] > pressing:
        shared = _shared_out(steps, now, pressing)
        times = [min(pair) for pair in zip(times, shared, strict=True)]
        times = _gathered(times, policy.least_gap.length, now)
    rungs = tuple(PlannedRung(step.kind, due_at, step.partner) for step, due_at in zip(steps, times, strict=True))
    return Plan(rungs, end, natural[-1] > end)


def _own(policy: Policy, facts: Facts) -> datetime:
    """When somebody should have reached the worker: a time that is only our own."""
    within = policy.contact_within.after(facts.since, OFFICE)
    return within if facts.wish_by is None else min(within, facts.wish_by)


def _pressing(policy: Policy, facts: Facts) -> datetime | None:
    """When the last rung comes whatever the hour; None if nothing presses so."""
    ends = [] if facts.contact_by is None else [facts.contact_by]
    if facts.deadline_at is not None:
        ends.append(facts.deadline_at - policy.margin.length)
    return min(ends, default=None)


@dataclass(frozen=True)
class _Step:
    kind: RungKind
    wait: Wait
    partner: str | None = None


def _steps(policy: Policy, facts: Facts) -> list[_Step]:
    """The rungs still to come, each with its wait since the asking before it."""
    waits = dict(policy.waits)
    at_once = waits[RungKind.FIRST_PARTNER]
    steps: list[_Step] = []

    def reminder() -> None:
        if facts.remind and RungKind.REMINDER in waits:
            steps.append(_Step(RungKind.REMINDER, waits[RungKind.REMINDER]))

    if facts.asked_at is not None:
        reminder()
    for partner in facts.ask:
        first = facts.asked_at is None and not steps
        kind = RungKind.FIRST_PARTNER if first else RungKind.NEXT_PARTNER
        steps.append(_Step(kind, waits[kind], partner))
        if first:
            reminder()
    anchored = bool(steps) or facts.asked_at is not None
    if facts.coordinator:
        steps.append(_Step(RungKind.COORDINATOR, waits[RungKind.COORDINATOR] if anchored else at_once))
        anchored = True
    # With the coordinator asked before, the end waits for a partner asked since as the coordinator would have.
    last_is_partner = bool(facts.ask) or (facts.asked_at is not None and facts.asked_partner)
    patience = RungKind.COORDINATOR if last_is_partner and not facts.coordinator else RungKind.TERMINAL
    steps.append(_Step(RungKind.TERMINAL, waits[patience] if anchored else at_once))
    return steps


def _natural(steps: list[_Step], facts: Facts, now: datetime) -> list[datetime]:
    """When each rung comes if there is time enough."""
    anchor, latest, times = facts.asked_at or now, now, []
    for step in steps:
        due_at = max(latest, step.wait.after(anchor, facts.duty))
        times.append(due_at)
        if step.kind.asks:
            anchor = latest = due_at
    return _rising(times)


def _within_hours(
    steps: list[_Step], facts: Facts, natural: list[datetime], end: datetime, gap: timedelta, now: datetime
) -> list[datetime]:
    """The duty there is until ``end`` in the proportion of the waits. Who was asked keeps its turn for an hour of its
    own duty, also where that is later than ``end``; but nothing comes later than with time enough."""
    room = duty_between(now, end, facts.duty)
    asked, asked_at, times = facts.asked, facts.asked_at, [now]
    for step, share, latest in zip(steps, _shares(steps), natural, strict=True):
        due_at = after_duty(now, room * share, facts.duty) if room * share else now
        if step.kind is not RungKind.REMINDER and asked_at is not None:
            own = facts.duties.get(asked or "", facts.duty)
            due_at = max(due_at, after_duty(asked_at, TURN, own))
        times.append(max(min(due_at, latest), times[-1]))
        if step.kind.asks:
            asked, asked_at = step.partner, times[-1]
    for n in range(len(steps) - 2, -1, -1):  # a reminder that would come right before or after goes with the next
        before, mine, after = times[n : n + 3]
        close = min(mine - before, after - mine) < gap
        if steps[n].kind is RungKind.REMINDER and close and after <= natural[n]:
            times[n + 1] = after
    return times[1:]


def _shared_out(steps: list[_Step], now: datetime, end: datetime) -> list[datetime]:
    """The time until ``end`` in the proportion of the waits; everything now if there is none."""
    room = max(end - now, timedelta())
    return [now + room * share for share in _shares(steps)]


def _shares(steps: list[_Step]) -> list[float]:
    """Where each rung stands between now (0) and the last (1)."""
    marks, base = [], timedelta()
    for step in steps:
        marks.append(base + step.wait.length)
        if step.kind.asks:
            base = marks[-1]
    marks = _rising(marks)
    whole = marks[-1] or timedelta(seconds=1)
    return [mark / whole for mark in marks]


def _rising(times: list[T]) -> list[T]:
    """A reminder that would come after the next asking goes out with it, and never holds it up."""
    for n in range(len(times) - 2, -1, -1):
        times[n] = min(times[n], times[n + 1])
    return times


def _gathered(times: list[datetime], gap: timedelta, now: datetime) -> list[datetime]:
    """Pull a rung that follows too closely to the one before it, so that they go out as one step."""
    kept = now
    gathered = []
    for due_at in times:
        if due_at - kept >= gap:
            kept = due_at
        gathered.append(kept)
    return gathered
