"""What it is about, told in one's own words instead of tapped."""

import pytest

from tests.conversation.talk import Talk
from tests.conversation.ways import file_report, reach


@pytest.mark.parametrize(
    ("language", "said", "topic"),
    [
        ("ne", "overtime ko paisa paeko chaina", "unpaid_overtime"),
        ("vi", "khong tra tien tang ca", "unpaid_overtime"),
        ("tl", "ayaw tumulong ng kumiai sa amin", "missed_support"),
        ("ja", "クビになりました。どうしたらいいですか", "job_loss"),
    ],
)  # fmt: skip
def test_the_topic_is_read_from_what_somebody_tells_and_the_words_are_kept(
    talk: Talk, language: str, said: str, topic: str
) -> None:
    label = reach(talk, "topic", language=language).choices[topic].split(" ", 1)[1]
    answer = talk.say(said)[-1]
    assert talk.answers["topic"] == topic
    assert label in answer.text.split("\n")[0]
    assert "back" in answer.controls
    file_report(talk, language=language, mission=topic)
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        told = {a["variable"]: a["value"] for a in uow.conversations.answers(case.run_id)}
    assert told["first_words"] == said


@pytest.mark.parametrize(
    ("language", "said", "topic"),
    [
        ("tl", "hawak ng amo ang passport ko", "documents_kept"), ("vi", "sep danh toi moi ngay", "violence"),
        ("ne", "malai nepal pathauchha bholi", "forced_return"),
    ],
)  # fmt: skip
def test_words_for_a_topic_behind_something_else_lead_straight_to_it(
    talk: Talk, language: str, said: str, topic: str
) -> None:
    reach(talk, "topic", language=language)
    talk.say(said)
    assert (talk.answers["topic"], talk.answers["topic_2"]) == ("something_else", topic)
    assert (talk.at or "").startswith(f"also/{topic}/")
    assert any("\n" in bubble.text and bubble.kind == "say" for bubble in talk.heard), "something of use was said"


def test_what_is_told_before_anything_was_begun_is_kept_and_said_to_be(talk: Talk) -> None:
    reach(talk, "intro", language="ne")
    said = talk.say("malai 3 mahina dekhi overtime ko paisa diyena")
    assert said[0].text == "रिपोर्टसँगै राखियो।"
    assert said[-1].choices.keys() >= {"start", "more"}
    talk.say("namaste")
    assert talk.heard[-1].choices.keys() >= {"start", "more"}
    file_report(talk, language="ne")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        told = {a["variable"]: a["value"] for a in uow.conversations.answers(case.run_id)}
    assert told["first_words"] == "malai 3 mahina dekhi overtime ko paisa diyena"


@pytest.mark.parametrize(
    ("language", "said", "topic", "understood"),
    [
        ("vi", "chua tra luong lam them", "unpaid_overtime", "Không được trả tăng ca"),
        ("en", "they took my passport", "something_else", "They keep my papers"),
    ],
)
def test_what_was_told_before_a_language_was_chosen_is_not_asked_again(
    talk: Talk, language: str, said: str, topic: str, understood: str
) -> None:
    talk.say(said)
    talk.tap(language)
    shown = talk.tap("start")
    assert talk.answers["topic"] == topic
    assert understood in shown[-1].text.split("\n")[0]
    while talk.at != "topic":
        talk.tap("back")
    talk.tap("job_loss")
    assert talk.answers["topic"] == "job_loss"


def test_of_unclear_words_before_a_language_was_chosen_no_topic_is_guessed(talk: Talk) -> None:
    talk.say("i have a problem, they fired me and don't pay overtime")
    talk.tap("en")
    talk.tap("start")
    assert "topic" not in talk.answers
    assert set(talk.question.choices) == {"unpaid_overtime", "job_loss"}
    talk.tap("job_loss")
    assert talk.answers["topic"] == "job_loss"


def test_what_was_told_first_is_taken_back_to_the_screen_of_topics(talk: Talk) -> None:
    reach(talk, "topic")
    talk.say("they took my passport")
    assert talk.at == "also/documents_kept/safe/safe_now"
    talk.tap("back")
    assert talk.at == "also/topic_2"
    talk.tap("back")
    assert talk.at == "topic"
    talk.tap("job_loss")
    assert talk.at == "job_loss/urgent"


