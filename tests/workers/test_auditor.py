"""Somebody watches the clock from outside."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from bot.workers.auditor import Auditor
from bot.workers.scheduler import Job, Scheduler
from storage.database import Database
from storage.ids import new_id
from storage.keys import Keyring
from storage.models import LIVE, AlarmKind, Case, LadderKind

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


class Setting:
    """The settings that count here."""

    heartbeat_url: str | None = "https://heartbeat.example/beat"
    smtp: object | None = "a mail server"
    demo = False


class Watch:
    """An auditor whose heartbeats are counted, and whose world ticks unless told otherwise."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.clock = FakeClock(NOW)
        self.beats = 0
        self.notifier = FakeNotifier()
        self.auditor = Auditor(db, self.clock, Setting(), self.notifier, send=self._beat)
        self.ticking = True

    def look(self, **later: float) -> list[str]:
        """Look after some time; the kinds of alarms that are on then."""
        self.clock.advance(**later)
        with self.db.write() as uow:
            if self.ticking:
                uow.system.ticked("ladder", self.clock.now(), 0.1, 0)
        self.auditor.look()
        with self.db.read() as uow:
            return [alarm.kind for alarm in uow.system.open_alarms()]

    def case(self, *, due_in: timedelta | None) -> str:
        """An open case; None: without a clock."""
        case_id = new_id()
        with self.db.write() as uow:
            uow.session.add(
                Case(
                    id=case_id, number=case_id[-8:], worker_id="w", conversation_id="c", run_id="r",
                    topic="unpaid_overtime", language="ne", policy="p", filed_at=NOW,
                )
            )  # fmt: skip
            if due_in is not None:
                uow.ladder.put(case_id, LIVE, LadderKind.RUNG, self.clock.now() + due_in, round=0)
        return case_id

    def _beat(self, url: str) -> None:
        self.beats += 1


@pytest.fixture
def watch(tables_url: str) -> Iterator[Watch]:
    db = Database(tables_url, Keyring.new())
    yield Watch(db)
    db.close()


def test_all_is_well_and_the_heart_beats_once_a_minute(watch: Watch) -> None:
    watch.case(due_in=timedelta(days=1))
    for _ in range(13):
        assert watch.look(seconds=10) == []
    assert watch.beats == 3


def test_an_open_case_without_a_clock_is_an_alarm_and_stops_the_heartbeat(watch: Watch) -> None:
    case_id = watch.case(due_in=None)
    watch.look()
    assert watch.look(seconds=10) == ["case_without_clock"]
    beats = watch.beats
    assert watch.look(minutes=5) == ["case_without_clock"]
    assert watch.beats == beats
    with watch.db.write() as uow:
        uow.ladder.put(case_id, LIVE, LadderKind.RUNG, watch.clock.now() + timedelta(days=1), round=0)
    assert watch.look(seconds=10) == []
    assert watch.beats == beats + 1


def test_a_clock_that_is_overdue_beyond_two_ticks_is_an_alarm(watch: Watch) -> None:
    watch.case(due_in=timedelta(seconds=5))
    assert watch.look(seconds=9) == []  # only just due: the next tick takes it
    assert watch.look(seconds=10) == ["ladder_overdue"]


def test_putting_the_clock_forward_is_no_alarm(watch: Watch) -> None:
    case_id = watch.case(due_in=timedelta(hours=20))
    watch.look()
    watch.clock.put_forward(timedelta(days=1))
    assert watch.look(seconds=10) == []
    with watch.db.write() as uow:
        uow.ladder.put(case_id, LIVE, LadderKind.RUNG, watch.clock.business() + timedelta(days=1), round=1)
    assert watch.look(seconds=10) == []


def test_a_ladder_that_does_not_tick_is_an_alarm(watch: Watch) -> None:
    watch.look()
    watch.ticking = False
    assert watch.look(seconds=20) == []
    watch.look(seconds=20)
    assert watch.look(seconds=10) == ["ladder_not_ticking"]


def test_a_clock_set_back_hides_neither_a_ladder_that_stands_nor_the_heartbeat(watch: Watch) -> None:
    assert watch.look() == []
    watch.ticking = False
    assert watch.look(hours=-1) == []
    assert watch.look(seconds=10) == [AlarmKind.TICK]
    watch.ticking = True
    assert watch.look(seconds=60) == []
    assert watch.beats == 3, "before, at the first look after it, and now that it ticks again"


def test_a_message_that_does_not_leave_is_an_alarm(watch: Watch) -> None:
    with watch.db.write() as uow:
        uow.vault.new_subject("w", NOW)
        uow.outbox.queue(lane_id="c", channel="telegram", subject="w", payload={"type": "bubble"}, now=NOW)
    assert watch.look(minutes=14) == []
    watch.look(minutes=2)
    assert watch.look(seconds=10) == ["outbox_stuck"]


def test_an_alarm_of_somebody_else_is_left_alone_but_may_stop_the_heartbeat(watch: Watch) -> None:
    with watch.db.write() as uow:
        uow.system.raise_alarm(AlarmKind.NO_COORDINATOR, "", {}, NOW)
        uow.system.raise_alarm(AlarmKind.FLOWS, "", {}, NOW)
    assert sorted(watch.look(seconds=10)) == ["flows_broken", "no_coordinator"]
    assert watch.beats == 0


def test_it_runs_beside_the_scheduler_until_stopped(watch: Watch) -> None:
    seen: list[float] = []
    auditor = Auditor(
        watch.db, watch.clock, Setting(), watch.notifier, every=0.01, send=lambda url: seen.append(time.monotonic())
    )
    with watch.db.write() as uow:
        uow.system.ticked("ladder", watch.clock.now(), 0.1, 0)
    auditor.start()
    until = time.monotonic() + 5
    while not seen and time.monotonic() < until:
        time.sleep(0.01)
    auditor.stop()
    assert seen


def test_a_job_that_takes_long_is_not_started_again_meanwhile() -> None:
    running, most = [], 0

    def slow() -> None:
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        time.sleep(0.15)
        running.pop()

    scheduler = Scheduler({"slow": Job(0.02, slow)})
    scheduler.start()
    time.sleep(0.4)
    scheduler.stop()
    assert most == 1
    assert not running  # what ran was finished




def test_a_clock_set_back_by_an_hour_does_not_stop_the_jobs_for_an_hour(caplog: pytest.LogCaptureFixture) -> None:
    """What the scheduler has planned is then an hour away."""
    runs: list[float] = []
    scheduler = Scheduler({"ladder": Job(60.0, lambda: runs.append(time.monotonic()))})
    scheduler.start()
    for job in scheduler._scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1, seconds=60))
    until = time.monotonic() + 5
    while len(runs) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    scheduler.stop()
    assert len(runs) == 2
    assert [r.getMessage() for r in caplog.records if r.name == "bot.workers.scheduler"] == [
        "the clock was set back by about 60.0 minutes; regular jobs go on"
    ]
