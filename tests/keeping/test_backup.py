"""A backup made while people write is whole, gives nothing away, and comes back on an empty machine."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from bot.keeping import erasures
from storage import backup, schema
from storage.database import Database
from storage.errors import BackupDamaged, Erased, KeyMissing, WrongDatabase
from storage.keys import Keyring
from storage.models import ErasureDeed
from tests.keeping.people import report, words_of

Machine = Callable[[str], Database]


@pytest.fixture
def empty(tmp_path: Path, keys: Keyring) -> Database:
    """An empty machine with SQLite."""
    return Database(f"sqlite:///{tmp_path / 'empty' / 'todoke.db'}", keys, threads=1)


def content(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything in it."""
    with database.read() as uow:
        return {
            table.name: sorted((tuple(row) for row in uow.execute(select(table))), key=repr)
            for table in SQLModel.metadata.sorted_tables
            if table.name not in backup.LEFT_OUT
        }


def test_everything_comes_back_in_either_kind_of_database(
    database: Database, empty: Database, clock: FakeClock, tmp_path: Path
) -> None:
    people = [report(database, clock, f"person-{n}") for n in range(3)]
    path = tmp_path / "a.backup"
    size = backup.write(database, path, clock.now())
    assert size == path.stat().st_size
    assert path.stat().st_mode & 0o077 == 0
    counts = backup.restore(empty, path)
    assert counts["case_file"] == 3
    assert content(empty) == content(database)
    assert schema.current(empty)
    for person in people:
        with empty.read() as uow:
            assert uow.cases.messages(person.case_id)[0]["text"] == words_of(person.name)[2].decode()
    report(empty, clock, "afterwards")  # counters go on
    empty.close()


def test_a_backup_of_sqlite_comes_back_in_postgresql(
    empty: Database, postgres_url: str, keys: Keyring, clock: FakeClock, tmp_path: Path
) -> None:
    schema.upgrade(empty)
    report(empty, clock, "mover")
    backup.write(empty, tmp_path / "a.backup", clock.now())
    moved = Database(postgres_url, keys, threads=1)
    backup.restore(moved, tmp_path / "a.backup")
    assert content(moved) == content(empty)
    report(moved, clock, "afterwards")
    moved.close()
    empty.close()


def test_the_file_gives_nothing_away(database: Database, clock: FakeClock, tmp_path: Path, keys: Keyring) -> None:
    person = report(database, clock, "secret")
    path = tmp_path / "a.backup"
    backup.write(database, path, clock.now())
    written = path.read_bytes()
    with database.read() as uow:
        number = next(iter(uow.cases.lines())).number
    for word in (*words_of("secret"), person.worker_id.encode(), b"unpaid_overtime", number.encode()):
        assert word not in written
    for key in (*keys.wrapping.values(), keys.index_key, keys.sign_key):
        assert key not in written


def test_a_damaged_backup_restores_nothing(
    database: Database, empty: Database, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PIECE", 2000)
    report(database, clock, "person")
    path = tmp_path / "a.backup"
    backup.write(database, path, clock.now())
    whole = path.read_bytes()
    begin = len(backup.MAGIC) + 4 + int.from_bytes(whole[len(backup.MAGIC) :][:4], "big")
    step = 4 + 2000 + 16
    one, two = whole[begin : begin + step], whole[begin + step : begin + 2 * step]
    harms = {
        "cut": whole[: begin + 2 * step],
        "changed": whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:],
        "swapped": whole[:begin] + two + one + whole[begin + 2 * step :],
        "header": whole[: begin - 10] + bytes([whole[begin - 10] ^ 1]) + whole[begin - 9 :],
        "no base64": whole[: begin - 10] + b"*" + whole[begin - 9 :],
        "no backup": b"PK" + whole,
    }
    for harm, damaged in harms.items():
        path.write_bytes(damaged)
        try:
            backup.restore(empty, path)
        except (BackupDamaged, KeyMissing):
            assert not schema.holds_data(empty), harm
        else:
            pytest.fail(f"{harm}: it was restored")
    empty.close()


def test_it_is_restored_into_nothing_that_is_in_use_and_with_no_other_keys(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    report(database, clock, "person")
    path = tmp_path / "a.backup"
    backup.write(database, path, clock.now())
    with pytest.raises(WrongDatabase, match="not empty"):
        backup.restore(database, path)
    stranger = Database(f"sqlite:///{tmp_path / 'strange.db'}", Keyring.new(), threads=1)
    with pytest.raises(KeyMissing, match="another installation"):
        backup.restore(stranger, path)
    stranger.close()


def test_who_writes_meanwhile_is_in_it_whole_or_not_at_all(
    machine: Machine, empty: Database, clock: FakeClock, tmp_path: Path
) -> None:
    database, other = machine("here"), machine("there")
    report(database, clock, "first")
    begun, stop = Event(), Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            report(other, clock, f"meanwhile-{n}")
            begun.set()
            n += 1

    writing = Thread(target=write)
    writing.start()
    try:
        assert begun.wait(20)
        backup.write(database, tmp_path / "a.backup", clock.now())
    finally:
        stop.set()
        writing.join()
    backup.restore(empty, tmp_path / "a.backup")
    with empty.read() as uow:
        assert list(uow.safety.faults()) == []
        for line in uow.cases.lines():
            case = uow.cases.get(line.id)
            assert case is not None
            assert len(uow.cases.events(case.id)) == case.events
    empty.close()


def test_whoever_was_erased_is_in_no_later_backup_and_gone_again_from_an_earlier_one(
    database: Database, empty: Database, clock: FakeClock, tmp_path: Path
) -> None:
    gone, stays = report(database, clock, "gone"), report(database, clock, "stays")
    before, after, listed = tmp_path / "before.backup", tmp_path / "after.backup", tmp_path / "erasures.list"
    backup.write(database, before, clock.now())
    with database.write() as uow:
        uow.safety.note_erasure(gone.worker_id, ErasureDeed.ASKED, clock.now(), due_at=clock.now() + timedelta(days=7))
    clock.advance(days=7)
    with database.write() as uow:
        erasures.erase(uow, gone.worker_id, clock.now())
    erasures.keep(database, listed)
    backup.write(database, after, clock.now())

    backup.restore(empty, before)
    with empty.read() as uow:
        assert uow.workers.get(gone.worker_id) is not None, "the older backup knows them"
    assert erasures.replay(empty, erasures.read(listed), FakeNotifier(), clock.now(), clock.business()).gone == 1
    later = Database(f"sqlite:///{tmp_path / 'later.db'}", empty.keys, threads=1)
    backup.restore(later, after)
    for restored in (empty, later):
        with restored.read() as uow:
            assert uow.workers.get(gone.worker_id) is None
            with pytest.raises(Erased):
                uow.cases.events(gone.case_id)
            assert uow.cases.events(stays.case_id)
            case = uow.cases.get(gone.case_id)
            assert case is not None
            assert uow.cases.broken_link(case) is None
        restored.close()
