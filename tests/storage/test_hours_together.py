"""Two phones write into one log at the same moment; very many want their reminder at the same hour."""

import threading
import time
from datetime import timedelta

from storage.database import Database
from tests.storage.conftest import NOW


def worker(db: Database, phone: str = "phone") -> str:
    with db.write() as uow:
        return uow.conversations.find_or_create("telegram", phone, NOW)[1]


def test_what_one_phone_writes_into_a_log_the_other_does_not_undo(database: Database) -> None:
    one = worker(database)
    with database.write() as uow:
        uow.hours.change(one, first="2026-11")
    began = threading.Event()

    def start_on_telegram() -> None:
        with database.write() as uow:
            uow.hours.hold(one)
            uow.hours.change(one, running="2026-11-20T08:30:00+09:00")
            began.set()
            time.sleep(0.3)  # the other one looks at the log before this is done

    def write_on_the_web() -> None:
        began.wait(5)
        with database.write() as uow:
            uow.hours.hold(one)
            uow.hours.change(one, first="2026-09")

    phones = [threading.Thread(target=each) for each in (start_on_telegram, write_on_the_web)]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join(20)
    with database.read() as uow:
        assert uow.hours.log(one) == {"running": "2026-11-20T08:30:00+09:00", "first": "2026-09"}


def test_all_who_want_it_at_eight_are_due_at_eight_the_longest_first(database: Database) -> None:
    with database.write() as uow:
        for number in range(120):
            one = uow.conversations.find_or_create("telegram", f"phone {number}", NOW)[1]
            uow.hours.change(one, remind="evening")
            uow.hours.remind_at(one, NOW - timedelta(seconds=number % 7))
    with database.read() as uow:
        due, first = uow.hours.due(NOW), uow.hours.due(NOW - timedelta(seconds=6))
        assert len(due) == len(set(due)) == 120
        assert set(due[: len(first)]) == set(first) != set(due)
