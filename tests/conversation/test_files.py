"""Photos, documents and voice messages in the middle of a conversation."""

import pytest

from tests.conversation.papers import buttons, press, text
from tests.conversation.talk import Talk
from tests.conversation.ways import file_report, reach

PHOTO = {"type": "file", "media": "photo", "ref": "a-photo", "size": 120_000}
TOO_LARGE = {"type": "file", "media": "file", "ref": "a-film", "size": 21 * 1024 * 1024}


def kept(talk: Talk) -> list[tuple[str, str]]:
    """Media and state of every file of the newest case."""
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return [(row.media, row.state) for row in uow.attachments.of_case(case.id)]


def shown(talk: Talk) -> list[object]:
    """What the worker said that each file of the newest case shows."""
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return [uow.attachments.meta(row).get("shows") for row in uow.attachments.of_case(case.id)]


def test_several_photos_and_then_done(talk: Talk) -> None:
    reach(talk, "proof", ready="add_details")
    talk.send(PHOTO)
    again = talk.send(dict(PHOTO, ref="another-photo"))
    assert list(again[-1].choices) == ["_done"]
    talk.tap("_done")
    assert len(talk.answers["proof"]) == 2


@pytest.mark.parametrize(
    ("language", "typed"),
    [("en", "no"), ("en", "None."), ("vi", "không có"), ("id", "gak ada"), ("tl", "wala po"), ("ja", "ないです")],
)
def test_no_where_a_photo_is_asked_for_means_that_there_is_none(talk: Talk, language: str, typed: str) -> None:
    reach(talk, "proof", language=language, ready="add_details")
    talk.say(typed)
    assert talk.answers["proof"] == {"skipped": "skip"}


def test_no_after_photos_have_come_means_that_there_are_no_more(talk: Talk) -> None:
    reach(talk, "proof", ready="add_details")
    talk.send(PHOTO)
    talk.say("no")
    assert len(talk.answers["proof"]) == 1


def test_a_sentence_where_a_photo_is_asked_for_is_no_answer_and_is_kept(talk: Talk) -> None:
    question = reach(talk, "proof", ready="add_details")
    assert talk.say("no, my boss has the card")[-1].choices == question.choices
    assert "proof" not in talk.answers


def test_a_photo_where_none_was_asked_for_is_kept_and_the_question_stays(talk: Talk) -> None:
    question = reach(talk, "months")
    said = talk.send(PHOTO)
    assert said[-1].choices == question.choices
    file_report(talk)
    assert kept(talk) == [("photo", "waiting")], "it goes along with the report"


OTHER = {"type": "edited", "text": "both sides", "caption": "both sides", "media": "photo", "ref": "b", "size": 130_000}
"""Another photo was put in the place of an earlier one."""


def test_a_photo_put_in_the_place_of_an_earlier_one_is_kept_beside_it(talk: Talk) -> None:
    reach(talk, "months")
    talk.send(PHOTO)
    said = talk.send(OTHER)
    assert "Received" in text(said)
    talk.send({**OTHER, "text": "October", "caption": "October"})  # only the words are new
    file_report(talk)
    assert kept(talk) == [("photo", "waiting")] * 2


def test_a_deleted_photo_does_not_come_back_with_new_words_under_it(talk: Talk) -> None:
    reach(talk, "months")
    talk.send({**PHOTO, "size": OTHER["size"]})
    with talk.database.write() as uow:
        (photo,) = uow.attachments.of_worker(talk.worker_id)
        uow.attachments.stored(photo, size=130_000, mime="image/jpeg", sha256="")
        uow.attachments.take_away(photo.id, talk.clock.now())
        uow.attachments.delete_content(photo.id)
    talk.send(OTHER)
    file_report(talk)
    assert [state for _, state in kept(talk)] == ["deleted"]


def test_a_file_that_is_too_large_is_told_with_the_limit_and_the_question_stays(talk: Talk) -> None:
    question = reach(talk, "months")
    said = talk.send(TOO_LARGE)
    assert any("20 MB" in s.text for s in said)
    assert said[-1].choices == question.choices


def test_of_files_that_were_sent_together_it_is_said_which_one_was_refused(talk: Talk) -> None:
    reach(talk, "proof", ready="add_details")
    for ref in ("first", "second"):
        talk.send(dict(PHOTO, ref=ref, group="album"))
    talk.send(dict(PHOTO, ref="alone"))
    said = talk.send(dict(TOO_LARGE, name="boss.mp4", group="album"))
    assert said[0].text.startswith("📎 3: This file is too large.")
    assert "boss" not in said[0].text
    assert talk.send(dict(TOO_LARGE, group="another"))[0].text.startswith("📎 1: ")
    assert talk.send(TOO_LARGE)[0].text.startswith("This file is too large.")


