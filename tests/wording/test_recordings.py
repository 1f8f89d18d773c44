"""Recordings in the folder of a language: taken in, listened to, published, told of when they are none."""

import pytest

from bot.wording import recordings
from bot.wording.filling import placeholders
from bot.wording.recordings import RECORDED
from bot.wording.served import Wording
from bot.wording.taking import Watch
from bot.wording.told import japanese
from tests.evidence.files import photo
from tests.evidence.sounds import ogg
from tests.support.texts import texts
from tests.wording.desk import ASK, CARD, CRITICAL, NOW, Desk


def lay(desk: Desk, name: str, content: bytes) -> None:
    folder = desk.folder / "vi" / "audio"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)


def waiting(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.database.read() as uow:
        return [(row.language, row.key, row.source) for row in uow.recordings.waiting()]


def publish(desk: Desk, key: str = ASK) -> int | None:
    with desk.database.write() as uow:
        return recordings.publish(uow, "vi", key, "coordinator", now=NOW, rules=desk.rules)


def test_twenty_texts_carry_a_recording_and_none_of_them_has_a_blank() -> None:
    assert len(set(RECORDED)) == 20
    assert [key for key in RECORDED if not texts().has(key) or placeholders(texts().text("en", key))] == []


def test_a_file_waits_until_somebody_has_listened_and_is_part_of_a_release_then(desk: Desk) -> None:
    lay(desk, f"{ASK}.ogg", ogg())
    desk.save()
    assert waiting(desk) == [("vi", ASK, "files")]
    assert desk.served.recording("vi", ASK) is None
    before = desk.served.number
    assert publish(desk) == before + 1
    made = desk.served.recording("vi", ASK)
    assert made is not None
    assert desk.served.recording("en", ASK) is None
    desk.save()
    assert waiting(desk) == [], "the same file is not taken in again"
    desk.edit("vi", CARD, "Gọi 110 hoặc 119.")
    desk.save()
    desk.publish(("vi", CARD))
    assert desk.served.recording("vi", ASK) == made, "other texts may change"


def test_it_is_heard_with_the_wording_it_was_made_for_only(desk: Desk) -> None:
    lay(desk, f"{ASK}.ogg", ogg())
    desk.save()
    publish(desk)
    made = desk.served.recording("vi", ASK)
    desk.edit("vi", ASK, "Có chuyện gì?")
    desk.save()
    assert desk.served.recording("vi", ASK) is None
    desk.edit("vi", ASK, "Chuyện gì vậy?")
    desk.save()
    assert desk.served.recording("vi", ASK) == made


def test_one_made_for_a_text_that_has_changed_meanwhile_is_not_published(desk: Desk) -> None:
    lay(desk, f"{ASK}.ogg", ogg())
    desk.save()
    desk.edit("vi", ASK, "Có chuyện gì?")
    desk.save()
    assert publish(desk) is None


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (f"{ASK}.ogg", photo(), "has to be an .ogg file with Opus sound"),
        (f"{ASK}.ogg", ogg(91), "longer than 90 seconds"),
        ("case.accepted.ogg", ogg(), "carries no recording"),
    ],
)  # fmt: skip
def test_what_is_none_is_told_with_its_name_and_holds_no_text_back(
    desk: Desk, name: str, content: bytes, says: str
) -> None:
    lay(desk, name, content)
    desk.edit("vi", ASK, "Có chuyện gì?")
    found, faults = recordings.read_files(desk.folder, {})
    assert found == []
    [told] = [str(fault) for fault in faults]
    assert told.startswith(f"vi/audio/{name}:1:")
    assert says in told
    desk.save()
    assert waiting(desk) == []
    assert desk.says("vi", ASK) == "Có chuyện gì?"
    with desk.database.read() as uow:
        assert recordings.findings(uow) == [told]
    assert japanese(told) is not None
    (desk.folder / "vi" / "audio" / name).unlink()
    desk.save()
    with desk.database.read() as uow:
        assert recordings.findings(uow) == []


def test_a_file_does_not_take_the_place_of_what_somebody_sent_and_nobody_has_heard(desk: Desk) -> None:
    with desk.database.write() as uow:
        sound = recordings.Sound(ogg(2.0), 2000)
        assert recordings.take(uow, "vi", ASK, sound, source=recordings.CONSOLE, by="speaker", now=NOW)
    [sent] = waiting(desk)
    lay(desk, f"{ASK}.ogg", ogg())
    desk.save()
    assert waiting(desk) == [sent]
    with desk.database.read() as uow:
        [told] = recordings.findings(uow)
    assert "waits to be heard" in told
    assert japanese(told) is not None
    with desk.database.write() as uow:
        uow.recordings.discard("vi", ASK)
    desk.save()
    assert waiting(desk) not in ([], [sent])
    with desk.database.read() as uow:
        assert recordings.findings(uow) == []


def test_a_file_that_is_saved_while_the_program_runs_is_noticed(desk: Desk) -> None:
    watch = Watch(desk.database, desk.folder, Wording(desk.database), {}, lambda: CRITICAL, lambda: desk.now)
    for _ in range(2):
        watch.look()
    lay(desk, f"{ASK}.ogg", ogg())
    assert [watch.look() for _ in range(3)] == [False, True, False]
    assert waiting(desk) == [("vi", ASK, "files")]
