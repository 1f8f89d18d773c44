"""Who was asked about a case, and what the worker agreed to."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from ..ids import new_id
from ..models import Case, Consent, Offer, OfferState
from .base import Repository


class OfferQueries(Repository):
    """Offers and consents of cases."""

    def offers(self, case_id: str) -> list[Offer]:
        """All offers of a case in the order they were made."""
        statement = select(Offer).where(Offer.case_id == case_id).order_by(col(Offer.position))
        return list(self.session.exec(statement))

    def offer(self, case_id: str, partner_id: str) -> Offer | None:
        """The offer to one organisation."""
        statement = select(Offer).where(Offer.case_id == case_id, Offer.partner_id == partner_id)
        return self.session.exec(statement).first()

    def add_offer(
        self, case_id: str, partner_id: str, position: int, *, consented: bool, now: datetime
    ) -> Offer:
        """Put a case before an organisation."""
        offer = Offer(
            id=new_id(),
            case_id=case_id,
            partner_id=partner_id,
            position=position,
            consented=consented,
            offered_at=now,
        )
        self.session.add(offer)
        self.session.flush()
        return offer

    def waiting_offers(self, partner_id: str) -> list[tuple[Case, Offer]]:
        """Open cases that were put before an organisation and that it has not answered, oldest first."""
        statement = (
            select(Case, Offer)
            .where(
                Offer.partner_id == partner_id,
                Offer.state == OfferState.OPEN.value,
                Offer.case_id == Case.id,
                col(Case.closed_at).is_(None),
            )
            .order_by(col(Offer.offered_at))
        )
        return [(case, offer) for case, offer in self.session.exec(statement)]

    def consent(self, case_id: str) -> Consent | None:
        """What the worker agreed to last, unless they took it back."""
        statement = select(Consent).where(Consent.case_id == case_id).order_by(col(Consent.id).desc())
        newest = self.session.exec(statement).first()
        return newest if newest is not None and newest.revoked_at is None else None

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
    ) -> Consent:
        """Keep what the worker agreed to; it counts from now on."""
        consent = Consent(
            id=new_id(),
            case_id=case_id,
            given_at=now,
            language=language,
            release=release,
            partners=list(partners),
            refused=list(refused),
            on_silence=on_silence,
        )
        self.session.add(consent)
        self.session.flush()
        return consent