def test_a_photo_before_anything_else_begins_the_conversation_and_goes_along_with_the_report(talk: Talk) -> None:
    said = talk.send(PHOTO)
    assert "en" in said[-1].choices, "the first question"
    file_report(talk)
    assert kept(talk) == [("photo", "waiting")]


def test_what_a_photo_shows_is_said_with_one_tap_where_photos_are_asked_for(talk: Talk) -> None:
    reach(talk, "proof", ready="add_details")
    said = talk.send(PHOTO)
    assert "What does it show? Tap it, or write it in a few words." in text(said)
    assert [label for label, _ in buttons(said)][-3:] == ["Done", "Back", "Menu"], "nobody has to say it"
    said = press(talk, said, "Payslip")
    assert "It shows: Payslip" in text(said)
    assert list(said[-1].choices) == ["_done"], "the question is there again"
    talk.send(dict(PHOTO, ref="another"))
    assert "It shows: the room" in text(talk.say("the room"))
    talk.tap("_done")
    assert len(talk.answers["proof"]) == 2
    file_report(talk)
    assert shown(talk) == [{"choice": "payslip"}, {"text": "the room"}]


def test_done_and_no_are_answers_and_say_nothing_of_the_photo(talk: Talk) -> None:
    reach(talk, "proof", ready="add_details")
    talk.send(PHOTO)
    assert "It shows" not in text(talk.say("done"))
    assert len(talk.answers["proof"]) == 1


def test_photos_that_were_sent_together_are_asked_about_once_in_a_report(talk: Talk) -> None:
    reach(talk, "proof", ready="add_details")
    said = [talk.send(dict(PHOTO, ref=ref, group="album")) for ref in ("first", "second")]
    press(talk, said[1], "Hours, shifts")
    talk.tap("_done")
    file_report(talk)
    assert shown(talk) == [{"choice": "hours"}] * 2


def test_a_photo_that_nobody_asked_for_leaves_the_question_and_can_be_said_all_the_same(talk: Talk) -> None:
    question = reach(talk, "months")
    said = talk.send(PHOTO)
    assert said[-1].text == question.text
    assert "Say what it shows" in [label for label, _ in buttons(said)]
    asked = press(talk, said, "Say what it shows")
    assert "What does it show?" in text(asked)
    assert press(talk, asked, "Messages")[-1].choices == question.choices
    asked = press(talk, talk.send(dict(PHOTO, ref="another")), "Say what it shows")
    assert press(talk, asked, "Skip")[-1].choices == question.choices
    talk.say("2 months")
    assert talk.answers["months"], "an answer is an answer"
    file_report(talk)
    assert shown(talk) == [{"choice": "messages"}, None]


def test_photos_stay_in_the_report_when_another_answer_is_changed_before_done(talk: Talk) -> None:
    reach(talk, "proof", ready="add_details")
    talk.send(PHOTO)
    talk.tap("menu")
    talk.tap("change")
    talk.tap("change/unpaid_overtime/cut_minutes")
    file_report(talk, ready="add_details")
    assert kept(talk) == [("photo", "waiting")]


def test_a_photo_while_a_report_is_put_off_goes_along_with_it(talk: Talk) -> None:
    question = reach(talk, "months")
    talk.tap("menu")
    talk.tap("stop")
    assert talk.send(PHOTO)[-1].choices == question.choices
    file_report(talk)
    assert kept(talk) == [("photo", "waiting")]


def test_a_photo_of_somebody_who_only_kept_their_hours_begins_a_report_and_goes_along_with_it(talk: Talk) -> None:
    talk.command("hours")
    talk.tap("lang/en")
    talk.command("status")
    said = talk.send(PHOTO)
    assert "It is kept with your report" in text(said)
    assert said[-1].choices, "the first question"
    file_report(talk)
    assert kept(talk) == [("photo", "waiting")]


def test_a_film_that_is_too_large_before_anything_else_is_told_and_the_conversation_begins(talk: Talk) -> None:
    said = talk.send(TOO_LARGE)
    assert "20 MB" in said[0].text
    assert "en" in said[-1].choices


def test_what_is_written_under_a_photo_is_looked_at_for_danger(talk: Talk) -> None:
    question = reach(talk, "months")
    said = talk.send(dict(PHOTO, caption="the boss hit me"))
    assert list(said[-1].controls) == ["danger/yes", "danger/no"]
    assert talk.tap("danger/no")[-1].choices == question.choices


def test_a_photo_after_filing_belongs_to_the_report(talk: Talk) -> None:
    file_report(talk)
    talk.send(PHOTO)
    assert kept(talk) == [("photo", "waiting")]


def test_going_back_from_a_photo_leaves_it_out_of_the_answer(talk: Talk) -> None:
    reach(talk, "proof", ready="add_details")
    talk.send(PHOTO)
    talk.tap("back")
    talk.tap("_skip")
    assert talk.answers["proof"] == {"skipped": "skip"}
