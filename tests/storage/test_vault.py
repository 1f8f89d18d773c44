"""Personal data can only be read at its own place, and not at all once its owner has gone."""

import contextlib
from datetime import datetime

import pytest
from sqlalchemy import select, update

from storage.database import Database
from storage.errors import Erased, KeyMissing, Tampered
from storage.keys import Keyring
from storage.models import Conversation
from storage.repositories.base import table_of


def test_what_is_sealed_is_not_in_the_database_as_text(database: Database, now: datetime) -> None:
    with database.write() as uow:
        conversation_id, worker_id = uow.conversations.find_or_create("telegram", "4242424242", now)
        uow.workers.update_profile(worker_id, phone="08012345678")
    with database.read() as uow:
        row = uow.conversations.get(conversation_id)
        assert row is not None
        assert uow.conversations.address(row) == "4242424242"
        assert b"4242424242" not in row.address
        assert "4242424242" not in row.address_index
        assert uow.workers.profile(worker_id) == {"phone": "08012345678"}


def test_two_addresses_swapped_in_the_database_are_noticed(database: Database, now: datetime) -> None:
    with database.write() as uow:
        first, worker = uow.conversations.find_or_create("telegram", "1", now)
        second, _ = uow.conversations.find_or_create("web", "2", now, worker_id=worker)
    table = table_of(Conversation)
    with database.write() as uow:
        sealed = {row.id: row.address for row in uow.connection.execute(select(table.c.id, table.c.address))}
        uow.connection.execute(update(table).where(table.c.id == first).values(address=sealed[second]))
    with database.read() as uow:
        row = uow.conversations.get(first)
        assert row is not None
        with pytest.raises(Tampered):
            uow.conversations.address(row)


def test_erasing_a_worker_leaves_nothing_that_can_be_read(database: Database, now: datetime) -> None:
    with database.write() as uow:
        conversation_id, worker_id = uow.conversations.find_or_create("telegram", "7", now)
        row = uow.conversations.get(conversation_id)
        assert row is not None
        run_id = uow.conversations.start_run(row, "s", now)
        uow.conversations.record(
            run_id=run_id, visit=1, worker_id=worker_id, step="a.b", variable="b", language="ne", release=1, at=now,
            raw="raw", value="value", replaces=False,
        )
        kept = uow.vault.seal(worker_id, "t", 1, "c", b"secret")
    with database.write() as uow:
        uow.workers.erase(worker_id)
    with database.read() as uow:
        assert uow.conversations.find("telegram", "7") is None
        assert uow.conversations.answers(run_id) == []
        with pytest.raises(Erased):
            uow.vault.open(worker_id, "t", 1, "c", kept)


def test_another_keys_file_opens_nothing_and_says_so(database: Database, now: datetime) -> None:
    with database.write() as uow:
        _, worker_id = uow.conversations.find_or_create("telegram", "8", now)
        sealed = uow.vault.seal(worker_id, "t", 1, "c", b"secret")
    other = Database(database.url.render_as_string(hide_password=False), Keyring.new())
    try:
        with other.read() as uow, pytest.raises(KeyMissing, match="another keys file"):
            uow.vault.open(worker_id, "t", 1, "c", sealed)
    finally:
        other.close()


def test_a_key_made_in_a_transaction_that_failed_is_forgotten(database: Database, now: datetime) -> None:
    with contextlib.suppress(RuntimeError), database.write() as uow:
        uow.vault.new_subject("nobody", now)
        raise RuntimeError
    with database.read() as uow, pytest.raises(Erased):
        uow.vault.seal("nobody", "t", 1, "c", b"x")
