"""Who could come in: with a password, a passkey, or because they have been in."""

from datetime import timedelta

from sqlalchemy import text

from bot.cases.eligibility import PartnerDraft, save_partner
from storage import schema
from storage.database import Database
from storage.keys import Keyring
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


def test_whoever_had_come_in_before_that_was_noted_counts_too(database_url: str) -> None:
    database = Database(database_url, Keyring.new())
    schema.upgrade(database, "73e332488a12")
    at = NOW.replace(tzinfo=None)
    people = {"id": "came", "role": "coordinator"}, {"id": "never", "role": "deputy"}
    with database.engine.begin() as connection:
        for one in people:
            connection.execute(
                text(
                    "INSERT INTO staff (id, role, name, locale, timezone, digest_at, active, created_at)"
                    " VALUES (:id, :role, :id, 'en', 'Asia/Tokyo', '08:30', :active, :at)"
                ),
                {**one, "at": at, "active": True},
            )
        connection.execute(
            text(
                "INSERT INTO staff_session (token_index, staff_id, csrf, created_at, seen_at, expires_at)"
                " VALUES ('token', 'came', 'c', :at, :at, :at)"
            ),
            {"at": at},
        )
    schema.upgrade(database)
    with database.read() as uow:
        assert uow.partners.who_can_log_in() == [(None, "coordinator")]
    database.close()
