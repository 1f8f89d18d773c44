"""What is over is forgotten after a while, what is not stays, and nothing that was forgotten is done again."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import questions
from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from bot.conversation.structures import Structures
from bot.wording.holding import CURRENT
from bot.wording.served import Wording
from bot.workers.housekeeping import Housekeeping
from bot.workers.intake import Arrival, store
from flows.loader import load
from storage.database import Database
from storage.keys import Keyring
from storage.repositories.system import TO_SCRUB
from storage.uow import UnitOfWork
from tests.conversation.talk import Ready, Talk, installed
from tests.conversation.ways import file_report, reach

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TELEGRAM, WEB = "telegram:424242", "web:1"


class House:
    """An installation in which time passes and somebody tidies up."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FakeClock(NOW)
        self._keeper = Housekeeping(database, Wording(database), self.clock, lambda: "none", FakeNotifier())

    def pass_time(self, **parts: float) -> None:
        """Some time later it is tidied up once more."""
        self.clock.advance(timedelta(**parts))
        self._keeper.run()

    def arrive(self, source: str, number: int, *, handle: bool = True) -> bool:
        """An update comes in, and is handled unless said otherwise; whether it is new."""
        event = {"type": "text", "text": "hello"}
        channel, _, address = source.partition(":")
        with self.database.write() as uow:
            [fresh] = store(uow, self.clock, [Arrival(source, number, channel, address, event)])
            if fresh and handle:
                found = uow.conversations.find(channel, address)
                assert found is not None
                row, _ = uow.inbox.waiting(found[0])
                assert row is not None
                uow.inbox.done(row, self.clock.now())
            return fresh

    def send(self, words: str, *, leave: bool = True, once: str | None = None) -> bool:
        """Something is said to a worker, and leaves unless said otherwise; whether it was new."""
        now = self.clock.now()
        with self.database.write() as uow:
            lane, worker = uow.conversations.find_or_create("telegram", words, now)
            made = uow.outbox.queue(
                lane_id=lane, channel="telegram", subject=worker, payload={"text": words}, now=now, dedupe=once
            )
            if leave:
                for claim in uow.outbox.claim(now, timedelta(seconds=1), 10, ("telegram",)):
                    for message in uow.outbox.take([claim], now, 10)[claim.lane_id]:
                        uow.outbox.sent(message, now, 1)
                    uow.outbox.release(claim, now)
            return made

    def rows(self, table: str) -> dict[str, int]:
        """How many there are, by status."""
        with self.database.read() as uow:
            found = uow.connection.execute(text(f"SELECT status, count(*) AS number FROM {table} GROUP BY status"))  # noqa: S608  # our names
            return {row.status: row.number for row in found}


@pytest.fixture
def house(tables_url: str) -> Iterator[House]:
    database = Database(tables_url, Keyring.new())
    yield House(database)
    database.close()


def test_handled_updates_are_kept_for_three_days(house: House) -> None:
    house.arrive(TELEGRAM, 1)
    house.arrive(TELEGRAM, 2)
    house.pass_time(days=2, hours=23)
    house.arrive(TELEGRAM, 3)
    assert house.rows("inbox") == {"done": 3}
    house.pass_time(hours=2)
    assert house.rows("inbox") == {"done": 1}


def test_what_was_not_handled_stays_however_old_it_is(house: House) -> None:
    house.arrive(TELEGRAM, 1, handle=False)
    house.arrive("telegram:other", 2, handle=False)
    with house.database.write() as uow:
        row, _ = uow.inbox.waiting(uow.conversations.find("telegram", "other")[0])  # type: ignore[index]  # it is there
        assert row is not None
        uow.inbox.set_aside(row, house.clock.now())
    house.pass_time(days=60)
    assert house.rows("inbox") == {"new": 1, "set_aside": 1}


def test_sent_messages_are_kept_for_three_days_and_unsent_ones_for_ever(house: House) -> None:
    house.send("sent")
    house.pass_time(days=2, hours=23)
    house.send("sent later")
    house.send("still waiting", leave=False)
    house.pass_time(hours=2)
    assert house.rows("outbox") == {"sent": 1, "queued": 1}
    house.pass_time(days=3)
    assert house.rows("outbox") == {"queued": 1}


def test_what_may_go_out_only_once_never_goes_out_again(house: House) -> None:
    assert house.send("accepted", once="case:1:accepted")
    house.pass_time(days=400)
    assert house.rows("outbox") == {"sent": 1}
    assert not house.send("accepted", once="case:1:accepted")
    with house.database.read() as uow:
        assert uow.connection.execute(text("SELECT count(payload) FROM outbox")).scalar_one() == 0


