"""The evidence box: what a worker has sent, with what each shows, adding to it and taking away from it."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest

from bot.workers.housekeeping import Housekeeping
from storage.models import CaseState
from storage.rows import Row
from tests.conversation.papers import drawing, opened, press, text
from tests.conversation.talk import Said, Talk
from tests.conversation.test_at_home import close_it
from tests.conversation.test_pin import PIN, set_pin
from tests.conversation.ways import file_report

PHOTO = {"type": "file", "media": "photo", "ref": "a-photo", "size": 120_000}
CONTENT = b"what the camera saw" * 100_000


def box(talk: Talk) -> list[Said]:
    """The list, from the menu."""
    return press(talk, talk.command("status"), "My photos and files")


def files(talk: Talk) -> list[Row[Any]]:
    """Every file of the newest case, as it is kept."""
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return uow.attachments.of_case(case.id)


def messages(talk: Talk) -> list[str]:
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return [one["text"] for one in uow.cases.messages(case.id)]


def happened(talk: Talk) -> list[str]:
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return [one.kind for one in uow.cases.events(case.id)]


def fetched(talk: Talk) -> None:
    """The files that were on their way have come."""
    with talk.database.write() as uow:
        case = uow.cases.newest()
        assert case is not None
        for row in uow.attachments.of_case(case.id):
            if row.state == "waiting":
                uow.attachments.add_chunk(row.id, row.worker_id, 0, CONTENT)
                digest = hashlib.sha256(CONTENT).hexdigest()
                uow.attachments.stored(row, size=len(CONTENT), mime="image/jpeg", sha256=digest)


def content(talk: Talk, row: Row[Any]) -> bytes:
    with talk.database.read() as uow:
        return b"".join(uow.attachments.content(row))


def kept(talk: Talk) -> None:
    """A report, and a payslip that was sent after it."""
    file_report(talk)
    press(talk, talk.send(PHOTO), "Payslip")
    fetched(talk)


def one(talk: Talk) -> list[Said]:
    """The page of the first file."""
    return press(talk, box(talk), "1. ")


def test_a_photo_stands_in_the_box_with_what_it_shows_when_it_came_its_size_and_its_hash(talk: Talk) -> None:
    kept(talk)
    said = text(box(talk))
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert "1. Photo · 1.8 MB · Payslip\n24 November 2026, 10:00\n" in said
    assert f"SHA-256 {digest[:12]}…" in said
    assert digest in text(one(talk)), "the whole of it on its own page"


def test_an_empty_box_says_so_and_adding_one_asks_for_it(talk: Talk) -> None:
    file_report(talk)
    assert "no photo or file yet" in text(box(talk))
    assert "Send the photo" in text(press(talk, box(talk), "Add one"))
    assert "What does it show?" in text(talk.send(PHOTO))
    assert "still on its way" in text(box(talk))


def test_what_is_written_of_a_photo_is_kept_with_it_and_reaches_those_who_help(talk: Talk) -> None:
    file_report(talk)
    talk.send(PHOTO)
    assert "It shows: my shifts in September" in text(talk.say("my shifts in\nSeptember"))
    assert messages(talk) == ["📎", "📎 my shifts in\nSeptember"]
    assert "Photo · 117 kB · my shifts in September" in text(box(talk))


def test_danger_is_heard_in_what_is_written_of_a_photo(talk: Talk) -> None:
    file_report(talk)
    talk.send(PHOTO)
    assert "in danger now" in text(talk.say("he will kill me"))


def test_photos_that_were_sent_together_are_asked_about_once(talk: Talk) -> None:
    file_report(talk)
    said = talk.send(dict(PHOTO, group="album"))
    assert "What does it show?" not in text(talk.send(dict(PHOTO, ref="another", group="album")))
    press(talk, said, "Contract, notice")
    shown = text(box(talk))
    assert shown.count("Contract, notice") == 2


def test_words_sent_along_with_a_photo_say_what_it_shows(talk: Talk) -> None:
    file_report(talk)
    assert "What does it show?" not in text(talk.send(dict(PHOTO, caption="bảng lương tháng 9")))
    assert messages(talk) == ["📎 bảng lương tháng 9"]
    assert "Photo · 117 kB · bảng lương tháng 9" in text(box(talk))


def test_a_voice_message_says_itself_what_it_is_and_can_be_described_later(talk: Talk) -> None:
    file_report(talk)
    assert "What does it show?" not in text(talk.send({"type": "file", "media": "voice", "ref": "said", "size": 9000}))
    press(talk, press(talk, one(talk), "Say what it shows"), "Messages")
    assert "Voice recording · 9 kB · Messages" in text(box(talk))


def test_skipping_leads_to_the_box_and_says_nothing_to_anybody(talk: Talk) -> None:
    file_report(talk)
    talk.send(PHOTO)
    assert "1. Photo" in text(talk.say("skip"))
    assert messages(talk) == ["📎"]


def test_what_is_written_hours_later_is_a_message_and_nothing_else(talk: Talk) -> None:
    file_report(talk)
    talk.send(PHOTO)
    talk.clock.advance(timedelta(hours=3))
    talk.say("please call me")
    assert messages(talk) == ["📎", "please call me"]
    assert "please call me" not in text(box(talk))


def test_an_answer_to_who_has_written_since_says_nothing_of_the_photo(talk: Talk) -> None:
    file_report(talk)
    talk.staff("accept", "staff-help-desk")
    sent = talk.send(PHOTO)
    talk.wait(minutes=20)
    talk.staff("reply", "staff-help-desk", text="Can we call you tonight?", language="en")
    assert "It shows" not in text(talk.say("yes, after eight"))
    assert messages(talk)[-1] == "yes, after eight"
    assert "It shows: Payslip" in text(press(talk, sent, "Payslip")), "the buttons are about the photo"
    assert "after eight" not in text(box(talk))


def test_a_button_is_about_its_own_photo_also_when_another_has_come_since(talk: Talk) -> None:
    file_report(talk)
    first, second = talk.send(PHOTO), talk.send(dict(PHOTO, ref="another", size=9_000))
    press(talk, first, "Contract, notice")
    press(talk, second, "Payslip")
    assert ["Contract" in text(box(talk)).split("2. ")[0], "Payslip" in text(box(talk)).split("2. ")[1]] == [True, True]


def test_a_button_from_before_it_named_its_photo_is_about_the_one_that_was_asked_about(talk: Talk) -> None:
    file_report(talk)
    talk.send(PHOTO)
    assert "It shows: Payslip" in text(talk.press("c:0:home/files.is.payslip"))
    assert "It shows" not in text(talk.press("c:0:home/files.is.contract")), "it is not asked any more"
    assert "Payslip" in text(box(talk))


def test_hours_that_the_log_asked_for_are_hours(talk: Talk) -> None:
    file_report(talk)
    talk.send(PHOTO)
    talk.press("c:0:home/hours.on.2026-11-24")
    talk.say("8:30-17:00 break 60")
    assert messages(talk) == ["📎"]
    assert "8:30" not in text(box(talk))


def test_what_is_taken_away_nobody_can_open_until_it_is_put_back(talk: Talk) -> None:
    kept(talk)
    asked = press(talk, one(talk), "Take it away")
    assert "After 7 days" in text(asked)
    assert files(talk)[0].state == "stored", "only asked so far"
    assert "taken away, will be deleted on 1 December 2026" in text(press(talk, asked, "Take it away"))
    assert files(talk)[0].state == "removed"
    assert "Payslip" not in text(opened(talk)), "the paper does not name it"
    press(talk, one(talk), "Put it back")
    assert files(talk)[0].state == "stored"
    assert "Payslip" in text(opened(talk))
    assert happened(talk)[-2:] == ["file_taken_away", "file_put_back"]


def test_after_a_week_it_is_deleted_for_good(talk: Talk) -> None:
    def tidied() -> None:
        notifier = talk._service().notifier
        Housekeeping(talk.database, talk._wording, talk.clock, lambda: "", notifier).run()

    kept(talk)
    press(talk, press(talk, one(talk), "Take it away"), "Take it away")
    talk.clock.advance(timedelta(days=6, hours=23))
    tidied()
    assert content(talk, files(talk)[0]) == CONTENT, "it can still be put back"
    talk.clock.advance(timedelta(hours=2))
    tidied()
    [row] = files(talk)
    assert (row.state, row.size, content(talk, row)) == ("deleted", None, b"")
    with talk.database.read() as uow:
        assert uow.attachments.meta(row) == {}, "nor its name, nor its hash"
    assert "no photo or file yet" in text(box(talk))


def test_taking_away_needs_the_pin_if_there_is_one(talk: Talk) -> None:
    kept(talk)
    set_pin(talk)
    asked = press(talk, press(talk, one(talk), "Take it away"), "Take it away")
    assert "type your PIN" in text(asked)
    assert files(talk)[0].state == "stored"
    assert "taken away" in text(talk.say(PIN))
    assert files(talk)[0].state == "removed"


def test_nobody_gets_at_the_file_of_somebody_else(talk: Talk) -> None:
    kept(talk)
    theirs = files(talk)[0].id
    stranger = Talk(talk.ready, talk.folder, phone="another")
    file_report(stranger)
    for what in ("one", "take", "taken", "back", "say"):
        stranger.press(f"c:0:home/files.{what}.{theirs}")
    assert "SHA-256" not in text(stranger.heard)
    assert "What does it show?" not in text(stranger.heard)
    with talk.database.read() as uow:
        found = uow.attachments.get(theirs)
        assert found is not None
        assert found.state == "stored"


def test_a_long_list_is_shown_in_parts(talk: Talk) -> None:
    file_report(talk)
    for number in range(1, 11):
        talk.send(dict(PHOTO, ref=f"photo-{number}", caption=f"page {number}"))
    said = box(talk)
    assert "8. Photo · 117 kB · page 8" in text(said)
    assert "page 9" not in text(said)
    assert "10. Photo · 117 kB · page 10" in text(press(talk, said, "More choices"))


def test_a_file_is_added_to_a_report_that_is_solved_without_beginning_another(talk: Talk) -> None:
    file_report(talk)
    close_it(talk, CaseState.RESOLVED)
    press(talk, box(talk), "Add one")
    press(talk, talk.send(PHOTO), "Payslip")
    assert "Photo · 117 kB · Payslip" in text(box(talk))
    assert messages(talk) == []


def test_the_same_photo_sent_twice_is_one_line_of_the_record_with_both_times(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(talk)
    talk.clock.advance(timedelta(days=1))
    talk.send(dict(PHOTO, ref="the-same"))
    fetched(talk)
    filled = drawing(monkeypatch)
    press(talk, opened(talk), "Make the paper")
    said = str(filled[-1])
    assert said.count(hashlib.sha256(CONTENT).hexdigest()) == 1
    assert re.search(r"Photo · 1.8 MB \(×2\) \([^)]*: Payslip\)", said)
    assert "2026-11-24 10:00 – 2026-11-25 10:00 JST" in said
