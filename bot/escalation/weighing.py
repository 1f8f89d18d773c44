"""Weighing a case anew because time has passed: a day comes near, or is over, and nobody has done anything.

When that is so next is a row of its own beside the case's live clock (``plan_weighing``), so that it is claimed, tried
again and watched over like every other clock.
"""

from collections.abc import Mapping, Sequence

from bot.cases.actors import CLOCK
from bot.cases.held import at_work
from bot.cases.known import known_facts, said_at
from bot.cases.notifier import DaysLeft, Param, StaffNotice
from bot.cases.notify import no_way_to_write, tell, tell_worker, told_as
from bot.cases.timeline import Happened, record
from bot.cases.urgency import read_urgency
from bot.clock import date_in_japan
from storage.models import COORDINATOR, LIVE, CaseState, LadderKind

from .check_ins import settle
from .duty import OFFICE
from .ladder import Ladder
from .legal import SOURCES, of_facts
from .pauses import shorten
from .reasons import Contribution, Nature

NEAR = {
    "stay_end": "job_loss.stay_ends.info",
    "notice_14_days": "job_loss.clock_notice.info",
    "three_months": "job_loss.clock_three.info",
}
"""What the worker is told of a day that comes near: the words in which the conversation explained it."""
OVER = {
    "stay_ended": ("stay_end", "job_loss.stay_ended.info"),
    "notice_14_days": ("notice_14_days", "job_loss.clock_notice_passed.info"),
    "three_months_passed": ("three_months", "job_loss.clock_three_passed.info"),
}
"""By what is then so: the day that is over, and what the worker is told."""
ANY_DAY = "case.day_near"
"""Of a day without words of its own, and of one whose rule nobody has checked for this card."""
UNSPOKEN = frozenset({"flight"})
"""Who is to be flown out knows; a message about it on the phone may be read by whoever booked."""


def weigh(ladder: Ladder) -> None:
    """The moment has come. Those who have the case, the coordinators and the worker are told once of each day that is
    near or over; the case follows the ladder of what it has become.
    """
    uow, case, now = ladder.uow, ladder.case, ladder.now
    before = read_urgency(uow, case)
    urgency = before.with_known(of_facts(known_facts(uow, case), now, said_at(uow, case)), SOURCES, now)
    near = [c for c in urgency.near(now) if not _said(ladder, c)]
    was = {c.reason: c.passed for c in before.contributions}
    over = [c for c in urgency.contributions if c.source in SOURCES and _is_over(c, was)]
    _note(ladder, near)
    for one in over:
        record(uow, case, Happened.DAY_OVER, CLOCK, now, clock=one.reason)
    if settle(ladder, urgency):
        _follow(ladder)
    if near:
        _tell_staff(ladder, StaffNotice.DAY_NEAR)
    elif over:
        _tell_staff(ladder, StaffNotice.DAY_OVER)
    _tell_worker(ladder, near, over, {c.reason: c for c in before.contributions})


def tell_near(ladder: Ladder, near: Sequence[Contribution], besides: str | None) -> None:
    """A day was learnt that is near already, of a case that was urgent before: the others of the case hear of it.
    ``besides``: the organisation that wrote it down.
    """
    _note(ladder, near)
    _tell_staff(ladder, StaffNotice.DAY_NEAR, besides)


def _note(ladder: Ladder, near: Sequence[Contribution]) -> None:
    for one in near:
        record(ladder.uow, ladder.case, Happened.DAY_NEAR, CLOCK, ladder.now, clock=one.reason, due=_due(one))


def _is_over(one: Contribution, was: Mapping[str, bool]) -> bool:
    """Whether a day has ended since: it has passed, or what follows from that is there now and was not before."""
    return (one.passed and not was.get(one.reason, True)) or (one.nature is Nature.CONTACT and one.reason not in was)


def _follow(ladder: Ladder) -> None:
    """The clock of a case that nobody has reached yet is planned anew; the end of its ladder is looked at sooner."""
    if ladder.case.contacted_at is not None:
        return
    ladder.hurry(None)
    shorten(ladder)
    row = ladder.uow.ladder.row(ladder.case.id, LIVE)
    if row is not None and row.kind == LadderKind.REVIEW.value:
        soon = ladder.policy.terminal_repeats.after(ladder.now, OFFICE)
        if soon < row.due_at:
            ladder.put(LadderKind.REVIEW, soon, {}, round=row.round)


def _tell_staff(ladder: Ladder, kind: StaffNotice, besides: str | None = None) -> None:
    uow, case = ladder.uow, ladder.case
    having = [offer.partner_id for offer in uow.cases.offers(case.id) if at_work(offer)]
    for organisation in dict.fromkeys((*having, case.lead_partner_id or COORDINATOR, COORDINATOR)):
        if organisation != besides:
            tell(uow, ladder.notifier, case, organisation, kind, ladder.now, tag=f"day{case.events}")


def _tell_worker(
    ladder: Ladder, near: Sequence[Contribution], over: Sequence[Contribution], before: Mapping[str, Contribution]
) -> None:
    texts: list[tuple[str, dict[str, Param], str]] = []
    for one in near:
        if one.reason in UNSPOKEN or one.due_at is None:
            continue
        key, day = _near_key(one), date_in_japan(one.due_at)
        texts.append((key, {"date": day, "days": DaysLeft(day)}, _near_tag(one)))
    for one in over:
        reason, key = OVER.get(one.reason, ("", ""))
        day_before = before.get(reason)
        if key and day_before is not None and day_before.due_at is not None and day_before.checked:
            _take_back(ladder, day_before)
            texts.append((key, {"date": date_in_japan(day_before.due_at)}, f"day{ladder.case.events}"))
    for key, params, tag in texts:
        if not tell_worker(ladder.uow, ladder.notifier, ladder.case, key, params, ladder.now, tag=tag):
            no_way_to_write(ladder.uow, ladder.notifier, ladder.case, ladder.now)


def _near_key(one: Contribution) -> str:
    return NEAR.get(one.reason, ANY_DAY) if one.checked else ANY_DAY


def _near_tag(one: Contribution) -> str:
    assert one.due_at is not None
    return f"near:{one.reason}:{date_in_japan(one.due_at).isoformat()}"


def _take_back(ladder: Ladder, one: Contribution) -> None:
    """That a day comes near may still wait, for the worker's hours or because we were away: it is over now."""
    ladder.uow.outbox.withdraw(told_as(ladder.case, _near_tag(one), _near_key(one)), ladder.now)


def _said(ladder: Ladder, one: Contribution) -> bool:
    """Whether those of the case were told of this day before."""
    if not ladder.uow.cases.event_marks(ladder.case.id, Happened.DAY_NEAR.value):
        return False
    return any(
        line.kind == Happened.DAY_NEAR.value and (line.data["clock"], line.data["due"]) == (one.reason, _due(one))
        for line in ladder.uow.cases.events(ladder.case.id)
    )


def _due(one: Contribution) -> str | None:
    return None if one.due_at is None else one.due_at.isoformat()


def weigh_now(ladder: Ladder) -> None:
    """The row of a case that waits for this is due."""
    if CaseState(ladder.case.state).open:
        weigh(ladder)
