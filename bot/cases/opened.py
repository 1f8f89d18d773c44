"""Where real workers find partners: a language and prefecture opens with two partners, a coordinator and a deputy.

Counted are partners that take such reports and have somebody who can log in. Until then a report there goes to the
coordinator alone, and its worker is told that no support group on the list fits now, also where there is one, or only
a deputy is missing. What has opened does not close because somebody of the coordination is missing: that is an alarm.
Where neither a coordinator nor a deputy can log in partners are asked in any case, or reports would lie with nobody. A
demonstration is open everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kind import KIND, REAL
from bot.wording.languages import ENDONYMS
from storage.models import Partner
from storage.uow import UnitOfWork

ALL = "all"
PARTNERS = 2
PREFECTURES = tuple(f"{number:02}" for number in range(1, 48))
ANYWHERE = ""
"""The prefecture of a report that names none."""


class Lack(StrEnum):
    """What is missing."""

    PARTNERS = "partners"  # nobody takes such reports
    PARTNER = "partner"  # one does: one more is needed
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"


@dataclass(frozen=True)
class Opened:
    """Who there is. ``partners``: those with somebody who can log in; ``people``: what of coordinator and deputy is
    missing; ``before``: language and prefecture of the places that have opened before."""

    partners: tuple[Partner, ...]
    people: tuple[Lack, ...]
    before: frozenset[tuple[str, str]] = frozenset()

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
        if there < PARTNERS:
            return (Lack.PARTNER if there else Lack.PARTNERS, *self.people)
        return () if (language, prefecture or ANYWHERE) in self.before else self.people

    @property
    def unled(self) -> bool:
        """Whether nobody coordinates: neither a coordinator nor a deputy can log in."""
        return {Lack.COORDINATOR, Lack.DEPUTY} <= set(self.people)

    def in_how_many(self, language: str) -> int:
        """In how many prefectures a language is open."""
        return sum(not self.lacks(language, prefecture) for prefecture in PREFECTURES)


def opened(uow: UnitOfWork) -> Opened:
    """Who there is now."""
    able = uow.partners.who_can_log_in(without=not real(uow))  # whoever looks at a demonstration is everybody in it
    with_people = {partner_id for partner_id, role in able if role in ("staff", "lead")}
    partners = tuple(one for one in uow.partners.all() if one.id in with_people)
    return Opened(partners, _missing(able), uow.partners.opened_places())


def is_open(uow: UnitOfWork, language: str, prefecture: str | None) -> bool:
    """Whether partners may be asked about a report in this language from there."""
    if not real(uow):
        return True
    now = opened(uow)
    return now.unled or not now.lacks(language, prefecture)


def remember(uow: UnitOfWork, now: datetime) -> int:
    """Note which places are open now, so that none closes with an account of the coordination; returns how many are
    new."""
    there = opened(uow)
    if there.people or not real(uow):
        return 0
    every = {(language, prefecture) for language in ENDONYMS for prefecture in (ANYWHERE, *PREFECTURES)}
    new = sorted((one, at) for one, at in every - there.before if not there.lacks(one, at or None))
    uow.partners.open_places(new, now)
    return len(new)


def left_alone(uow: UnitOfWork) -> tuple[Lack, ...]:
    """Who of coordinator and deputy is missing although places have opened, which needs both."""
    missing = _missing(uow.partners.who_can_log_in()) if real(uow) else ()
    return missing if missing and uow.partners.opened_places() else ()


def _missing(able: Iterable[tuple[str | None, str]]) -> tuple[Lack, ...]:
    roles = {role for partner_id, role in able if partner_id is None}
    return tuple(lack for lack in (Lack.COORDINATOR, Lack.DEPUTY) if lack.value not in roles)


def real(uow: UnitOfWork) -> bool:
    """Whether this is a real installation."""
    return uow.system.fact(KIND) == REAL


def _covers(listed: Iterable[str], wanted: str) -> bool:
    return any(one in (ALL, wanted) for one in listed)
