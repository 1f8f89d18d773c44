"""Queries about partner organisations and their people."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, exists, or_
from sqlmodel import col, select

from ..models import Alarm, AlarmKind, OpenPlace, Partner, PartnerKind, Passkey, Staff
from .base import Repository, table_of

if TYPE_CHECKING:
    from ..uow import UnitOfWork

_ANSWERS = col(Staff.role).in_(("staff", "lead"))
"""Who answers for an organisation: its interpreters are asked about nothing but what is assigned to them."""
_STAFF_OF = (
    select(Staff)
    .where(col(Staff.partner_id) == bindparam("partner"), col(Staff.active).is_(True), _ANSWERS)
    .order_by(col(Staff.id))
)
_SOME = select(Partner).where(col(Partner.id).in_(bindparam("partners", expanding=True)))
_STAFFED = (
    select(Staff.partner_id)
    .where(col(Staff.partner_id).in_(bindparam("partners", expanding=True)), col(Staff.active).is_(True), _ANSWERS)
    .distinct()
)
_WITH_ROLE = (
    select(Staff)
    .where(
        col(Staff.role).in_(bindparam("roles", expanding=True)), col(Staff.partner_id).is_(None),
        col(Staff.active).is_(True),
    )
    .order_by(col(Staff.id))
)  # fmt: skip


class PartnerRepository(Repository):
    """Partner organisations and the people who answer for them."""

    def __init__(self, uow: "UnitOfWork") -> None:
        super().__init__(uow)
        self._seen: dict[str, Partner | None] = {}
        self._absent: dict[datetime, set[str | None]] = {}

    def get(self, partner_id: str) -> Partner | None:
        """One organisation; kept for the unit of work."""
        if partner_id not in self._seen:
            self._seen[partner_id] = self.session.get(Partner, partner_id)
        return self._seen[partner_id]

    def know(self, partner_ids: Collection[str]) -> None:
        """Read those that are not known yet in one query, so that none is asked for alone."""
        missing = [partner_id for partner_id in partner_ids if partner_id not in self._seen]
        if missing:
            found = self.session.exec(_SOME, params={"partners": missing})
            self._seen.update({**dict.fromkeys(missing), **{partner.id: partner for partner in found}})

    def all(self, *, active_only: bool = True) -> Sequence[Partner]:
        """All organisations, in the order they are asked when all else is equal."""
        statement = select(Partner).order_by(col(Partner.rank), col(Partner.id))
        if active_only:
            statement = statement.where(col(Partner.active).is_(True))
        found = self.session.exec(statement).all()
        self._seen.update((partner.id, partner) for partner in found)
        return found

    def save(self, partner: Partner) -> None:
        """Keep an organisation. Raises ValueError if its kind is none that may help."""
        partner.kind = PartnerKind(partner.kind).value
        self._seen[partner.id] = partner
        self.session.add(partner)
        self.session.flush()

    def staff_of(self, partner_id: str) -> Sequence[Staff]:
        """The active people who answer for an organisation, oldest account first."""
        return self.session.exec(_STAFF_OF, params={"partner": partner_id}).all()

    def with_absent(self, now: datetime) -> set[str | None]:
        """Organisations of which somebody who answers is away; read once for a unit of work."""
        if now not in self._absent:
            away = select(Staff.partner_id).where(col(Staff.away_until) > now, col(Staff.active).is_(True), _ANSWERS)
            self._absent[now] = set(self.session.exec(away.distinct()).all())
        return self._absent[now]

    def staffed(self, partner_ids: Sequence[str]) -> set[str]:
        """Those of the organisations that have at least one active person."""
        found = self.session.exec(_STAFFED, params={"partners": list(partner_ids)})
        return {one for one in found if one is not None}

    def who_can_log_in(self, *, without: bool = False) -> list[tuple[str | None, str]]:
        """Partner (None: none) and role of everybody active who has a password or a passkey, or has come in before.
        ``without``: nobody needs any of it."""
        ways = (
            col(Staff.password_hash).is_not(None), exists().where(col(Passkey.staff_id) == Staff.id),
            col(Staff.came_in_at).is_not(None),
        )  # fmt: skip
        statement = select(Staff.partner_id, Staff.role).where(col(Staff.active).is_(True)).distinct()
        statement = statement if without else statement.where(or_(*ways))
        return [(partner_id, role) for partner_id, role in self.session.exec(statement)]

    def opened_places(self) -> frozenset[tuple[str, str]]:
        """Language and prefecture ("": any) of the places that were open once."""
        found = self.session.exec(select(OpenPlace.language, OpenPlace.prefecture))
        return frozenset((language, prefecture) for language, prefecture in found)

    def open_places(self, places: Iterable[tuple[str, str]], now: datetime) -> None:
        """These are open, some of them perhaps since before."""
        rows = [{"language": language, "prefecture": prefecture, "since": now} for language, prefecture in places]
        if rows:
            self.uow.execute(self.insert(table_of(OpenPlace)).on_conflict_do_nothing(), rows)

    def reachable(self, partner_id: str, *, without: str | None = None) -> bool:
        """Whether anybody of an organisation can be told: active, and no contact known to be dead."""
        dead = select(Alarm.subject).where(Alarm.kind == AlarmKind.DEAD.value, col(Alarm.cleared_at).is_(None))
        statement = select(Staff.id).where(
            Staff.partner_id == partner_id, col(Staff.active).is_(True), _ANSWERS, col(Staff.id).not_in(dead)
        )
        return any(staff_id != without for staff_id in self.session.exec(statement))

    def with_role(self, *roles: str) -> Sequence[Staff]:
        """Active people of no partner with one of the roles (coordinator, deputy, admin, auditor)."""
        return self.session.exec(_WITH_ROLE, params={"roles": roles}).all()

    def person(self, staff_id: str) -> Staff | None:
        """One person, active or not."""
        return self.session.get(Staff, staff_id)
