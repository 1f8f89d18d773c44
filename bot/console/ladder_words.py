"""Ladders in words for staff: a policy's rules, the steps to come, and what a change would do to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.access.roles import Role
from bot.cases.urgency import read_urgency
from bot.console.clock_words import organisation
from bot.console.ladder_picture import Mark, Picture, picture
from bot.console.visit import Visit
from bot.digests.times import StaffTimes
from bot.escalation.forecast import ForecastLine, forecast
from bot.escalation.kept import policy_of
from bot.escalation.policy import Policy, RungKind
from bot.escalation.simulate import Move
from bot.escalation.waits import Wait
from bot.wording.served import Snapshot
from storage.models import COORDINATOR, Case, CaseState
from storage.repositories.staff_cases import CaseFile, Sight
from storage.uow import UnitOfWork

RULES = (
    "contact_within", "margin", "least_gap", "terminal_repeats", "pause_accepted", "pause_reached", "pause_least",
    "snooze_at_most", "check_ins", "check_in_every", "after_solved",
)  # fmt: skip
"""What a policy says beside its rungs, the text key `staff.ladder.rule.<it>`."""
_WAITS = RULES[:7]


@dataclass(frozen=True)
class MovedStep:
    """One step in a comparison. ``words`` for both; the times are empty where one ladder has no such step."""

    words: str
    kept: str
    new: str
    difference: str
    moved: bool


def wait_words(words: Snapshot, lang: str, wait: Wait) -> str:
    """`2 working days`, in the reader's language."""
    if not wait.amount:
        return words.text(lang, "staff.wait.at_once")
    unit = wait.unit.value.replace(" ", "_")
    if wait.amount == 1:
        return words.text(lang, f"staff.wait.{unit}.one")
    return words.text(lang, f"staff.wait.{unit}.many", count=str(wait.amount))


def rules(words: Snapshot, lang: str, policy: Policy) -> list[tuple[str, str]]:
    """What a policy says, line by line: what happens, and after how long."""
    lines = []
    for kind, wait in policy.waits:
        said = wait_words(words, lang, wait)
        if wait.amount and kind is not RungKind.FIRST_PARTNER:
            said = words.text(lang, "staff.ladder.after", wait=said)
        lines.append((words.text(lang, f"staff.ladder.rule.{kind.value}"), said))
    for name in _WAITS:
        lines.append((words.text(lang, f"staff.ladder.rule.{name}"), wait_words(words, lang, getattr(policy, name))))
    snooze = f"{wait_words(words, lang, policy.snooze_at_most)} × {policy.snooze_times}"
    lines.append((words.text(lang, "staff.ladder.rule.snooze_at_most"), snooze))
    for name, waits in (("check_ins", policy.check_ins), ("after_solved", policy.after_solved)):
        said = ", ".join(wait_words(words, lang, wait) for wait in waits)
        lines.append((words.text(lang, f"staff.ladder.rule.{name}"), said))
    every = wait_words(words, lang, policy.check_in_every)
    lines.insert(-1, (words.text(lang, "staff.ladder.rule.check_in_every"), every))
    return lines


def step_words(words: Snapshot, lang: str, what: str, to: Sequence[str], names: Mapping[str, str]) -> str:
    """What a step is. ``names``: of the organisations the reader may know; others are "the next organisation"."""
    unnamed = words.text(lang, "staff.ladder.next_one")
    who = names.get(to[0], unnamed) if to else unnamed
    return words.text(lang, f"staff.ladder.what.{what}", name=who)


def marks_of(
    words: Snapshot, lang: str, lines: Sequence[ForecastLine], names: Mapping[str, str]
) -> list[Mark]:
    """The steps as marks of a picture; that the end is told again and again is left out."""
    marks: list[Mark] = []
    for line in lines:
        if line.what == RungKind.TERMINAL.value and any(mark.what == line.what for mark in marks):
            continue
        marks.append(Mark(line.what, step_words(words, lang, line.what, line.to, names), line.due_at))
    return marks


def moved_steps(
    words: Snapshot, lang: str, times: StaffTimes, moves: Sequence[Move], names: Mapping[str, str]
) -> list[MovedStep]:
    """A comparison, step by step."""
    return [
        MovedStep(
            step_words(words, lang, move.what, move.to, names),
            times.when(move.kept_at) if move.kept_at else "",
            times.when(move.new_at) if move.new_at else "",
            difference(words, lang, times, move),
            move.moved,
        )
        for move in moves
    ]


def difference(words: Snapshot, lang: str, times: StaffTimes, move: Move) -> str:
    """`2 days later`."""
    if not move.moved:
        return words.text(lang, "staff.ladder.unchanged")
    if move.kept_at is None or move.new_at is None:
        return words.text(lang, "staff.ladder.only_one")
    key = "staff.ladder.later" if move.later > 0 else "staff.ladder.earlier"
    return words.text(lang, key, span=times.span(timedelta(seconds=move.later)))


def case_picture(uow: UnitOfWork, words: Snapshot, visit: Visit, file: CaseFile) -> Picture | None:
    """The ladder of a case for who is looking at it; None for a closed case, or before somebody has accepted.

    Organisations that have not been asked yet are named to coordinators alone.
    """
    seen, case = file.glimpse, file.case
    if case is None or seen.sight is Sight.OFFER or not CaseState(case.state).open:
        return None
    return open_case_picture(uow, words, visit.lang, case, visit.business, _names(uow, words, visit, file))


def next_mark(uow: UnitOfWork, words: Snapshot, visit: Visit, file: CaseFile) -> Mark | None:
    """What the clock of an open case does next, named as ``case_picture`` does."""
    case = file.case
    if case is None or file.glimpse.sight is Sight.OFFER:
        return None
    lines = forecast(uow, case.id, visit.business)[:1]
    return next(iter(marks_of(words, visit.lang, lines, _names(uow, words, visit, file))), None)


def _names(uow: UnitOfWork, words: Snapshot, visit: Visit, file: CaseFile) -> dict[str, str]:
    """The organisations that this person may read the names of."""
    shown = {offer.partner_id for offer in file.offers} | {COORDINATOR}
    if Role.parse(visit.staff.role).coordinates:
        shown |= {partner.id for partner in uow.partners.all(active_only=False)}
    return {one: organisation(words, visit.lang, uow, one) for one in shown}


def open_case_picture(
    uow: UnitOfWork, words: Snapshot, lang: str, case: Case, now: datetime, names: Mapping[str, str]
) -> Picture | None:
    """The ladder of an open case as it stands."""
    marks = marks_of(words, lang, forecast(uow, case.id, now), names)
    if not marks:
        return None
    title = words.text(lang, "staff.ladder.picture", subject=case.number)
    deadline = read_urgency(uow, case).deadline(now)
    return picture(words, lang, title, marks, now, deadline=deadline, margin=policy_of(uow, case).margin.length)
