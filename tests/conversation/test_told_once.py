"""A conversation that many tests begin with is led once and taken up by the others; never by one that has changed
something before."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.cases import file
from tests.conversation.talk import Talk
from tests.conversation.ways import Anew, reach


def test_nothing_happened_yet(talk: Talk) -> None:
    assert talk.untouched


def test_what_was_written_is_seen_also_when_the_log_is_no_longer_than_before(talk: Talk) -> None:
    size = (talk.folder / "todoke.db-wal").stat().st_size
    with closing(sqlite3.connect(talk.folder / "todoke.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    with talk.database.write() as uow:
        uow.system.set_fact("prepared", "by a test")
    assert (talk.folder / "todoke.db-wal").stat().st_size == size
    assert not talk.untouched


def test_what_another_program_has_written_is_seen(talk: Talk) -> None:
    other = Talk(talk.ready, talk.folder, phone="another")
    other.close()
    assert not talk.untouched


def test_a_clock_that_went_on_is_seen(talk: Talk) -> None:
    talk.clock.advance(timedelta(seconds=1))
    assert not talk.untouched


@pytest.mark.parametrize("way", ["the fixture", "a context"])
def test_in_a_changed_program_nothing_is_taken_up(talk: Talk, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Anew.now()
    with pytest.MonkeyPatch.context() as patch:
        (monkeypatch if way == "the fixture" else patch).setattr(file, "UNNAMED", 1)
        assert Anew.now()
        reach(talk, "topic")
    monkeypatch.undo()
    assert not Anew.now()
    assert talk.state()["visit"] == talk.question.visit


def test_a_change_of_another_test_is_over() -> None:
    assert not Anew.now()
