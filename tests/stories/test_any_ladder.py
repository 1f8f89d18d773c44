"""Whatever the policy, the deadline, the hours and the days: nobody is forgotten, nobody is asked who must not be.

Reports, staff, workers and the clock do what they like; after every single thing that happens the case is looked at.
10,000 such stories in the full run, a sample otherwise.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from bot.access.policy import Action, may
from bot.cases.accept import accept
from bot.cases.consent import give_consent
from bot.cases.corrections import corrected
from bot.cases.danger import worker_in_danger
from bot.cases.dead import recipient_dead
from bot.cases.decline import decline
from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cases.errors import CaseError
from bot.cases.facts import record_fact
from bot.cases.file import FiledReport, file_report
from bot.cases.hand_on import hand_on
from bot.cases.held import at_work
from bot.cases.leading import end_access, name_lead
from bot.cases.messages import worker_message
from bot.cases.need import need_from
from bot.cases.notifier import choices_of
from bot.cases.questions import answer_question
from bot.cases.reached import claim_reached, confirm_contact
from bot.cases.replan import replan
from bot.cases.routing import candidates_for, tied
from bot.cases.snooze import snooze
from bot.cases.solved import propose_solved
from bot.cases.ties import recheck
from bot.cases.unreachable import close_unreachable, propose_unreachable
from bot.cases.urgency import read_urgency
from bot.cases.withdraw import withdraw
from bot.clock import JAPAN
from bot.escalation.changing import change, written
from bot.escalation.kept import in_use, policy_of, use
from bot.escalation.outlook import planned
from bot.escalation.policy import Policies, Policy, RungKind
from bot.escalation.policy_files import shipped
from bot.escalation.waits import Unit, Wait
from storage.database import Database
from storage.ids import new_id
from storage.keys import Keyring
from storage.models import COORDINATOR, LIVE, Case, CaseState, LadderKind, OfferState, Staff
from storage.repositories.access import Viewer
from storage.repositories.staff_cases import Sight
from storage.uow import UnitOfWork
from tests.stories.world import World

pytestmark = pytest.mark.timeout(3600)

IN_FULL, PARTS = 10_000, 20
"""So many stories in the full run, in parts that run beside each other."""

EMPLOYER, BROKER = "Aoba Foods", "Kita Placement"
ORGANISATIONS = ("one", "two", "three", "four")
STEPS = frozenset(
    {"offer", "reminder", "added", "coordinator", "terminal", "pause_lapsed", "not_reached", "all_declined"}
    | {"no_partner"}
)
"""What a step of the ladder says to staff."""
OVER = (OfferState.DECLINED.value, OfferState.ENDED.value)

# ---- what there can be

waits = st.sampled_from(["30 minutes", "2 hours", "1 duty hour", "4 duty hours", "1 working day", "2 working days"])
longer = st.sampled_from(["3 hours", "8 duty hours", "3 working days", "5 days"])
duties = st.sampled_from(
    [
        None,
        {"mon": [["09:00", "12:00"]]},
        {"sat": [["10:00", "20:00"]], "sun": [["10:00", "20:00"]], "holiday": [["10:00", "12:00"]]},
        {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")},
        {"wed": [["22:00", "24:00"]], "thu": [["00:00", "02:00"]]},
    ]
)
partners = st.fixed_dictionaries(
    {
        "duty": duties,
        "capacity": st.sampled_from([None, None, 0, 1]),
        "ties": st.sampled_from([(), (), (EMPLOYER,), (BROKER,)]),
    }
)
starts = st.sampled_from(
    [
        datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN),
        datetime(2026, 11, 27, 17, 59, tzinfo=JAPAN),  # the end of a Friday
        datetime(2026, 12, 30, 23, 30, tzinfo=JAPAN),  # before New Year
        datetime(2027, 3, 28, 3, 0, tzinfo=JAPAN),  # elsewhere clocks are put forward
        datetime(2027, 4, 28, 9, 0, tzinfo=JAPAN),  # before Golden Week
    ]
)
hours = st.sampled_from([0, 1, 2, 5, 13, 24, 30, 49, 73, 170])
who = st.sampled_from([*ORGANISATIONS, COORDINATOR])
days = st.sampled_from([None, 0, 1, 4, 20])
words = st.sampled_from(["I am well.", f"They come from {EMPLOYER}.", f"{BROKER} has called."])
DAYS = ("flight_date", "housing_until", "stay_expiry", "contract_end")
EVENTS = st.one_of(
    st.tuples(st.just("passes"), hours),
    st.tuples(st.just("outage"), st.sampled_from([1, 20, 100, 400])),
    st.tuples(st.just("clock_jumps"), st.sampled_from([-60, 60])),
    st.tuples(st.sampled_from(["accepts", "declines", "reached", "confirms", "solved", "replans"]), who),
    st.tuples(st.just("snoozes"), st.tuples(who, hours)),
    st.tuples(st.just("hands_on"), st.tuples(who, who)),
    st.tuples(st.sampled_from(["gives_up", "closes"]), st.sampled_from([COORDINATOR, "deputy"])),
    st.tuples(st.just("taps"), st.integers(0, 5)),
    st.tuples(st.sampled_from(["withdraws", "in_danger", "consents"]), st.just(0)),
    st.tuples(st.just("writes"), words),
    st.tuples(st.just("corrects"), st.tuples(st.sampled_from(["flight_date", "housing_until"]), days)),
    st.tuples(st.just("learns"), st.tuples(who, st.sampled_from(DAYS), days)),
    st.tuples(st.just("learns_name"), st.tuples(who, st.sampled_from([EMPLOYER, BROKER]))),
    st.tuples(st.just("is_bound"), st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from([EMPLOYER, BROKER]))),
    st.tuples(st.sampled_from(["closed_down", "back", "full", "dead"]), st.sampled_from(ORGANISATIONS)),
    st.tuples(st.just("shuts"), st.tuples(st.sampled_from(ORGANISATIONS), st.sampled_from([1, 3, 20]))),
    st.tuples(st.sampled_from(["leads", "loses_access"]), st.sampled_from(ORGANISATIONS)),
)
happenings = st.lists(EVENTS, min_size=2, max_size=20)


@cache
def _shipped_as_text() -> list[tuple[Policy, str]]:
    return [(policy, written(policy)) for policy in shipped().all]


@st.composite
def policies(draw: st.DrawFn) -> Policies:
    """A policy for each severity that the checker lets through."""
    files = {}
    for policy, text in _shipped_as_text():
        data = {kind: draw(waits if kind is RungKind.REMINDER else longer) for kind in RungKind}
        for kind, wait in policy.waits:
            if kind is not RungKind.FIRST_PARTNER:
                rung = f"rung: {kind.value}\n  after: "
                text = text.replace(f"{rung}{wait}", f"{rung}{data[kind]}")
        for name, choices in (
            ("contact_within", ["9 working days", "20 days"]),
            ("margin", ["0 hours", "4 hours", "1 day", "3 days"]),
            ("least_gap", ["0 minutes", "15 minutes", "6 hours"]),
        ):
            text = text.replace(f"\n{name}: {getattr(policy, name)}", f"\n{name}: {draw(st.sampled_from(choices))}")
        text = text.replace(f"accepted: {policy.pause_accepted}", f"accepted: {draw(waits)}")
        files[policy.name] = text
    made = change(shipped(), files, None)
    hypothesis.assume(not made.findings)
    return made.policies


@dataclass(frozen=True)
class Told:
    """What a worker reports. ``consent``: None says nothing, else how many of the list are struck out."""

    days: int | None
    flight: bool
    consent: int | None
    names: tuple[str, ...]
    risk: bool


tellings = st.builds(
    Told,
    days=st.sampled_from([None, 0, 1, 2, 5, 14, 60]),
    flight=st.booleans(),
    consent=st.sampled_from([None, 0, 0, 1, 2]),
    names=st.sampled_from([(), (EMPLOYER,), (EMPLOYER, BROKER)]),
    risk=st.booleans(),
)


# ---- what must be true after everything that happens


@dataclass
class Watch:
    """Looks at the case after each event and remembers what it was before."""

    world: Story
    struck: set[str]
    names: tuple[str, ...]
    named_since: list[str] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    """What was named after filing, and who was bound since: whoever was asked before has to go at once."""
    set_at: datetime | None = None
    row: Any = None
    states: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    sight: object = None
    seen: object = None

    def look(self, what: Sequence[object]) -> None:
        """Everything that must be true."""
        now = self.world.change(), self.world.now
        if now == self.seen and not self.world._unread:
            return  # as it was at the last look: what was to happen was refused
        self.seen = now
        with self.world.db.read() as uow:
            case = self.world.case(uow)
            row = self._clock(uow, case, what)
            self._in_time(uow, case, row, what)
            self._waits_for_somebody(uow, case, row, what)
            self._nobody_wrong(uow, case, what)
            self._nothing_beyond(uow, case, what)
            self._not_twice(case, what)
            self.states = {o.partner_id: o.state for o in uow.cases.offers(case.id)}
            self.closed = not CaseState(case.state).open
        self.world._unread.clear()

    def _clock(self, uow: UnitOfWork, case: Case, what: Sequence[object]) -> Any:
        live = [row for row in uow.ladder.due() if row.case_id == case.id and row.slot == LIVE]
        assert len(live) == (1 if CaseState(case.state).open else 0), what
        assert uow.ladder.without_clock() == [], what
        return live[0] if live else None

    def _waits_for_somebody(self, uow: UnitOfWork, case: Case, row: Any, what: Sequence[object]) -> None:
        """The clock waits for who has the case; while it asks the worker how it is, somebody has it; and whoever was
        asked and still has time can take it."""
        if row is None:
            return
        offers = uow.cases.offers(case.id)
        has_it = {offer.partner_id for offer in offers if at_work(offer)}
        if row.kind == LadderKind.PAUSE.value:
            assert row.plan["partner"] in has_it, what
        elif row.kind == LadderKind.CHECK_IN.value:
            assert has_it, what
        people = {person.partner_id or COORDINATOR: person for person in self.world.people.values()}
        for offer in offers if row.kind == LadderKind.RUNG.value else ():
            if offer.state == OfferState.OPEN.value and offer.offered_at < self.world.now:
                assert may(people[offer.partner_id], Action.ACCEPT, case, offers), what

    def _in_time(self, uow: UnitOfWork, case: Case, row: Any, what: Sequence[object]) -> None:
        """The last rung, or the end of a pause, comes the margin before the deadline if that was still possible."""
        now = self.world.now
        if row is None:
            return
        if self.row is None or (row.plan, row.kind, row.round) != (self.row.plan, self.row.kind, self.row.round):
            self.row, self.set_at = row, now
        assert self.set_at is not None
        # Which clocks had run out by then was seen when the row was set: a clock put back brings none of them back.
        deadline, policy = read_urgency(uow, case).deadline(max(now, self.set_at)), policy_of(uow, case)
        if deadline is None:
            return
        latest = max(deadline - policy.margin.length, self.set_at)
        if row.kind == LadderKind.RUNG.value:
            assert planned(row.plan)[-1].due_at <= latest, what
        elif row.kind == LadderKind.PAUSE.value:
            assert row.due_at <= max(latest, self.set_at + policy.pause_least.length), what

    def _nobody_wrong(self, uow: UnitOfWork, case: Case, what: Sequence[object]) -> None:
        """No partner that is bound to a body that was named, none that was struck out."""
        struck = {*uow.cases.refused(case.id)} or self.struck
        uow.partners.know([offer.partner_id for offer in uow.cases.offers(case.id)])
        for offer in uow.cases.offers(case.id):
            partner = uow.partners.get(offer.partner_id)
            if CaseState(case.state).open and partner is not None and tied(partner, [*self.names, *self.named_since]):
                assert offer.partner_id in self.states, what
                assert self.named_since or offer.partner_id in self.bound, what
                assert offer.state in OVER, what
                assert not offer.consented, what
            if offer.partner_id in struck and offer.partner_id != COORDINATOR:
                assert offer.state in OVER, what
                assert not offer.consented, what

    def _nothing_beyond(self, uow: UnitOfWork, case: Case, what: Sequence[object]) -> None:
        """Nobody reads, and nobody new is asked, whom the worker has not agreed to."""
        consent = uow.cases.consent(case.id)
        agreed = set(consent.partners) if consent is not None else set()
        for offer in uow.cases.offers(case.id):
            assert not offer.consented or offer.partner_id in agreed, what
            new = offer.partner_id not in self.states
            assert consent is None or not new or offer.partner_id in agreed | {COORDINATOR}, what
        standing = [(o.partner_id, o.state, o.consented, o.acted_at is None) for o in uow.cases.offers(case.id)]
        if (sight := (standing, agreed, case.state)) == self.sight:
            return  # what each may read hangs on nothing else
        self.sight = sight
        for name in (*ORGANISATIONS, COORDINATOR):
            person = self.world.people[name]
            file = uow.access.case_file(Viewer(person.id, person.partner_id, person.role), case.number)
            if file is not None and file.glimpse.sight is Sight.FULL:
                assert (person.partner_id or COORDINATOR) in agreed, what
            elif file is not None:
                assert file.told is None, what

    def _not_twice(self, case: Case, what: Sequence[object]) -> None:
        """One message of a step for each person, no offer to who has one, none of a closed case."""
        said = [s for s in self.world._unread if s.to != "worker" and s.what in STEPS]
        assert not (said and self.closed and not CaseState(case.state).open), what
        moments = [(s.to, s.at) for s in said]
        assert len(moments) == len(set(moments)), (what, said)
        for one in said:
            if one.what == "offer":
                partner = next(p.partner_id for p in self.world.people.values() if p.id == one.to)
                let_go = {None, OfferState.ENDED.value}
                if what[0] in ("hands_on", "taps"):  # a person may ask once more who let the time run out
                    let_go.add(OfferState.LAPSED.value)
                assert self.states.get(partner or "") in let_go, what


# ---- what can happen


class Story(World):
    """A world that takes events by name. What staff may not do is refused, and changes nothing."""

    watch: Watch
    _beside: sqlite3.Connection

    def change(self) -> int:
        """Another number whenever anything has been written."""
        if not hasattr(self, "_beside"):
            self._beside = sqlite3.connect(str(self.db.url.database))
        return int(self._beside.execute("PRAGMA data_version").fetchone()[0])

    def end(self) -> None:
        """The end of the story."""
        if hasattr(self, "_beside"):
            self._beside.close()
        self.db.close()

    def happens(self, name: str, value: Any) -> None:
        """One event."""
        getattr(self, f"does_{name}")(value)
        self.watch.look((name, value))

    def does_passes(self, hours: int) -> None:
        end = self.now + timedelta(hours=hours)
        for _ in range(12):
            due = self._next_due()
            if due is None or due > end:
                break
            self.clock.advance(max(due - self.now, timedelta()))
            self.tick()
            self.watch.look(("passes", hours, "tick"))
        self.clock.advance(max(end - self.now, timedelta()))

    def does_outage(self, hours: int) -> None:
        self.clock.advance(hours=hours)
        self.tick()
        self.watch.look(("outage", hours, "first tick"))
        assert self.tick().fired == 0, "one tick after an outage is enough"

    def does_clock_jumps(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        self.tick()

    def tries(self, name: str, action: Callable[..., Any], **more: Any) -> bool:
        """Whether it could be done."""
        before = self.change()
        try:
            self.staff(name, action, **more)
        except CaseError:
            assert self.change() == before
            return False
        return True

    def does_accepts(self, name: str) -> None:
        self.tries(name, accept)

    def does_declines(self, name: str) -> None:
        self.tries(name, decline, reason="full")

    def does_reached(self, name: str) -> None:
        self.tries(name, claim_reached, note="By telephone.")

    def does_confirms(self, name: str) -> None:
        self.tries(name, confirm_contact, note="I was there.")

    def does_solved(self, name: str) -> None:
        self.tries(name, propose_solved, note="Paid.")

    def does_replans(self, name: str) -> None:
        with self.db.write() as uow:
            use(uow, Policies(tuple(reversed(in_use(uow).all))) if name == "one" else shipped())
        self.tries(name, replan)

    def does_snoozes(self, value: tuple[str, int]) -> None:
        self.tries(value[0], snooze, reason="Away today.", until=self.now + timedelta(hours=value[1]))

    def does_hands_on(self, value: tuple[str, str]) -> None:
        self.tries(value[0], hand_on, to=self.ids[value[1]], note="Nearer.")

    def does_gives_up(self, name: str) -> None:
        self.tries(name, propose_unreachable, note="No answer anywhere.")

    def does_closes(self, name: str) -> None:
        self.tries(name, close_unreachable, note="No answer anywhere.")

    def does_taps(self, number: int) -> None:
        with self.db.read() as uow:
            questions = [q for q in uow.cases.questions(self.case_id) if q.answered_at is None]
            if not questions:
                return
            question = questions[number % len(questions)]
            choices = sorted(choices_of(question))
        with self.db.write() as uow:
            answer_question(uow, self.notifier, question.id, choices[number % len(choices)], self.now)
        self.listen()

    def does_writes(self, text: str) -> None:
        with self.db.write() as uow:
            case = uow.cases.locked(self.case_id)
            assert case is not None
            if CaseState(case.state).open:
                worker_message(uow, self.notifier, case.id, self.now, text=text)
                self.watch.named_since += [name for name in (EMPLOYER, BROKER) if name in text]
        self.listen()

    def does_corrects(self, value: tuple[str, int | None]) -> None:
        """The worker says another day than before, or that there is none."""
        (variable, days), step = value, f"flow.{value[0]}"
        with self.db.write() as uow:
            case = uow.cases.locked(self.case_id)
            assert case is not None
            if not CaseState(case.state).open:
                return
            given = {one["variable"]: one["value"] for one in uow.conversations.answers(case.run_id)}
            after = None if days is None else self._day(days)
            uow.conversations.record(
                run_id=case.run_id, visit=len(uow.conversations.answers(case.run_id, with_replaced=True)),
                worker_id=case.worker_id, step=step, variable=variable, language="vi", release=1, at=self.now,
                raw=after or "-", value=after, replaces=True,
            )  # fmt: skip
            corrected(
                uow, self.notifier, case.id, self.now, step=step, variable=variable, before=given.get(variable),
                after=after,
            )  # fmt: skip
        self.listen()

    def does_learns(self, value: tuple[str, str, int | None]) -> None:
        name, variable, days = value
        self.tries(
            name, record_fact, variable=variable, value=None if days is None else self._day(days), note="They said so."
        )

    def does_learns_name(self, value: tuple[str, str]) -> None:
        if self.tries(value[0], record_fact, variable="support_name", value=value[1], note="On a letter."):
            self.watch.named_since.append(value[1])

    def does_is_bound(self, value: tuple[str, str]) -> None:
        """An organisation is bound to a body from now on, as a coordinator writes down."""
        with self.db.write() as uow:
            partner = uow.partners.get(self.ids[value[0]])
            assert partner is not None
            partner.ties = [*partner.ties, value[1]]
            uow.partners.save(partner)
            recheck(uow, self.notifier, partner, self.now)
        self.watch.bound.add(self.ids[value[0]])
        self.listen()

    def does_withdraws(self, _: int) -> None:
        try:
            self.worker(lambda uow, notifier, case_id, now: withdraw(uow, notifier, case_id, now))
        except CaseError:
            self.listen()

    def does_in_danger(self, _: int) -> None:
        with self.db.write() as uow:
            worker_in_danger(uow, self.notifier, self.case(uow).worker_id, self.now)
        self.listen()

    def does_consents(self, _: int) -> None:
        """A worker who could not say at filing says now who may be asked: the first, not the second."""
        with self.db.write() as uow:
            case = uow.cases.locked(self.case_id)
            assert case is not None
            if CaseState(case.state).open and uow.cases.consent(case.id) is None:
                free = [self.ids[n] for n in ORGANISATIONS if not self._tied(uow, n)]
                give_consent(uow, self.notifier, case, [*free[:1], COORDINATOR], free[1:2], None, self.now)
        self.listen()

    def does_closed_down(self, name: str) -> None:
        self.change_partner(name, active=False)

    def does_back(self, name: str) -> None:
        self.change_partner(name, active=True, capacity=None)

    def does_full(self, name: str) -> None:
        self.change_partner(name, capacity=0)

    def does_dead(self, name: str) -> None:
        with self.db.write() as uow:
            recipient_dead(uow, self.notifier, self.people[name].id, self.now)
        self.listen()

    def does_shuts(self, value: tuple[str, int]) -> None:
        """An organisation is closed for some days from now on."""
        with self.db.write() as uow:
            uow.shifts.add(
                self.ids[value[0]], self.now, self.now + timedelta(days=value[1]), staff_id=None, closed=True,
                made_by=self.people[COORDINATOR].id, now=self.now,
            )  # fmt: skip

    def does_leads(self, name: str) -> None:
        self.tries(COORDINATOR, name_lead, partner_id=self.ids[name], note="Agreed on the telephone.")

    def does_loses_access(self, name: str) -> None:
        self.tries(COORDINATOR, end_access, partner_id=self.ids[name], note="We have spoken.")

    def _day(self, days: int) -> str:
        return (self.now.astimezone(JAPAN) + timedelta(days=days)).date().isoformat()

    def _tied(self, uow: UnitOfWork, name: str) -> bool:
        partner = uow.partners.get(self.ids[name])
        return partner is not None and tied(partner, [*self.watch.names, *self.watch.named_since])

    # ---- the beginning

    def report(self, told: Told) -> None:
        """The worker sends it, with the list they were shown, less those they strike out."""
        answers: dict[str, Any] = dict(zip(("who_pays", "broker"), told.names, strict=False))
        if told.days is not None:
            answers["flight_date" if told.flight else "three_months_date"] = self._day(told.days)
        with self.db.write() as uow:
            chat, worker = uow.conversations.find_or_create("telegram", new_id(), self.now)
            row = uow.conversations.get(chat)
            assert row is not None
            run = uow.conversations.start_run(row, "none", self.now)
            for visit, (variable, value) in enumerate(answers.items()):
                uow.conversations.record(
                    run_id=run, visit=visit, worker_id=worker, step=f"flow.{variable}", variable=variable,
                    language="vi", release=1, at=self.now, raw=value, value=value, replaces=False,
                )  # fmt: skip
            need = need_from(answers, "unpaid_overtime", "vi")
            listed = [c.id for c in candidates_for(uow, need, self.now)]
            struck = tuple(listed[: told.consent or 0]) if len(listed) > 1 else ()
            struck = tuple(one for one in struck if one != COORDINATOR)
            agreed = None if told.consent is None else tuple(one for one in listed if one not in struck)
            case = file_report(
                uow, self.notifier,
                FiledReport(
                    worker_id=worker, conversation_id=chat, run_id=run, topic="unpaid_overtime", language="vi",
                    release=1, prefecture=None, answers=answers, partners=agreed, refused=struck,
                    risks=("threat",) if told.risk else (),
                ),
                self.now,
            )  # fmt: skip
            assert all(not tied(partner, told.names) for one in listed if (partner := uow.partners.get(one)))
        self.case_id = case.id
        self.listen()
        self.watch = Watch(self, set(struck), told.names)
        self.watch.look(("filed",))


class Stage:
    """Databases to begin with. Those with the organisations and their people are made once for each start, and then
    copied."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self.folder, self.empty, self.keys = folder, empty, Keyring.new()
        self._made: dict[datetime, tuple[Path, dict[str, Staff], dict[str, str]]] = {}

    def fresh(self, source: Path | None = None) -> Database:
        """The copy of a database, of an empty one if none is named, in the place of the copy before."""
        for old in self.folder.glob("story.db*"):
            old.unlink()
        shutil.copy(source or self.empty, self.folder / "story.db")
        return Database(f"sqlite:///{self.folder / 'story.db'}", self.keys)

    def begin(self, start: datetime) -> Story:
        """A story in which everybody is there: of each organisation one person."""
        if start not in self._made:
            self._made[start] = self._make(start)
        source, people, ids = self._made[start]
        story = Story(self.fresh(source), start)
        story.people, story.ids = dict(people), dict(ids)
        return story

    def _make(self, start: datetime) -> tuple[Path, dict[str, Staff], dict[str, str]]:
        first = Story(self.fresh(), start)
        first.coordinators()
        for name in ORGANISATIONS:
            first.partner(name)
        first.db.close()
        kept = self.folder / f"begun-{len(self._made)}.db"
        shutil.copy(self.folder / "story.db", kept)
        return kept, first.people, first.ids


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Stage:
    """Where the stories play."""
    return Stage(tmp_path_factory.mktemp("ladders"), migrated_file)


