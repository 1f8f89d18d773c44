"""What a case's clock will do next and when, in words."""

from bot.digests.times import StaffTimes
from bot.wording.served import Snapshot
from storage.models import COORDINATOR
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork


def next_step(
    words: Snapshot, lang: str, times: StaffTimes, seen: Glimpse, uow: UnitOfWork, *, short: bool = False
) -> str:
    """One sentence, or a few words for a list; empty for a case without a clock.

    Names of other organisations appear only for who sees them.
    """
    if seen.clock is None or seen.moves_at is None:
        return ""
    name = words.text(lang, "staff.next.somebody")
    if seen.asks is not None:
        name = organisation(words, lang, uow, seen.asks)
    return words.text(
        lang,
        f"staff.{'next_short' if short else 'next'}.{seen.clock}",
        when=times.when(seen.moves_at),
        left=times.left(seen.moves_at),
        partner=name,
    )


def organisation(words: Snapshot, lang: str, uow: UnitOfWork, partner_id: str | None) -> str:
    """An organisation's name for staff; the coordinator's by this word."""
    if partner_id is None or partner_id == COORDINATOR:
        return words.text(lang, "staff.role.coordinator")
    partner = uow.partners.get(partner_id)
    if partner is None:
        return words.text(lang, "staff.next.somebody")
    return partner.name_ja if lang == "ja" and partner.name_ja else partner.name
