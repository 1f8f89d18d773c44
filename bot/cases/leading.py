"""Who leads a case with several organisations, and when one that did not reach the worker loses its access."""

from datetime import datetime

from storage.models import COORDINATOR, Case, Offer, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import actor, coordinates
from .decline import give_up, reads_no_more
from .errors import NotPossible, ReasonNeeded
from .held import at_work, hold_open
from .notifier import Notifier, StaffNotice
from .notify import name_of, tell, tell_worker
from .timeline import Happened, record

SPOKEN = "spoken"
"""Why an offer ended so; the text key is ``staff.decline.spoken``."""


def name_lead(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, partner_id: str,
    note: str,
) -> Case:
    """A coordinator says which of the organisations at work leads: it alone contacts the employer.

    Raises NoSuchCase, NotPossible, ReasonNeeded, StaleRow.
    """
    action = "Naming the lead"
    case, offer = _held(uow, case_id, by, rev, partner_id, note, action)
    before = case.lead_partner_id
    if before == partner_id:
        raise NotPossible(action=action, why="it leads already")
    case.lead_partner_id = offer.partner_id
    record(uow, case, Happened.LEAD_NAMED, actor(by), now, partner=partner_id, was=before, note=note.strip())
    tell(uow, notifier, case, partner_id, StaffNotice.LEAD, now, tag=f"lead{case.events}")
    if before is not None and before != COORDINATOR:
        tell(uow, notifier, case, before, StaffNotice.NOT_LEAD, now, tag=f"lead{case.events}")
    uow.cases.changed(case)
    return case


def end_access(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, partner_id: str,
    note: str,
) -> Case:
    """A coordinator has spoken to an organisation whose time ran out: it keeps the case no longer.

    Raises NoSuchCase, NotPossible (its time has not run out), ReasonNeeded, StaleRow.
    """
    action = "Ending its access"
    case, offer = _held(uow, case_id, by, rev, partner_id, note, action)
    if offer.state != OfferState.LAPSED.value:
        raise NotPossible(action=action, why="its time has not run out; it can hand the case back itself")
    knew = offer.consented and partner_id != COORDINATOR  # the worker has read that it could still help
    offer.state, offer.reason, offer.consented = OfferState.DECLINED.value, SPOKEN, False
    give_up(uow, case, offer)
    reads_no_more(uow, notifier, case, partner_id, actor(by), now)
    record(uow, case, Happened.ACCESS_ENDED, actor(by), now, partner=partner_id, note=note.strip())
    tell(uow, notifier, case, partner_id, StaffNotice.ENDED, now, tag=f"access{case.events}")
    if knew:
        params = {"partner": name_of(uow, partner_id, case.language)}
        tell_worker(uow, notifier, case, "case.access_ended", params, now, tag=f"{case.events}:{partner_id}")
    uow.cases.changed(case)
    return case


def _held(
    uow: UnitOfWork, case_id: str, by: Staff, rev: int | None, partner_id: str, note: str, action: str
) -> tuple[Case, Offer]:
    if not note.strip():
        raise ReasonNeeded
    case = hold_open(uow, case_id, rev, action)
    if not coordinates(by):
        raise NotPossible(action=action, why="only a coordinator may do this")
    offer = uow.cases.offer(case.id, partner_id)
    if offer is None or not at_work(offer):
        raise NotPossible(action=action, why="this organisation does not work on the case")
    return case, offer
