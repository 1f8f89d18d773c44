"""Climbing: planning what is left of a case's ladder, and sending out what is due as one step.

Everything happens in the caller's unit of work, with the case held. The row that is left says what is next.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.cases.actors import CLOCK
from bot.cases.availability import available
from bot.cases.beyond import ask_for_more
from bot.cases.notifier import Notifier
from bot.cases.timeline import Happened, record
from storage.models import COORDINATOR, LIVE, Case, LadderKind
from storage.uow import UnitOfWork

from .cause import OUR_SILENCE, Cause, Reason
from .duty import OFFICE
from .outlook import Outlook, planned
from .plan import PlannedRung, plan
from .policy import RungKind
from .step import Step


class Ladder(Outlook):
    """One case's ladder at one moment. The case must be held."""

    def __init__(self, uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime, row: Any = None) -> None:
        """``row``: the case's live clock, if it was read already."""
        super().__init__(uow, case, now, row)
        self.notifier = notifier
        self._was_urgent = case.urgent

    # ---- climbing

    def start(self, listed: Sequence[str]) -> None:
        """The case has just been filed: ask the first of ``listed`` (without the coordinator) now."""
        self.base = {"since": self.now.isoformat(), "listed": list(listed)}
        self.climb(Cause(Reason.FILED))

    def climb(self, cause: Cause, *, anew: bool = False, unsent: Step | None = None) -> None:
        """Plan what is left from now and send out what is due at once. ``anew``: the waiting begins again. ``unsent``:
        a step of this moment that goes out together with it."""
        if anew:
            self.base["since"] = self.now.isoformat()
        rungs = plan(self.policy, self.facts(None), self.now).rungs
        self._carry_out(rungs, 0, self.uow.ladder.next_round(self.case.id), cause, unsent=unsent)

    def carry_on(self, rungs: Sequence[PlannedRung], at: int, round: int, due_at: datetime) -> None:
        """The rung ``at`` is due. After an outage what follows is planned from now."""
        late = self.now - due_at > self.policy.least_gap.length
        self._carry_out(rungs, at, round, OUR_SILENCE, replan=late, in_turn=True)

    def ask_now(self, organisation: str, cause: Cause) -> None:
        """Ask one organisation now, out of turn; the rest of the ladder follows it."""
        self.base["since"] = self.now.isoformat()
        partner = organisation != COORDINATOR
        facts = self.facts(self.now, remind=True, asked=organisation)
        rest = plan(
            self.policy,
            replace(
                facts,
                ask=tuple(p for p in facts.ask if p != organisation),
                coordinator=facts.coordinator and partner,
            ),
            self.now,
        ).rungs
        kind = RungKind.NEXT_PARTNER if partner else RungKind.COORDINATOR
        first = PlannedRung(kind, self.now, organisation if partner else None)
        self._carry_out((first, *rest), 0, self.uow.ladder.next_round(self.case.id), cause)

    def nobody_else(self, cause: Cause) -> None:
        """Somebody was asked beside the coordinators and has said no: if nobody else may say yes, they and the worker
        hear of it at once."""
        round = self.uow.ladder.next_round(self.case.id)
        step = Step(self.uow, self.notifier, self.case, self.now, round, cause, self._named())
        if step.all_declined():
            step.send(None)

    def hurry(self, why: str | None = "urgency") -> None:
        """The case has become more pressing while somebody is being waited for: plan the rest anew. Whoever was asked
        while it was calm hears at once that it is urgent now."""
        row = self.uow.ladder.row(self.case.id, LIVE)
        if row is None or row.kind != LadderKind.RUNG.value:
            return
        again = self.rest(row)
        if why is not None:
            record(self.uow, self.case, Happened.REPLANNED, CLOCK, self.now, why=why)
        left = planned(row.plan)[row.rung :]
        up = any(rung.due_at <= self.now and rung.kind is not RungKind.REMINDER for rung in left)
        newly = self.case.urgent and not self._was_urgent
        self._carry_out(again.rungs, 0, self.uow.ladder.next_round(self.case.id), OUR_SILENCE, in_turn=up, newly=newly)

    def _carry_out(
        self, rungs: Sequence[PlannedRung], at: int, round: int, cause: Cause, *, replan: bool = False,
        in_turn: bool = False, unsent: Step | None = None, newly: bool = False,
    ) -> None:
        """Send out every rung that is due, as one step, and set the clock to the next."""
        in_turn = in_turn or (unsent is not None and unsent.in_turn)
        step = Step(self.uow, self.notifier, self.case, self.now, round, cause, self._named(), in_turn=in_turn)
        if unsent is not None:
            step.take_over(unsent)
        end = self._send_due(step, rungs, at, at)
        # After the end nothing is left to plan; who was asked beside those left out has the time that was planned.
        if step.skipped and not step.asked and not step.ended:
            self.climb(cause, unsent=step)
            return
        if replan and end < len(rungs) and any(rung.kind.asks for rung in rungs[at:end]):
            # What comes with it by the new plan is part of this step: nobody gets two messages of one moment.
            numbered, rungs = len(rungs), self._after_outage(step)
            round, end = self.uow.ladder.next_round(self.case.id), self._send_due(step, rungs, 0, numbered)
        if newly:
            step.press()
        step.send(self._next_asking(rungs[end:]))
        if COORDINATOR in step.asked and cause.reason not in (Reason.FILED, Reason.HANDED_ON):
            ask_for_more(self.uow, self.notifier, self.case, self.now)
        self._set(rungs, end, round)

    def _send_due(self, step: Step, rungs: Sequence[PlannedRung], at: int, numbered: int) -> int:
        """Put every rung that is due into ``step``, its first numbered so; returns the place of the next one."""
        end = at
        while end < len(rungs) and rungs[end].due_at <= self.now:
            self._one(step, rungs[end], numbered + end - at)
            end += 1
        return end

    def _one(self, step: Step, rung: PlannedRung, number: int) -> None:
        if rung.kind is RungKind.REMINDER:
            step.remind(number)
        elif rung.kind is RungKind.COORDINATOR:
            step.ask_coordinator(number, consented=self._consented(COORDINATOR))
        elif rung.kind is RungKind.TERMINAL:
            step.terminal(number, self.since)
        elif rung.partner is not None:
            partner = self.uow.partners.get(rung.partner)
            if partner is not None and available(self.uow, partner, self.now):
                step.ask(rung.partner, number, consented=self._consented(rung.partner))
            else:
                step.skip(rung.partner)

    def _after_outage(self, step: Step) -> tuple[PlannedRung, ...]:
        """What follows counts from the asking that goes out with ``step``."""
        asked = COORDINATOR if COORDINATOR in step.asked else step.asked[-1]
        record(self.uow, self.case, Happened.REPLANNED, CLOCK, self.now, why="outage")
        return plan(self.policy, self.facts(self.now, asked=asked), self.now).rungs

    # ---- the list

    def list_also(self, partner_id: str) -> None:
        """The worker has agreed to one more."""
        self.base["listed"] = list(dict.fromkeys([*self.base.get("listed", ()), partner_id]))

    def list_only(self, partners: Sequence[str]) -> None:
        """The worker has said who may be asked: the rest of the ladder is planned with them."""
        self.base["listed"] = list(partners)
        row = self.uow.ladder.row(self.case.id, LIVE)
        if row is not None and row.kind == LadderKind.RUNG.value:
            self.hurry()
        elif row is not None:
            content = {**(row.plan or {}), **self.base}
            self.put(LadderKind(row.kind), row.due_at, content, rung=row.rung)

    def list_without(self, partner_id: str) -> None:
        """The worker does not want this one to be asked."""
        listed = self.base.get("listed", ())
        if partner_id in listed:
            self.list_only([one for one in listed if one != partner_id])

    # ---- the row

    def _set(self, rungs: Sequence[PlannedRung], at: int, round: int) -> None:
        if at >= len(rungs):
            self.review(round + 1)
            return
        content = {**self.base, "rungs": [rung.to_data() for rung in rungs]}
        self.put(LadderKind.RUNG, rungs[at].due_at, content, round=round, rung=at)

    def review(self, round: int) -> None:
        """The ladder has ended: after some days coordinator and worker are told again."""
        due_at = self.policy.terminal_repeats.after(self.now, OFFICE)
        self.put(LadderKind.REVIEW, due_at, {}, round=round)

    def repeat_terminal(self, round: int) -> None:
        """Still nobody: tell everybody again."""
        step = Step(self.uow, self.notifier, self.case, self.now, round, OUR_SILENCE, self._named(), in_turn=True)
        step.terminal(0, self.since)
        step.send(None)
        self.review(round + 1)

    def put(
        self, kind: LadderKind, due_at: datetime, content: dict[str, Any], *, round: int | None = None, rung: int = 0
    ) -> None:
        """Set the live clock, keeping what it carries along."""
        number = self.uow.ladder.next_round(self.case.id) if round is None else round
        plan_ = {**self.base, **content}
        self.uow.ladder.put(self.case.id, LIVE, kind, due_at, round=number, rung=rung, plan=plan_)

    def _named(self) -> bool:
        """Whether the worker has been told whose names are on the list."""
        return self.uow.cases.consent(self.case.id) is not None

    def _consented(self, partner_id: str) -> bool:
        consent = self.uow.cases.consent(self.case.id)
        return consent is not None and partner_id in consent.partners

    @staticmethod
    def _next_asking(rest: Sequence[PlannedRung]) -> datetime | None:
        return next((rung.due_at for rung in rest if rung.kind.asks), None)
