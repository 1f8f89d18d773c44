"""Who was asked about a case, as its page lists them: what became of it, and since when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.cases.timeline import Happened
from storage.models import Offer, OfferState
from storage.repositories.staff_cases import CaseFile
from storage.repositories.timeline import Line
from storage.uow import UnitOfWork

_ASKED_NEXT = (Happened.OFFERED.value, Happened.COORDINATOR_ASKED.value, Happened.TERMINAL.value)
_LET_GO = (Happened.PAUSE_LAPSED.value, Happened.HANDED_ON.value)


def offers_part(uow: UnitOfWork, file: CaseFile, names: Mapping[str, str]) -> list[tuple[str, Offer, datetime]]:
    """Name, offer, and since when it stands so."""
    lapsed = any(offer.state == OfferState.LAPSED.value for offer in file.offers)
    erased = file.case is None or file.case.erased_at is not None
    lines = uow.cases.events(file.glimpse.id) if lapsed and not erased else []
    return [(names.get(offer.partner_id, "?"), offer, _since(offer, lines)) for offer in file.offers]


def _since(offer: Offer, lines: Sequence[Line]) -> datetime:
    """When it was asked, or has answered. Of one whose time ran out: when that was, for one that was silent the moment
    somebody else was asked, for one that had accepted what the timeline says."""
    answered = offer.acted_at or offer.offered_at
    if offer.state != OfferState.LAPSED.value:
        return answered
    if offer.acted_at is None:
        return next((line.at for line in lines if line.kind in _ASKED_NEXT and line.at > answered), answered)
    own = [line for line in lines if line.at >= answered and line.data.get("partner") == offer.partner_id]
    let_go = [line.at for line in own if line.kind in _LET_GO]
    denied = [line.at for line in own if line.kind == Happened.REACHED_DENIED.value]
    return (let_go[-1:] or denied[:1] or [answered])[0]
