"""Whose case it is within the organisation that accepted it: nobody's in particular, or a named person's.

Whoever is away passes it on to their substitute; with nobody standing in, it is everybody's again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from storage.models import COORDINATOR, Case, OfferState, Staff
from storage.uow import UnitOfWork

from .actors import actor, coordinates, organisation
from .errors import NoSuchCase, NotPossible
from .held import hold_open, working_offer
from .notifier import Notifier, StaffNotice
from .timeline import Happened, record

ACTION = "Assigning"
EVERYBODY = ""
"""Stands where a person's id stands when it is nobody's in particular."""
_HELD = (OfferState.ACCEPTED.value, OfferState.LAPSED.value)


class Assigned(Protocol):
    """An offer, as far as this goes."""

    @property
    def state(self) -> str: ...
    @property
    def acted_at(self) -> datetime | None: ...
    @property
    def assigned_to(self) -> str | None: ...


class Whose:
    """Answers it for the cases of one organisation, at one moment."""

    def __init__(self, people: Iterable[Staff], now: datetime) -> None:
        self._people = {person.id: person for person in people}
        self._now = now

    def of(self, offer: Assigned | None) -> Staff | None:
        """Who has it now; None: everybody."""
        if offer is None or offer.acted_at is None or offer.state not in _HELD:
            return None
        seen: set[str] = set()
        person = self._people.get(offer.assigned_to or "")
        while person is not None and person.id not in seen:
            if person.active and not (person.away_until is not None and person.away_until > self._now):
                return person
            seen.add(person.id)
            person = self._people.get(person.substitute_id or "")
        return None

    def is_anothers(self, offer: Assigned | None, staff_id: str) -> bool:
        """Whether a colleague of this person has it."""
        found = self.of(offer)
        return found is not None and found.id != staff_id


def whose(uow: UnitOfWork, organisation_id: str, now: datetime) -> Whose:
    """For an organisation, or COORDINATOR."""
    return Whose(colleagues(uow, organisation_id), now)


def colleagues(uow: UnitOfWork, organisation_id: str) -> list[Staff]:
    """Those who can have a case of an organisation, active ones."""
    if organisation_id == COORDINATOR:
        return list(uow.partners.with_role("coordinator", "deputy"))
    return list(uow.partners.staff_of(organisation_id))


def assign(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, to: str
) -> Case:
    """Somebody takes a case on as theirs, or a lead gives it to somebody; EVERYBODY: it is nobody's in particular.

    Raises NoSuchCase, NotPossible, StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    offer = working_offer(uow, case, by, ACTION)
    leads = by.role == "lead" or coordinates(by)
    own = organisation(by)
    if to == EVERYBODY and not (leads or offer.assigned_to == by.id):
        raise NotPossible(action=ACTION, why="it is not yours to give back")
    if to not in (EVERYBODY, by.id) and not leads:
        raise NotPossible(action=ACTION, why="only a lead gives a case to somebody else")
    if to != EVERYBODY and to not in {person.id for person in colleagues(uow, own)}:
        raise NoSuchCase
    if (offer.assigned_to or EVERYBODY) == to:
        raise NotPossible(action=ACTION, why="it is so already")
    offer.assigned_to = to or None
    record(uow, case, Happened.ASSIGNED, actor(by), now, partner=own, person=to or None)
    if to not in (EVERYBODY, by.id):
        dedupe = f"{case.id}:assigned{case.events}:{to}"
        notifier.to_staff(uow, to, StaffNotice.ASSIGNED, case, now, dedupe=dedupe, at_once=case.urgent)
    uow.cases.changed(case)
    return case
