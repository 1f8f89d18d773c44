"""The question about danger is answered in words, too, wherever it was asked; nothing else is taken for its answer."""

from datetime import timedelta

import pytest

from tests.conversation.talk import Said, Talk
from tests.conversation.test_asked import asked, happened, messages
from tests.conversation.test_danger import CRIES, danger_question
from tests.conversation.test_own_words import written
from tests.conversation.ways import file_report, reach

YES = {"vi": "có", "id": "iya", "ne": "ho", "tl": "opo", "en": "yes", "ja": "はい"}
NO = {"vi": "không", "id": "tidak", "ne": "chhaina", "tl": "hindi", "en": "no", "ja": "いいえ"}


def card(said: list[Said]) -> bool:
    """Whether the emergency card was shown."""
    return any(s.kind == "card" and "110" in s.text for s in said)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("language", CRIES)
def test_yes_in_words_in_the_middle_of_a_report_brings_the_card(talk: Talk, language: str) -> None:
    question = reach(talk, "safe_now", language=language)
    talk.say(CRIES[language])
    said = talk.say(YES[language])
    assert card(said), talk.screen()
    assert said[-1].choices == question.choices, "the report goes on where it was"
    assert "safe_now" not in talk.answers, "it was no answer to the question that waits"
    file_report(talk, language=language, safe_now="safe")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert case.urgent


@pytest.mark.sampled(3)
@pytest.mark.parametrize("language", CRIES)
def test_no_in_words_goes_on_without_the_card(talk: Talk, language: str) -> None:
    question = reach(talk, "months", language=language)
    talk.say(CRIES[language])
    said = talk.say(NO[language])
    assert not any(s.kind == "card" for s in said)
    assert said[-1].choices == question.choices


def test_the_words_on_the_button_count(talk: Talk) -> None:
    reach(talk, "months", language="bn")
    label = talk.say("he hit me again")[-1].controls["danger/yes"]
    assert card(talk.say(label))


def test_before_a_language_is_chosen_yes_is_understood_in_the_one_that_is_written(talk: Talk) -> None:
    talk.start()
    assert danger_question(talk.say("bos memukul saya")) is not None
    assert card(talk.say("iya"))


def test_what_is_said_besides_goes_along_with_the_report(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    assert card(talk.say("yes, he stands at my door with a bottle"))
    assert "yes, he stands at my door with a bottle" in [words for _, words in written(talk)]


def test_what_is_written_before_the_next_question_was_shown_is_no_answer_to_it(talk: Talk) -> None:
    reach(talk, "what_happened", mission="something_else")
    talk.say("The manager hit me because I asked for my pay.")
    before = talk.answers
    said = talk.say("He has done that to others as well")
    assert talk.answers == before
    assert danger_question(said) is said[-1]
    assert talk.say("no")[-1].choices, "now it is shown"
    assert talk.answers == before
    assert "He has done that to others as well" in [words for _, words in written(talk)]


def test_a_number_written_before_the_next_question_was_shown_is_no_answer_to_it(talk: Talk) -> None:
    reach(talk, "overtime_month")
    assert danger_question(talk.say("60 hours, he hit me")) is not None
    assert talk.answers["overtime_month"] == "h60"
    talk.say("6")
    assert "m6" in talk.say("no")[-1].choices, "now it is shown"
    assert "months" not in talk.answers


def test_an_answer_to_the_question_that_was_seen_still_counts(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    talk.say("3 months")
    assert "months" in talk.answers


def test_an_old_button_brings_the_card_in_the_middle_of_a_report_too(talk: Talk) -> None:
    reach(talk, "months")
    data = next(d for d in talk.say(CRIES["en"])[-1].data if d.endswith("danger/yes"))
    talk.say("3 months")
    question = talk.tap("danger/no")[-1]
    said = talk.press(data)
    assert card(said)
    assert said[-1].choices == question.choices


def test_a_yes_to_who_has_written_since_goes_to_them(talk: Talk) -> None:
    file_report(talk, safe_now="safe")
    talk.staff("accept", "staff-help-desk")
    assert danger_question(talk.say(CRIES["en"])) is not None
    talk.wait(hours=2)
    talk.staff("reply", "staff-help-desk", text="Can we call you tonight?", language="en")
    assert not card(talk.say("yes"))
    assert messages(talk)[-1] == "yes"
    assert "check_in_not_fine" not in happened(talk)


def test_a_yes_to_what_was_asked_since_is_the_answer_to_that(talk: Talk) -> None:
    file_report(talk, safe_now="safe")
    talk.staff("accept", "staff-help-desk")
    talk.say(CRIES["en"])
    talk.clock.advance(timedelta(hours=2))
    talk.staff("claim_reached", "staff-help-desk", note="Spoke on the telephone.")
    assert asked([talk.heard[-1]]) == ["yes no"]
    assert not card(talk.say("yes"))
    assert "reached_confirmed" in happened(talk)


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "không an toàn"), ("id", "tidak aman"), ("ne", "surakshit chhaina"), ("tl", "hindi ako ligtas")],
)
def test_not_safe_is_no_no(talk: Talk, language: str, said: str) -> None:
    """It begins or ends with a word for no: the question is asked once more, under the card."""
    reach(talk, "months", language=language)
    talk.say(CRIES[language])
    told = talk.say(said)
    assert card(told)
    assert [danger_question([one]) is not None for one in told].count(True) == 1
    assert card(talk.say(YES[language]))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "危ないです"), ("zh_Hans", "不安全"), ("vi", "không ai giúp"), ("en", "no one helps me"),
        ("ne", "kohi chaina"),
    ],
)
def test_a_sentence_with_a_no_in_it_is_no_no(talk: Talk, language: str, said: str) -> None:
    """危ない is "dangerous", and ends like "there is none". The words are kept, and it is asked again."""
    file_report(talk, language=language, safe_now="safe")
    talk.say(CRIES["en"])
    assert danger_question(talk.say(said)) is not None, talk.screen()
    assert messages(talk)[-1] == said
    assert card(talk.tap("danger/yes"))
    assert happened(talk).count("check_in_not_fine") == 1


