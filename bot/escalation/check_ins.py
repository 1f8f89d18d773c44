"""After contact: asking the worker how it goes, and what silence means."""

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.cases.actors import CLOCK, Actor
from bot.cases.asked import dedupe_of, shown_at
from bot.cases.notifier import QuestionKind, StaffNotice
from bot.cases.notify import ask_worker, name_of, tell
from bot.cases.timeline import Happened, record
from bot.cases.urgency import move_urgency, read_urgency
from bot.clock import JAPAN
from storage.models import COORDINATOR, CaseState, LadderKind, WorkerQuestion

from .cause import Cause, Reason
from .duty import OFFICE
from .kept import in_use, keep
from .ladder import Ladder
from .pauses import pause
from .urgency import Contribution, Urgency, risk

SILENT = ("missed_check_ins", "silence_means_danger", "blocked")
"""Reasons that a sign of life takes away."""

LONGEST_AWAY = timedelta(days=92)
"""So far ahead may the day be on which a worker says they look again: silence says nothing before it."""

DAY = timedelta(days=1)
NIGHT = timedelta(hours=12)
"""A question that waits so long for the worker's morning moves nothing."""

SILENCE = "silence"
"""Why a ladder pauses: the worker has fallen silent and wished this to be seen as danger."""


def begin_check_ins(ladder: Ladder, ask: QuestionKind = QuestionKind.CHECK_IN) -> None:
    """The first of them comes some days from now. ``ask``: what is asked each time."""
    _set(ladder, 0, 0, ask)


def check_in_due(ladder: Ladder, number: int, content: dict[str, Any]) -> None:
    """Ask the worker, and count what they have left unanswered."""
    kind = QuestionKind(content["ask"])
    missed = int(content["missed"])
    open_to = ladder.uow.cases.open_questions(ladder.case.id, kind.value)
    if open_to:
        counts_from = _counts_from(ladder, max(open_to, key=shown_at), ladder.policy.check_in_after(number))
        if ladder.now < counts_from:  # until they can have seen it, not answering it says nothing
            ladder.put(LadderKind.CHECK_IN, counts_from, {"ask": kind.value, "missed": missed}, rung=number)
            return
        missed += 1
        record(ladder.uow, ladder.case, Happened.CHECK_IN_MISSED, CLOCK, ladder.now, times=missed)
    if missed >= ladder.policy.check_ins_missed and _silence(ladder, missed):
        return
    partner = ladder.case.lead_partner_id
    params = {} if kind is QuestionKind.CHECK_IN else _who(ladder, partner)
    asked = ask_worker(ladder.uow, ladder.notifier, ladder.case, kind, params, ladder.now, partner_id=partner)
    if asked is not None:
        record(ladder.uow, ladder.case, Happened.CHECK_IN_ASKED, CLOCK, ladder.now, question=kind.value)
    _set(ladder, number + 1, missed, kind)


def sign_of_life(ladder: Ladder) -> None:
    """The worker has written or tapped: nothing is missed any more."""
    row = ladder.uow.ladder.row(ladder.case.id)
    if row is not None and row.kind == LadderKind.PAUSE.value and row.plan["why"] == SILENCE:
        ladder.case.state, ladder.case.contacted_at = CaseState.IN_PROGRESS.value, ladder.now
        begin_check_ins(ladder)
    elif row is not None and row.kind == LadderKind.CHECK_IN.value and row.plan["missed"]:
        content = {name: value for name, value in row.plan.items() if name not in ladder.base}
        ladder.put(LadderKind.CHECK_IN, row.due_at, {**content, "missed": 0}, rung=row.rung)
    urgency = read_urgency(ladder.uow, ladder.case)
    if any(c.reason in SILENT for c in urgency.contributions):
        _write(ladder, urgency.without(SILENT, ladder.now))


def add_reasons(ladder: Ladder, *reasons: Contribution) -> None:
    """The case has become more pressing; if it is urgent now, its ladder is the urgent one from now on."""
    settle(ladder, read_urgency(ladder.uow, ladder.case).with_more(reasons, ladder.now))


def settle(ladder: Ladder, urgency: Urgency, by: Actor = CLOCK) -> bool:
    """Keep what is known now; a case that has become urgent, or is no longer, follows that ladder from now on.

    True if deadline or urgency has moved, or a later time by which its ladder is planned as well.
    """
    case, before = ladder.case, read_urgency(ladder.uow, ladder.case).planned_by(ladder.now)
    policy = in_use(ladder.uow).pick(case.topic, urgency.severity)
    if urgency.urgent != case.urgent and policy.id != case.policy:
        case.policy, ladder.policy = keep(ladder.uow, policy), policy
        why = "urgent" if urgency.urgent else "calmer"
        record(ladder.uow, case, Happened.REPLANNED, CLOCK, ladder.now, why=why, policy=policy.id)
    moved = _write(ladder, urgency, by)
    return moved or urgency.planned_by(ladder.now) != before


