"""People who do not begin at the beginning: whatever comes first, they are shown the first question."""

from typing import Any

import pytest

from tests.conversation.talk import Talk
from tests.conversation.ways import file_report, reach


@pytest.mark.parametrize(
    "event",
    [
        {"type": "tap", "data": "a:7:send_now"}, {"type": "unsupported", "kind": "sticker"},
        {"type": "edited", "text": ""}, {"type": "file", "media": "voice", "ref": "a-voice", "size": 9_000},
        {"type": "file", "media": "file", "ref": "a-film", "size": 21 * 1024 * 1024},
    ],
    ids=["tap", "sticker", "edited", "voice", "film"],
)  # fmt: skip
def test_whatever_comes_first_is_answered_and_the_first_question_follows(talk: Talk, event: dict[str, Any]) -> None:
    said = talk.send(event)
    assert [s.kind for s in said][-2:] == ["note", "ask"]
    assert {"en", "ne", "vi"} <= set(said[-1].choices)
    file_report(talk)


def test_words_that_were_changed_before_we_ever_saw_them_are_first_words(talk: Talk) -> None:
    said = talk.send({"type": "edited", "text": "Cong ty khong tra tien lam them cho toi"})
    assert next(iter(said[-1].choices)) == "vi"
    file_report(talk, language="vi")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        told = {a["variable"]: a["value"] for a in uow.conversations.answers(case.run_id)}
    assert told["first_words"].startswith("Cong ty")


def test_a_button_of_a_report_that_was_forgotten_leads_to_the_beginning(talk: Talk) -> None:
    """After 30 days a half-told report is erased; its last question still stands on the phone."""
    data = next(d for d in reach(talk, "months").data if d.startswith("a:"))
    with talk.database.write() as uow:
        uow.conversations.forget_run(talk.conversation_id)
    said = talk.press(data)
    assert said[0].text.startswith("This button is from an earlier question")
    assert "en" in said[-1].choices


def test_a_cry_for_help_in_a_changed_message_is_heard(talk: Talk) -> None:
    reach(talk, "months")
    said = talk.send({"type": "edited", "text": "the boss hit me"})
    assert any("danger/yes" in s.controls for s in said)


def test_a_button_pressed_after_the_end_changes_nothing_and_begins_nothing(talk: Talk) -> None:
    file_report(talk)
    said = talk.press("a:3:job_loss")
    assert [s.kind for s in said] == ["note"]
