"""One step of a ladder: everything that goes out at one moment, one message for each recipient."""

from collections.abc import Mapping
from datetime import datetime

from bot.cases.actors import CLOCK
from bot.cases.notifier import AT_ONCE, COORDINATOR_NAME, Notifier, Param, StaffNotice, Words
from bot.cases.notify import name_of, no_coordinator, people_of, tell_worker, woken_by
from bot.cases.timeline import Happened, record
from storage.models import COORDINATOR, SILENT, Case, CaseState, Offer, OfferState, Staff
from storage.uow import UnitOfWork

from .cause import Cause, Reason

_STRENGTH = (
    StaffNotice.TAKEN,
    StaffNotice.REMINDER,
    StaffNotice.ADDED,
    StaffNotice.PAUSE_LAPSED,
    StaffNotice.NOT_REACHED,
    StaffNotice.OFFER,
    StaffNotice.NO_CONSENT,
    StaffNotice.COORDINATOR,
    StaffNotice.ALL_DECLINED,
    StaffNotice.NO_PARTNER,
    StaffNotice.TERMINAL,
)
"""Of two notices to the same person the later one in this list says more and goes out."""

NO_NAMES = "case.asked_no_names"
"""Somebody is asked who may not read what the worker wrote."""

_KNOW_OF_IT = (OfferState.OPEN.value, OfferState.ACCEPTED.value, OfferState.LAPSED.value)
"""Offers whose organisations are told that one more was asked."""

_BEFORE_THE_FIRST = -1
"""What is said beside the rungs of a round, which begin with 0."""

_WITH_DEPUTIES = frozenset({StaffNotice.ALL_DECLINED, StaffNotice.NO_PARTNER, StaffNotice.TERMINAL})


