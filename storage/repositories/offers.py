"""Who was asked about a case, and what the worker agreed to."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam
from sqlmodel import col, select

from ..ids import new_id
from ..models import Case, Consent, Offer, OfferState
from .base import Repository

if TYPE_CHECKING:
    from ..uow import UnitOfWork


_OFFERS = select(Offer).where(col(Offer.case_id) == bindparam("case")).order_by(col(Offer.position))
_CONSENT = select(Consent).where(col(Consent.case_id) == bindparam("case")).order_by(col(Consent.id).desc()).limit(1)


class OfferQueries(Repository):
    """Offers and consents of cases.

    What was read of a case is kept for the unit of work: nobody else changes it while the case is held, and
    ``CaseRepository.locked`` forgets what was read before.
    """

    def __init__(self, uow: "UnitOfWork") -> None:
        super().__init__(uow)
        self._offers: dict[str, list[Offer]] = {}
        self._consents: dict[str, Consent | None] = {}

    def forget(self, case_id: str) -> None:
        """Read a case's offers and consent again when they are next needed."""
        self._offers.pop(case_id, None)
        self._consents.pop(case_id, None)

    def offers(self, case_id: str) -> list[Offer]:
        """All offers of a case in the order they were made."""
        if case_id not in self._offers:
            self._offers[case_id] = list(self.session.exec(_OFFERS, params={"case": case_id}))
        return list(self._offers[case_id])

    def offer(self, case_id: str, partner_id: str) -> Offer | None:
        """The offer to one organisation."""
        return next((o for o in self.offers(case_id) if o.partner_id == partner_id), None)

    def add_offer(self, case_id: str, partner_id: str, position: int, *, consented: bool, now: datetime) -> Offer:
        """Put a case before an organisation."""
        offer = Offer(
            id=new_id(), case_id=case_id, partner_id=partner_id, position=position, consented=consented, offered_at=now
        )
        self.offers(case_id)
        self._offers[case_id].append(offer)
        self.session.add(offer)
        self.session.flush()
        return offer

    def waiting_offers(self, partner_id: str, *, also_lapsed: bool = False) -> list[tuple[Case, Offer]]:
        """Open cases that were put before an organisation and that it has not answered, oldest first. ``also_lapsed``:
        those, too, for which its time was up meanwhile."""
        silent = [OfferState.OPEN.value, *([OfferState.LAPSED.value] if also_lapsed else [])]
        statement = (
            select(Case, Offer)
            .where(
                Offer.partner_id == partner_id,
                col(Offer.state).in_(silent),
                col(Offer.acted_at).is_(None),
                Offer.case_id == Case.id,
                col(Case.closed_at).is_(None),
            )
            .order_by(col(Offer.offered_at))
        )
        return [(case, offer) for case, offer in self.session.exec(statement)]

    def consent(self, case_id: str) -> Consent | None:
        """What the worker agreed to last, unless they took it back."""
        if case_id not in self._consents:
            self._consents[case_id] = self.session.exec(_CONSENT, params={"case": case_id}).first()
        newest = self._consents[case_id]
        return newest if newest is not None and newest.revoked_at is None else None

    def refused(self, case_id: str) -> tuple[str, ...]:
        """Whom the worker has struck out or said no to, also before they have said who may."""
        self.consent(case_id)
        newest = self._consents[case_id]
        return tuple(newest.refused or ()) if newest is not None else ()

    def add_consent(
        self,
        case_id: str,
        *,
        language: str,
        release: int,
        partners: Sequence[str],
        refused: Sequence[str],
        on_silence: str | None,
        now: datetime,
        revoked: bool = False,
    ) -> Consent:
        """Keep what the worker agreed to; it counts from now on. ``revoked``: they agreed to nothing, and only said who
        may not."""
        consent = Consent(
            id=new_id(),
            case_id=case_id,
            given_at=now,
            language=language,
            release=release,
            partners=list(partners),
            refused=list(refused),
            on_silence=on_silence,
            revoked_at=now if revoked else None,
        )
        self._consents[case_id] = consent
        self.session.add(consent)
        self.session.flush()
        return consent
