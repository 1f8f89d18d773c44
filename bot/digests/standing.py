"""Where a case stands for the person looking: whose turn it is. Pure; lists and digests are grouped by it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from storage.models import CaseState, OfferState
from storage.repositories.staff_cases import Glimpse, OwnOffer


class Standing(StrEnum):
    """The groups, in the order they are shown."""

    OVERDUE = "overdue"
    """Time ran out: for us to answer, to reach the worker, or by law."""
    NEW = "new"
    """We were asked and have not answered."""
    MINE = "mine"
    """We took it on and the next step is ours."""
    IN_HAND = "in_hand"
    """The worker was reached and nothing is open; the case is being worked on."""
    WORKER = "worker"
    """The worker is asked or was written to last."""
    OTHERS = "others"
    """Another organisation has it, and a coordinator watches; or a colleague."""
    CLOSED = "closed"


WAITING_FOR_US = (Standing.OVERDUE, Standing.NEW, Standing.MINE)
"""What a digest speaks of."""


class Why(StrEnum):
    """Why a case is where it is, the text key `staff.why.<value>`."""

    TIME_RAN_OUT = "time_ran_out"
    ANSWER_LATE = "answer_late"
    DEADLINE_PASSED = "deadline_passed"
    CLOCK_PASSED = "clock_passed"
    NOT_ANSWERED = "not_answered"
    CONSENT_OPEN = "consent_open"
    NOT_REACHED_YET = "not_reached_yet"
    WORKER_WROTE = "worker_wrote"
    NOT_SOLVED = "not_solved"
    WORKER_ASKED = "worker_asked"
    WE_WROTE = "we_wrote"
    SNOOZED = "snoozed"
    IN_HAND = "in_hand"
    WITH_PARTNER = "with_partner"
    ASKING_PARTNERS = "asking_partners"
    APPOINTMENT = "appointment"
    INTERPRETER_LATE = "interpreter_late"
    INTERPRETER_SOUGHT = "interpreter_sought"
    HANDED_ON = "handed_on"
    REVIEW_DUE = "review_due"
    REVIEW_LATE = "review_late"
    ENTRY_DENIED = "entry_denied"
    WITH_COLLEAGUE = "with_colleague"
    NOBODY_READS = "nobody_reads"
    CLOSED = "closed"


REVIEW_LATE = timedelta(days=7)
"""So long after it was due a coordinator's review is overdue."""
SOON = timedelta(hours=12)
"""So long before a planned call or meeting its case is somebody's turn, and until it was said to have taken place."""


def standing(seen: Glimpse, now: datetime) -> tuple[Standing, Why]:
    """Whose turn it is, and why."""
    if not CaseState(seen.state).open:
        return Standing.CLOSED, Why.CLOSED
    group, why = _whose_turn(seen, now)
    if _passed(seen.review_at, now) and group is not Standing.OVERDUE:
        late = _passed(seen.review_at, now - REVIEW_LATE)
        named = Why.REVIEW_LATE if late else Why.REVIEW_DUE
        return Standing.OVERDUE if late else Standing.MINE, Why.ENTRY_DENIED if seen.denied else named
    if seen.sought_by is not None and group not in WAITING_FOR_US:
        return Standing.OVERDUE if _passed(seen.sought_by, now) else Standing.MINE, Why.INTERPRETER_SOUGHT
    return group, why


def _whose_turn(seen: Glimpse, now: datetime) -> tuple[Standing, Why]:
    offer = seen.offer
    if offer is None or offer.state in (OfferState.DECLINED, OfferState.ENDED):
        return _watched(seen, now)
    if offer.acted_at is None:
        return _not_answered(seen, offer, now)
    if not offer.consented:
        return Standing.WORKER, Why.CONSENT_OPEN
    if offer.state == OfferState.LAPSED:
        return _lapsed(seen, offer)
    return _taken_on(seen, offer, now)