def test_first_words_about_two_things_are_asked_back_and_kept_once(talk: Talk) -> None:
    reach(talk, "topic", language="vi")
    asked = talk.say("bi duoi viec va khong tra tien tang ca")[-1]
    assert set(asked.choices) == {"unpaid_overtime", "job_loss"}
    assert "topic" not in talk.answers
    talk.tap("job_loss")
    assert talk.answers["topic"] == "job_loss"


def test_after_back_the_topic_can_be_told_differently(talk: Talk) -> None:
    reach(talk, "topic")
    talk.say("they don't pay overtime")
    talk.tap("back")
    assert talk.at == "topic"
    talk.say("they fired me")
    assert talk.answers["topic"] == "job_loss"


def test_a_story_that_fits_no_topic_is_kept_with_the_report(talk: Talk) -> None:
    reach(talk, "topic")
    story = "Yesterday the blue door in the hall fell on the old dog of my neighbour"
    said = talk.say(story)
    assert any(bubble.text == "Kept with your report." for bubble in said)
    assert said[-1].choices  # the question is asked again, below
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        kept = [a["raw"] for a in uow.conversations.answers(conversation.run_id) if a["variable"] == "first_words"]
    assert kept == [story]
    talk.tap("something_else")
    assert talk.answers["topic"] == "something_else"


@pytest.mark.parametrize(
    ("language", "said", "means"),
    [
        ("ne", "boss le nikalyo", "told_leave"), ("ne", "shift chhaina", "no_shifts"),
        ("ne", "pasna didainan", "locked_out"), ("ne", "samjhauta sakiyo", "contract_over"),
        ("vi", "khong co ca", "no_shifts"), ("vi", "ko cho vao lam", "locked_out"),
        ("vi", "het hop dong roi", "contract_over"),
    ],
)  # fmt: skip
def test_how_the_job_ended_is_read_as_it_is_typed(talk: Talk, language: str, said: str, means: str) -> None:
    reach(talk, "situation", language=language, mission="job_loss")
    talk.say(said)
    assert talk.answers["situation"] == means


@pytest.mark.parametrize(
    ("language", "topic", "step", "said", "ticked"),
    [
        ("vi", "violence", "kind", "sep danh va chui toi", {"hit", "words"}),
        ("ne", "violence", "kind", "boss le kutyo ra gali garchha", {"hit", "words"}),
        ("tl", "violence", "kind", "sinuntok ako at tinakot", {"hit", "threats"}),
        ("id", "documents_kept", "kept", "paspor sama handphone saya", {"passport", "phone"}),
        ("ja", "documents_kept", "kept", "パスポートと通帳", {"passport", "bank_book"}),
    ],
)
def test_several_things_told_under_a_further_topic_are_ticked(
    talk: Talk, language: str, topic: str, step: str, said: str, ticked: set[str]
) -> None:
    reach(talk, step, language=language, mission=topic)
    variable = talk.ready.structure.step(talk.at or "")[1].save
    talk.say(said)
    kept = talk.answers[variable] if variable in talk.answers else talk.state()["ticked"]
    assert {*kept} == ticked  # whether it was a list, or a sentence whose ticks wait for "Done"


@pytest.mark.parametrize(
    ("language", "topic", "step", "said", "value"),
    [
        ("id", "forced_return", "flight", "belum ada tiket", "not_booked"),
        ("ne", "forced_return", "flight", "bholi", "tomorrow"),
        ("tl", "housing", "bed", "walang matutulugan", "no_bed"),
        ("vi", "injury", "doctor", "chua di kham", "not_yet"),
        ("en", "long_hours", "overtime", "about 90 hours", "h100"),
    ],
)
def test_one_thing_told_under_a_further_topic_is_its_choice(
    talk: Talk, language: str, topic: str, step: str, said: str, value: str
) -> None:
    reach(talk, step, language=language, mission=topic)
    variable = talk.ready.structure.step(talk.at or "")[1].save
    talk.say(said)
    assert talk.answers[variable] == value