@pytest.mark.parametrize(
    ("language", "said"), [("en", "not now"), ("en", "no, he went home"), ("tl", "ngayon hindi"), ("th", "ตอนนี้ไม่")]
)
def test_no_with_a_word_besides_is_a_no(talk: Talk, language: str, said: str) -> None:
    question = reach(talk, "months", language=language)
    talk.say(CRIES["en"])
    told = talk.say(said)
    assert danger_question(told) is None
    assert told[-1].choices == question.choices


def test_asked_twice_a_sentence_with_a_no_in_it_goes_where_it_is_meant_to(talk: Talk) -> None:
    reach(talk, "what_happened", language="ne", mission="something_else")
    talk.say(CRIES["en"])
    assert danger_question(talk.say("ek choti"))
    talk.say("talab paeko chhaina")
    told = talk.say("talab paeko chhaina")
    assert danger_question(told) is None, talk.screen()
    assert not card(told)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I have photos"), ("en", "18:00 ok"), ("en", "I'm ok"), ("tl", "ok lang ako"), ("ne", "ma thik chhu"),
        ("ja", "会社は岐阜にあります"), ("ne", "passport malik sanga chha"),
    ],
)
def test_a_sentence_with_a_yes_in_it_alarms_nobody(talk: Talk, language: str, said: str) -> None:
    """Words for "there is" are a yes, too. It is asked once more; then they are about something else."""
    file_report(talk, language=language, safe_now="safe")
    talk.say(CRIES["en"])
    assert danger_question(talk.say(said)) is not None
    assert danger_question(talk.say(said)) is None
    talk.clock.advance(timedelta(days=9))
    assert danger_question(talk.say(said)) is None
    assert messages(talk)[-3:] == [said] * 3
    assert "check_in_not_fine" not in happened(talk)
    said_late = talk.say(YES[language])  # and a yes so long after it is asked about, under the card
    assert card(said_late)
    assert danger_question(said_late) is said_late[-1]
    assert "check_in_not_fine" not in happened(talk)
    assert card(talk.say(YES[language]))
    assert "check_in_not_fine" in happened(talk)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "yes he is here"), ("ja", "はい、まだいます"), ("vi", "có nguy hiểm"), ("zh_Hans", "有")],
)
def test_yes_and_what_is_happening_is_a_yes(talk: Talk, language: str, said: str) -> None:
    file_report(talk, language=language, safe_now="safe")
    talk.say(CRIES["en"])
    assert card(talk.say(said))
    assert "check_in_not_fine" in happened(talk)


def test_words_after_it_was_solved_are_not_lost_under_the_question(talk: Talk) -> None:
    file_report(talk, safe_now="safe")
    talk.staff("accept", "staff-help-desk")
    talk.staff("claim_reached", "staff-help-desk", note="Spoke on the telephone.")
    talk.say("yes")
    talk.staff("propose_solved", "staff-help-desk", note="Paid.")
    talk.say("yes")
    assert danger_question(talk.say(CRIES["en"])) is not None
    talk.clock.advance(timedelta(minutes=1))
    talk.say("I have photos of that")
    assert messages(talk)[-1] == "I have photos of that"
