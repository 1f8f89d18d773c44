"""Was the boss in the room during the interview? "Not alone, he sat beside me" begins with a no and means yes."""

import pytest

from flows.answering import Doubtful, Value
from tests.conversation.test_mere_answers import NO, YES, question, read

TOLD = [
    ("id", "tidak sendiri, bos duduk di sebelah saya"), ("ne", "ma eklai thiena"), ("en", "no, he never left"),
    ("vi", "khong, luc nao chu cung ngoi do"), ("tl", "hindi nawala ang boss sa kwarto"), ("ja", "いない ときは ない"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "told"), TOLD)
def test_a_no_with_more_words_is_asked_back(language: str, told: str) -> None:
    assert read(*question("missed_support", "boss_in_room"), language, told) == Doubtful((False,), implausible=True)


@pytest.mark.parametrize("language", YES)
def test_a_mere_yes_or_no_counts(language: str) -> None:
    asked = question("missed_support", "boss_in_room")
    assert read(*asked, language, YES[language][0]) == Value(True)
    assert read(*asked, language, NO[language][0]) == Value(False)
