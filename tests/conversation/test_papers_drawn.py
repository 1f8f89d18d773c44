"""Papers are drawn beside everything else, once, for whoever ordered them: whatever happens meanwhile."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.conversation.making import LEASE, TRIES, make_due
from bot.documents import issuing
from bot.documents.rendering import NotRendered
from bot.serving.jobs import papers
from storage.database import Database
from storage.keys import Keyring
from tests.conversation.papers import drawing, drawn, kept, opened, press, text
from tests.conversation.talk import Ready, Said, Talk
from tests.conversation.ways import file_report


def test_so_many_papers_a_day_are_enough(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing(monkeypatch)
    monkeypatch.setattr(issuing, "MOST_A_DAY", 2)
    file_report(talk)
    said = opened(talk)
    for _ in range(2):
        assert any("paper" in one.payload for one in press(talk, said, "Make the paper"))
    assert "tomorrow" in text(press(talk, said, "Make the paper"))


def test_a_paper_is_drawn_while_everybody_else_may_write(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """And whoever holds its code meanwhile learns nothing."""
    file_report(talk)
    said = talk.press("c:0:home/paper.make")
    assert "It comes here in a moment" in text(said)
    assert not any("paper" in one.payload for one in said)

    def draw(_name: str, data: Any, _fonts: Any, *, made: Any) -> bytes:
        with talk.database.write() as uow:
            uow.system.set_fact("written", "meanwhile")
            assert uow.papers.by_code(data["code"]) is None
        return b"%PDF-"

    monkeypatch.setattr(issuing, "render", draw)
    assert kept(talk, drawn(talk))[2] == b"%PDF-"
    assert drawn(talk) == []


def test_whoever_is_ended_while_drawing_leaves_it_to_the_next_and_it_comes_once(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = drawing(monkeypatch)
    file_report(talk)
    talk.press("c:0:home/paper.make")
    first: list[int] = []

    def slow(_name: str, data: Any, _fonts: Any, *, made: Any) -> bytes:
        """Not ended, as it turns out: it comes back after another has drawn the paper."""
        talk.clock.advance(LEASE * 2)
        monkeypatch.setattr(issuing, "render", draw)
        first.append(make_due(talk.database, talk.clock, talk._wording))
        return b"late"

    draw = vars(issuing)["render"]
    monkeypatch.setattr(issuing, "render", slow)
    said = drawn(talk)
    assert (first, len(filled)) == ([1], 1)
    assert len([one for one in said if "paper" in one.payload]) == 1
    assert kept(talk, said)[2] != b"late"


def test_a_paper_that_cannot_be_drawn_is_told_and_forgotten(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    file_report(talk)

    def fails(*_: Any, **__: Any) -> bytes:
        raise NotRendered(template="record", problem="it is torn")

    monkeypatch.setattr(issuing, "render", fails)
    said = press(talk, opened(talk), "Make the paper")
    assert "Something went wrong on our side" in text(said)
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert uow.papers.of_case(case.id) == []
        assert "update_set_aside" in [alarm.kind for alarm in uow.system.open_alarms()]


def test_a_paper_at_which_the_program_ends_each_time_is_given_up(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    file_report(talk)
    talk.press("c:0:home/paper.make")

    def ends(*_: Any, **__: Any) -> bytes:
        raise SystemExit

    monkeypatch.setattr(issuing, "render", ends)
    for _ in range(TRIES):
        with pytest.raises(SystemExit):
            drawn(talk)
        assert drawn(talk) == [], "for a while it is left to whoever is at it"
        talk.clock.advance(LEASE * 2)
    assert "Something went wrong on our side" in text(drawn(talk))


def test_a_report_that_was_erased_meanwhile_is_drawn_by_nobody(talk: Talk) -> None:
    file_report(talk)
    talk.press("c:0:home/paper.make")
    with talk.database.write() as uow:
        case = uow.cases.newest()
        assert case is not None
        uow.cases.erase(case.id, talk.clock.now())
    assert drawn(talk) == []


def deleted(talk: Talk) -> list[Said]:
    """Everything is deleted, until the code brings it back."""
    return [*talk.press("c:0:delete"), *talk.press("c:0:delete/yes")]


@pytest.mark.parametrize("channel", ["telegram", "web"])
def test_whoever_deleted_everything_before_it_was_drawn_gets_no_paper(
    ready: Ready, tmp_path: Path, channel: str
) -> None:
    talk = Talk(ready, tmp_path / "talk", channel=channel)
    file_report(talk)
    talk.press("c:0:home/paper.make")
    code = next(one.text for one in deleted(talk) if "code" in one.text).split()
    assert [*drawn(talk), *talk.wait(seconds=1)] == []
    undone = talk.say(next(word.strip(".") for word in code if word.count("-") == 2))
    assert "Nothing was destroyed" in text(undone)
    assert drawn(talk) == [], "nor does it come once that was undone"


def test_whoever_deletes_everything_while_it_is_drawn_gets_no_paper(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_report(talk)
    talk.press("c:0:home/paper.make")

    def draw(*_: Any, **__: Any) -> bytes:
        deleted(talk)
        return b"%PDF-"

    monkeypatch.setattr(issuing, "render", draw)
    assert drawn(talk) == []


def test_a_paper_comes_to_nobody_else_who_goes_on_in_the_chat(talk: Talk) -> None:
    """Somebody comes back with their code on the phone on which another had ordered a paper."""
    file_report(talk)
    talk.press("c:0:home/paper.make")
    with talk.database.write() as uow:
        another, _ = uow.conversations.find_or_create(talk.channel, "another phone", talk.clock.now())
        source, target = (uow.conversations.get(one) for one in (another, talk.conversation_id))
        assert source is not None
        assert target is not None
        uow.conversations.hand_over(source, target)
        before = uow.web.last(talk.conversation_id)
    while make_due(talk.database, talk.clock, talk._wording):
        pass
    with talk.database.read() as uow:
        assert uow.web.last(talk.conversation_id) == before
        assert uow.papers.newest(talk.worker_id, "record") is None


def test_while_the_keys_are_missing_it_waits_and_then_it_comes(talk: Talk) -> None:
    file_report(talk)
    talk.press("c:0:home/paper.make")
    without = Database(str(talk.database.url), Keyring.new())
    for _ in range(TRIES + 1):
        assert make_due(without, talk.clock, talk._wording) == 1
        assert make_due(without, talk.clock, talk._wording) == 0, "not again at once"
        talk.clock.advance(LEASE * 2)
    without.close()
    talk.restart()
    assert kept(talk, drawn(talk))[2].startswith(b"%PDF-")


def test_of_a_paper_that_was_damaged_before_it_was_drawn_the_worker_is_told(talk: Talk) -> None:
    file_report(talk)
    talk.press("c:0:home/paper.make")
    with talk.database.write() as uow:
        uow.execute(sql("UPDATE paper SET draft = :damaged"), {"damaged": b"x" * 64})
    assert "Something went wrong on our side" in text(drawn(talk))
    assert drawn(talk) == []
    with talk.database.read() as uow:
        alarms = [(alarm.kind, alarm.subject) for alarm in uow.system.open_alarms()]
        assert ("update_set_aside", talk.conversation_id) in alarms


def test_the_program_draws_what_was_ordered_and_shows_it_at_once(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawing(monkeypatch)
    file_report(talk)
    talk.press("c:0:home/paper.make")

    async def served() -> None:
        stop, told = asyncio.Event(), asyncio.Event()
        program: Any = SimpleNamespace(
            database=talk.database, clock=talk.clock, wording=talk._wording,
            gateway=SimpleNamespace(changed=lambda _conversation: told.set()),
            outbox=SimpleNamespace(wake=asyncio.Event()),
        )  # fmt: skip
        running = asyncio.create_task(papers(program, stop))
        await asyncio.wait_for(told.wait(), 10)
        stop.set()
        await running
        assert program.outbox.wake.is_set()

    asyncio.run(served())
    assert kept(talk, talk._listen())[1]["name"] == "2026-11-24.pdf"
