"""A text that a language has not is read in the next one of its chain; counted, said once, and never silently."""

import logging

import pytest

from bot.wording.catalogue import Fault
from bot.wording.fallback import faults
from bot.wording.served import Wording
from tests.wording.desk import ASK, CARD, ENGLISH, HOURS, VIETNAMESE, Desk


def test_the_chain_is_the_languages_own_and_ends_with_english(desk: Desk) -> None:
    (desk.folder / "fallback.yaml").write_text("id: [vi]\n", "utf-8")
    desk.translate("id", {CARD: "Telepon 110.", ASK: "Tentang apa?"})
    desk.edit("vi", HOURS, "Mấy giờ?")
    desk.save()
    assert desk.says("id", ASK) == "Tentang apa?"
    assert desk.says("id", HOURS) == "Mấy giờ?"
    assert desk.says("th", HOURS) == ENGLISH[HOURS]


def test_a_critical_text_takes_no_way_round_but_the_card_always_appears(desk: Desk) -> None:
    (desk.folder / "fallback.yaml").write_text("id: [vi]\n", "utf-8")
    desk.translate("id", {ASK: "Tentang apa?"})
    desk.save()
    assert "id" not in desk.served.languages
    assert desk.says("id", CARD) == VIETNAMESE[CARD]


def test_what_was_shown_in_another_language_is_counted_and_said_once(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    wording = Wording(desk.database)
    wording.refresh()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert wording.text("id", HOURS) == ENGLISH[HOURS]
        assert wording.text("vi", HOURS) == VIETNAMESE[HOURS]
    assert len(caplog.records) == 1

    def undone() -> None:
        with desk.database.write() as uow:
            wording.fallbacks.write(uow, desk.now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    for _ in range(2):
        with desk.database.write() as uow:
            wording.fallbacks.write(uow, desk.now)
        wording.fallbacks.written()
    with desk.database.read() as uow:
        assert [tuple(row) for row in uow.wording.fallbacks()] == [("id", HOURS, 3)]
    assert wording.fallbacks.total == {"id": 3}


@pytest.mark.parametrize(
    ("written", "line"),
    [("id: vi", 1), ("vi: [en]\nid: [id]", 2), ("id: [vi", 1), ("- id", 1), ("id: [fr]", 1), ("id: [en]\nid: [vi]", 2)],
)
def test_a_chain_that_is_none_is_told_and_leaves_english(desk: Desk, written: str, line: int) -> None:
    (desk.folder / "fallback.yaml").write_text(written + "\n", "utf-8")
    [fault] = faults(desk.folder)
    assert isinstance(fault, Fault)
    assert (fault.file, fault.line) == ("fallback.yaml", line)
    desk.save()
    assert desk.says("id", HOURS) == ENGLISH[HOURS]


def test_a_language_that_stands_twice_in_a_chain_is_told_and_its_first_place_counts(desk: Desk) -> None:
    (desk.folder / "fallback.yaml").write_text("id: [vi, en, vi]\n", "utf-8")
    assert [fault.message.split(".")[0] for fault in faults(desk.folder)] == ["vi stands twice in this line"]
    desk.save()
    assert desk.says("id", HOURS) == VIETNAMESE[HOURS]
