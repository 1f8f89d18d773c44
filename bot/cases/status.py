"""Where a case stands, in the words a worker reads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.escalation.outlook import planned
from bot.escalation.policy import RungKind
from storage.models import LIVE, Case, CaseState, OfferState
from storage.rows import Row
from storage.uow import UnitOfWork

from .alone import nobody_reads
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
            state = "with_coordinator"
    return f"case.status.{state}", params


def next_step(row: Row[Any]) -> datetime:
    """When something comes that the worker notices: a reminder is between us and those who were asked."""
    waits, *later = planned(row.plan)[row.rung :] or (None,)
    reminds = waits is not None and waits.kind is RungKind.REMINDER and later
    due_at: datetime = later[0].due_at if reminds else row.due_at
    return due_at


def _who(uow: UnitOfWork, case: Case) -> str | Words:
    """Who is at it: who leads it, else who was asked last."""
    if case.lead_partner_id is not None and case.state != CaseState.OFFERED.value:
        return name_of(uow, case.lead_partner_id, case.language)
    asked = [o for o in uow.cases.offers(case.id) if o.state == OfferState.OPEN.value]
    if not asked or uow.cases.consent(case.id) is None:
        return COORDINATOR_NAME
    newest = max(asked, key=lambda offer: (offer.offered_at, offer.position))
    return name_of(uow, newest.partner_id, case.language)
