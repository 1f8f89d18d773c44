"""The worker reads what the record says, takes lines out, and gets it as a file: nobody else does."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.channels import terminal
from bot.channels.delivery import papers_of
from bot.channels.web.stored import StoredGateway
from bot.conversation.making import LEASE, TRIES, make_due
from bot.documents import issuing
from bot.documents.rendering import NotRendered
from bot.serving.jobs import papers
from bot.workers.intake import Intake
from storage.database import Database
from storage.keys import Keyring
from storage.repositories.outbox import Outgoing
from tests.conversation.talk import Ready, Said, Talk
from tests.conversation.ways import file_report


def buttons(said: list[Said]) -> list[tuple[str, str]]:
    """Label and data of every button of the last bubble that has some."""
    rows = next(one.payload["rows"] for one in reversed(said) if one.payload.get("rows"))
    return [(button["label"], button["data"]) for row in rows for button in row]


def press(talk: Talk, said: list[Said], label: str) -> list[Said]:
    """Press the button whose label holds these words; a paper that this orders is drawn at once."""
    told = talk.press(next(data for shown, data in buttons(said) if label in shown))
    return [*told, *drawn(talk)]


def drawn(talk: Talk) -> list[Said]:
    """What comes of the papers that wait to be drawn."""
    looked = 0
    while make_due(talk.database, talk.clock, talk._wording):
        looked += 1
    return talk._listen() if looked else []


def opened(talk: Talk) -> list[Said]:
    """The preview, from the menu."""
    return press(talk, talk.command("status"), "My record")


def text(said: list[Said]) -> str:
    return "\n".join(one.text for one in said)


def drawing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the papers made from now on were filled with; each is empty."""
    filled: list[Any] = []

    def draw(_name: str, data: Any, _fonts: Any, *, made: Any) -> bytes:
        filled.append(data)
        return str(made).encode() + str(data["code"]).encode()

    monkeypatch.setattr(issuing, "render", draw)
    return filled


def kept(talk: Talk, said: list[Said]) -> tuple[Any, dict[str, Any], bytes]:
    """The paper that came with what was said: row, meta, content."""
    paper = next(one.payload["paper"] for one in said if "paper" in one.payload)
    with talk.database.read() as uow:
        row = uow.papers.get(paper["id"])
        assert row is not None
        content = uow.papers.content(row)
        assert content is not None
        return row, uow.papers.meta(row), content


def test_the_preview_says_what_was_told_and_never_what_makes_it_pressing(talk: Talk) -> None:
    file_report(talk)
    said = text(opened(talk))
    assert "overtime" in said
    assert "45 to 60 hours" in said
    assert "The worker sent the report." in said
    assert "Sample Help Desk was asked to help." in said
    assert "afraid" not in said.lower(), "whether the worker is safe is for those who help"
    assert "alone" not in said.lower()


def test_the_file_is_kept_under_the_case_and_is_what_its_hash_says(talk: Talk) -> None:
    file_report(talk)
    said = press(talk, opened(talk), "Make the paper")
    row, meta, content = kept(talk, said)
    assert content.startswith(b"%PDF-")
    assert meta["sha256"] == hashlib.sha256(content).hexdigest()
    assert meta["name"] == "2026-11-24.pdf", "a name that tells nothing"
    assert len(content) < 2_000_000
    assert f"/verify/{meta['code']}" in text(said)
    with talk.database.read() as uow:
        assert [one.id for one in uow.papers.of_case(row.case_id)] == [row.id]
        by_code, by_hash = uow.papers.by_code(meta["code"].lower()), uow.papers.by_hash(meta["sha256"])
        assert by_code is not None
        assert by_hash is not None
        assert by_code.id == by_hash.id == row.id


