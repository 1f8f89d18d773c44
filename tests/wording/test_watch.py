"""A saved file is live within seconds, without anybody starting anything anew."""

import logging
import os

import pytest

from bot.wording.served import Wording
from bot.wording.taking import Watch
from flows.inputs.lexicon import Lexicon
from tests.wording.desk import ASK, CARD, CRITICAL, PARTNER, VIETNAMESE, Desk


class Watched:
    """A process that serves, and looks at the files."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.wording, self.lexicons = desk, Wording(desk.database), dict[str, Lexicon]()
        self.wording.refresh()
        self.watch = Watch(
            desk.database, desk.folder, self.wording, self.lexicons, lambda: CRITICAL, lambda: desk.now
        )
        self.look(2)

    def look(self, times: int = 3) -> list[bool]:
        return [self.watch.look() for _ in range(times)]

    def says(self, language: str, key: str) -> str:
        return self.wording.text(language, key, partner="Union")


def test_a_saved_file_is_live_at_the_second_look_and_then_left_alone(desk: Desk) -> None:
    process = Watched(desk)
    desk.edit("vi", ASK, "Bạn cần gì?")
    assert process.look() == [False, True, False]
    assert process.says("vi", ASK) == "Bạn cần gì?"
    assert process.look() == [False, False, False]


def test_a_file_that_is_being_written_is_taken_in_once_it_is_whole(desk: Desk) -> None:
    process = Watched(desk)
    path = desk.folder / "vi" / "LC_MESSAGES" / "worker.po"
    desk.edit("vi", ASK, "Bạn cần gì?")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert process.look(1) == [False]
    path.write_bytes(whole)
    assert process.look() == [False, True, False]
    assert process.says("vi", ASK) == "Bạn cần gì?"


def test_findings_are_said_in_the_terminal_once_and_the_last_good_texts_serve_on(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    process = Watched(desk)
    desk.edit("vi", PARTNER, "{patner} đã nhận.")
    desk.edit("en", ASK, "What is it?")
    with caplog.at_level(logging.INFO):
        process.look()
        process.look()
    said = [record.getMessage() for record in caplog.records if "patner" in record.getMessage()]
    assert len(said) == 1
    assert f"vi/LC_MESSAGES/worker.po:{_line(desk, PARTNER)}: [vi] {PARTNER}" in said[0]
    assert process.says("vi", PARTNER) == "Union đã nhận."
    assert process.says("en", ASK) == "What is it?", "the other languages go on"
    with desk.database.read() as uow:
        [alarm] = uow.system.open_alarms()
    assert alarm.kind == "texts_broken"
    desk.edit("vi", PARTNER, "{partner} nhận rồi.")
    process.look()
    assert process.says("vi", PARTNER) == "Union nhận rồi."
    with desk.database.read() as uow:
        assert not uow.system.open_alarms()


def test_a_critical_text_that_was_saved_waits(desk: Desk) -> None:
    process = Watched(desk)
    desk.edit("vi", CARD, "Hãy gọi 110.")
    process.look()
    assert process.says("vi", CARD) == VIETNAMESE[CARD]
    desk.publish()
    process.wording.refresh()
    assert process.says("vi", CARD) == "Hãy gọi 110."


def test_a_language_is_offered_once_its_words_and_critical_texts_are_there(desk: Desk) -> None:
    process = Watched(desk)
    desk.translate("id", {ASK: "Tentang apa?"})
    process.look()
    assert process.says("id", ASK) == "Tentang apa?"
    assert "id" not in process.wording.now.languages
    desk.translate("id", {ASK: "Tentang apa?", CARD: "Telepon 110."})
    process.look()
    assert "id" in process.wording.now.languages
    assert "id" in process.lexicons
    os.remove(desk.folder / "id" / "lexicon.yaml")
    desk.translate("tl", {CARD: "Tumawag sa 110."})
    (desk.folder / "tl" / "lexicon.yaml").write_text("danger: [", "utf-8")
    process.look()
    assert "tl" not in process.wording.now.languages
    assert process.says("vi", ASK) == VIETNAMESE[ASK], "a list that was never good holds back nobody else"


def _line(desk: Desk, key: str) -> int:
    lines = (desk.folder / "vi" / "LC_MESSAGES" / "worker.po").read_text("utf-8").splitlines()
    at = lines.index(f'msgctxt "{key}"')
    return next(n for n, line in enumerate(lines[at:], at + 1) if line.startswith("msgstr"))
