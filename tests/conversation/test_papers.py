"""The worker reads what the record says, takes lines out, and gets it as a file: nobody else does."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.channels import terminal
from bot.channels.delivery import papers_of
from bot.channels.web.stored import StoredGateway
from bot.workers.intake import Intake
from storage.repositories.outbox import Outgoing
from tests.conversation.corrections import prepared
from tests.conversation.papers import buttons, drawing, drawn, kept, opened, press, text
from tests.conversation.talk import Ready, Talk
from tests.conversation.ways import file_report, reach


def test_the_preview_says_what_was_told_and_never_what_makes_it_pressing(talk: Talk) -> None:
    file_report(talk)
    said = text(opened(talk))
    assert "overtime" in said
    assert "45 to 60 hours" in said
    assert "The worker sent the report." in said
    assert "Sample Help Desk was asked to help." in said
    assert "afraid" not in said.lower(), "whether the worker is safe is for those who help"
    assert "alone" not in said.lower()


def test_a_number_of_months_that_the_worker_called_wrong_stands_in_no_record(talk: Talk) -> None:
    reach(talk, "since_month", ready="add_details", months="m6")
    talk.say("this month")
    talk.tap("since")
    file_report(talk)
    told = text(opened(talk))
    assert "November 2026" in told
    assert "4 to 6 months" not in told, "the month it began is right, they said"
    assert "months at most" not in told, "a question about two answers is none about what happened"


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


def test_a_line_that_was_taken_out_stays_out_when_its_answer_is_corrected(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = drawing(monkeypatch)
    file_report(talk)
    said = press(talk, opened(talk), "Take out lines")
    talk.press(next(data for shown, data in buttons(said) if "45 to 60" in shown))
    press(talk, talk.press("c:0:home/correct"), "45 to 60")
    talk.tap("h80")
    talk.press("c:0:home/check.yes")
    for choice in ("yes", "yes", "no", "yes", "none_of_these", "_done", "no", "yes", "no"):
        talk.tap(choice)
    talk.press("c:0:home/paper.make")
    drawn(talk)
    assert "60 to 80" not in str(filled[-1]), "nor by a button from before, unread"
    said = press(talk, opened(talk), "Take out lines")
    press(talk, said, "60 to 80")
    assert "60 to 80" in text(opened(talk)), "it can be put back"


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
    case_id, _ = prepared(talk)
    now = talk.clock.business()
    assert "put this right" not in text(opened(talk))
    with talk.database.write() as uow:
        [(row, word)] = uow.corrections.of_case(case_id)
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
