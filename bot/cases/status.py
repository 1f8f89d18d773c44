"""Where a case stands, in the words a worker reads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.escalation.outlook import planned
from bot.escalation.policy import RungKind
from storage.models import COORDINATOR, LIVE, Case, CaseState, OfferState
from storage.rows import Row
from storage.uow import UnitOfWork

from .alone import nobody_reads
from .held import at_work
from .notifier import COORDINATOR_NAME, Param, Words
from .notify import name_of


def status(uow: UnitOfWork, case: Case) -> tuple[str, Mapping[str, Param]]:
    """The text key and its parameters: number, partner, until (when the next step comes)."""
    params: dict[str, Param] = {"number": case.number, "partner": _who(uow, case)}
    row = uow.ladder.row(case.id, LIVE)
    if row is not None:
        params["until"] = next_step(row)
    state = case.state
    if CaseState(state).open and nobody_reads(uow, case):
        taken = case.lead_partner_id is not None and state != CaseState.OFFERED.value
        return f"case.status.{'waits_for_yes' if taken else 'no_names'}", params
    if params["partner"] == COORDINATOR_NAME:
        if state == CaseState.ACCEPTED.value:
            return "case.accepted", params  # the list ends with them: nobody more is asked
        if state == CaseState.OFFERED.value:
            keeps = _keeps_it(uow, case)
            state = "with_coordinator" if keeps is None else "with_coordinator_too"
            params["partner"] = params["partner"] if keeps is None else name_of(uow, keeps, case.language)
    if state == CaseState.IN_PROGRESS.value and waits_for_the_worker(uow, case):
        state = "in_progress_waits"
    return f"case.status.{state}", params


def waits_for_the_worker(uow: UnitOfWork, case: Case) -> bool:
    """Whether what we ask this worker comes on no day, but once they look or write: we may never write first, and they
    gave no address for mails that tell of it."""
    profile = uow.workers.profile(case.worker_id)
    return profile.get("write_first", "never") == "never" and not profile.get("email")


def next_step(row: Row[Any]) -> datetime:
    """When something comes that the worker notices: a reminder is between us and those who were asked."""
    waits, *later = planned(row.plan)[row.rung :] or (None,)
    reminds = waits is not None and waits.kind is RungKind.REMINDER and later
    due_at: datetime = later[0].due_at if reminds else row.due_at
    return due_at


def _keeps_it(uow: UnitOfWork, case: Case) -> str | None:
    """The organisation that took the case last and keeps access, although others are asked since: its time is over, or
    it has handed the case on. None: nobody has answered."""
    kept = [o for o in uow.cases.offers(case.id) if at_work(o) and o.consented and o.partner_id != COORDINATOR]
    return max(kept, key=lambda offer: (offer.acted_at, offer.position)).partner_id if kept else None


def _who(uow: UnitOfWork, case: Case) -> str | Words:
    """Who is at it: who leads it, else who was asked last."""
    if case.lead_partner_id is not None and case.state != CaseState.OFFERED.value:
        return name_of(uow, case.lead_partner_id, case.language)
    asked = [o for o in uow.cases.offers(case.id) if o.state == OfferState.OPEN.value]
    if not asked or uow.cases.consent(case.id) is None:
        return COORDINATOR_NAME
    newest = max(asked, key=lambda offer: (offer.offered_at, offer.position))
    return name_of(uow, newest.partner_id, case.language)
