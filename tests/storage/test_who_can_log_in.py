"""Who could come in: with a password, a passkey, or because they have been in."""

from datetime import timedelta

from bot.cases.eligibility import PartnerDraft, save_partner
from storage.database import Database
from storage.models import Passkey
from storage.uow import UnitOfWork
from tests.storage.conftest import NOW


def person(uow: UnitOfWork, role: str, partner_id: str | None = None) -> str:
    """Somebody who was invited."""
    staff = uow.access.create(
        partner_id=partner_id, role=role, name=role, email=f"{role}@todoke.example", locale="en", now=NOW
    )
    uow.flush()
    return staff.id


def test_an_invitation_alone_is_nobody_who_can_log_in(database: Database) -> None:
    with database.write() as uow:
        desk = save_partner(uow, PartnerDraft("Help Desk", "ngo"), NOW).id
        invited, by_key, by_provider, gone = (
            person(uow, role, desk if role in ("staff", "lead") else None)
            for role in ("staff", "lead", "coordinator", "deputy")
        )
        uow.session.add(
            Passkey(credential="key", staff_id=by_key, public_key=b"key", name="phone", created_at=NOW)
        )
        uow.access.add_session("token", by_provider, "c", NOW, NOW + timedelta(hours=1), "oidc")
        left = uow.access.get(gone)
        assert left is not None
        left.password_hash, left.active = "set", False
        uow.session.add(left)
        assert sorted(uow.partners.who_can_log_in(), key=str) == [(desk, "lead"), (None, "coordinator")]
        everybody = {role for _, role in uow.partners.who_can_log_in(without=True)}
        assert everybody == {"staff", "lead", "coordinator"}
        assert invited


def test_whoever_has_come_in_by_another_account_can_do_so_after_a_long_absence(database: Database) -> None:
    with database.write() as uow:
        uow.access.add_session("token", person(uow, "coordinator"), "c", NOW, NOW + timedelta(hours=1), "oidc")
    later = NOW + timedelta(days=60)
    with database.write() as uow:
        assert uow.access.prune_sessions(later)
        assert uow.access.find_session("token") is None
        assert uow.partners.who_can_log_in() == [(None, "coordinator")]
