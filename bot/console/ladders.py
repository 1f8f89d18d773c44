"""Ladders: what the policies say, what a change would do, publishing it, and planning open cases anew.

Four separate steps: showing a change writes nothing, publishing touches no open case.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.cases import replan
from bot.cases.errors import CaseError
from bot.cases.urgency import read_urgency
from bot.console.clock_words import organisation
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Outdated
from bot.console.guard import Guard
from bot.console.ladder_picture import Mark, Picture, axis_for, picture
from bot.console.ladder_words import MovedStep, moved_steps, rules, step_words
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from bot.escalation import policy_files
from bot.escalation.changing import Change, change, written
from bot.escalation.kept import in_use, publish, published, use_files
from bot.escalation.plan import Facts, plan
from bot.escalation.policy import Policies, Policy, PolicyError, RungKind, Severity
from bot.escalation.simulate import Effect, Move, effect, simulate
from bot.wording.told import told_in
from storage.errors import StaleRow, StorageBusy
from storage.models import COORDINATOR, Case
from storage.uow import UnitOfWork

PATH = "/console/ladders"
LONGEST = 20_000
AT_A_TIME = 200
"""How many cases one press plans anew: the answer must not be waited for too long."""
_SECONDS = 8.0
_SHOWN = 50
_MOST_PARTNERS = 5


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


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    def topics() -> list[str]:
        return sorted({flow.topic for flow in deps.structure().flows.values() if flow.topic})

    def shown(uow: UnitOfWork, visit: Visit, *, status: int = 200, **values: Any) -> Response:
        words, kept, by = deps.words.now, in_use(uow), published(uow)
        cases = uow.cases.open_cases()
        older = len(_older(kept, cases))
        person = uow.access.get(by.by) if by is not None else None
        given: dict[str, Any] = {
            "text": None, "made_up": MadeUp(), "tried": None, "findings": (), "change": None, "done": None,
        }  # fmt: skip
        return pages.page(
            visit, "ladders.html", status=status, kept=kept.all, by=by, person=person, cases=len(cases), older=older,
            rules=lambda policy: rules(words, visit.lang, policy), topics=topics(), severities=tuple(Severity),
            at_a_time=AT_A_TIME, was=_ids(kept), most_partners=_MOST_PARTNERS, longest=LONGEST, shown=_SHOWN,
            told=told_in(visit.lang),
            **(given | values),
        )  # fmt: skip

    def read(uow: UnitOfWork, text: str) -> Change:
        return change(in_use(uow), {"policy.yaml": text}, topics())

    @router.get(PATH)
    def ladders(request: Request, visit: Visit = reader) -> Response:
        """What the policies say; ``?policy=``: one of them to be changed."""
        visit.must(Action.SEE_LADDERS)
        with deps.db.read() as uow:
            wanted = request.query_params.get("policy", "")
            policy = next((p for p in in_use(uow).all if p.name == wanted), None)
            text = written(policy) if policy is not None else None
            made_up = MadeUp(severity=policy.severity.value) if policy is not None else MadeUp()
            return shown(uow, visit, text=text, made_up=made_up, done=done_key(request))

    @router.post(f"{PATH}/try")
    def try_change(posted: Posted = poster) -> Response:
        """Show what a change would do. Nothing is changed; a case that is looked at is in the log."""
        visit = posted.visit
        visit.must(Action.EDIT_LADDERS)
        text, made_up = _text(posted), _made_up(posted, topics())
        with deps.db.read() as uow:
            made = read(uow, text)
            if made.findings:
                return shown(uow, visit, status=422, text=text, made_up=made_up, findings=made.findings)
            tried = _tried(uow, deps, pages, visit, in_use(uow), made.policies, made_up)
            page = shown(uow, visit, text=text, made_up=made_up, change=made, tried=tried)
            case = uow.cases.find(made_up.number) if made_up.number else None
        if case is not None:
            _audit(deps, visit, "ladder_tried", "case", case.id)
        return page

    @router.post(f"{PATH}/publish")
    def publish_change(posted: Posted = poster) -> Response:
        """New cases begin with it from now on. Open cases are not touched."""
        visit = posted.visit
        visit.must(Action.EDIT_LADDERS)
        text = _text(posted)
        with deps.db.write() as uow:
            if posted.get("was", longest=2000) != _ids(in_use(uow)):
                raise Outdated(PATH, text)  # somebody else has published meanwhile: look again
            made = read(uow, text)
            if made.findings:
                raise Invalid("text", PATH, "staff.invalid.ladder")
            publish(uow, made.policies, visit.staff.id, visit.now)
            _note(uow, visit, "ladder_published", "policy", made.changed[0].id)
        return RedirectResponse(f"{PATH}?done=ladder_published", 303)

    @router.post(f"{PATH}/files")
    def take_files(posted: Posted = poster) -> Response:
        """New cases begin with what the files say again."""
        visit = posted.visit
        visit.must(Action.EDIT_LADDERS)
        try:
            policies = policy_files.load_policies(policy_files.FOLDER, topics())
        except PolicyError as error:
            with deps.db.read() as uow:
                return shown(uow, visit, status=422, findings=error.findings)
        with deps.db.write() as uow:
            if published(uow) is not None:
                use_files(uow, policies)
                _note(uow, visit, "ladder_files", "policy", None)
        return RedirectResponse(f"{PATH}?done=ladder_files", 303)

    @router.post(f"{PATH}/replan")
    def plan_open_cases_anew(posted: Posted = poster) -> Response:
        """Put open cases under the policies in use, each in a transaction of its own, as many as there is time for."""
        visit = posted.visit
        visit.must(Action.EDIT_LADDERS)
        with deps.db.read() as uow:
            ids = _older(in_use(uow), uow.cases.open_cases())
        until = time.monotonic() + _SECONDS
        for case_id in ids[:AT_A_TIME]:
            if time.monotonic() > until:
                break
            try:
                with deps.db.write() as uow:
                    replan.replan(uow, deps.notifier, case_id, visit.staff, None, visit.business)
                    _note(uow, visit, Action.REPLAN.value, "case", case_id)
            except (CaseError, StaleRow, StorageBusy):
                continue  # closed or planned anew meanwhile, or somebody is at it: the page counts what is left
        return RedirectResponse(f"{PATH}?done=ladder_replanned", 303)


def _tried(
    uow: UnitOfWork, deps: ConsoleDeps, pages: Pages, visit: Visit, kept: Policies, new: Policies, made_up: MadeUp
) -> Tried:
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
        names |= {str(n): words.text(lang, "staff.ladder.nth", number=str(n)) for n in range(1, _MOST_PARTNERS + 1)}
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


def _older(policies: Policies, cases: Sequence[Case]) -> list[str]:
    """Those that would live by another policy if they began today."""
    severities = {True: Severity.URGENT, False: Severity.NORMAL}
    return [case.id for case in cases if policies.pick(case.topic, severities[case.urgent]).id != case.policy]


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


def _made_up(posted: Posted, topics: Sequence[str]) -> MadeUp:
    deadline = posted.get("deadline", longest=10)
    if deadline:
        try:
            deadline = datetime.strptime(deadline, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            raise Invalid("deadline", PATH, "staff.invalid.choose") from None
    return MadeUp(
        number=posted.get("number", longest=40),
        topic=posted.one_of("topic", set(topics)),
        severity=posted.one_of("severity", {s.value for s in Severity}),
        partners=min(posted.number("partners"), _MOST_PARTNERS),
        deadline=deadline,
    )


def _text(posted: Posted) -> str:
    """The policy as it was sent: space at its beginning counts, or the lines of findings would be others."""
    text = (posted.form.get("text") or ("",))[0]
    if not text.strip() or len(text) > LONGEST:
        raise Invalid("text", PATH, "staff.invalid.too_long" if text.strip() else "staff.invalid.note")
    return text.replace("\r\n", "\n")


def _ids(policies: Policies) -> str:
    return " ".join(sorted(policy.id for policy in policies.all))


def _note(uow: UnitOfWork, visit: Visit, action: str, kind: str, object_id: str | None) -> None:
    uow.access.audit(
        visit.viewer.chain, staff_id=visit.staff.id, action=action, now=visit.now, object_kind=kind,
        object_id=object_id,
    )  # fmt: skip


def _audit(deps: ConsoleDeps, visit: Visit, action: str, kind: str, object_id: str) -> None:
    with deps.db.write() as uow:
        _note(uow, visit, action, kind, object_id)
