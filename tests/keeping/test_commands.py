"""An operator backs up, loses the machine, and restores on another one."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.web.stored import StoredGateway
from bot.cli import main
from bot.clock import FakeClock
from bot.keeping import erasures
from bot.keeping.backups import LAST, Backups, made_at, superseded
from bot.keeping.held import held
from bot.opening import open_database
from bot.serving.serve import serve
from bot.settings import Settings
from bot.wording.served import Wording
from bot.workers.intake import Intake
from storage.database import Database
from storage.models import AlarmKind
from tests.keeping.people import Reported, report
from tests.support.begun import begin
from tests.support.telegram import TelegramInThread

Out = pytest.CaptureFixture[str]


class Site:
    """One machine of an installation."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch

    def here(self) -> None:
        """Work on this machine from now on."""
        for name in ("DATABASE_URL", "DATA_DIR", "DEMO", "PORT"):
            self._monkeypatch.delenv(f"TODOKE_{name}", raising=False)
        self._monkeypatch.setenv("TODOKE_DATA_DIR", str(self.folder))
        self._monkeypatch.setenv("TODOKE_DEMO", "0")
        self._monkeypatch.setenv("TODOKE_PORT", "0")

    def open(self) -> Database:
        self.here()
        return open_database(Settings.from_environment())


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    begin(tmp_path / "old")
    return Site(tmp_path / "old", monkeypatch)


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(tmp_path / "new", monkeypatch)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC))


def lost(old: Site, new: Site, clock: FakeClock) -> tuple[Reported, Reported, Path]:
    """Backed up, then one of two asked to be erased, then the machine was lost. Keys and list were kept apart."""
    database = old.open()
    stays, gone = report(database, clock, "stays"), report(database, clock, "gone")
    database.close()
    assert main(["backup"]) == 0
    (path,) = (old.folder / "backups").glob("*.backup")
    database = old.open()
    with database.write() as uow:
        erasures.erase(uow, gone.worker_id, clock.now())
    erasures.keep(database, old.folder / "erasures.list")
    database.close()
    old.open().close()
    new.folder.mkdir()
    (new.folder / "keys.json").write_bytes((old.folder / "keys.json").read_bytes())
    new.here()
    return stays, gone, path


def test_on_an_empty_machine_nothing_goes_on_until_the_operator_says_so(
    old: Site, new: Site, clock: FakeClock, capsys: Out
) -> None:
    stays, gone, path = lost(old, new, clock)
    assert main(["restore", str(path)]) == 0
    told = capsys.readouterr().out
    assert "2 cases" in told
    assert "There is no list of erasures yet" in told
    assert main(["restore", "--go"]) == 1
    assert "would be back" in capsys.readouterr().err
    assert main(["restore", "--erasures", str(old.folder / "erasures.list")]) == 0
    assert "Replayed 1 wish of the list: 1 worker gone again." in capsys.readouterr().out
    database = new.open()
    with database.read() as uow:
        assert held(uow) is not None
        assert uow.workers.get(gone.worker_id) is None
        assert uow.workers.get(stays.worker_id) is not None
        assert AlarmKind.RESTORED in [row.kind for row in uow.system.open_alarms()]
    assert opened_by_a_worker(database, clock) == (True, "🚓")
    database.close()
    assert main(["restore", "--go"]) == 0
    assert main(["restore", "--go"]) == 1
    database = new.open()
    with database.read() as uow:
        assert held(uow) is None
        assert AlarmKind.RESTORED not in [row.kind for row in uow.system.open_alarms()]
    assert opened_by_a_worker(database, clock) == (False, "🚓")
    database.close()
    assert main(["verify"]) == 0
    assert "2 cases and 0 logs: all as they were." in capsys.readouterr().out


def test_records_are_not_called_as_they_were_where_there_are_none(old: Site, new: Site, capsys: Out) -> None:
    """The keys were copied, the database was not; or its folder was mistyped."""
    old.open().close()
    new.folder.mkdir()
    (new.folder / "keys.json").write_bytes((old.folder / "keys.json").read_bytes())
    new.here()
    assert main(["verify"]) == 1
    assert "There is no database" in capsys.readouterr().err
    assert [file.name for file in new.folder.iterdir()] == ["keys.json"]


def test_a_damaged_list_of_erasures_lets_nothing_go_on(
    old: Site, new: Site, clock: FakeClock, capsys: Out
) -> None:
    _, gone, path = lost(old, new, clock)
    whole, cut = old.folder / "erasures.list", old.folder / "cut.list"
    cut.write_bytes(whole.read_bytes() + b'{"id":"12')
    assert main(["restore", str(path), "--erasures", str(cut)]) == 0
    told = capsys.readouterr().out
    assert "1 worker gone again" in told
    assert "line 2 can't be read: whoever was erased there would be back" in told
    assert main(["restore", "--go"]) == 1
    assert main(["restore", "--go", "--erasures", str(whole)]) == 0
    database = new.open()
    with database.read() as uow:
        assert uow.workers.get(gone.worker_id) is None
    database.close()


def opened_by_a_worker(database: Database, clock: FakeClock) -> tuple[bool, str]:
    """Somebody opens the web chat: whether its page is told that nobody answers now, and how the card begins that it
    has at hand for that."""
    wording = Wording(database)
    wording.refresh()
    gateway = StoredGateway(database, clock, wording, Intake(database, clock, lambda: None))

    async def look() -> bool:
        begun = await gateway.new_session(["vi"])
        return (await gateway.bubbles(begun.conversation_id, 0, 200)).held

    return asyncio.run(look()), gateway.texts("vi")["card.emergency"][:1]