@pytest.mark.sampled(1)
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens(stage: Stage, full: bool, seed: int, part: int) -> None:
    @hypothesis.seed(seed * PARTS + part)
    @hypothesis.settings(
        max_examples=IN_FULL // PARTS if full else 40,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(policies(), starts, st.tuples(*[partners] * 4), tellings, happenings)
    def story(
        made: Policies, start: datetime, drafts: tuple[dict[str, Any], ...], told: Told, events: list[tuple[str, Any]]
    ) -> None:
        world = stage.begin(start)
        try:
            with world.db.write() as uow:
                use(uow, made)
                uow.partners.know(list(world.ids.values()))
                for name, draft in zip(ORGANISATIONS, drafts, strict=True):
                    save_partner(uow, PartnerDraft(name=name, kind="ngo", **draft), world.now, world.ids[name])
            world.report(told)
            for name, value in events:
                world.happens(name, value)
        finally:
            world.end()

    story()


def test_who_is_asked_beside_somebody_left_out_has_the_time_that_was_planned(stage: Stage) -> None:
    """The last partner has closed when its turn comes, together with the coordinator's: the end comes at its time."""
    waits = {
        RungKind.FIRST_PARTNER: Wait(0, Unit.MINUTE), RungKind.REMINDER: Wait(30, Unit.MINUTE),
        RungKind.NEXT_PARTNER: Wait(3, Unit.WORKING_DAY), RungKind.COORDINATOR: Wait(3, Unit.HOUR),
        RungKind.TERMINAL: Wait(3, Unit.HOUR),
    }  # fmt: skip
    change_: dict[str, Any] = {"waits": tuple(waits.items()), "margin": Wait(0, Unit.HOUR)}
    change_["least_gap"] = Wait(15, Unit.MINUTE)
    world = Story(stage.fresh(), datetime(2026, 11, 24, 10, tzinfo=JAPAN))
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, **change_) for policy in shipped().all)))
    world.coordinators()
    for name, ties in zip(ORGANISATIONS, (("Aoba Foods",), (), (), ()), strict=True):
        world.partner(name, duty=None, capacity=None, ties=ties)
    world.report(Told(days=None, flight=False, consent=None, names=("Aoba Foods",), risk=True))
    world.happens("closed_down", "four")
    world.happens("passes", 24)
    world.end()


