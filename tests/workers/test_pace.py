"""A chat that writes faster than any person does waits and is told so once; nothing is lost, and help comes at once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.workers import pace
from bot.workers.inbox import InboxWorker
from bot.workers.intake import Arrival, store
from storage.repositories.conversations import Spent
from tests.conversation.talk import TUESDAY, Ready, Talk, installed
from tests.support import tables

SLOWER = "You are writing very fast"


@pytest.fixture(scope="module")
def ready() -> Ready:
    """An installation to copy."""
    return installed()


class Flood(Talk):
    """A chat in which many things come at once."""

    def come(self, *events: dict[str, Any]) -> None:
        """Events come in; nothing is handled yet."""
        owner = (self.conversation_id, self.worker_id)
        with self.database.write() as uow:
            for event in events:
                self._seq += 1
                store(uow, self.clock, [Arrival(self._source, self._seq, self.channel, "", event, owner)])

    def answer_what_may_be(self) -> list[str]:
        """Handle what may be handled now; what the worker reads."""
        inbox = InboxWorker(self.database, self._service(), self.clock)
        while inbox.work():
            pass
        return [said.text for said in self._listen()]

    def texts(self, count: int) -> None:
        """Somebody writes."""
        self.come(*({"type": "text", "text": f"number {n}"} for n in range(count)))

    @property
    def left(self) -> int:
        """How many wait."""
        with self.database.read() as uow:
            return uow.inbox.counts().get("new", 0)


@pytest.fixture
def flood(ready: Ready, tmp_path: Path) -> Iterator[Flood]:
    """A worker at the first question, in English."""
    talk = Flood(ready, tmp_path / "talk")
    talk.start("en")
    talk.tap("en")
    talk.clock.advance(timedelta(hours=2))
    yield talk
    talk.close()


@pytest.fixture
def flooded(flood: Flood) -> Flood:
    """The same when 125 texts have come at once: five of them wait."""

    def first(folder: Path) -> None:
        flood.texts(125)
        flood.answer_what_may_be()
        assert flood.left == 5
        flood.keep(folder, [])

    flood.resume(tables.once("flooded", first))
    return flood


def test_nobody_who_types_and_taps_as_people_do_is_ever_slowed() -> None:
    spent = Spent()
    for number in range(3600):  # an hour at one a second would be too much for anybody's thumbs
        now = TUESDAY + timedelta(seconds=4 * number)
        assert not pace.wait(spent, now)
        spent = pace.handled(spent, now)


def test_a_flood_is_slowed_told_once_and_nothing_is_lost(flood: Flood) -> None:
    flood.texts(130)
    read = flood.answer_what_may_be()
    assert flood.left == 10
    assert sum(SLOWER in text for text in read) == 1
    for _ in range(10):
        assert flood.left > 0
        flood.clock.advance(timedelta(seconds=0.5))
        assert not any(SLOWER in text for text in flood.answer_what_may_be()), "it was said"
    assert flood.left == 0, "each had its turn, half a second after the one before"


def test_who_goes_on_for_an_hour_gets_one_answer_in_four_seconds() -> None:
    spent, now = Spent(), TUESDAY
    handled = 0
    while now < TUESDAY + timedelta(hours=2):
        wait = pace.wait(spent, now)
        if wait:
            now += wait
            continue
        spent, handled = pace.handled(spent, now), handled + 1
    assert 900 + 1700 <= handled <= 900 + 1801


def test_a_danger_word_is_answered_at_once(flooded: Flood) -> None:
    flooded.come({"type": "text", "text": "he will kill me"})
    before = flooded.left
    read = flooded.answer_what_may_be()
    assert any("danger" in text.lower() for text in read), read
    assert flooded.left == before, "and is kept in its place"
    flooded.come({"type": "tap", "data": next(d for d in flooded.heard[-1].data if d.endswith("danger/yes"))})
    read = flooded.answer_what_may_be()
    assert any("110" in text for text in read), "the card does not wait either"
    assert flooded.left == before
    flooded.clock.advance(timedelta(minutes=5))
    again = flooded.answer_what_may_be()
    assert flooded.left == 0
    assert not any("Are you in danger" in text for text in again), "it is asked once a day for each word"


def test_help_now_does_not_wait(flooded: Flood) -> None:
    flooded.come({"type": "command", "name": "help", "argument": ""})
    assert any("110" in text for text in flooded.answer_what_may_be())


def test_others_notice_nothing(flooded: Flood) -> None:
    with flooded.database.write() as uow:
        other = uow.conversations.find_or_create("telegram", "7", flooded.clock.now())
        store(uow, flooded.clock, [Arrival("telegram:1", 1, "telegram", "7", {"type": "text", "text": "hello"}, other)])
    before = flooded.left
    flooded.answer_what_may_be()
    assert flooded.left == before - 1


def test_what_waits_when_the_clock_is_set_back_by_an_hour_does_not_wait_for_an_hour(flood: Flood) -> None:
    flood.texts(1)
    with flood.database.write() as uow:  # a process has taken it, and dies
        assert len(uow.conversations.claim(flood.clock.now(), timedelta(seconds=10), 1)) == 1
    flood.clock.advance(timedelta(hours=-1))
    flood.answer_what_may_be()
    assert flood.left == 0


def test_a_clock_that_is_put_forward_by_an_hour_and_back_again_loses_nothing(flood: Flood) -> None:
    for hours in (1, -1):
        flood.clock.advance(timedelta(hours=hours))
        flood.texts(2)
        flood.answer_what_may_be()
        assert flood.left == 0


def test_a_clock_that_is_set_back_makes_nobody_wait(flood: Flood) -> None:
    flood.texts(119)
    flood.answer_what_may_be()
    flood.clock.advance(timedelta(hours=-2))
    flood.texts(1)
    flood.answer_what_may_be()
    assert flood.left == 0


def test_each_update_is_one_line_of_the_log_and_none_says_what_was_written(
    flood: Flood, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.workers.inbox")
    before = flood._seq
    flood.come({"type": "text", "text": "Quyenhvar was here"}, {"type": "tap", "data": "a:1:Quyenhvar"})
    flood.come({"type": "unsupported", "kind": "sticker"})
    flood.answer_what_may_be()
    lines = [one.__dict__ for one in caplog.records if one.getMessage() == "update handled"]
    assert [(one["channel"], one["kind"], one["outcome"]) for one in lines] == [
        (flood.channel, kind, "handled") for kind in ("text", "tap", "unsupported")
    ]
    assert len(lines) == flood._seq - before
    assert all(one["ms"] >= 0 and one["waited_ms"] >= 0 for one in lines)
    said = str([one.__dict__ for one in caplog.records])
    assert not [known for known in ("Quyenhvar", flood.conversation_id, flood.worker_id) if known in said]


def test_an_update_that_fails_three_times_is_told_once_as_set_aside(
    flood: Flood, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "bot.workers.inbox")
    service = flood._service()

    def breaks(*_what: Any) -> None:
        raise RuntimeError("the test's")

    monkeypatch.setattr(service, "handle", breaks)
    flood.texts(1)
    for _ in range(4):
        InboxWorker(flood.database, service, flood.clock).work()
        flood.clock.advance(seconds=30)
    told = [one.__dict__["outcome"] for one in caplog.records if one.getMessage() == "update handled"]
    assert told == ["set_aside"]
