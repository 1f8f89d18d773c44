"""Looking ahead: what a case's ladder knows, and what would come next under a policy. Reads only."""

from datetime import datetime
from typing import Any

from bot.cases.availability import available
from bot.cases.urgency import read_urgency
from storage.models import COORDINATOR, LIVE, Case, LadderKind, Offer, OfferState
from storage.uow import UnitOfWork

from .duty import OFFICE, Duty, together
from .kept import policy_of
from .plan import Facts, Plan, PlannedRung, horizon, plan
from .policy import Policy, RungKind
from .rota import duty_of

Base = dict[str, Any]
"""What a clock carries along: ``since`` when the worker began to wait, ``listed`` whom to ask, in order."""


class Outlook:
    """One case at one moment, seen from its ladder."""

    def __init__(
        self,
        uow: UnitOfWork,
        case: Case,
        now: datetime,
        row: Any = None,
        policy: Policy | None = None,
        available: dict[str, bool] | None = None,
    ) -> None:
        """``row``: the case's live clock, if it was read already. ``policy``: another than the case lives by.
        ``available``: organisations known to be available or not; what is found is added. For many cases at once,
        as long as nothing is written."""
        self._available = available
        self.uow, self.case, self.now = uow, case, now
        self.policy = policy or policy_of(uow, case)
        row = row or uow.ladder.row(case.id, LIVE)
        plan_ = row.plan if row is not None and row.plan else {}
        self.base: Base = {name: plan_[name] for name in ("since", "listed") if name in plan_}

    @property
    def since(self) -> datetime:
        """When the worker began to wait."""
        written = self.base.get("since")
        return datetime.fromisoformat(written) if written else self.case.filed_at

    def rest(self, row: Any) -> Plan:
        """What is left of a ladder whose clock ``row`` waits for a rung, planned from now."""
        left = planned(row.plan)[row.rung :]
        last = max(self.uow.cases.offers(self.case.id), key=lambda o: (o.offered_at, o.position))
        remind = any(rung.kind is RungKind.REMINDER for rung in left)
        facts = self.facts(last.offered_at, remind=remind, asked=last.partner_id)
        return plan(self.policy, facts, self.now)

    def pause_end(self, natural: datetime, *, contact: bool) -> datetime:
        """When a pause that is to last until ``natural`` ends: a margin before the deadline at the latest, ``contact``:
        or when contact is due; but never before the policy's least pause is over."""
        end = self.earliest_end(contact=contact)
        until = natural if end is None else min(natural, end)
        return max(until, self.now + self.policy.pause_least.length)

    def shortened(self, row: Any) -> datetime:
        """When the pause that ``row`` waits for ends if the case is planned anew now: no later than it would have, nor
        than if it began now. The policy's least pause gives nobody more time: who has it had that much."""
        until: datetime = row.due_at
        natural = until
        if row.plan["why"] == "accepted":
            mine = self.policy.pause_accepted.after(self.now, self.duty_of(row.plan["partner"]))
            natural = min(until, mine)
        return min(until, self.pause_end(natural, contact=True))

    def duty_of(self, organisation: str) -> Duty:
        """When an organisation answers."""
        return duty_of(self.uow, organisation)

    @property
    def horizon(self) -> datetime:
        """When the last rung comes at the latest, see ``plan.horizon``."""
        urgency = read_urgency(self.uow, self.case)
        deadline, contact_by = urgency.deadline(self.now), urgency.contact_by(self.now)
        return horizon(self.policy, Facts(self.since, (), deadline_at=deadline, contact_by=contact_by))

    def left_to_ask(self) -> list[str]:
        """Who on the list has not been asked, or was let go without having accepted, and can be asked now."""
        offers = {offer.partner_id: offer for offer in self.uow.cases.offers(self.case.id)}
        return [p for p in self.base.get("listed", ()) if self._askable(p, offers.get(p))]

    def earliest_end(self, *, contact: bool) -> datetime | None:
        """When a pause ends at the latest: a margin before the deadline; ``contact``: or contact is due, by a
        reason or by the policy, as long as that is ahead."""
        urgency = read_urgency(self.uow, self.case)
        deadline, contact_by = urgency.deadline(self.now), urgency.contact_by(self.now)
        ends = [] if deadline is None else [deadline - self.policy.margin.length]
        if contact:
            within = self.policy.contact_within.after(self.since, OFFICE)
            ends += [end for end in (contact_by, within) if end is not None and end > self.now]
        return min(ends, default=None)

    def facts(self, asked_at: datetime | None, *, remind: bool = False, asked: str | None = None) -> Facts:
        """What a plan made now depends on; see ``plan.Facts``. ``asked``: who was asked last, a partner or
        COORDINATOR."""
        urgency, ask = read_urgency(self.uow, self.case), tuple(self.left_to_ask())
        return Facts(
            since=self.since,
            ask=ask,
            deadline_at=urgency.deadline(self.now),
            contact_by=urgency.must_reach_by(self.now),
            wish_by=urgency.contact_by(self.now),
            asked_at=asked_at,
            asked_partner=asked != COORDINATOR,
            remind=remind or asked_at is None,
            coordinator=self.coordinator_left(),
            duty=together(duty_of(self.uow, p) for p in self.base.get("listed", ())),
            asked=asked,
            duties={p: duty_of(self.uow, p) for p in (*ask, *filter(None, (asked,)))},
        )

    def _askable(self, partner_id: str, offer: Offer | None) -> bool:
        if offer is not None and offer.state != OfferState.ENDED.value:
            return False
        if self._available is not None and partner_id in self._available:
            return self._available[partner_id]
        partner = self.uow.partners.get(partner_id)
        found = partner is not None and available(self.uow, partner, self.now)
        if self._available is not None:
            self._available[partner_id] = found
        return found

    def coordinator_left(self) -> bool:
        """Whether the coordinators have not been asked, or are to be asked again."""
        offer = self.uow.cases.offer(self.case.id, COORDINATOR)
        return offer is None or offer.state == OfferState.ENDED.value

    def has_ended(self) -> bool:
        """Whether the end has been told, and nobody is left to ask: it repeats when its time comes, not before."""
        row = self.uow.ladder.row(self.case.id, LIVE)
        told = row is not None and row.kind == LadderKind.REVIEW.value
        return told and not self.coordinator_left() and not self.left_to_ask()


def planned(row_plan: dict[str, Any] | None) -> list[PlannedRung]:
    """The rungs kept in a ladder row."""
    return [PlannedRung.from_data(data) for data in (row_plan or {}).get("rungs", ())]
