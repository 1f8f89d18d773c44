"""Who does something in a case, and for which organisation."""

from dataclasses import dataclass

from storage.models import COORDINATOR, Staff

from .errors import NoSuchCase


@dataclass(frozen=True)
class Actor:
    """As written into the timeline. ``kind``: worker, staff, coordinator or clock."""

    kind: str
    id: str | None = None


WORKER = Actor("worker")
CLOCK = Actor("clock")


def organisation(by: Staff) -> str:
    """The organisation a person acts for: their partner's id, or COORDINATOR.

    Raises NoSuchCase for people who have no cases (interpreters, administrators, auditors).
    """
    if by.partner_id is not None and by.role in ("staff", "lead"):
        return by.partner_id
    if by.role in ("coordinator", "deputy"):
        return COORDINATOR
    raise NoSuchCase


def coordinates(by: Staff) -> bool:
    """Whether a person looks after all cases."""
    return by.partner_id is None and by.role in ("coordinator", "deputy")


def actor(by: Staff) -> Actor:
    """A member of staff as the timeline names them."""
    return Actor("coordinator" if coordinates(by) else "staff", by.id)