def waits_anew(ladder: Ladder, was_reached: datetime | None, by: Actor = CLOCK) -> None:
    """If who had reached the worker does not work on the case any more, the time to reach them begins anew."""
    if was_reached is not None and ladder.case.contacted_at is None:
        _write(ladder, read_urgency(ladder.uow, ladder.case), by)


def worry(ladder: Ladder, why: str) -> datetime | None:
    """Contact is in doubt again: the ladder goes on, first with a pause for who leads the case.

    Returns until when it pauses; None if nobody leads the case and the next one was asked.
    """
    case = ladder.case
    case.contacted_at = None
    ladder.uow.cases.close_questions(case.id, ladder.now, QuestionKind.CHECK_IN.value, QuestionKind.SOLVED.value)
    if case.lead_partner_id is None:
        case.state = CaseState.OFFERED.value
        ladder.climb(Cause(Reason.REOPENED), anew=True)
        _write(ladder, read_urgency(ladder.uow, case))  # the time to reach them begins anew
        return None
    case.state = CaseState.ACCEPTED.value
    ladder.base["since"] = ladder.now.isoformat()
    _write(ladder, read_urgency(ladder.uow, case))
    return pause(ladder, case.lead_partner_id, ladder.policy.pause_accepted, why)


def _silence(ladder: Ladder, missed: int) -> bool:
    """As the worker wished: see it as danger, keep trying, or wait. True if the ladder has taken over."""
    uow, case, now = ladder.uow, ladder.case, ladder.now
    consent = uow.cases.consent(case.id)
    wish = consent.on_silence if consent is not None else None
    record(uow, case, Happened.SILENCE, CLOCK, now, times=missed, wish=wish)
    if wish == "wait":
        return False
    reasons = [risk("missed_check_ins", "check_ins", now)]
    if wish == "raise":
        reasons.append(risk("silence_means_danger", "check_ins", now))
    add_reasons(ladder, *reasons)
    for organisation in dict.fromkeys((case.lead_partner_id or COORDINATOR, COORDINATOR)):
        tell(uow, ladder.notifier, case, organisation, StaffNotice.SILENCE, now, tag=f"silence{case.rev}")
    if wish == "raise" and case.contacted_at is not None:
        worry(ladder, SILENCE)
        return True
    return False


def _counts_from(ladder: Ladder, question: WorkerQuestion, wait: timedelta) -> datetime:
    """When it says something that a question is still open: ``wait`` after it can have been seen. One that waits for
    the worker's hours, or could not be sent, is looked at again the next day."""
    back = _looks_again(ladder)
    if back is not None:  # it stands on their page until they look there
        return back + wait
    outbox, name = ladder.uow.outbox, dedupe_of(question)
    if outbox.is_waiting(name):
        return ladder.now + DAY
    late = outbox.sent_at(name)
    return ladder.now if late is None or late - shown_at(question) < NIGHT else late + wait


def _looks_again(ladder: Ladder) -> datetime | None:
    """The morning on which a worker looks at their page again, as they told us; None where none is told, it is further
    ahead than may be waited for, or something of ours rings before."""
    uow, worker_id = ladder.uow, ladder.case.worker_id
    profile = uow.workers.profile(worker_id)
    open_to = [c for c in uow.conversations.of_worker(worker_id) if c.blocked_at is None and not c.leaving]
    # Of a chat that was left for the page the questions have gone on elsewhere: nothing is written there any more.
    rings = any(c.channel == "telegram" and (c.run_id is not None or c is open_to[0]) for c in open_to)
    if rings or profile.get("email") or not profile.get("return_on"):
        return None
    back = datetime.combine(date.fromisoformat(profile["return_on"]), time(9), JAPAN)
    return back if back <= ladder.now + LONGEST_AWAY else None


def _set(ladder: Ladder, number: int, missed: int, ask: QuestionKind) -> None:
    due_at: datetime = ladder.now + ladder.policy.check_in_after(number)
    content = {"ask": ask.value, "missed": missed}
    ladder.put(LadderKind.CHECK_IN, due_at, content, rung=number)


def _write(ladder: Ladder, urgency: Urgency, by: Actor = CLOCK) -> bool:
    usual = ladder.policy.contact_within.after(ladder.since, OFFICE)
    return move_urgency(ladder.uow, ladder.case, urgency, ladder.now, usual, by)


def _who(ladder: Ladder, partner_id: str | None) -> dict[str, Any]:
    return {"partner": name_of(ladder.uow, partner_id or COORDINATOR, ladder.case.language)}
