"""What a case's clock will do next and when, in words."""

from datetime import datetime

from bot.digests.times import StaffTimes
from bot.escalation.forecast import added_next
from bot.escalation.outlook import Outlook
from bot.wording.served import Snapshot
from storage.models import COORDINATOR, LadderKind
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
    key = f"staff.{'next_short' if short else 'next'}.{seen.clock}"
    if seen.clock == LadderKind.PAUSE.value and _nobody_next(uow, seen, short, times.moment):
        key = "staff.next_short.pause_last" if short else "staff.next.pause_last"
    return words.text(
        lang,
        key,
        when=times.when(seen.moves_at),
        left=times.left(seen.moves_at),
        partner=name,
    )


def _nobody_next(uow: UnitOfWork, seen: Glimpse, short: bool, now: datetime) -> bool:
    """Whether the coordinator, who is always the last on the list, has it; for the case's page, whether nobody on the
    list is left, too: a list of cases looks up nothing for each of them."""
    if seen.lead_partner_id != COORDINATOR or short:
        return seen.lead_partner_id == COORDINATOR
    case = uow.cases.get(seen.id)
    return case is None or added_next(Outlook(uow, case, now)) in (None, COORDINATOR)


def organisation(words: Snapshot, lang: str, uow: UnitOfWork, partner_id: str | None) -> str:
    """An organisation's name for staff; the coordinator's by this word."""
    if partner_id is None or partner_id == COORDINATOR:
        return words.text(lang, "staff.role.coordinator")
    partner = uow.partners.get(partner_id)
    if partner is None:
        return words.text(lang, "staff.next.somebody")
    return partner.name_ja if lang == "ja" and partner.name_ja else partner.name