class Step:
    """Gathers what a step says to whom, writes offers and timeline, and sends it in the end."""

    def __init__(
        self, uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime, round: int, cause: Cause, named: bool, *,
        in_turn: bool = False,
    ) -> None:
        """``in_turn``: its time has come by the clock, so that the time of those who were asked before is up."""
        self.in_turn = in_turn
        self.uow, self.notifier, self.case, self.now = uow, notifier, case, now
        self.round, self.cause, self.named = round, cause, named
        self.asked: list[str] = []
        self.skipped: list[str] = []
        self.reminded: list[str] = []
        self.ended = False
        self.left_alone = False
        self._before = self._asked_last()
        self._notices: dict[str, tuple[StaffNotice, int]] = {}

    # ---- the rungs

    def ask(self, partner_id: str, rung: int, *, consented: bool) -> None:
        """Put the case before one more organisation. Those asked before keep what they may see."""
        silent = self._time_is_up()
        for offer in self.uow.cases.offers(self.case.id):
            if offer.partner_id not in (*self.asked, COORDINATOR) and offer.state in _KNOW_OF_IT:
                self._notice(offer.partner_id, StaffNotice.ADDED, rung)
        self._offer(partner_id, consented=consented)
        self.asked.append(partner_id)
        self._notice(partner_id, StaffNotice.OFFER, rung)
        self._record(Happened.OFFERED, partner=partner_id, rung=rung, silent=silent)

    def skip(self, partner_id: str) -> None:
        """It was this organisation's turn, but it can't be asked any more."""
        self.skipped.append(partner_id)
        self._record(Happened.SKIPPED, partner=partner_id)

    def remind(self, rung: int) -> None:
        """Remind those who were asked and have not answered, unless they asked for time.

        The coordinator is reminded when nobody else is waited for.
        """
        silent = [o for o in self.uow.cases.offers(self.case.id) if o.state == OfferState.OPEN.value]
        partners = [o for o in silent if o.partner_id != COORDINATOR]
        for offer in partners or silent:
            asleep = offer.snoozed_until is not None and offer.snoozed_until > self.now
            if offer.partner_id in self.asked or asleep:
                continue
            self.reminded.append(offer.partner_id)
            self._notice(offer.partner_id, StaffNotice.REMINDER, rung)
            self._record(Happened.REMINDED, partner=offer.partner_id, rung=rung)

    def press(self) -> None:
        """It has become urgent: who was asked before that, and has not answered, may have it in a digest only."""
        for offer in self.uow.cases.offers(self.case.id):
            partner = offer.partner_id
            if offer.state == OfferState.OPEN.value and partner != COORDINATOR and partner not in self._notices:
                self._notice(partner, StaffNotice.REMINDER, _BEFORE_THE_FIRST)
                self._record(Happened.REMINDED, partner=partner, rung=_BEFORE_THE_FIRST)

    def ask_coordinator(self, rung: int, *, consented: bool) -> None:
        """Nobody else is left in time: the coordinator acts."""
        kind, silent = self._why_coordinator(), self._time_is_up()
        self._offer(COORDINATOR, consented=consented)
        self.asked.append(COORDINATOR)
        self._notice(COORDINATOR, kind, rung)
        self._record(Happened.COORDINATOR_ASKED, why=kind.value, rung=rung, silent=silent)

    def all_declined(self) -> bool:
        """The coordinator, asked before, hears that nobody else will take it. False: somebody still may."""
        coordinator = self.uow.cases.offer(self.case.id, COORDINATOR)
        if coordinator is None or self._why_coordinator() is not StaffNotice.ALL_DECLINED:
            return False
        self.left_alone = True
        self._notice(COORDINATOR, StaffNotice.ALL_DECLINED, _BEFORE_THE_FIRST)
        return True

    def terminal(self, rung: int, since: datetime) -> None:
        """The ladder, which began ``since``, has ended. Coordinator, deputy and worker are told so."""
        self.ended = True
        self._notice(COORDINATOR, StaffNotice.TERMINAL, rung)
        self._record(Happened.TERMINAL, rung=rung, since=since.isoformat(), silent=self._time_is_up())

    def _time_is_up(self) -> list[str] | None:
        """Who was asked before this moment and has not answered was silent; they can still accept. Not so out of turn,
        where the case became more pressing or was handed to the coordinator: they keep the time they were given.

        Returns whose time it was, for the timeline; None: nobody's.
        """
        silent = []
        for offer in self.uow.cases.offers(self.case.id) if self.in_turn else ():
            if offer.partner_id not in (*self.asked, COORDINATOR) and offer.state == OfferState.OPEN.value:
                offer.state, offer.reason = OfferState.LAPSED.value, SILENT
                silent.append(offer.partner_id)
        return silent or None

    # ---- sending

    def take_over(self, other: "Step") -> None:
        """Send what another step of this moment would have said, too: still one message for each person."""
        for organisation, (kind, rung) in other._notices.items():
            self._notice(organisation, kind, rung)
        self.reminded = [*other.reminded]

    def send(self, next_asking: datetime | None) -> None:
        """Send the notices, and tell the worker where it stands. ``next_asking``: when the next is asked."""
        if self.cause.reason is Reason.FILED and not self.named:
            self._notice(COORDINATOR, StaffNotice.NO_CONSENT, 0)
        if self.cause.partner is not None and self.cause.reason is Reason.LAPSED:
            self._notice(self.cause.partner, StaffNotice.PAUSE_LAPSED, 0)
        if self.cause.partner is not None and self.cause.reason is Reason.DENIED:
            self._notice(self.cause.partner, StaffNotice.NOT_REACHED, 0)
        self._tell()
        for key, params in self._to_worker(next_asking):
            tell_worker(self.uow, self.notifier, self.case, key, params, self.now, tag=str(self.round))
        if self.asked and self.case.state == CaseState.FILED.value:
            self.case.state = CaseState.OFFERED.value

    def _tell(self) -> None:
        """One message for each person, and none that went out before."""
        told: dict[str, tuple[Staff, StaffNotice, int]] = {}
        woken: set[str] = set()
        for organisation, (kind, rung) in self._notices.items():
            people = people_of(self.uow, organisation, self.now, deputies=kind in _WITH_DEPUTIES)
            for person in people:
                told.setdefault(person.id, (person, kind, rung))
            woken |= woken_by(self.uow, organisation, people, self.now)
            if not people and organisation == COORDINATOR:
                no_coordinator(self.uow, self.case, self.now)
        to = [(rung, person.id) for person, _, rung in told.values()]
        fresh = self.uow.ladder.fired(self.case.id, self.round, to, self.now)
        # In the same order everywhere, so that replicas that tell the same people do not wait for each other.
        for person, kind, rung in sorted(told.values(), key=lambda one: one[0].id):
            if (rung, person.id) in fresh:
                dedupe = f"{self.case.id}:{self.round}:{rung}:{person.id}"
                at_once = (self.case.urgent or kind in AT_ONCE) and person.id in woken
                self.notifier.to_staff(
                    self.uow, person.id, kind, self.case, self.now, dedupe=dedupe, at_once=at_once
                )

    def _to_worker(self, next_asking: datetime | None) -> list[tuple[str, Mapping[str, Param]]]:
        """What the worker is told: where it stands now, who is asked, and until when."""
        texts: list[tuple[str, Mapping[str, Param]]] = []
        if self.cause.reason is Reason.FILED:
            key = "case.filed" if self.named else "case.filed_no_names"
            texts.append((key, {"number": self.case.number}))
            texts += self._asked_at_filing(next_asking)
            if self.ended:
                texts.append(("case.contacts_now", {}))
        elif self.ended:
            texts.append(("case.nobody_yet" if self._nobody_answered() else "case.nobody_reached_you", {}))
        elif self.asked or self.left_alone:
            texts.append(self._asked_next(self.asked[0] if self.asked else COORDINATOR, next_asking))
        elif self.reminded and self._may_read(self.reminded[0]):
            texts.append(("case.reminded", {"partner": self._name(self.reminded[0])}))
        return texts

    def _asked_at_filing(self, next_asking: datetime | None) -> list[tuple[str, Mapping[str, Param]]]:
        if not self.asked or not self.named:
            return []
        if not any(self._may_read(asked) for asked in self.asked):
            return [(NO_NAMES, {})]
        if len(self.asked) > 1:
            return [("case.asked_all", {"partners": tuple(self._name(p) for p in self.asked)})]
        return [self._asked_anew(self._name(self.asked[0]), next_asking)]

    def _asked_anew(self, partner: str | Words, next_asking: datetime | None) -> tuple[str, Mapping[str, Param]]:
        if next_asking is None:
            return "case.offered_last", {"partner": partner}
        return "case.offered", {"partner": partner, "until": next_asking}

    def _asked_next(self, asked: str, next_asking: datetime | None) -> tuple[str, Mapping[str, Param]]:
        """Who is asked now, and why."""
        if not self._may_read(asked):
            return NO_NAMES, {}
        following, before = self._name(asked), self.cause.partner or self._before
        if self.cause.reason is Reason.CONSENT:
            return "case.ask_next_yes", {"next": following}
        if self.cause.reason in (Reason.REOPENED, Reason.TIE):  # why was said before
            return self._asked_anew(following, next_asking)
        if before is None or not self.named:
            return "case.coordinator_asked", {}
        params: dict[str, Param] = {"partner": self._name(before), "next": following}
        if next_asking is not None:
            params["until"] = next_asking
        match self.cause.reason:
            case Reason.DECLINED | Reason.GONE:
                last = asked == COORDINATOR
                return ("case.declined_last" if last else "case.declined"), params
            case Reason.LAPSED | Reason.DENIED:
                return "case.pause_lapsed_added", params
            case Reason.HANDED_ON:
                return "case.handed_on", params
            case _:
                nobody = self.asked == [COORDINATOR] and self._nobody_answered()  # else somebody has it, and said so
                return ("case.coordinator_asked" if nobody else "case.asking_next"), params

    # ---- inside

    def _offer(self, partner_id: str, *, consented: bool) -> Offer:
        offer = self.uow.cases.offer(self.case.id, partner_id)
        if offer is None:
            position = len(self.uow.cases.offers(self.case.id))
            return self.uow.cases.add_offer(self.case.id, partner_id, position, consented=consented, now=self.now)
        offer.state, offer.offered_at, offer.consented = OfferState.OPEN.value, self.now, consented
        offer.acted_at, offer.reached_at, offer.extended, offer.reason = None, None, False, None
        offer.assigned_to = None
        return offer

    def _notice(self, organisation: str, kind: StaffNotice, rung: int) -> None:
        known = self._notices.get(organisation)
        if known is None or _STRENGTH.index(kind) > _STRENGTH.index(known[0]):
            self._notices[organisation] = (kind, rung)

    def _why_coordinator(self) -> StaffNotice:
        partners = [o for o in self.uow.cases.offers(self.case.id) if o.partner_id != COORDINATOR]
        if not partners:
            return StaffNotice.NO_PARTNER
        if all(offer.state == OfferState.DECLINED.value for offer in partners):
            return StaffNotice.ALL_DECLINED
        return StaffNotice.COORDINATOR

    def _asked_last(self) -> str | None:
        offers = [o for o in self.uow.cases.offers(self.case.id) if o.partner_id != COORDINATOR]
        return max(offers, key=lambda o: (o.offered_at, o.position)).partner_id if offers else None

    def _may_read(self, organisation: str) -> bool:
        """Whether the worker agreed to it: only then its name is said, and that it is asked to read."""
        offer = self.uow.cases.offer(self.case.id, organisation)
        return offer is not None and offer.consented

    def _nobody_answered(self) -> bool:
        """Whether that is what is said at the end: nobody has it, or who had it has talked with the worker."""
        talked = (Happened.REACHED_CONFIRMED.value, Happened.SECOND_PERSON_CONFIRMED.value)
        if self.uow.cases.event_marks(self.case.id, *talked):
            return True
        declined = OfferState.DECLINED.value
        return all(o.acted_at is None or o.state == declined for o in self.uow.cases.offers(self.case.id))

    def _name(self, partner_id: str) -> str | Words:
        if partner_id == COORDINATOR:
            return COORDINATOR_NAME
        return name_of(self.uow, partner_id, self.case.language)

    def _record(self, what: Happened, **data: object) -> None:
        record(self.uow, self.case, what, CLOCK, self.now, round=self.round, **data)
