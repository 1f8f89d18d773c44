"""Where people give up is counted without a word of theirs: each question once for each who came to it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.conversation.counting import NO_LANGUAGE, StepCounts
from flows import engine
from flows.events import Control, Event, Start, Tap
from flows.loader import load
from flows.model import Structure
from storage.database import Database
from storage.keys import Keyring
from tests.support.texts import LOCALES

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
WEEK = "2026-W48"


class Person:
    """Goes through the questions while it is counted."""

    def __init__(self, structure: Structure, counts: StepCounts) -> None:
        self._structure, self._counts = structure, counts
        self.state: dict[str, Any] | None = None

    def does(self, event: Event) -> None:
        """One event."""
        before = None if isinstance(event, Start) else self.state
        after = engine.step(self._structure, self.state, event, NOW).state
        self._counts.moved(self._structure, before, after, NOW)
        self.state = after

    def taps(self, *choices: str) -> None:
        """Presses buttons."""
        for choice in choices:
            assert self.state is not None
            self.does(Tap(self.state["visit"], choice))


@pytest.fixture(scope="module")
def structure() -> Structure:
    """The flows that are shipped."""
    return load(LOCALES.parent / "flows" / "definitions").structure


def _sums(counts: StepCounts) -> dict[tuple[str, str], tuple[int, int]]:
    keys = {*counts._reached, *counts._answered}
    return {(key[1], key[2]): (counts._reached[key], counts._answered[key]) for key in keys}


def test_who_stops_is_left_at_the_question_where_they_stopped(structure: Structure) -> None:
    counts = StepCounts()
    for choices in (("ne", "start"), ("ne",), ()):
        person = Person(structure, counts)
        person.does(Start(("ne", "vi")))
        person.taps(*choices)
    sums = _sums(counts)
    assert sums[NO_LANGUAGE, "opening.language"] == (3, 2)
    assert sums["ne", "opening.intro"] == (2, 1)
    assert sum(reached - answered for reached, answered in sums.values()) == 3


def test_going_back_wrong_buttons_and_the_menu_count_nobody_twice(structure: Structure) -> None:
    counts = StepCounts()
    person = Person(structure, counts)
    person.does(Start(("ne",)))
    person.taps("ne", "start")
    assert person.state is not None
    at = person.state["at"]
    for _ in range(3):
        person.does(Control("back", person.state["visit"]))
        person.taps("start")
        person.does(Control("menu", person.state["visit"]))
        person.does(Control("close"))
        person.does(Tap(1, "nonsense"))
    assert person.state["at"] == at
    sums = _sums(counts)
    assert sums["ne", "opening.intro"] == (1, 1)
    assert sum(reached - answered for reached, answered in sums.values()) == 1


def test_what_was_counted_is_written_once_and_added_up(structure: Structure, sqlite_tables: str) -> None:
    database = Database(sqlite_tables, Keyring.new())
    counts = StepCounts()
    for _ in range(2):
        person = Person(structure, counts)
        person.does(Start(("ne",)))
        with database.write() as uow:
            counts.write(uow)
        counts.written()
    with database.write() as uow:
        assert counts.write(uow) == 0
        (row,) = uow.weeks.steps([WEEK])
        assert (row.step, row.language, row.reached, row.answered) == ("opening.language", NO_LANGUAGE, 2, 0)
        assert list(uow.weeks.steps(["2026-W47"])) == []
    database.close()