@pytest.mark.slow
def test_while_it_is_held_the_running_program_sends_nothing_calls_nobody_and_no_clock_goes_on(
    old: Site, new: Site, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that is only looked at takes neither the webhook nor updates from the one that still serves."""
    _, _, path = lost(old, new, clock)
    assert main(["restore", str(path), "--erasures", str(old.folder / "erasures.list")]) == 0
    with TelegramInThread() as telegram:
        for name, value in (
            ("TOKEN", telegram.server.token), ("API_URL", telegram.server.root_url), ("MODE", "polling"),
        ):  # fmt: skip
            monkeypatch.setenv(f"TODOKE_TELEGRAM_{name}", value)

        def state() -> tuple[bool, int, list[str]]:
            """Whether the ladder has ticked, how much waits to be sent, and what Telegram was called for."""
            database = new.open()
            try:
                with database.read() as uow:
                    ticked, queued = "ladder" in uow.system.ticks(), uow.outbox.counts().get("queued", 0)
            finally:
                database.close()
            return ticked, queued, [call.method for call in telegram.server.account.calls]

        before, seen = state(), []

        def look() -> None:
            time.sleep(3)
            seen.append(state())
            main(["restore", "--go"])
            for _ in range(100):
                time.sleep(0.2)
                ticked, _, called = state()
                if ticked and "setMyCommands" in called:
                    break
            seen.append(state())

        while_serving(look)
    assert (before[0], before[2]) == (False, [])
    assert before[1] > 0, "something waits"
    assert seen[0] == before, "held"
    assert seen[1][0] is True, "the ladder ticks"
    assert {"getMe", "deleteWebhook", "setMyCommands"} <= set(seen[1][2])


def while_serving(look: Callable[[], None]) -> None:
    """Serve until ``look`` has seen enough."""

    def watch() -> None:
        look()
        os.kill(os.getpid(), signal.SIGTERM)

    watching = threading.Thread(target=watch)

    def announce(line: str) -> None:
        if "Stop with" in line:
            watching.start()

    assert serve(Settings.from_environment(), announce=announce) == 0
    watching.join()


def test_a_machine_without_the_keys_restores_nothing(old: Site, new: Site, clock: FakeClock, capsys: Out) -> None:
    _, _, path = lost(old, new, clock)
    (new.folder / "keys.json").unlink()
    assert main(["restore", str(path)]) == 1
    assert "Restore the keys file" in capsys.readouterr().err
    assert not (new.folder / "keys.json").exists()


def test_a_database_whose_keys_are_missing_is_never_given_new_ones(old: Site, clock: FakeClock, capsys: Out) -> None:
    database = old.open()
    report(database, clock, "one")
    database.close()
    keys = (old.folder / "keys.json").rename(old.folder / "elsewhere.json")
    for command in (["serve"], ["cases"], ["keys", "new"], ["backup"]):
        assert main(command) == 1
        said = capsys.readouterr().err
        assert "keys file" in said
        assert "keys.json is missing" in said
        assert not (old.folder / "keys.json").exists(), command
    keys.rename(old.folder / "keys.json")
    assert main(["cases"]) == 0


def test_the_key_is_changed_by_commands(old: Site, clock: FakeClock, capsys: Out) -> None:
    database = old.open()
    one = report(database, clock, "one")
    database.close()
    assert main(["keys", "add"]) == 0
    assert main(["keys", "status"]) == 1
    assert "k2 is to be used next: at the next start" in capsys.readouterr().out
    assert main(["keys", "add"]) == 1
    assert main(["keys", "retire", "k1"]) == 1
    assert "until k2 takes its place" in capsys.readouterr().err

    def look() -> None:
        time.sleep(1)

    while_serving(look)
    assert main(["keys", "status"]) == 0
    assert "k2" in capsys.readouterr().out
    assert main(["keys", "retire", "k1"]) == 0
    database = old.open()
    assert set(database.keys.wrapping) == {"k2"}
    with database.read() as uow:
        assert uow.workers.profile(one.worker_id)["phone"]
    database.close()


def test_a_backup_is_made_every_hour_and_its_failure_is_an_alarm(
    tmp_path: Path, clock: FakeClock, old: Site
) -> None:
    database = old.open()
    with database.write() as uow:
        uow.system.set_fact(LAST, "")
    folder = tmp_path / "backups"
    work = Backups(database, clock, folder, tmp_path / "erasures.list")
    assert [work.look(), work.look()] == [1, 0]
    clock.advance(hours=1)
    assert work.look() == 1
    assert len(list(folder.glob("*.backup"))) == 2
    for kept in folder.iterdir():
        kept.unlink()
    folder.rmdir()
    folder.write_text("in the way")
    clock.advance(hours=2)
    assert work.look() == 0
    with database.read() as uow:
        assert uow.system.open_alarms() == []
    clock.advance(hours=2)
    assert work.look() == 0
    with database.read() as uow:
        assert [row.kind for row in uow.system.open_alarms()] == [AlarmKind.BACKUP]
    folder.unlink()
    assert work.look() == 1
    with database.read() as uow:
        assert uow.system.open_alarms() == []
    database.close()


def test_backups_are_kept_a_day_each_and_two_weeks_one_a_day() -> None:
    now = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
    names = [f"todoke-{now - timedelta(hours=h):%Y%m%dT%H%M%S}Z.backup" for h in range(24 * 30)]
    gone = set(superseded([*names, "erasures.list", "todoke.db"], now))
    kept = [name for name in names if name not in gone]
    assert kept[:25] == names[:25]
    days = [made_at(name) for name in kept[25:]]
    assert len({d.date() for d in days if d}) == len(days)
    assert 12 <= len(days) <= 14
    assert gone <= set(names)
