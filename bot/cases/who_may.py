"""A worker who was not alone at filing is asked later who may be asked and read: a list, from which each can be taken
out, in the order in which they are asked."""

from collections.abc import Sequence
from datetime import datetime

from bot.escalation.outlook import planned
from storage.models import COORDINATOR, LIVE, Case, LadderKind, OfferState, WorkerQuestion
from storage.uow import UnitOfWork

from .actors import CLOCK, WORKER
from .asked import show
from .consent import give_consent
from .held import at_work
from .need import need_of
from .notifier import Notifier, QuestionKind, StaffNotice
from .notify import tell, tell_worker
from .routing import Candidate, candidates_for
from .timeline import Happened, record
from .urgency import read_urgency


def ask_who_may(
    uow: UnitOfWork, notifier: Notifier, case: Case, now: datetime, refused: Sequence[str] = ()
) -> None:
    """Ask about the list, without those taken out already. Nobody left: then nobody may read."""
    refused = _refused(uow, case, refused)
    uow.cases.close_questions(case.id, now, QuestionKind.WHO_MAY.value)
    out = {*refused, *(o.partner_id for o in uow.cases.offers(case.id) if o.state == OfferState.DECLINED.value)}
    fitting = candidates_for(uow, need_of(uow, case), now, urgency=read_urgency(uow, case))
    found = [candidate for candidate in fitting if candidate.id not in out]
    if not found:
        nobody_may(uow, notifier, case, refused, now)
        return
    data = {
        "held": True, "partners": [c.id for c in found], "refused": list(refused),
        "until": _next_from(uow, case, found).isoformat() if len(found) > 1 else None,
    }  # fmt: skip
    question = uow.cases.ask(case.id, case.conversation_id, QuestionKind.WHO_MAY.value, now, data=data)
    if show(uow, notifier, case, question, now):
        for candidate in found:
            record(uow, case, Happened.CONSENT_ASKED, CLOCK, now, partner=candidate.id)


def _next_from(uow: UnitOfWork, case: Case, found: Sequence[Candidate]) -> datetime:
    """When the second one is asked: as the clock stands where the first was asked already."""
    row, first = uow.ladder.row(case.id, LIVE), uow.cases.offer(case.id, found[0].id)
    if row is not None and row.kind == LadderKind.RUNG.value and first is not None:
        asking = next((rung.due_at for rung in planned(row.plan)[row.rung :] if rung.kind.asks), None)
        if asking is not None:
            return asking
    return found[1].ask_from


def worker_chooses(
    uow: UnitOfWork, notifier: Notifier, case: Case, question: WorkerQuestion, choice: str, now: datetime
) -> None:
    """The answer: these, without one of them, or nobody. The case must be held and open."""
    data = question.data or {}
    refused = _refused(uow, case, data["refused"])
    if choice.startswith("out"):
        ask_who_may(uow, notifier, case, now, [*refused, data["partners"][int(choice.removeprefix("out"))]])
        return
    listed = [partner for partner in data["partners"] if partner not in refused]
    if choice == "yes" and listed:
        give_consent(uow, notifier, case, listed, refused, None, now)
        tell_worker(uow, notifier, case, "case.who_may.thanks", {}, now, tag=f"{case.rev}")
    else:
        nobody_may(uow, notifier, case, refused, now)


def _refused(uow: UnitOfWork, case: Case, taken_out: Sequence[str]) -> list[str]:
    """Those taken out of the list, and whom the worker has said no to since it was shown."""
    return list(dict.fromkeys([*taken_out, *uow.cases.refused(case.id)]))


def nobody_may(
    uow: UnitOfWork, notifier: Notifier, case: Case, refused: Sequence[str], now: datetime
) -> None:
    """The worker lets nobody read for now: kept as such, and the coordinator knows at once."""
    uow.cases.add_consent(
        case.id, language=case.language, release=0, partners=[], refused=list(refused), on_silence=None, now=now
    )
    record(uow, case, Happened.CONSENT_GIVEN, WORKER, now, partners=[], refused=list(refused))
    for offer in uow.cases.offers(case.id):
        if offer.consented and at_work(offer) and offer.partner_id != COORDINATOR:  # by an answer since the list came
            tell(uow, notifier, case, offer.partner_id, StaffNotice.NO_CONSENT, now, tag=f"nobody{case.rev}")
        offer.consented = False
    tell(uow, notifier, case, COORDINATOR, StaffNotice.NO_CONSENT, now, tag=f"nobody{case.rev}")
    tell_worker(uow, notifier, case, "case.who_may.nobody", {}, now, tag=f"{case.rev}")
