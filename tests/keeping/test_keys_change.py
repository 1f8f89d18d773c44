"""The wrapping key changes while several machines serve, and nothing becomes unreadable."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.alarms.endings import Means, over
from bot.clock import FakeClock
from bot.keeping.rotation import Rotation
from storage.database import Database
from storage.errors import KeyMissing
from storage.keys import Keyring
from storage.models import AlarmKind

Machine = Callable[[str], Database]


def worker(database: Database, clock: FakeClock, phone: str) -> str:
    """Somebody with a telephone number."""
    with database.write() as uow:
        worker_id = uow.workers.create(clock.now())
        uow.workers.update_profile(worker_id, phone=phone)
        return worker_id


def phone_of(database: Database, worker_id: str) -> str:
    """Their number, read without anything remembered."""
    fresh = Database(database.url.render_as_string(hide_password=False), database.keys, threads=1)
    try:
        with fresh.read() as uow:
            return str(uow.workers.profile(worker_id)["phone"])
    finally:
        fresh.close()


def key_in_use(database: Database) -> str:
    with database.read() as uow:
        return uow.vault.key_in_use


def test_a_new_key_waits_for_the_machine_that_cannot_read_it(
    machine: Machine, keys: Keyring, clock: FakeClock, tmp_path: Path
) -> None:
    east, west = Rotation(machine("east"), clock), Rotation(machine("west"), clock)
    east.come()
    west.come()
    before = worker(machine("east"), clock, "090-1111-2222")
    newer = keys.with_new()
    newer.save(tmp_path / "east.json")
    east.look()
    west.look()
    east.look()
    assert key_in_use(machine("west")) == "k1", "the west can't read it yet"
    newer.save(tmp_path / "west.json")
    west.look()
    assert key_in_use(machine("east")) == "k2"
    after = worker(machine("east"), clock, "090-3333-4444")
    assert phone_of(machine("west"), before) == "090-1111-2222"
    assert phone_of(machine("west"), after) == "090-3333-4444"
    east.look()
    with machine("west").read() as uow:
        assert set(uow.vault.under()) == {"k2"}, "also what is older was wrapped anew"
    newer.without("k1").save(tmp_path / "west.json")
    machine("west").newer_keys()
    assert phone_of(machine("west"), before) == "090-1111-2222"


def test_a_machine_that_has_died_is_not_waited_for(
    machine: Machine, keys: Keyring, clock: FakeClock, tmp_path: Path
) -> None:
    east, west = Rotation(machine("east"), clock), Rotation(machine("west"), clock)
    east.come()
    west.come()
    keys.with_new().save(tmp_path / "east.json")
    clock.advance(seconds=61)
    east.look()
    assert key_in_use(machine("east")) == "k2"


def test_a_machine_that_comes_with_an_old_file_does_not_serve(
    machine: Machine, keys: Keyring, clock: FakeClock, tmp_path: Path
) -> None:
    east = Rotation(machine("east"), clock)
    keys.with_new().save(tmp_path / "east.json")
    machine("east").newer_keys()
    east.come()
    east.look()
    assert key_in_use(machine("east")) == "k2"
    with pytest.raises(KeyMissing, match="Copy the newest keys file"):
        Rotation(machine("west"), clock).come()
    east.look()
    assert key_in_use(machine("east")) == "k2"


def test_a_new_key_is_found_by_whoever_meets_it_first(
    machine: Machine, keys: Keyring, clock: FakeClock, tmp_path: Path
) -> None:
    """Between two looks: the file is there, only this process has not read it again."""
    newer = keys.with_new()
    newer.save(tmp_path / "east.json")
    machine("east").newer_keys()
    Rotation(machine("east"), clock).come()
    written = worker(machine("east"), clock, "090-5555-6666")
    west = machine("west")
    newer.save(tmp_path / "west.json")
    with west.read() as uow:
        assert uow.workers.profile(written)["phone"] == "090-5555-6666"


def test_a_key_of_another_installation_is_never_taken(machine: Machine, keys: Keyring, tmp_path: Path) -> None:
    machine("east")
    Keyring.new().save(tmp_path / "east.json")
    assert machine("east").newer_keys() == keys
    (tmp_path / "east.json").write_text("{")
    assert machine("east").newer_keys() == keys


def test_a_file_that_is_gone_or_another_ones_is_told_once_and_what_was_read_serves_on(
    machine: Machine, keys: Keyring, clock: FakeClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    serving, file = Rotation(machine("east"), clock), tmp_path / "east.json"
    serving.come()
    somebody = worker(machine("east"), clock, "090-1111-2222")
    file.unlink()
    for _ in range(3):
        serving.look()
    assert [line for line in caplog.messages if "missing or damaged" in line] == caplog.messages[-1:]
    Keyring.new().save(file)
    serving.look()
    assert "of another installation" in caplog.messages[-1]
    keys.save(file)
    serving.look()
    assert caplog.messages[-1] == "the keys file: going on"
    assert phone_of(machine("east"), somebody) == "090-1111-2222"


def test_who_runs_it_is_told_that_the_file_is_gone_before_the_next_start_needs_it(
    machine: Machine, keys: Keyring, clock: FakeClock, tmp_path: Path
) -> None:
    """East loses its file twice; once it is put back, the other time the process ends. West never lost it."""
    east, west, file = Rotation(machine("east"), clock), Rotation(machine("west"), clock), tmp_path / "east.json"
    means = Means(mail=True)

    def on(*serving: Rotation) -> list[str]:
        for one in serving:
            one.look()
        with machine("west").write() as uow:
            for alarm in over(uow, means):
                uow.system.clear_alarm(AlarmKind(alarm.kind), alarm.subject, clock.now())
            return [alarm.kind for alarm in uow.system.open_alarms()]

    east.come()
    west.come()
    file.unlink()
    assert on(east, west) == [], "perhaps it is just being copied"
    assert on(east, west) == on(west, east) == ["keys_file_gone"]
    keys.save(file)
    assert on(east, west) == []
    file.unlink()
    on(east)
    assert on(east, west) == ["keys_file_gone"]
    east.leave()
    assert on(west) == []


def test_of_two_keys_of_one_name_only_the_one_in_use_serves(
    machine: Machine, keys: Keyring, clock: FakeClock, tmp_path: Path
) -> None:
    """`todoke keys add` was run on two machines, while the second was not serving."""
    east, west = Rotation(machine("east"), clock), Rotation(machine("west"), clock)
    east.come()
    keys.with_new().save(tmp_path / "east.json")
    east.look()
    assert key_in_use(machine("east")) == "k2"
    keys.with_new().save(tmp_path / "west.json")
    with pytest.raises(KeyMissing, match="k2 of the keys file is another one"):
        west.come()
    (tmp_path / "west.json").write_bytes((tmp_path / "east.json").read_bytes())
    copied = Keyring.load(tmp_path / "west.json")
    fresh = Database(machine("east").url.render_as_string(hide_password=False), copied, threads=1)
    Rotation(fresh, clock).come()
    fresh.close()


def test_a_key_that_is_read_is_not_exchanged_for_another_of_its_name(
    machine: Machine, keys: Keyring, clock: FakeClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    serving = Rotation(machine("east"), clock)
    keys.with_new().save(tmp_path / "east.json")
    serving.come()
    somebody = worker(machine("east"), clock, "090-1111-2222")
    keys.with_new().save(tmp_path / "east.json")
    serving.look()
    assert "has another key k2" in caplog.messages[-1]
    assert phone_of(machine("east"), somebody) == "090-1111-2222"