def test_telegram_brings_an_update_again_for_a_day(house: House) -> None:
    house.arrive(TELEGRAM, 1)
    house.pass_time(hours=25)
    assert not house.arrive(TELEGRAM, 1)


def test_a_phone_that_was_away_for_weeks_is_not_answered_twice(house: House) -> None:
    """It never heard that its answer had arrived, and says it once more when it is opened again."""
    house.arrive(WEB, 65_536)
    for _ in range(4):
        house.pass_time(days=7)
    assert not house.arrive(WEB, 65_536)
    house.pass_time(days=3)
    assert house.rows("inbox") == {}


def test_a_great_many_are_pruned_in_portions(house: House) -> None:
    """So that nobody who writes meanwhile waits for long."""
    house.arrive(TELEGRAM, 1)
    with house.database.write() as uow:
        uow.connection.execute(
            text(
                "INSERT INTO inbox (source, external_id, conversation_id, subject, status, attempts, received_at) "
                "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 12000) "
                "SELECT source, n.i, conversation_id, subject, status, attempts, received_at FROM inbox, n"
            )
        )
    left = []
    house.clock.advance(timedelta(days=3, minutes=1))
    while house.rows("inbox"):
        house.pass_time(minutes=1)
        left.append(house.rows("inbox").get("done", 0))
    assert left == [7000, 2000, 0]


def test_one_that_cannot_be_read_holds_back_nobody_else(ready: Ready, tmp_path: Path) -> None:
    """Bits have rotted in one of two half-finished conversations; the other one is reminded all the same."""
    rotten = Talk(ready, tmp_path / "talk", phone="rotten")
    other = Talk(ready, tmp_path / "talk", phone="other")
    for talk in (rotten, other):
        reach(talk, "overtime_month")
    with other.database.write() as uow:
        uow.connection.execute(text("UPDATE conversation SET nudge_at = last_inbound_at"))
        uow.connection.execute(
            text("UPDATE conversation SET state = :bits, nudge_at = '2020-01-01 00:00:00' WHERE id = :id"),
            {"bits": b"rotten", "id": rotten.conversation_id},
        )
    wording, structure = Wording(other.database), ready.structure.hash
    keeper = Housekeeping(other.database, wording, other.clock, lambda: structure, FakeNotifier())
    keeper.run()
    with other.database.read() as uow:
        assert uow.conversations.due_nudges(other.clock.now() + timedelta(days=9)) == []


FLOWS = Path(__file__).parents[2] / "flows" / "definitions"


@pytest.fixture(scope="module")
def ready() -> Ready:
    """An installation to copy, made once in a run."""
    return installed()


