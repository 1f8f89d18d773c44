"""A little more time: with a reason, once for each organisation, and never past what the deadline allows."""

from datetime import datetime

from bot.escalation.duty import OFFICE
from bot.escalation.kept import policy_of
from bot.escalation.ladder import Ladder
from bot.escalation.pauses import pause_until, paused_for, waits_until
from storage.models import Case, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import actor, organisation
from .errors import NotPossible, ReasonNeeded
from .held import hold, hold_open, own_offer
from .known import lines
from .notifier import Notifier
from .timeline import Happened, record

ACTION = "Asking for time"


def snooze(
    uow: UnitOfWork,
    notifier: Notifier,
    case_id: str,
    by: Staff,
    rev: int | None,
    now: datetime,
    *,
    reason: str,
    until: datetime,
) -> datetime:
    """Ask for time until a moment; returns until when it was given.

    Before accepting it only silences reminders: the ladder goes on. After accepting it makes the pause
    longer, and never shorter.
    Raises NoSuchCase, NotPossible, ReasonNeeded, StaleRow.
    """
    if not reason.strip():
        raise ReasonNeeded
    case = hold_open(uow, case_id, rev, ACTION)
    offer = own_offer(uow, case, by)
    ladder = Ladder(uow, notifier, case, now)
    _check(uow, case, ladder, offer.partner_id, until, now)
    given = min(until, ladder.policy.snooze_at_most.after(now, OFFICE))
    if paused_for(ladder) == offer.partner_id:
        given = pause_until(ladder, offer.partner_id, max(given, waits_until(ladder)), "snoozed")
    elif offer.state not in (OfferState.OPEN.value, OfferState.ACCEPTED.value):
        raise NotPossible(action=ACTION, why="nobody is waiting for your organisation")
    offer.snoozed_until = given
    record(
        uow, case, Happened.SNOOZED, actor(by), now, partner=offer.partner_id, reason=reason.strip(),
        until=given.isoformat(),
    )  # fmt: skip
    uow.cases.changed(case)
    return given


def waited_for(uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, now: datetime) -> bool:
    """Whether the ladder waits for the person's organisation: only then does more time hold anything back."""
    ladder = Ladder(uow, notifier, hold(uow, case_id), now)
    return paused_for(ladder) == organisation(by)


def may_ask_again(uow: UnitOfWork, case: Case, organisation: str) -> bool:
    """Whether an organisation can still ask for more time: the case's policy says how often."""
    return _asked_before(uow, case, organisation) < policy_of(uow, case).snooze_times


def _asked_before(uow: UnitOfWork, case: Case, organisation: str) -> int:
    return sum(line["partner"] == organisation for line in lines(uow, case, Happened.SNOOZED))


def _check(uow: UnitOfWork, case: Case, ladder: Ladder, organisation: str, until: datetime, now: datetime) -> None:
    if until <= now:
        raise NotPossible(action=ACTION, why="that moment has passed")
    if _asked_before(uow, case, organisation) >= ladder.policy.snooze_times:
        raise NotPossible(action=ACTION, why="there was more time already")