def test_a_flight_told_after_something_that_presses_sooner_still_brings_the_end_forward(stage: Stage) -> None:
    """The case was to be answered today anyway; with a flight tomorrow and a day of margin nothing may wait."""
    start = datetime(2026, 11, 24, 10, tzinfo=JAPAN)
    world = stage.begin(start)
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, margin=Wait(1, Unit.DAY)) for policy in shipped().all)))
    world.report(Told(days=None, flight=False, consent=None, names=(), risk=True))
    with world.db.read() as uow:
        assert planned(uow.ladder.due()[0].plan)[-1].due_at == start + timedelta(hours=8)
    world.happens("corrects", ("flight_date", 1))
    assert world.clock_kind() == LadderKind.REVIEW.value, "everybody was asked at once"
    assert set(world.offers()) == {*ORGANISATIONS, COORDINATOR} - {"four"}
    world.end()


@pytest.mark.parametrize("batch", [25, 1])
def test_a_day_that_came_near_in_an_outage_and_the_step_that_was_due_are_one_message(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """Else the coordinator would be asked, and told a moment later that everybody had been. Also where the step, which
    is due longer, was claimed without the day: by another replica, or in a batch that ended between them."""
    monkeypatch.setattr("bot.escalation.tick.BATCH", batch)
    world = stage.begin(datetime(2026, 12, 30, 23, 30, tzinfo=JAPAN))
    quick = {
        RungKind.FIRST_PARTNER: Wait(0, Unit.MINUTE), RungKind.REMINDER: Wait(30, Unit.MINUTE),
        RungKind.NEXT_PARTNER: Wait(3, Unit.HOUR), RungKind.COORDINATOR: Wait(3, Unit.HOUR),
        RungKind.TERMINAL: Wait(8, Unit.DUTY_HOUR),
    }  # fmt: skip
    normal, urgent = sorted(shipped().all, key=lambda policy: policy.severity.value)
    changed = replace(normal, waits=tuple(quick.items()), margin=Wait(0, Unit.HOUR), least_gap=Wait(0, Unit.MINUTE))
    quick[RungKind.TERMINAL] = Wait(3, Unit.HOUR)
    hurried = replace(urgent, waits=tuple(quick.items()), margin=Wait(1, Unit.DAY), least_gap=Wait(0, Unit.MINUTE))
    long: dict[str, Any] = {"contact_within": Wait(9, Unit.WORKING_DAY)}
    with world.db.write() as uow:
        use(uow, Policies((replace(changed, **long), replace(hurried, **long))))
        partner = uow.partners.get(world.ids["one"])
        assert partner is not None
        partner.duty = {"mon": [["09:00", "12:00"]]}
        uow.partners.save(partner)
    world.report(Told(days=5, flight=False, consent=None, names=(), risk=False))
    world.happens("passes", 1)
    world.happens("outage", 100)
    world.end()


def test_a_reminder_and_the_next_one_after_somebody_who_has_closed_are_one_message(stage: Stage) -> None:
    """After an outage both are due: the first organisation reads once that another was added."""
    waits = {
        RungKind.FIRST_PARTNER: Wait(0, Unit.MINUTE), RungKind.REMINDER: Wait(30, Unit.MINUTE),
        RungKind.NEXT_PARTNER: Wait(8, Unit.DUTY_HOUR), RungKind.COORDINATOR: Wait(3, Unit.HOUR),
        RungKind.TERMINAL: Wait(3, Unit.HOUR),
    }  # fmt: skip
    none = Wait(0, Unit.MINUTE)
    change_: dict[str, Any] = {"waits": tuple(waits.items()), "margin": none, "least_gap": none}
    world = stage.begin(datetime(2026, 11, 24, 10, tzinfo=JAPAN))
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, **change_) for policy in shipped().all)))
    world.report(Told(days=1, flight=False, consent=None, names=(), risk=False))
    world.happens("closed_down", "two")
    world.happens("outage", 20)
    assert world.offers()["three"] == OfferState.OPEN.value
    world.end()


