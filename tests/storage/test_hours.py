"""What a worker writes down of their hours: found by month, read by nobody without their key, gone with them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from storage.database import Database
from storage.errors import Erased
from storage.vault import Vault
from tests.storage.conftest import NOW

DAY = {"on": "2026-11-20", "start": 510, "end": 1140, "at": "2026-11-20T10:00:00+00:00"}


def worker(db: Database, phone: str = "phone") -> str:
    with db.write() as uow:
        return uow.conversations.find_or_create("telegram", phone, NOW)[1]


def test_everything_written_of_a_month_comes_back_in_order_and_nothing_of_others(database: Database) -> None:
    one, other = worker(database), worker(database, "another")
    with database.write() as uow:
        uow.hours.add(one, "2026-11", DAY)
        uow.hours.add(one, "2026-11", {**DAY, "end": 1200})
        uow.hours.add(one, "2026-10", {**DAY, "on": "2026-10-20"})
        uow.hours.add(other, "2026-11", {"on": "2026-11-01"})
    with database.read() as uow:
        assert uow.hours.month(one, "2026-11") == [DAY, {**DAY, "end": 1200}]
        assert [one["on"] for one in uow.hours.month(one, "2026-10")] == ["2026-10-20"]
        assert uow.hours.month(one, "2026-09") == []


def test_no_day_and_no_time_stands_in_plain(database: Database) -> None:
    one = worker(database)
    with database.write() as uow:
        uow.hours.add(one, "2026-11", DAY)
        uow.hours.change(one, running={"since": "2026-11-20T08:30:00+09:00"}, first="2026-11")
    with database.read() as uow:
        for name in ("hours_entry", "hours_log"):
            (row,) = uow.execute(select(SQLModel.metadata.tables[name])).all()
            plain = " ".join(str(bytes(v) if isinstance(v, memoryview | bytes) else v) for v in row)
            assert "2026-" not in plain
            assert not re.search(r"\b510\b", plain), "half past eight, in minutes"


def test_a_month_costs_the_same_whatever_lies_before(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    one = worker(database)
    with database.write() as uow:
        for year in range(2020, 2026):
            for month in range(1, 13):
                uow.hours.add(one, f"{year}-{month:02}", DAY)
        uow.hours.add(one, "2026-11", DAY)
    opened: list[str] = []
    real = Vault.open_json

    def noted(vault: Vault, subject: str, table: str, *place: Any) -> Any:
        opened.append(table)
        return real(vault, subject, table, *place)

    monkeypatch.setattr(Vault, "open_json", noted)
    with database.read() as uow:
        assert len(uow.hours.month(one, "2026-11")) == 1
    assert opened == ["hours_entry"]


def test_what_there_is_once_changes_key_by_key_and_reminders_are_found_when_due(database: Database) -> None:
    one = worker(database)
    with database.write() as uow:
        assert uow.hours.log(one) == {}
        uow.hours.change(one, remind="evening", first="2026-11")
        uow.hours.change(one, first=None, running={"since": "x"})
        uow.hours.remind_at(one, NOW)
    with database.read() as uow:
        assert uow.hours.log(one) == {"remind": "evening", "running": {"since": "x"}}
        assert uow.hours.due(NOW - timedelta(seconds=1)) == []
        assert uow.hours.due(NOW) == [one]
    with database.write() as uow:
        uow.hours.remind_at(one, None)
        assert uow.hours.due(NOW) == []


def test_the_log_is_gone_with_the_worker(database: Database) -> None:
    one = worker(database)
    with database.write() as uow:
        uow.hours.add(one, "2026-11", DAY)
        uow.hours.change(one, remind="evening")
        uow.hours.remind_at(one, NOW)
    with database.write() as uow:
        uow.workers.erase(one)
    with database.read() as uow:
        assert uow.hours.due(NOW) == []
        for name in ("hours_entry", "hours_log"):
            assert not uow.execute(select(SQLModel.metadata.tables[name])).all()
        with pytest.raises(Erased):
            uow.vault.seal(one, "hours_entry", "x", "sealed", b"")


def test_a_log_has_an_end_after_what_was_written_last(database: Database) -> None:
    one, other = worker(database), worker(database, "another")
    with database.write() as uow:
        uow.hours.add(one, "2026-11", DAY)
        for worker_id in (one, other):
            uow.hours.change(worker_id, remind="evening")
        assert not uow.hours.kept(one), "a wish to be reminded alone is none"
        uow.hours.keep_until(one, NOW)
        assert uow.hours.kept(one)
        assert uow.hours.over(NOW - timedelta(seconds=1)) == []
        assert uow.hours.over(NOW) == [one]
        assert uow.hours.forget(one, NOW)
        assert uow.hours.over(NOW) == []
        assert uow.hours.month(one, "2026-11") == []
        assert uow.hours.log(other) == {"remind": "evening"}
