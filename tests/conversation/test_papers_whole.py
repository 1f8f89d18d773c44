"""What else the record holds: the hours that were written down, the letters that were made, what files show."""

from datetime import timedelta
from typing import Any

import pytest

from bot.documents.issuing import draft
from bot.documents.telling import Teller
from flows.loader import load
from tests.conversation.papers import drawing, opened, press, text
from tests.conversation.talk import SETTINGS, Talk
from tests.conversation.ways import file_report

STRUCTURE = load(SETTINGS.flows_dir).structure


def write(talk: Talk, on: str, hours: str) -> None:
    """A day in the log of hours."""
    talk.press("c:0:home/hours")
    talk.press(f"c:0:home/hours.on.{on}")
    talk.say(hours)


def of_operator(talk: Talk) -> str:
    """The record as somebody else has it made for the worker."""
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        teller = Teller(talk._wording.now, STRUCTURE, "en")
        return str(draft(uow, case, teller, "http://todoke.test", talk.clock.business(), by="operator").data)


def test_hours_that_were_written_down_stand_month_by_month_with_their_sum(talk: Talk) -> None:
    file_report(talk)
    write(talk, "2026-10-30", "8:30-19:00 break 60")
    write(talk, "2026-11-20", "22:00-6:00 break 60")
    said = text(opened(talk))
    days, over = "2 days · All hours: 16 h 30 min", "Beyond 8 hours a day or 40 a week: 1 h 30 min"
    assert f"Hours of work: October 2026 – November 2026 — {days} · {over}" in said
    assert "Hours of work: October 2026 — 1 days · All hours: 9 h 30 min" in said
    assert "Hours of work: November 2026 — 1 days" in said
    assert "Written on: 2026-11-24" in said


def test_a_month_of_hours_can_be_taken_out(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = drawing(monkeypatch)
    file_report(talk)
    write(talk, "2026-11-20", "8-17 break 60")
    said = opened(talk)
    talk.press("c:0:home/paper.line.h2026-11")
    press(talk, said, "Make the paper")
    assert "Hours of work" not in str(filled)


def test_nobody_but_the_worker_gets_a_record_with_their_hours(talk: Talk) -> None:
    file_report(talk)
    write(talk, "2026-11-20", "8-17 break 60")
    assert "Hours of work" in text(opened(talk))
    assert "Hours of work" not in of_operator(talk)


def test_without_names_there_are_no_hours_that_a_time_card_would_show(talk: Talk) -> None:
    file_report(talk)
    write(talk, "2026-11-20", "8-17 break 60")
    assert "Hours of work" not in text(press(talk, opened(talk), "Without my name"))


def test_a_letter_that_was_made_is_something_that_the_worker_did(talk: Talk) -> None:
    file_report(talk)
    assert "drawn up" not in text(opened(talk))
    talk.press("c:0:home/letter.claim.make")
    talk.clock.advance(timedelta(days=1))
    said = text(opened(talk))
    assert "2026-11-24 The worker had this drawn up: Claim for unpaid wages" in said


def test_who_was_told_is_said_with_the_time_of_day_in_japan(talk: Talk) -> None:
    file_report(talk)
    assert "2026-11-24 10:00 JST Sample Help Desk was asked to help." in text(opened(talk))


def test_who_writes_again_and_again_has_one_line_of_it_that_can_be_taken_out(talk: Talk) -> None:
    file_report(talk)
    talk.say("is anybody there")
    talk.clock.advance(timedelta(hours=3))
    talk.say("please answer me")
    said = text(opened(talk))
    assert said.count("The worker wrote to the people in charge.") == 1
    assert "2026-11-24 10:00 – 13:00 JST The worker wrote to the people in charge. (×2)" in said
    talk.press("c:0:home/paper.lines")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        first = next(line.seq for line in uow.cases.events(case.id) if line.kind == "worker_wrote")
    talk.press(f"c:0:home/paper.line.e{first}")
    assert "wrote to the people in charge" not in text(talk.press("c:0:home/paper"))


def test_what_a_file_shows_stands_beside_its_hash_and_own_words_only_with_names(talk: Talk) -> None:
    file_report(talk)
    photo: dict[str, Any] = {"type": "file", "media": "photo", "ref": "a-photo", "size": 120_000}
    talk.send(photo)
    talk.say("the shifts that my boss wrote")
    with talk.database.write() as uow:
        case = uow.cases.newest()
        assert case is not None
        [row] = uow.attachments.of_case(case.id)
        uow.attachments.stored(row, size=120_000, mime="image/jpeg", sha256="9f2b" * 16)
    said = opened(talk)
    assert "10:00 JST Photo · 117 kB (Worker's statement: the shifts that my boss wrote)" in text(said)
    assert "my boss" not in text(press(talk, said, "Without my name"))
