"""What a case's clock will do next and when, in words."""

from typing import Any

from bot.console.visit import Visit
from bot.digests.times import StaffTimes
from bot.wording.served import Snapshot
from storage.models import COORDINATOR
from storage.repositories.staff_cases import Glimpse, Sight
from storage.rows import Row
from storage.uow import UnitOfWork


def next_step(
    words: Snapshot,
    visit: Visit,
    times: StaffTimes,
    seen: Glimpse,
    clock: Row[Any] | None,
    uow: UnitOfWork,
    *,
    short: bool = False,
) -> str:
    """One sentence, or a few words for a list; empty for a case without a clock.

    Names of other organisations appear only for who sees them.
    """
    if clock is None:
        return ""
    key, partner = _what(clock)
    name = words.text(visit.lang, "staff.next.somebody")
    if seen.sight is not Sight.OFFER and partner is not None:
        name = organisation(words, visit.lang, uow, partner)
    return words.text(
        visit.lang,
        f"staff.{'next_short' if short else 'next'}.{key}",
        when=times.when(clock.due_at),
        left=times.left(clock.due_at),
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


def _what(clock: Row[Any]) -> tuple[str, str | None]:
    rungs = (clock.plan or {}).get("rungs", ())
    if clock.kind == "rung" and 0 <= clock.rung < len(rungs):
        rung = rungs[clock.rung]
        return str(rung["kind"]), rung.get("partner")
    return str(clock.kind), None
