"""Somebody deletes everything on one phone, and writes down their hours on another at the same moment."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from bot.keeping import erasures
from storage.database import Database
from storage.errors import StorageError
from storage.keys import Keyring
from storage.models import Conversation
from storage.repositories.base import table_of


@pytest.fixture
def database(tables_url: str, keys: Keyring) -> Iterator[Database]:
    """One that several threads write into."""
    opened = Database(tables_url, keys)
    yield opened
    opened.close()


def two_phones(database: Database, clock: FakeClock) -> tuple[str, str, str]:
    """A worker with two chats: the worker, and each of the chats."""
    talk = table_of(Conversation)
    with database.write() as uow:
        one, worker_id = uow.conversations.find_or_create("telegram", "one", clock.now())
        other, _ = uow.conversations.find_or_create("web", "other", clock.now())
        uow.execute(update(talk).where(talk.c.id == other).values(worker_id=worker_id))
        return worker_id, one, other


def test_who_deletes_on_one_phone_while_writing_on_another_is_not_held_up_by_it(
    database: Database, clock: FakeClock
) -> None:
    worker_id, one, other = two_phones(database, clock)
    began, failed = threading.Event(), list[StorageError]()

    def write_hours() -> None:
        with database.write() as uow:
            uow.conversations.locked(other)
            began.set()
            time.sleep(0.3)  # the other one begins to delete meanwhile
            uow.hours.hold(worker_id)
            uow.hours.change(worker_id, first="2026-11")

    def delete() -> None:
        began.wait(5)
        due_at = clock.now() + timedelta(days=7)
        with database.write() as uow:
            uow.conversations.locked(one)
            erasures.leave(uow, worker_id, due_at, FakeNotifier(), clock.now(), clock.business())

    def told(deed: Callable[[], None]) -> None:
        try:
            deed()
        except StorageError as error:
            failed.append(error)

    phones = [threading.Thread(target=told, args=(deed,)) for deed in (write_hours, delete)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join(20)
    assert failed == [], "one waits for the other, and none for ever"
    with database.read() as uow:
        assert uow.hours.log(worker_id) == {"first": "2026-11"}
        assert all(talk.leaving for talk in uow.conversations.of_worker(worker_id))
