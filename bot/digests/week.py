"""The numbers of a week: reports, time to the first contact, ladder misses, where people give up, silent partners.

Sums only. A count of one or two reports or people is never told: it is "<3"; and where such a part of a known whole
could be found by subtracting, the next smallest is left out too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from bot.clock import JAPAN, in_japan, week_of
from storage.models import SILENT, CaseState, OfferState
from storage.uow import UnitOfWork

WEEKS = 8
"""Weeks in a chart."""
MONTH = 4
"""Weeks over which partners and questions are looked at: one week tells too little of them."""
FEWEST = 3
KINDS = ("reminded", "coordinator_asked", "pause_lapsed", "terminal")
"""Ladder misses: not answered until the reminder; nobody on the list has answered; accepted, but the worker was not
reached in time; the ladder has ended."""
QUESTIONS = 12
"""Questions named, those that lose most first."""


class NotTold:
    """Left out beside a small number: it would tell the other."""


HIDDEN = NotTold()
Cell = int | NotTold


def said(count: Cell) -> str:
    """A count as it may be told."""
    if isinstance(count, NotTold):
        return "…"
    return f"<{FEWEST}" if 0 < count < FEWEST else str(count)


def cells(counts: Mapping[str, int]) -> dict[str, Cell]:
    """The parts of a whole that is known, largest first: each with its count, or left out."""
    parts: dict[str, int] = {n: c for n, c in sorted(counts.items(), key=lambda one: (-_at_least(one[1]), one[0])) if c}
    small = [count for count in parts.values() if count < FEWEST]
    others = [name for name, count in parts.items() if count >= FEWEST]
    hidden: list[str] = []
    while others and _given_away(small, [parts[name] for name in hidden]):
        hidden.append(others.pop())
    return {name: HIDDEN if name in hidden else count for name, count in parts.items()}


def _at_least(count: int) -> int:
    """What orders a count: those that are told as the same stand in no order of their own."""
    return min(count, 1) if count < FEWEST else count


def _given_away(small: Sequence[int], hidden: Sequence[int]) -> bool:
    """Whether somebody who knows the sum of all these can tell a small one, each of which may be 1 or 2 and each
    hidden one 3 or more."""
    if not small:
        return False
    known, least = sum(small) + sum(hidden), len(small) + FEWEST * len(hidden)
    if not hidden:
        return known in (least, 2 * least)
    return known <= least


@dataclass(frozen=True)
class Wait:
    """Time from a report to the first contact that the worker confirmed. None: so many have none yet, there are too
    few reports, or it would tell whether one or two have none yet. Whoever took a report back before is not counted."""

    median: timedelta | None
    most: timedelta | None
    """Nine of ten were reached within this."""
    reached: int
    not_yet: int


@dataclass(frozen=True)
class Week:
    """One week, Monday to Sunday in Japan: `2026-W47`."""

    name: str
    begins: date
    filed: int
    wait: Wait
    missed: Mapping[str, int]
    late: int
    """Of its reports, those not reached before their deadline."""


@dataclass(frozen=True)
class Question:
    """How many came to a question, and how many went no further."""

    step: str
    language: str
    reached: int
    gave_up: int


@dataclass(frozen=True)
class Asked:
    """An organisation in the last four weeks."""

    partner_id: str
    asked: int
    answered: int
    in_vain: int
    waiting: int
    last: datetime | None

    @property
    def silent(self) -> bool:
        """Asked, and nothing came back in time."""
        return self.answered == 0 and self.in_vain > 0

    @property
    def told(self) -> Mapping[str, Cell]:
        """The counts as they may stand in one line. Beside a small one, also of what has no column (declined,
        withdrawn), the whole is left out: it would tell it by subtracting."""
        parts = {"answered": self.answered, "in_vain": self.in_vain, "waiting": self.waiting}
        small = any(0 < count < FEWEST for count in (*parts.values(), self.asked - sum(parts.values())))
        return {"asked": HIDDEN if small else self.asked, **parts}


@dataclass(frozen=True)
class Numbers:
    """Everything on the page. ``weeks``: oldest first, the last is the one looked at."""

    weeks: Sequence[Week]
    topics: Mapping[str, Cell]
    languages: Mapping[str, Cell]
    questions: Sequence[Question]
    partners: Sequence[Asked]

    @property
    def week(self) -> Week:
        """The week looked at."""
        return self.weeks[-1]


def monday(week: str) -> date | None:
    """The Monday of an ISO week such as `2026-W47`; None if it is none."""
    try:
        found = date.fromisoformat(f"{week}-1")
    except ValueError:
        return None
    return found if len(week) == 8 and 2000 < found.year < 2100 else None


def name_of(begins: date) -> str:
    """A week by its Monday: `2026-W47`."""
    year, week, _ = begins.isocalendar()
    return f"{year}-W{week:02d}"


def last_whole_week(now: datetime) -> date:
    """The Monday of the newest week that is over."""
    today = in_japan(now).date()
    return today - timedelta(days=today.weekday() + 7)


def numbers(uow: UnitOfWork, begins: date, now: datetime) -> Numbers:
    """The numbers of the week that begins on this Monday; four queries, however many cases there are."""
    mondays = [begins - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    since, until, month = _at(mondays[0]), _at(begins + timedelta(weeks=1)), _at(mondays[-MONTH])
    filed: dict[str, list[Any]] = {}
    for case in uow.weeks.filed(since, until):
        filed.setdefault(week_of(case.filed_at), []).append(case)
    missed: dict[str, Counter[str]] = {}
    for line in uow.weeks.missed(since, until):
        missed.setdefault(week_of(line.at), Counter())[line.kind] += 1
    weeks = [_week(day, filed.get(name_of(day), []), missed.get(name_of(day), Counter()), now) for day in mondays]
    own = filed.get(name_of(begins), [])
    return Numbers(
        weeks,
        cells(Counter(case.topic for case in own)),
        cells(Counter(case.language for case in own)),
        _questions(uow.weeks.steps([name_of(day) for day in mondays[-MONTH:]])),
        _partners(uow.weeks.asked(month, until)),
    )


def _week(begins: date, filed: Sequence[Any], missed: Mapping[str, int], now: datetime) -> Week:
    late = sum(
        case.deadline_at is not None
        and case.deadline_at < (case.contacted_at or now)
        and case.state != CaseState.WITHDRAWN
        for case in filed
    )
    return Week(name_of(begins), begins, len(filed), _wait(filed), {kind: missed.get(kind, 0) for kind in KINDS}, late)


def _wait(filed: Sequence[Any]) -> Wait:
    waits = sorted(case.contacted_at - case.filed_at for case in filed if case.contacted_at is not None)
    not_yet = sum(case.contacted_at is None and case.state != CaseState.WITHDRAWN for case in filed)
    whole = len(waits) + not_yet
    known = whole - (FEWEST - 1) if 0 < not_yet < FEWEST else len(waits)  # told also if the most that "<3" may be wait

    def within(share: float) -> timedelta | None:
        """Nearest rank; who has not been reached yet stands behind all others."""
        rank = ceil(share * whole)
        return waits[rank - 1] if whole >= FEWEST and rank <= known else None

    return Wait(within(0.5), within(0.9), len(waits), not_yet)


def _questions(rows: Iterable[Any]) -> list[Question]:
    found = [Question(r.step, r.language, max(0, r.reached), max(0, r.reached - r.answered)) for r in rows]
    shown = [one for one in found if one.reached >= FEWEST and one.gave_up]
    return sorted(shown, key=lambda one: (-_at_least(one.gave_up), one.step, one.language))[:QUESTIONS]


def _partners(rows: Iterable[Any]) -> list[Asked]:
    """Those who leave most unanswered first."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.partner_id, []).append(row)
    asked = []
    for partner_id, own in found.items():
        in_vain = sum(row.asked - row.answered for row in own if row.state == OfferState.LAPSED or row.reason == SILENT)
        waiting = sum(row.asked - row.answered for row in own if row.state == OfferState.OPEN)
        answered = sum(row.answered for row in own)
        last = max((row.last for row in own if row.last is not None), default=None)
        asked.append(Asked(partner_id, sum(row.asked for row in own), answered, in_vain, waiting, last))
    return sorted(asked, key=lambda one: (not one.silent, -_at_least(one.in_vain), one.partner_id))


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=JAPAN)