def test_the_end_that_a_plan_made_after_an_outage_brings_at_once_is_part_of_the_same_message(stage: Stage) -> None:
    """Too little time is left for one more step: the coordinator is not asked, and then told that it is over."""
    waits = {
        RungKind.FIRST_PARTNER: Wait(0, Unit.MINUTE), RungKind.REMINDER: Wait(30, Unit.MINUTE),
        RungKind.NEXT_PARTNER: Wait(3, Unit.HOUR), RungKind.COORDINATOR: Wait(3, Unit.HOUR),
        RungKind.TERMINAL: Wait(8, Unit.DUTY_HOUR),
    }  # fmt: skip
    change_: dict[str, Any] = {"waits": tuple(waits.items()), "margin": Wait(0, Unit.HOUR)}
    change_ |= {"least_gap": Wait(6, Unit.HOUR), "contact_within": Wait(9, Unit.WORKING_DAY)}
    world = stage.begin(datetime(2027, 3, 28, 3, tzinfo=JAPAN))
    with world.db.write() as uow:
        use(uow, Policies(tuple(replace(policy, **change_) for policy in shipped().all)))
    world.report(Told(days=1, flight=True, consent=None, names=(), risk=False))
    world.happens("passes", 0)
    world.happens("outage", 20)
    assert world.clock_kind() == LadderKind.REVIEW.value, "it is over"
    world.end()


def test_what_a_coordinator_hands_on_although_somebody_has_it_can_be_taken(stage: Stage) -> None:
    world = stage.begin(datetime(2026, 11, 24, 10, tzinfo=JAPAN))
    world.report(Told(days=None, flight=False, consent=0, names=(), risk=False))
    world.happens("accepts", "one")
    world.happens("passes", 1)
    world.happens("hands_on", (COORDINATOR, "two"))
    assert world.offers()["two"] == OfferState.OPEN.value
    world.happens("passes", 1)
    world.happens("accepts", "two")
    assert world.offers() == {"one": OfferState.ACCEPTED.value, "two": OfferState.ACCEPTED.value}
    world.happens("declines", "two")
    assert world.clock_kind() == LadderKind.PAUSE.value
    world.end()
