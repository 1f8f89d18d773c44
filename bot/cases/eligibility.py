"""Which organisations can be partners: nobody is asked to help against themselves or those who pay them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.escalation.duty import parse_duty
from storage.ids import new_id
from storage.models import Partner, PartnerKind
from storage.uow import UnitOfWork

from .errors import ConflictOfInterest, PartnerInvalid

INTERESTED = {
    "employer": "it accepts and employs workers",
    "registered_support": "registered support organisations are paid by the employer",
    "supervising": "supervising organisations live on their member companies",
    "sending": "sending organisations are paid for the workers they send",
    "recruiting": "recruiting agencies are paid for the workers they place",
    "dispatching": "dispatch companies are employers",
}
"""Kinds that can't be partners, and why."""

ALL = "all"


@dataclass(frozen=True)
class PartnerDraft:
    """An organisation as a coordinator enters it. ``paid_by``: kinds of bodies of INTERESTED that pay it."""

    name: str
    kind: str
    topics: tuple[str, ...] = (ALL,)
    prefectures: tuple[str, ...] = (ALL,)
    languages: tuple[str, ...] = (ALL,)
    ties: tuple[str, ...] = ()
    paid_by: tuple[str, ...] = ()
    name_ja: str | None = None
    duty: Mapping[str, Any] | None = None
    capacity: int | None = None
    rank: int = 100
    active: bool = True


def check_partner(draft: PartnerDraft) -> None:
    """Raises ConflictOfInterest for bodies that can't be partners, PartnerInvalid for what can't be read."""
    if draft.kind in INTERESTED:
        raise ConflictOfInterest(name=draft.name, why=INTERESTED[draft.kind])
    for payer in draft.paid_by:
        if payer in INTERESTED:
            raise ConflictOfInterest(
                name=draft.name, why=f"it is paid by one of a kind that can't be: {payer}"
            )
    if draft.kind not in set(PartnerKind):
        kinds = ", ".join(PartnerKind)
        raise PartnerInvalid(problem=f"its kind is {draft.kind!r}; there are {kinds}")
    if not draft.name.strip():
        raise PartnerInvalid(problem="it has no name")
    if draft.capacity is not None and draft.capacity < 0:
        raise PartnerInvalid(problem="its capacity is below 0")
    try:
        parse_duty(draft.duty)
    except ValueError as error:
        raise PartnerInvalid(problem=f"its hours: {error}") from error


def save_partner(
    uow: UnitOfWork, draft: PartnerDraft, now: datetime, partner_id: str | None = None
) -> Partner:
    """Keep an organisation, new or changed. Raises as ``check_partner``."""
    check_partner(draft)
    partner = uow.partners.get(partner_id) if partner_id else None
    if partner is None:
        partner = Partner(
            id=partner_id or new_id(),
            name="",
            kind="",
            topics=[],
            prefectures=[],
            languages=[],
            ties=[],
            created_at=now,
        )
    partner.name, partner.name_ja, partner.kind = draft.name.strip(), draft.name_ja, draft.kind
    partner.topics, partner.prefectures = list(draft.topics), list(draft.prefectures)
    partner.languages, partner.ties = list(draft.languages), list(draft.ties)
    partner.duty = dict(draft.duty) if draft.duty else None
    partner.capacity, partner.rank, partner.active = draft.capacity, draft.rank, draft.active
    uow.partners.save(partner)
    return partner
