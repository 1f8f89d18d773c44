"""What must be true of a case after everything that happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.access.policy import Action, may
from bot.cases.held import at_work
from bot.cases.routing import tied
from bot.cases.urgency import read_urgency
from bot.escalation.kept import policy_of
from bot.escalation.outlook import planned
from storage.models import COORDINATOR, LIVE, Case, CaseState, LadderKind, OfferState
from storage.repositories.access import Viewer
from storage.repositories.staff_cases import Sight
from storage.uow import UnitOfWork
from tests.stories.chances import ORGANISATIONS

if TYPE_CHECKING:
    from tests.stories.anything import Story

STEPS = frozenset(
    {"offer", "reminder", "added", "coordinator", "terminal", "pause_lapsed", "not_reached", "all_declined"}
    | {"no_partner"}
)
"""What a step of the ladder says to staff."""
OVER = (OfferState.DECLINED.value, OfferState.ENDED.value)


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
        """The clock waits for who has the case, which is not being offered then; while it asks the worker how it is,
        somebody has it; and whoever was asked and still has time can take it."""
        if row is None:
            return
        offers = uow.cases.offers(case.id)
        has_it = {offer.partner_id for offer in offers if at_work(offer)}
        if row.kind == LadderKind.PAUSE.value:
            assert row.plan["partner"] in has_it, what
            assert case.state not in (CaseState.FILED.value, CaseState.OFFERED.value), what
        elif row.kind == LadderKind.CHECK_IN.value:
            assert has_it, what
        people = {person.partner_id or COORDINATOR: person for person in self.world.people.values()}
        # Here the clock stands between two events: of what happens in one moment nothing says which came first.
        taken_at = {offer.acted_at for offer in offers if offer.state == OfferState.ACCEPTED.value}
        for offer in offers if row.kind == LadderKind.RUNG.value else ():
            asked_before = offer.offered_at < self.world.now and offer.offered_at not in taken_at
            if offer.state == OfferState.OPEN.value and asked_before:
                assert may(people[offer.partner_id], Action.ACCEPT, case, offers), what

    def _in_time(self, uow: UnitOfWork, case: Case, row: Any, what: Sequence[object]) -> None:
        """The last rung, or the end of a pause, comes the margin before the deadline if that was still possible."""
        now = self.world.now
        if row is None:
            return
        if self.row is None or (row.plan, row.kind, row.round) != (self.row.plan, self.row.kind, self.row.round):
            # A pause that is written anew with the end it had was not set again by a clock that was put back.
            same = self.row is not None and (row.kind, row.due_at) == (self.row.kind, self.row.due_at)
            self.row, self.set_at = row, max(now, self.set_at) if same and self.set_at is not None else now
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
