"""People who do not begin at the beginning: whatever comes first, they are shown the first question."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.serving.jobs import _tell
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


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ({"type": "command", "name": "help", "argument": ""}, "Miễn phí"),
        ({"type": "command", "name": "status", "argument": ""}, "báo cáo"),
        ({"type": "command", "name": "unheard_of", "argument": ""}, "bấm"),
        ({"type": "unsupported", "kind": "sticker"}, "tin nhắn"),
        ({"type": "file", "media": "voice", "ref": "a-voice", "size": 9_000}, "Đã nhận"),
    ],
    ids=["help", "status", "unknown", "sticker", "voice"],
)  # fmt: skip
def test_until_a_language_is_chosen_the_language_of_the_phone_is_spoken(
    talk: Talk, first: dict[str, Any], words: str
) -> None:
    said = talk.send(first | {"language_code": "vi"})
    assert said[0].payload["lang"] == "vi"
    assert words.lower() in " ".join(s.text for s in said).lower()


def test_the_web_page_told_its_languages_once(talk: Talk) -> None:
    talk.start("tl-PH", "en")
    assert talk.command("help")[0].payload["lang"] == "tl"
    talk.tap("ne")
    assert talk.command("help")[0].payload["lang"] == "ne"


def test_what_tells_no_language_leaves_that_of_the_phone_first(talk: Talk) -> None:
    for words in ("😭", "asdf"):  # the first thing that comes, and under the choice of language
        said = talk.send({"type": "text", "text": words, "language_code": "tl"})
        assert next(iter(said[-1].choices)) == "tl", words


@pytest.mark.parametrize(
    ("words", "phone", "first"), [("halo", "id", "id"), ("halo", "tl", "tl"), ("gaji", "vi", "id")]
)  # fmt: skip
def test_a_word_of_two_languages_leaves_it_to_the_phone(talk: Talk, words: str, phone: str, first: str) -> None:
    for _ in range(2):  # the first thing that comes, and under the choice of language
        said = talk.send({"type": "text", "text": words, "language_code": phone})
        assert next(iter(said[-1].choices)) == first


def test_what_became_of_a_file_is_told_in_the_language_of_the_phone_too(talk: Talk) -> None:
    talk.send({"type": "command", "name": "start", "argument": "", "language_code": "vi"})
    with talk.database.write() as uow:
        program: Any = SimpleNamespace(wording=talk._wording, clock=talk.clock)
        _tell(program, uow, talk.conversation_id, "common.file_missing", 0)
    assert talk.wait(seconds=1)[-1].payload["lang"] == "vi"


def test_a_hint_is_no_choice(talk: Talk) -> None:
    talk.send({"type": "command", "name": "start", "argument": "", "language_code": "vi"})
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        assert conversation.language is None
    talk.tap("vi")
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        assert conversation.language == "vi"


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("nepali", "ne"), ("Nepal", "ne"), ("indonesia", "id"), ("tieng viet", "vi"), ("Vietnam", "vi"),
        ("filipino", "tl"), ("日本語", "ja"), ("nihongo", "ja"), ("english", "en"),
    ],
)  # fmt: skip
def test_the_name_of_a_language_is_understood_as_people_write_it(talk: Talk, written: str, language: str) -> None:
    talk.start()
    talk.say(written)
    assert talk.answers["language"] == language
    assert "first_words" not in {a["variable"] for a in _answers(talk)}


def _answers(talk: Talk) -> list[dict[str, Any]]:
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        return uow.conversations.answers(conversation.run_id)


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
