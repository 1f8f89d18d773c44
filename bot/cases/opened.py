"""Where real workers find partners: a language and prefecture is open with two partners, a coordinator and a deputy.

Counted are partners that take such reports and have somebody who can log in. Until then a report there goes to the
coordinator alone, and its worker is told that no partner fits. A demonstration is open everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.kind import KIND, REAL
from storage.models import Partner
from storage.uow import UnitOfWork

ALL = "all"
PARTNERS = 2
PREFECTURES = tuple(f"{number:02}" for number in range(1, 48))


class Lack(StrEnum):
    """What is missing."""

    PARTNERS = "partners"  # nobody takes such reports
    PARTNER = "partner"  # one does: one more is needed
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"


@dataclass(frozen=True)
class Opened:
    """Who there is. ``partners``: those with somebody who can log in; ``people``: what of coordinator and deputy is
    missing."""

    partners: tuple[Partner, ...]
    people: tuple[Lack, ...]

    def taking(self, language: str, prefecture: str | None) -> list[Partner]:
        """The partners that take reports in this language from there (None: from anywhere)."""
        return [
            one
            for one in self.partners
            if _covers(one.languages, language) and (prefecture is None or _covers(one.prefectures, prefecture))
        ]

    def lacks(self, language: str, prefecture: str | None) -> tuple[Lack, ...]:
        """What is missing for a language and prefecture to be open; nothing: it is."""
        there = len(self.taking(language, prefecture))
        short = () if there >= PARTNERS else (Lack.PARTNER if there else Lack.PARTNERS,)
        return (*short, *self.people)

    def in_how_many(self, language: str) -> int:
        """In how many prefectures a language is open."""
        return sum(not self.lacks(language, prefecture) for prefecture in PREFECTURES)


def opened(uow: UnitOfWork) -> Opened:
    """Who there is now."""
    able = uow.partners.who_can_log_in(without=not real(uow))  # whoever looks at a demonstration is everybody in it
    with_people = {partner_id for partner_id, role in able if role in ("staff", "lead")}
    roles = {role for partner_id, role in able if partner_id is None}
    people = tuple(lack for lack in (Lack.COORDINATOR, Lack.DEPUTY) if lack.value not in roles)
    return Opened(tuple(one for one in uow.partners.all() if one.id in with_people), people)


def is_open(uow: UnitOfWork, language: str, prefecture: str | None) -> bool:
    """Whether partners may be asked about a report in this language from there."""
    return not real(uow) or not opened(uow).lacks(language, prefecture)


def real(uow: UnitOfWork) -> bool:
    """Whether this is a real installation."""
    return uow.system.fact(KIND) == REAL


def _covers(listed: Iterable[str], wanted: str) -> bool:
    return any(one in (ALL, wanted) for one in listed)
