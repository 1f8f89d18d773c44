"""Answers by voice: where somebody tells what happened; not where a value is asked for."""

from pathlib import Path

import pytest

from flows.model import VOICE as MEDIUM
from tests.conversation.talk import Ready, Talk
from tests.conversation.ways import file_report, reach

VOICE = {"type": "file", "media": "voice", "ref": "a-voice", "size": 9_000}
PHOTO = {"type": "file", "media": "photo", "ref": "a-photo", "size": 120_000}
LISTEN = "A person has to listen to it"
OTHER = {"topic": "something_else", "topic_2": "something_else", "topic_3": "something_else"}
"""The way to the questions in the worker's own words."""


@pytest.fixture(params=["telegram", "web"])
def phone(ready: Ready, tmp_path: Path, request: pytest.FixtureRequest) -> Talk:
    """A worker on a channel on which one can speak."""
    return Talk(ready, tmp_path / "talk", request.param)


def test_what_happened_can_be_told_by_voice_and_a_person_will_have_to_listen(phone: Talk) -> None:
    question = reach(phone, "what_happened", **OTHER)
    assert LISTEN in question.text
    assert question.payload["input"]["accept"] == [MEDIUM]
    said = phone.send(VOICE)
    assert "kept with your report" in said[0].text
    assert (phone.at or "").split("/")[-1] != "what_happened", "it is an answer"
    [told] = phone.answers["what_happened"]
    assert told["media"] == MEDIUM
    file_report(phone, **OTHER)
    with phone.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert [(file.id, file.media, file.step) for file in uow.attachments.of_case(case.id)] == [
            (told["file"], MEDIUM, "other.what_happened")
        ]


def test_where_nothing_can_be_recorded_nobody_is_told_to_speak(talk: Talk) -> None:
    assert LISTEN not in reach(talk, "what_happened", **OTHER).text


@pytest.mark.parametrize("step", ["months", "prefecture", "who_pays"])
def test_a_voice_message_does_not_answer_what_leads_on_or_is_counted_with(phone: Talk, step: str) -> None:
    question = reach(phone, step, ready="add_details")
    assert LISTEN not in question.text
    said = phone.send(VOICE)
    assert "please press a button or type it" in said[0].text
    assert said[-1].choices == question.choices
    assert step not in phone.answers


def test_a_photo_is_no_answer_to_a_question_that_takes_voice(phone: Talk) -> None:
    reach(phone, "what_happened", **OTHER)
    said = phone.send(PHOTO)
    assert "kept with your report" in said[0].text
    assert (phone.at or "").endswith("what_happened")


def test_an_answer_can_be_told_again_after_sending_and_staff_have_the_new_one(phone: Talk) -> None:
    file_report(phone, what_happened="_skip", **OTHER)
    phone.command("menu")
    phone.tap("home/correct")
    while not any("What happened?" in label for label in phone.heard[-1].labels):
        phone.tap(next(name for name in phone.heard[-1].controls if name.startswith("home/correct.")))
    said = phone.heard[-1]
    name = next(c for c, label in said.controls.items() if "What happened?" in label)
    phone.tap(name)
    phone.send(VOICE)
    with phone.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert [file.media for file in uow.attachments.of_case(case.id)] == [MEDIUM]
