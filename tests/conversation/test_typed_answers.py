"""What is typed instead of tapped: understood, asked back when it may mean two things, helped when it is not."""

import pytest

from tests.conversation.talk import Talk
from tests.conversation.ways import reach


def test_a_city_is_enough_for_the_prefecture(talk: Talk) -> None:
    reach(talk, "prefecture", language="vi")
    said = talk.say("toi lam o hamamatsu")
    assert "Shizuoka" in said[-1].text
    assert talk.answers["prefecture"] == "22"


def test_a_city_that_is_in_two_prefectures_is_asked_back(talk: Talk) -> None:
    reach(talk, "prefecture")
    said = talk.say("Fuchu")
    assert set(said[-1].choices.values()) >= {"Tokyo 東京都", "Hiroshima 広島県"}
    talk.tap(next(c for c, label in said[-1].choices.items() if "Hiroshima" in label))
    assert talk.answers["prefecture"] == "34"


def test_a_point_that_may_be_thousands_or_a_half_is_asked_back(talk: Talk) -> None:
    reach(talk, "hourly_pay", ready="add_details")
    said = talk.say("1.500")
    assert list(said[-1].choices.values())[:2] != []
    assert "1,500 yen" in said[-1].choices.values() or "1,500 yen" in said[-1].text


@pytest.mark.parametrize("typed", ["1.500", "1,500"])
def test_hours_with_a_point_are_asked_back(talk: Talk, typed: str) -> None:
    reach(talk, "overtime_exact", ready="add_details")
    said = talk.say(typed)
    assert talk.at == "unpaid_overtime/overtime_exact" or "Understood" in said[-1].text


def test_a_sum_that_is_hard_to_believe_is_asked_again_before_it_counts(talk: Talk) -> None:
    reach(talk, "hourly_pay", ready="add_details")
    said = talk.say("9999999")
    assert talk.at == "unpaid_overtime/hourly_pay"
    assert "hourly_pay" not in talk.answers
    assert said[-1].text


def test_an_answer_nobody_can_read_gets_an_example_and_at_the_third_try_buttons(talk: Talk) -> None:
    question = reach(talk, "hourly_pay", ready="add_details")
    assert list(question.choices) == ["_unknown", "_skip"]
    first = talk.say("mmm")[-1]
    assert list(first.choices) == ["_unknown", "_skip"]
    assert "1" in first.text.split("\n")[0], "the example stands at the top"
    assert list(talk.say("???")[-1].choices) == ["_unknown", "_skip"]
    third = talk.say("much")[-1]
    assert len(third.choices) > 5
    label = next(label for label in third.choices.values() if "1,100" in label)
    talk.tap(next(c for c, shown in third.choices.items() if shown == label))
    assert talk.answers["hourly_pay"] == 1100


def test_a_choice_can_be_written_as_its_button_says(talk: Talk) -> None:
    reach(talk, "want", language="vi")
    label = talk.question.choices["go_home"]
    talk.say(label.upper())
    assert talk.answers["want"] == "go_home"


def test_ticks_are_set_and_taken_away_until_done(talk: Talk) -> None:
    reach(talk, "must_not")
    talk.tap("fired")
    talk.tap("sent_home")
    said = talk.tap("fired")
    assert [s.type for s in said] == ["redraw"]
    assert said[-1].choices["sent_home"].startswith("☑")
    assert said[-1].choices["fired"].startswith("☐")
    talk.tap("_done")
    assert talk.answers["must_not"] == ["sent_home"]


def test_a_question_can_be_skipped_by_button_or_word(talk: Talk) -> None:
    reach(talk, "hourly_pay", ready="add_details", language="id")
    talk.say("lewati")
    assert talk.answers["hourly_pay"] == {"skipped": "skip"}
    talk.tap("_skip")
    assert talk.answers["work_field"] == {"skipped": "skip"}
    talk.say("tidak tahu")
    assert talk.answers["overtime_exact"] == {"skipped": "unknown"}


def test_every_detail_can_be_skipped_to_the_end(talk: Talk) -> None:
    reach(talk, "pay_form", ready="add_details")
    for _ in range(60):
        if not (talk.at or "").startswith("unpaid_overtime/") or "filing" in (talk.at or ""):
            break
        talk.tap("_skip")
    assert talk.at == "unpaid_overtime/filing/alone"


def test_what_is_written_is_kept_as_it_was_written(talk: Talk) -> None:
    reach(talk, "overtime_month", language="ne")
    talk.say("दिनमा ३ घण्टा, mahinama 60 jati")
    talk.say("६० घण्टा")
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        kept = [a for a in uow.conversations.answers(conversation.run_id) if a["variable"] == "overtime_month"]
    assert kept[-1]["value"] in ("h60", "h80")
    assert kept[-1]["raw"]