def test_a_line_that_was_taken_out_is_not_on_the_paper_and_can_be_put_back(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = drawing(monkeypatch)
    file_report(talk)
    said = press(talk, opened(talk), "Take out lines")
    label, data = next((shown, data) for shown, data in buttons(said) if "45 to 60" in shown)
    assert label.startswith("☑")
    said = talk.press(data)
    assert next(shown for shown, found in buttons(said) if found == data).startswith("☐")
    talk.restart()
    said = press(talk, said, "Done")
    assert "45 to 60" not in text(said)
    press(talk, said, "Make the paper")
    assert "45 to 60" not in str(filled[-1])
    talk.press(data)
    press(talk, opened(talk), "Make the paper")
    assert "45 to 60" in str(filled[-1])


def test_without_names_there_is_no_number_no_place_and_no_day(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = drawing(monkeypatch)
    file_report(talk)
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        number = case.number
    press(talk, opened(talk), "Make the paper")
    assert number in str(filled[-1])
    assert "Tokyo" in str(filled[-1])
    said = press(talk, opened(talk), "Without my name")
    assert "Tokyo" not in text(said)
    _, meta, content = kept(talk, press(talk, said, "Make the paper"))
    told = str(filled[-1])
    for day in ("2026-11-24", "24 November", "11月24日"):
        assert day not in told
    assert "2026-11" in told
    assert "November 2026" in told
    assert meta["name"] == "2026-11.pdf"
    assert content.startswith(b"2026-11-01 00:00:00"), "nor do the file's properties say the moment"
    for name in (number, "Tokyo", "東京", "Sample Help Desk"):
        assert name not in str(filled[-1])


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
        assert [alarm.kind for alarm in uow.system.open_alarms()] == ["update_set_aside"]


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
        [alarm] = uow.system.open_alarms()
        assert (alarm.kind, alarm.subject) == ("update_set_aside", talk.conversation_id)


def test_an_erased_case_takes_its_papers_along(talk: Talk) -> None:
    file_report(talk)
    row, meta, _ = kept(talk, press(talk, opened(talk), "Make the paper"))
    with talk.database.write() as uow:
        uow.cases.erase(row.case_id, talk.clock.now())
    with talk.database.read() as uow:
        assert uow.papers.get(row.id) is None
        assert uow.papers.by_code(meta["code"]) is None
    assert "My record" not in str(talk.command("status"))


def test_a_conversation_without_a_report_has_nothing_to_print(talk: Talk) -> None:
    talk.start("en")
    assert not any("paper" in one.payload for one in talk.press("c:0:home/paper.make"))


def test_nobody_else_can_fetch_the_file(ready: Ready, tmp_path: Path) -> None:
    mine, other = (Talk(ready, tmp_path / "both", "web", phone=phone) for phone in ("mine", "other"))
    file_report(mine)
    row, _, content = kept(mine, press(mine, opened(mine), "Make the paper"))
    gateway = StoredGateway(mine.database, mine.clock, mine._wording, Intake(mine.database, mine.clock, lambda: None))
    got = asyncio.run(gateway.paper(mine.conversation_id, row.id))
    assert got is not None
    assert got.content == content
    assert asyncio.run(gateway.paper(other.conversation_id, row.id)) is None
    assert asyncio.run(gateway.paper(mine.conversation_id, "none")) is None


def test_on_telegram_the_file_goes_along_with_its_words(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk")
    file_report(talk)
    said = press(talk, opened(talk), "Make the paper")
    row, _, content = kept(talk, said)
    payload = next(one.payload for one in said if "paper" in one.payload)
    message = Outgoing(1, "lane", "telegram", payload, None, 0, False, None, talk.clock.now())
    with talk.database.read() as uow:
        assert papers_of(uow, [message]) == {row.id: content}


def test_a_paper_that_cannot_be_read_holds_back_nothing_that_waits_behind_it(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk")
    file_report(talk)
    said = press(talk, opened(talk), "Make the paper")
    row, _, _ = kept(talk, said)
    payload = next(one.payload for one in said if "paper" in one.payload)
    messages = [Outgoing(1, "lane", "telegram", payload, None, 0, False, None, talk.clock.now())]
    with talk.database.write() as uow:
        uow.execute(sql("UPDATE paper SET content = :damaged WHERE id = :id"), {"damaged": b"x" * 64, "id": row.id})
        assert papers_of(uow, messages) == {}


def test_a_request_for_correction_is_told_once_it_went_out_with_the_workers_yes(talk: Talk) -> None:
    file_report(talk)
    now = talk.clock.business()
    with talk.database.write() as uow:
        case = uow.cases.newest()
        assert case is not None
        row = uow.corrections.make(
            "org", "pay.overtime", partner_id="union", made_by="staff-union", due_at=now + timedelta(days=14), now=now
        )
        uow.corrections.join(row.id, case.id, now)
    assert "put this right" not in text(opened(talk))
    with talk.database.write() as uow:
        [(row, word)] = uow.corrections.of_case(case.id)
        uow.corrections.say(row.id, replace(word, agreed=True, agreed_at=now, mended=False, mended_at=now))
        row.requested_at, row.reply, row.reply_at = now, "done", now
        uow.corrections.save(row)
    said = text(opened(talk))
    assert "asked to put this right by 8 December 2026: Overtime is paid at the legal rate\n" in said
    assert "It answered that this is put right" in said
    assert "The worker said that it is not put right" in said


def test_in_a_terminal_the_file_is_put_into_the_folder(
    talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file_report(talk)
    _, _, content = kept(talk, press(talk, opened(talk), "Make the paper"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    (folder / "2026-11-24.pdf").write_bytes(b"another")
    program: Any = SimpleNamespace(database=talk.database, clock=talk.clock)
    phone = terminal._Phone(program, talk.phone)
    phone.last = 0
    phone.show()
    [made] = [path for path in folder.iterdir() if path.name != "2026-11-24.pdf"]
    assert made.read_bytes() == content
    assert (folder / "2026-11-24.pdf").read_bytes() == b"another"
    assert f"↓ {made.name}" in capsys.readouterr().out


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
