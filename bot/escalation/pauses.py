"""When somebody has taken a case: how long the ladder waits, and what happens when nothing came of it."""

from collections.abc import Collection
from datetime import datetime

from bot.cases.actors import CLOCK
from bot.cases.timeline import Happened, record
from storage.models import COORDINATOR, LIVE, WORKER, CaseState, LadderKind, OfferState

from .cause import Cause, Reason
from .ladder import Ladder
from .waits import Wait


def pause(ladder: Ladder, organisation: str, wait: Wait, why: str, *, hard_only: bool = False) -> datetime:
    """Let the ladder wait for an organisation; returns until when.

    Never past the margin before the deadline, nor (unless ``hard_only``) past the time for contact; but never
    shorter than the policy's least pause.
    """
    natural = wait.after(ladder.now, ladder.duty_of(organisation))
    return pause_until(ladder, organisation, natural, why, hard_only=hard_only)


def pause_until(ladder: Ladder, organisation: str, natural: datetime, why: str, *, hard_only: bool = False) -> datetime:
    """``pause`` until a moment."""
    until = ladder.pause_end(natural, contact=not hard_only)
    ladder.put(LadderKind.PAUSE, until, {"partner": organisation, "why": why})
    return until


def shorten(ladder: Ladder) -> None:
    """The case has become more pressing: a pause ends no later than that allows, nor than if it began now. One that is
    over gets no time anew. What was put off for longer is put off no more."""
    row = ladder.uow.ladder.row(ladder.case.id, LIVE)
    if ladder.case.urgent:
        _wake(ladder)
    if row is None or row.kind != LadderKind.PAUSE.value or row.due_at <= ladder.now:
        return
    content = {"partner": row.plan["partner"], "why": row.plan["why"]}
    until = ladder.shortened(row)
    ladder.put(LadderKind.PAUSE, until, content)
    _wake(ladder, until)


def _wake(ladder: Ladder, until: datetime | None = None) -> None:
    """Who asked for time until later than ``until``, which was before this was known, has it no more."""
    for offer in ladder.uow.cases.offers(ladder.case.id):
        if offer.snoozed_until is not None and (until is None or offer.snoozed_until > until):
            offer.snoozed_until = None


def paused_for(ladder: Ladder) -> str | None:
    """For whom the ladder is waiting, if it is."""
    row = ladder.uow.ladder.row(ladder.case.id, LIVE)
    if row is None or row.kind != LadderKind.PAUSE.value:
        return None
    return str(row.plan["partner"])


def waits_until(ladder: Ladder) -> datetime:
    """Until when the ladder waits; now, when it waits for nothing."""
    row = ladder.uow.ladder.row(ladder.case.id, LIVE)
    return row.due_at if row is not None else ladder.now


def asks_somebody(ladder: Ladder) -> bool:
    """Whether the ladder waits for its next rung, not for who has the case."""
    row = ladder.uow.ladder.row(ladder.case.id, LIVE)
    return row is not None and row.kind == LadderKind.RUNG.value


def without(ladder: Ladder, gone: Collection[str], had_it: bool, cause: Cause) -> bool:
    """Organisations are out, of which one ``had_it``. Where the ladder would wait for them, or for nobody, it waits for
    another who has accepted, or asks the next one at once. False: it goes on as it does."""
    offers = ladder.uow.cases.offers(ladder.case.id)
    if had_it and not asks_somebody(ladder) and all(o.state != OfferState.ACCEPTED.value for o in offers):
        _ask_next(ladder, cause)
        return True
    if paused_for(ladder) in gone:
        wait_for_another(ladder)
        return True
    return False


def _ask_next(ladder: Ladder, cause: Cause) -> None:
    """Coordinators who were asked before had been told that somebody has the case: they are asked anew, with time of
    their own."""
    ladder.case.state, ladder.case.contacted_at = CaseState.OFFERED.value, None
    ladder.uow.ladder.drop(ladder.case.id, WORKER)
    for offer in ladder.uow.cases.offers(ladder.case.id):
        if offer.partner_id == COORDINATOR and offer.state == OfferState.OPEN.value:
            offer.state = OfferState.ENDED.value
    ladder.climb(cause, anew=True)


def wait_for_another(ladder: Ladder) -> None:
    """The ladder waited for one that is gone; it goes on for one that has accepted as well."""
    row = ladder.uow.ladder.row(ladder.case.id, LIVE)
    accepted = [o for o in ladder.uow.cases.offers(ladder.case.id) if o.state == OfferState.ACCEPTED.value]
    if row is None or not accepted:
        _ask_next(ladder, Cause(Reason.REOPENED))
        return
    ladder.put(LadderKind.PAUSE, row.due_at, {"partner": accepted[0].partner_id, "why": row.plan["why"]})


def lapse(ladder: Ladder, organisation: str, reason: Reason = Reason.LAPSED) -> None:
    """The worker has not said that this organisation reached them: the next one is added.

    The first keeps its access until the coordinator has spoken to it.
    """
    uow, case = ladder.uow, ladder.case
    offer = uow.cases.offer(case.id, organisation)
    if offer is not None and offer.state == OfferState.ACCEPTED.value:
        offer.state = OfferState.LAPSED.value
    if reason is Reason.LAPSED:
        record(uow, case, Happened.PAUSE_LAPSED, CLOCK, ladder.now, partner=organisation)
    case.state = CaseState.OFFERED.value
    case.contacted_at = None
    uow.ladder.drop(case.id, WORKER)
    ladder.climb(Cause(reason, organisation), anew=True)
