"""What a change to the ladders would do: to one case, on a picture, and to all open ones. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.cases.urgency import read_urgency
from bot.console.clock_words import organisation
from bot.console.deps import ConsoleDeps
from bot.console.ladder_picture import Mark, Picture, axis_for, picture
from bot.console.ladder_words import MovedStep, moved_steps, step_words
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.escalation.plan import Facts, plan
from bot.escalation.policy import Policies, Policy, RungKind, Severity
from bot.escalation.simulate import Effect, Move, effect, simulate
from storage.models import COORDINATOR
from storage.uow import UnitOfWork

MOST_PARTNERS = 5


@dataclass(frozen=True)
class MadeUp:
    """What the ladder is shown for: an open case by its number, or a made-up one."""

    number: str = ""
    topic: str = "other"
    severity: str = Severity.NORMAL.value
    partners: int = 2
    deadline: str = ""


@dataclass(frozen=True)
class Tried:
    """What a change would do."""

    pictures: tuple[Picture, ...] = ()
    steps: list[MovedStep] = field(default_factory=list)
    effects: tuple[Effect, ...] = ()
    cases: int = 0
    no_case: bool = False
    same: bool = False
    """Whether it says what is in use anyway."""

    @property
    def moved(self) -> int:
        """Steps of open cases that would come at another time."""
        return sum(one.moved for one in self.effects)

    @property
    def at_once(self) -> list[str]:
        """Cases in which a step would go out this minute."""
        return [one.number for one in self.effects if one.at_once]

    @property
    def late(self) -> list[str]:
        """Cases that only the change would make late."""
        return [one.number for one in self.effects if one.becomes_late]


def try_out(
    uow: UnitOfWork, deps: ConsoleDeps, pages: Pages, visit: Visit, kept: Policies, new: Policies, made_up: MadeUp
) -> Tried:
    """What would move if `new` were in use instead of `kept`, shown on the case that was asked for."""
    words, lang, now = deps.words.now, visit.lang, visit.business
    names = {one: organisation(words, lang, uow, one) for one in [p.id for p in uow.partners.all(active_only=False)]}
    names[COORDINATOR] = organisation(words, lang, uow, COORDINATOR)
    effects = tuple(simulate(uow, new, now))
    case = uow.cases.find(made_up.number) if made_up.number else None
    row = uow.ladder.row(case.id) if case is not None else None
    if made_up.number and (case is None or row is None):
        return Tried(effects=_changed(effects), cases=len(effects), no_case=True, same=kept == new)
    if case is not None:
        moves = effect(uow, new, case, row, now).moves
        deadline, title = read_urgency(uow, case).deadline(now), case.number
    else:
        names |= {str(n): words.text(lang, "staff.ladder.nth", number=str(n)) for n in range(1, MOST_PARTNERS + 1)}
        deadline, title = _deadline(made_up), words.text(lang, "staff.ladder.made_up")
        moves = _made_up_moves(kept, new, made_up, deadline, now)
    title = words.text(lang, "staff.ladder.picture", subject=title)
    axis = axis_for([at for m in moves for at in (m.kept_at, m.new_at) if at is not None], now, deadline)
    severity = Severity(made_up.severity) if case is None else (Severity.URGENT if case.urgent else Severity.NORMAL)
    topic = case.topic if case is not None else made_up.topic
    pictures = []
    for name, policies, moment in (("kept", kept, "kept_at"), ("new", new, "new_at")):
        marks = _marks(
            [(m.what, step_words(words, lang, m.what, m.to, names), getattr(m, moment)) for m in moves]
        )
        margin = policies.pick(topic, severity).margin.length
        said = f"{title}: {words.text(lang, f'staff.ladder.picture_{name}')}"
        pictures.append(
            picture(words, lang, said, marks, now, deadline=deadline, margin=margin, axis=axis, name=f"ladder-{name}")
        )
    steps = moved_steps(words, lang, pages.times(visit), moves, names)
    return Tried(tuple(pictures), steps, _changed(effects), len(effects), same=kept == new)


def _marks(steps: Sequence[tuple[str, str, datetime | None]]) -> list[Mark]:
    """In the order they come; that the end is told again is left out."""
    marks: list[Mark] = []
    for what, said, at in steps:
        if at is not None and not (what == RungKind.TERMINAL.value and any(m.what == what for m in marks)):
            marks.append(Mark(what, said, at))
    return sorted(marks, key=lambda mark: mark.at)


def _changed(effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """Those in which anything moves, the worst first."""
    moved = [one for one in effects if one.moved]
    return tuple(sorted(moved, key=lambda one: (not one.becomes_late, not one.at_once)))


def _made_up_moves(
    kept: Policies, new: Policies, made_up: MadeUp, deadline: datetime | None, now: datetime
) -> tuple[Move, ...]:
    """A report that is sent now, under both."""
    facts = Facts(now, tuple(str(n) for n in range(1, made_up.partners + 1)), deadline_at=deadline)
    plans = []
    for policies in (kept, new):
        policy: Policy = policies.pick(made_up.topic, Severity(made_up.severity))
        rungs = plan(policy, facts, now).rungs
        plans.append({(rung.kind.value, _asked(rung.kind, rung.partner)): rung.due_at for rung in rungs})
    steps = dict.fromkeys([*plans[0], *plans[1]])
    return tuple(Move(what, to, plans[0].get((what, to)), plans[1].get((what, to))) for what, to in steps)


def _asked(kind: RungKind, partner: str | None) -> tuple[str, ...]:
    return (partner,) if partner is not None else (kind.value,)


def _deadline(made_up: MadeUp) -> datetime | None:
    """The end of the day in offices, as for a deadline of the law."""
    if not made_up.deadline:
        return None
    return (datetime.fromisoformat(made_up.deadline).replace(tzinfo=UTC) + timedelta(hours=8)).astimezone(UTC)
