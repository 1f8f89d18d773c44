"""Who was asked about a case, as its page lists them: what became of it, and since when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.cases.held import HANDED_ON
from bot.cases.timeline import Happened
from storage.models import Offer, OfferState
from storage.repositories.staff_cases import CaseFile
from storage.repositories.timeline import Line
from storage.uow import UnitOfWork

_ASKED_NEXT = (Happened.OFFERED.value, Happened.COORDINATOR_ASKED.value, Happened.TERMINAL.value)
_NOBODY_THERE = (Happened.RECIPIENT_DEAD.value, Happened.NOBODY_THERE.value)
_LET_GO = (Happened.PAUSE_LAPSED.value, Happened.NOBODY_THERE.value)


class Asked(NamedTuple):
    """An organisation, and since when it stands so. ``gone``: not its time ran out, it was never told or has nobody any
    more; the text key is ``staff.timeline.<gone>``."""

    name: str
    offer: Offer
    since: datetime
    gone: str | None


def offers_part(uow: UnitOfWork, file: CaseFile, names: Mapping[str, str]) -> list[Asked]:
    """Whoever was asked, in that order."""
    lapsed = any(offer.state == OfferState.LAPSED.value for offer in file.offers)
    erased = file.case is None or file.case.erased_at is not None
    lines = uow.cases.events(file.glimpse.id) if lapsed and not erased else []
    return [
        Asked(names.get(offer.partner_id, "?"), offer, _since(offer, lines), _gone(uow, offer, lines))
        for offer in file.offers
    ]


def _gone(uow: UnitOfWork, offer: Offer, lines: Sequence[Line]) -> str | None:
    if offer.state != OfferState.LAPSED.value:
        return None
    about = [line for line in lines if line.at >= offer.offered_at and line.data.get("partner") == offer.partner_id]
    kinds = [line.kind for line in about if line.kind in _NOBODY_THERE]
    if Happened.NOBODY_THERE.value in kinds and not uow.partners.staff_of(offer.partner_id):
        return Happened.NOBODY_THERE.value
    never_told = offer.acted_at is None and Happened.RECIPIENT_DEAD.value in kinds
    return Happened.RECIPIENT_DEAD.value if never_told else None


def _since(offer: Offer, lines: Sequence[Line]) -> datetime:
    """When it was asked, or has answered. Of one whose time ran out: when that was, as the timeline says."""
    answered = offer.acted_at or offer.offered_at
    if offer.state != OfferState.LAPSED.value:
        return answered
    if offer.acted_at is None:
        return _silent_since(offer, [line for line in lines if line.at > answered]) or answered
    own = [line for line in lines if line.at >= answered and line.data.get("partner") == offer.partner_id]
    ends = (Happened.HANDED_ON.value,) if offer.reason == HANDED_ON else _LET_GO
    let_go = [line.at for line in own if line.kind in ends]
    denied = [line.at for line in own if line.kind == Happened.REACHED_DENIED.value]
    return (let_go[-1:] or denied[:1] or [answered])[0]


def _silent_since(offer: Offer, lines: Sequence[Line]) -> datetime | None:
    """When the time of one that said nothing was over: somebody may have been asked out of turn before that. Lines that
    do not say whose time it was are older than that is written down."""
    for line in lines:
        gone = line.kind in _NOBODY_THERE and line.data.get("partner") == offer.partner_id
        if gone or offer.partner_id in line.data.get("silent", ()):
            return line.at
    return next((line.at for line in lines if line.kind in _ASKED_NEXT), None)
