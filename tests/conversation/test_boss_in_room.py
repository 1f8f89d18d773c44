"""Was the boss in the room during the interview? "Not alone, he sat beside me" begins with a no and means yes."""

import pytest

from flows.answering import Unreadable, Value
from tests.conversation.talk import Talk
from tests.conversation.test_mere_answers import NO, YES, question, read
from tests.conversation.ways import reach

TOLD = [
    ("id", "tidak sendiri, bos duduk di sebelah saya"), ("ne", "ma eklai thiena"), ("en", "no, he never left"),
    ("vi", "khong, luc nao chu cung ngoi do"), ("tl", "hindi nawala ang boss sa kwarto"), ("ja", "いない ときは ない"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "told"), TOLD)
def test_under_a_no_with_more_words_the_question_is_asked_again(language: str, told: str) -> None:
    assert read(*question("missed_support", "boss_in_room"), language, told) == Unreadable()


def test_in_the_chat_it_stands_there_again_with_its_buttons(talk: Talk) -> None:
    reach(
        talk, "boss_in_room", language="en", mission="missed_support", ready="add_details", interview_last="months_3"
    )
    assert set(talk.say("no, he never left")[-1].choices) >= {"yes", "no"}
    assert talk.at == "missed_support/boss_in_room"
    talk.say("yes he was there")
    assert talk.answers["boss_in_room"] is True


@pytest.mark.parametrize("language", YES)
def test_a_mere_yes_or_no_counts(language: str) -> None:
    asked = question("missed_support", "boss_in_room")
    assert read(*asked, language, YES[language][0]) == Value(True)
    assert read(*asked, language, NO[language][0]) == Value(False)