def _not_answered(seen: Glimpse, offer: OwnOffer, now: datetime) -> tuple[Standing, Why]:
    if seen.state not in (CaseState.FILED, CaseState.OFFERED):
        return _watched(seen, now)  # a partner has taken it; the coordinator was asked as well
    if offer.state == OfferState.LAPSED:
        return Standing.OVERDUE, Why.ANSWER_LATE
    if _passed(seen.deadline_at, now):  # as far as who looks may know it
        return Standing.OVERDUE, Why.DEADLINE_PASSED
    if _passed(seen.due_at, now):
        return Standing.OVERDUE, Why.CLOCK_PASSED
    return Standing.NEW, Why.NOT_ANSWERED


def _lapsed(seen: Glimpse, offer: OwnOffer) -> tuple[Standing, Why]:
    if seen.state in (CaseState.FILED, CaseState.OFFERED):
        handed_on = offer.reason == Why.HANDED_ON
        return (Standing.OTHERS, Why.HANDED_ON) if handed_on else (Standing.OVERDUE, Why.TIME_RAN_OUT)
    return Standing.OTHERS, Why.WITH_PARTNER


def _taken_on(seen: Glimpse, offer: OwnOffer, now: datetime) -> tuple[Standing, Why]:
    if _passed(seen.interpreted_by, now):
        return Standing.OVERDUE, Why.INTERPRETER_LATE
    if seen.last_word == "worker":
        return Standing.MINE, Why.WORKER_WROTE
    late = seen.contacted_at is None and _passed(seen.deadline_at, now)
    if _passed(seen.meets_at, now + SOON) and not late:
        return Standing.MINE, Why.APPOINTMENT
    if seen.contacted_at is None:
        return _not_reached(seen, offer, now)
    if seen.unsolved:
        return Standing.MINE, Why.NOT_SOLVED
    if seen.asked_worker or seen.state == CaseState.AWAITING_CONFIRMATION:
        return Standing.WORKER, Why.WORKER_ASKED
    if seen.last_word == "staff":
        return Standing.WORKER, Why.WE_WROTE
    return Standing.IN_HAND, Why.IN_HAND


def _not_reached(seen: Glimpse, offer: OwnOffer, now: datetime) -> tuple[Standing, Why]:
    if _passed(seen.deadline_at, now):
        return Standing.OVERDUE, Why.DEADLINE_PASSED
    if offer.reached_at is not None and seen.asked_worker:
        return Standing.WORKER, Why.WORKER_ASKED
    if offer.snoozed_until is not None and offer.snoozed_until > now:
        return Standing.WORKER, Why.SNOOZED
    return Standing.MINE, Why.NOT_REACHED_YET


def _watched(seen: Glimpse, now: datetime) -> tuple[Standing, Why]:
    """For a coordinator: a case whose turn is somebody else's."""
    if seen.contacted_at is None and _passed(seen.deadline_at, now):
        return Standing.OVERDUE, Why.DEADLINE_PASSED
    if _passed(seen.due_at, now):
        return Standing.OVERDUE, Why.CLOCK_PASSED
    if seen.nobody_reads:
        return Standing.WORKER, Why.NOBODY_READS
    taken = seen.state not in (CaseState.FILED, CaseState.OFFERED)
    return Standing.OTHERS, Why.WITH_PARTNER if taken else Why.ASKING_PARTNERS


def for_person(group: Standing, why: Why, *, anothers: bool) -> tuple[Standing, Why]:
    """The same for one person of the organisation. ``anothers``: a colleague has the case. What is overdue stays so."""
    return (Standing.OTHERS, Why.WITH_COLLEAGUE) if anothers and group is Standing.MINE else (group, why)


def in_order(cases: Iterable[Glimpse], now: datetime) -> list[tuple[Standing, Why, Glimpse]]:
    """Grouped, and within a group the urgent ones first, then what is due next."""
    groups = list(Standing)
    far = datetime.max.replace(tzinfo=now.tzinfo)
    placed = [(*standing(seen, now), seen) for seen in cases]
    return sorted(
        placed,
        key=lambda row: (groups.index(row[0]), not row[2].urgent, row[2].due_at or far, row[2].filed_at),
    )


def _passed(at: datetime | None, now: datetime) -> bool:
    return at is not None and at < now
