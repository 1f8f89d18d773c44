"""A database with one organisation and the people of these stories."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from bot.access import accounts, passwords
from bot.access.roles import Role
from storage.database import Database
from storage.keys import Keyring
from storage.models import Partner, Staff

NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
PASSWORD = "four unrelated words here"


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose; these stories are about other things."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def password_hash() -> str:
    """The hash of PASSWORD."""
    return passwords.hash_password(PASSWORD)


@pytest.fixture
def db(tables_url: str) -> Iterator[Database]:
    """Tables, and two organisations."""
    database = Database(tables_url, Keyring.new())
    with database.write() as uow:
        for partner in ("north", "south"):
            uow.session.add(
                Partner(
                    id=partner, name=partner.title(), kind="ngo", topics=["all"], prefectures=["all"],
                    languages=["all"], ties=[], created_at=NOW,
                )
            )  # fmt: skip
    yield database
    database.close()


@pytest.fixture
def staff(db: Database, password_hash: str) -> Staff:
    """Somebody at North with a password and no second factor yet."""
    with db.write() as uow:
        person, _ = accounts.invite(
            uow, email="Aoki@north.example", role=Role.STAFF, partner_id="north", locale="ja", now=NOW
        )
        person.password_hash = password_hash
        return person
