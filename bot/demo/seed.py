"""Sample partners and their people, for a demonstration database only."""

from datetime import timedelta

from bot.clock import Clock
from storage.database import Database
from storage.models import Partner, Staff
from storage.uow import UnitOfWork

COORDINATOR = "demo-coordinator"
FIRST, SECOND, THIRD = "demo-first", "demo-second", "demo-third"
PEOPLE = {FIRST: "demo-staff-1", SECOND: "demo-staff-2", THIRD: "demo-staff-3"}
"""Each sample partner's one person."""
WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
_SEEDED = "demo_seeded"


def seed(database: Database, clock: Clock) -> None:
    """Fill a demonstration that is still empty."""
    with database.write() as uow:
        if uow.system.fact(_SEEDED):
            return
        uow.system.set_fact(_SEEDED, "1")
        _fill(uow, clock)


def _fill(uow: UnitOfWork, clock: Clock) -> None:
    now = clock.now() - timedelta(days=30)
    for number, (partner_id, name, name_ja, kind) in enumerate(
        (
            (FIRST, "Sample Workers' Help Desk", "見本はたらく人の相談室", "union"),
            (SECOND, "Sample Union for Everyone", "見本みんなのユニオン", "union"),
            (THIRD, "Sample Law Office", "見本法律事務所", "lawyer"),
        )
    ):
        uow.partners.save(
            Partner(
                id=partner_id, name=name, name_ja=name_ja, kind=kind, topics=["all"], prefectures=["all"],
                languages=["all"], ties=[], duty=WEEK, capacity=None, rank=number, created_at=now,
            )
        )
    people = (
        (PEOPLE[FIRST], FIRST, "staff", "Sample staff A"), (PEOPLE[SECOND], SECOND, "staff", "Sample staff B"),
        (PEOPLE[THIRD], THIRD, "staff", "Sample staff C"),
        (COORDINATOR, None, "coordinator", "Sample coordinator"), ("demo-deputy", None, "deputy", "Sample deputy"),
    )
    for staff_id, partner, role, name in people:
        uow.vault.new_subject(f"staff:{staff_id}", now)
        uow.session.add(
            Staff(id=staff_id, partner_id=partner, role=role, name=name, locale="en", created_at=now)
        )
    uow.flush()