def test_a_conversation_goes_on_when_what_led_to_it_is_gone(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk")
    file_report(talk)
    wording, structure = Wording(talk.database), ready.structure.hash
    keeper = Housekeeping(talk.database, wording, talk.clock, lambda: structure, FakeNotifier())
    with talk.database.read() as uow:
        assert uow.inbox.counts()["done"] > 5
    talk.wait(days=31)
    keeper.run()
    with talk.database.read() as uow:
        assert uow.inbox.counts() == {}
        sent = text("SELECT count(*) FROM outbox WHERE status = 'sent' AND dedupe IS NULL")
        assert uow.connection.execute(sent).scalar_one() == 0
    assert "Report" in talk.command("status")[-1].text
    talk.say("I am still here.")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert uow.cases.messages(case.id)


def test_what_cannot_leave_the_files_for_a_day_is_an_alarm_until_it_has(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers that follow each other without a gap keep what was erased; somebody has to know."""
    database = house.database

    def alarms() -> list[tuple[str, str]]:
        with database.read() as uow:
            return [(row.kind, row.subject) for row in uow.system.open_alarms()]

    with monkeypatch.context() as patched:
        patched.setattr(database, "scrub", lambda: False)
        for hours in (0, 12, 11):
            with database.write() as uow:  # somebody else is erased meanwhile
                uow.system.set_fact(TO_SCRUB, house.clock.now().isoformat())
            house.pass_time(hours=hours)
            assert alarms() == []
        house.pass_time(hours=2)
        assert alarms() == [("erasure_failing", "files")]
        house.pass_time(hours=1)
        assert alarms() == [("erasure_failing", "files")]
    house.pass_time(minutes=5)
    assert alarms() == []


def test_a_deletion_that_fails_is_an_alarm_until_it_succeeds(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = house.database
    house.send("they wished to be deleted")
    with database.write() as uow:
        found = uow.conversations.find("telegram", "they wished to be deleted")
        assert found is not None
        uow.workers.ask_deletion(found[1], house.clock.now())

    def refuse(*_: object) -> None:
        raise RuntimeError("the table is locked away")

    def alarms() -> list[str]:
        with database.read() as uow:
            assert all(found[1] not in str(row) for row in uow.system.open_alarms())
            return [row.kind for row in uow.system.open_alarms()]

    with monkeypatch.context() as patched:
        patched.setattr("bot.workers.housekeeping.erase", refuse)
        house.pass_time(minutes=5)
        assert alarms() == ["erasure_failing"]
        house.pass_time(minutes=5)
        assert alarms() == ["erasure_failing"]
    house.pass_time(minutes=5)
    assert alarms() == []
    with database.read() as uow:
        assert uow.workers.get(found[1]) is None


def test_questions_that_were_published_this_moment_are_not_swept_away(ready: Ready, tmp_path: Path) -> None:
    """Another process has put them in force; this one has not looked yet, and nobody is asked them so far."""
    talk = Talk(ready, tmp_path / "talk")
    loaded, changed = load(FLOWS), "unpaid_overtime.last_time: {ask: no}"
    with talk.database.write() as uow:
        published = questions.publish(uow, loaded, changed, "coordinator", talk.clock.now())
    structure = loaded.structure.hash
    Housekeeping(talk.database, Wording(talk.database), talk.clock, lambda: structure, FakeNotifier()).run()
    serving = Structures(loaded.structure)
    assert questions.follow(talk.database, loaded, serving)
    assert serving.current.hash == published.hash


def test_what_another_process_publishes_while_it_is_tidied_up_stays(house: House) -> None:
    """It has put other questions in force since this one began to tidy up."""
    if house.database.sqlite:
        pytest.skip("SQLite has one writer at a time")

    def current() -> str:
        with house.database.write() as uow:
            uow.structures.keep("published", "{}", house.clock.now())
            uow.system.set_fact(CURRENT, "published")
        return "none"

    Housekeeping(house.database, Wording(house.database), house.clock, current, FakeNotifier()).run()
    with house.database.read() as uow:
        assert uow.structures.get("published") == "{}"


def a_file_that_was_taken_away(uow: UnitOfWork, now: datetime) -> None:
    """The days in which it could be put back are over."""
    conversation, worker = uow.conversations.find_or_create("telegram", "chat", now)
    file = uow.attachments.expect(
        worker_id=worker, conversation_id=conversation, media="photo", meta={}, size=4, now=now, fetch_at=None,
        state="stored",
    )  # fmt: skip
    assert uow.attachments.take_away(file, now)


def a_reply(uow: UnitOfWork, now: datetime) -> str:
    """To a named view that has ended."""
    view = uow.figures.propose("organisation", "2026-Q3", auditor_id="auditor", agreement="1", told_at=now, by="")
    uow.figures.write_reply(view, "It is not so.", now)
    view.ended_at = now
    uow.figures.save(view)
    return view.id


def an_answer(uow: UnitOfWork, now: datetime) -> None:
    """To a request in which no worker has part any more."""
    row = uow.corrections.make("organisation", "interview", partner_id="north", made_by="", due_at=now, now=now)
    uow.corrections.write_note(row, "It is not so.")
    uow.corrections.save(row)


@pytest.mark.parametrize("make", [a_file_that_was_taken_away, a_reply, an_answer])
def test_what_is_destroyed_leaves_the_files_in_the_same_round(
    house: House, monkeypatch: pytest.MonkeyPatch, make: Callable[[UnitOfWork, datetime], object]
) -> None:
    asked: list[datetime] = []

    def scrub() -> bool:
        asked.append(house.clock.now())
        return True

    monkeypatch.setattr(house.database, "scrub", scrub)
    house.pass_time(minutes=1)
    assert asked == []
    with house.database.write() as uow:
        make(uow, house.clock.now())
    house.pass_time(minutes=1)
    house.pass_time(minutes=1)
    assert asked == [house.clock.now() - timedelta(minutes=1)]


def test_a_reply_that_cannot_be_read_goes_like_any_other_and_holds_back_nobody(house: House) -> None:
    """Bits have rotted in what one organisation replied."""
    house.arrive(TELEGRAM, 1)
    with house.database.write() as uow:
        rotten, _ = a_reply(uow, house.clock.now()), a_reply(uow, house.clock.now())
        changed = text("UPDATE named_view SET reply_sealed = :bits WHERE id = :id")
        uow.connection.execute(changed, {"bits": b"rotten", "id": rotten})
    house.pass_time(days=4)
    assert house.rows("inbox") == {}
    with house.database.read() as uow:
        assert [view.reply_sealed for view in uow.figures.views()] == [None, None]
