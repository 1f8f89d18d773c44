"""What is written under a question and not understood as its answer is never lost; what is understood of it is ticked,
and yes and no answer whether something is right."""

from typing import Any

import pytest

from bot.access.roles import Role
from bot.cases.need import words_in_run
from bot.console.answers import shown_answers
from tests.conversation.talk import Talk
from tests.conversation.ways import file_report, reach


def written(talk: Talk) -> list[tuple[str, str]]:
    """(question, words) kept with the worker's newest report, or with the one that is being written."""
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        cases = uow.cases.of_worker(talk.worker_id)
        run_id = cases[-1].run_id if cases else conversation.run_id
        return [(one["step"], one["raw"]) for one in uow.conversations.written(run_id)]


SENTENCES = {
    "vi": "hôm qua sếp gọi tôi lên văn phòng", "id": "kemarin saya dipanggil ke kantor sama bos",
    "ne": "hijo boss le malai office ma bolayo", "tl": "kahapon tinawag ako ng boss sa opisina",
    "en": "yesterday the boss called me to his office", "ja": "きのう社長がわたしを事務所に呼びました",
}  # fmt: skip


@pytest.mark.parametrize("language", list(SENTENCES))
def test_a_sentence_that_answers_no_question_goes_along_with_the_report(talk: Talk, language: str) -> None:
    reach(talk, "urgent", language=language, mission="job_loss")
    asked = talk.say(SENTENCES[language])[-1]
    assert not any(label.startswith("☑") for label in asked.choices.values()), "nothing of it is a choice"
    file_report(talk, language=language, mission="job_loss")
    assert ("job_loss.urgent", SENTENCES[language]) in written(talk)


def test_a_message_that_was_changed_in_between_goes_along_too(talk: Talk) -> None:
    reach(talk, "urgent", mission="job_loss")
    for words in ("since May they paid nothing", "since May they have paid nothing"):
        talk.send({"type": "edited", "text": words})
    talk.tap("told_go_home")
    talk.tap("_done")
    assert talk.answers["job_urgent"] == ["told_go_home"], "the open question can be answered all the same"
    file_report(talk, mission="job_loss")
    assert ("job_loss.urgent", "since May they have paid nothing") in written(talk)


DAILY = {
    "vi": "mỗi ngày 3 tiếng, thứ bảy cũng làm", "id": "3 jam sehari, sabtu juga masuk",
    "ne": "bihana dekhi beluka samma, shanibar pani", "tl": "3 oras araw-araw, pati Sabado",
    "en": "from morning to evening, saturdays too", "ja": "朝から晩まで、土曜日も",
}  # fmt: skip


@pytest.mark.parametrize("language", list(DAILY))
def test_what_was_written_under_a_number_goes_along_beside_the_answer(talk: Talk, language: str) -> None:
    reach(talk, "overtime_month", language=language)
    talk.say(DAILY[language])
    if (talk.at or "").endswith("overtime_month"):
        talk.tap("h60")
        assert ("unpaid_overtime.overtime_month", DAILY[language]) in written(talk)
    else:  # it was read: then it is the answer's own words
        with talk.database.read() as uow:
            conversation = uow.conversations.get(talk.conversation_id)
            assert conversation is not None
            assert DAILY[language] in [one["raw"] for one in uow.conversations.answers(conversation.run_id)]


def test_it_is_kept_sealed_and_no_answer(talk: Talk) -> None:
    reach(talk, "overtime_month")
    answers = dict(talk.answers)
    talk.say("Kawasaki Bento makes us stay")
    assert talk.answers == answers
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        before = uow.conversations.count_answers(conversation.run_id)
        kept = uow.conversations.answers(conversation.run_id)
        assert before == len(kept)
        assert "overtime_month" not in [one["variable"] for one in kept]
    assert b"Bento" not in (talk.folder / "todoke.db").read_bytes()


def test_a_body_named_there_is_searched_for_ties(talk: Talk) -> None:
    reach(talk, "overtime_month")
    talk.say("Kawasaki Bento makes us stay")
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        assert any("bento" in said.casefold() for said in words_in_run(uow, conversation.run_id))


def test_what_is_written_after_stopping_is_kept(talk: Talk) -> None:
    reach(talk, "overtime_month")
    talk.command("stop")
    talk.say("they changed my time card again")
    assert ("unpaid_overtime.overtime_month", "they changed my time card again") in written(talk)


def test_labels_and_numbers_that_were_understood_are_not_kept_twice(talk: Talk) -> None:
    question = reach(talk, "urgent", mission="job_loss")
    talk.say(question.choices["no_bed"].removeprefix("☐ "))
    talk.say("2")
    assert written(talk) == []


def ticked(said: Any) -> set[str]:
    """The choices that are ticked on a keyboard."""
    return {choice for choice, label in said.choices.items() if label.startswith("☑")}


def test_done_with_nothing_ticked_asks_once_more(talk: Talk) -> None:
    reach(talk, "urgent", mission="job_loss")
    asked = talk.tap("_done")[-1]
    assert asked.text.startswith("Nothing is chosen.")
    assert "job_urgent" not in talk.answers
    talk.tap("_done")
    assert talk.answers["job_urgent"] == []


@pytest.mark.parametrize("language", ["vi", "id", "ne", "tl", "en", "ja"])
def test_nothing_of_these_is_a_choice(talk: Talk, language: str) -> None:
    question = reach(talk, "urgent", language=language, mission="job_loss")
    none = question.choices["none_of_these"].removeprefix("☐ ")
    assert none in talk.tap("_done")[-1].text
    talk.tap("none_of_these")
    talk.tap("_done")
    assert talk.answers["job_urgent"] == ["none_of_these"]


YES = {"vi": "dạ đúng", "id": "iya betul", "ne": "ho", "tl": "opo", "en": "yes that's right", "ja": "はい、そうです"}
NO = {"vi": "không ạ", "id": "bukan", "ne": "hoina", "tl": "hindi po", "en": "no", "ja": "いいえ、違います"}


@pytest.mark.parametrize("language", list(YES))
def test_yes_and_no_in_words_answer_whether_it_is_right(talk: Talk, language: str) -> None:
    question = reach(talk, "months", language=language)
    talk.say("300")
    again = talk.say(NO[language])[-1]
    assert set(again.choices) == set(question.choices)
    assert "months" not in talk.answers
    talk.say("300")
    talk.say(YES[language])
    assert talk.answers["months"] == "over36"


def test_yes_and_no_by_button(talk: Talk) -> None:
    reach(talk, "hourly_pay", ready="add_details")
    asked = talk.say("99999")[-1]
    assert [asked.choices[c] for c in asked.choices] == ["Yes", "No"]
    plain = talk.tap("_no")[-1]
    assert "Yes" not in plain.choices.values()
    assert "hourly_pay" not in talk.answers
    talk.say("99999")
    talk.tap("=99999")
    assert talk.answers["hourly_pay"] == 99999


def test_another_answer_instead_of_yes_or_no_counts(talk: Talk) -> None:
    reach(talk, "hourly_pay", ready="add_details")
    talk.say("99999")
    talk.say("1050")
    assert talk.answers["hourly_pay"] == 1050


TWO = {
    "vi": "sep bat ve nuoc roi, toi nay khong co cho ngu", "id": "gada tempat tidur malam ini, disuruh pulang",
    "ne": "boss le nepal ja bhanyo, aaja rati sutne thau chhaina",
    "tl": "pinapauwi na ako ng amo tapos wala akong matutulugan mamaya",
    "en": "the boss told me to go home and there is nowhere to sleep tonight",
    "ja": "社長に国に帰れと言われました。今日から寝るところがないです",
}  # fmt: skip


@pytest.mark.parametrize("language", list(TWO))
def test_a_sentence_ticks_the_choices_it_speaks_of_and_shows_them(talk: Talk, language: str) -> None:
    question = reach(talk, "urgent", language=language, mission="job_loss")
    asked = talk.say(TWO[language])[-1]
    assert ticked(asked) == {"told_go_home", "no_bed"}
    shown = asked.text.split("\n")[0]
    assert all(question.choices[c].removeprefix("☐ ") in shown for c in ("told_go_home", "no_bed"))
    assert "job_urgent" not in talk.answers, "the worker says when it is all"
    talk.tap("_done")
    assert talk.answers["job_urgent"] == ["told_go_home", "no_bed"]
    assert written(talk) == [("job_loss.urgent", TWO[language])], "what stands around the words is not lost"


SPOKEN = {
    "bholi flight cha": {"flight_booked"}, "ticket cha bholi ko": {"flight_booked"},
    "company le flight book garyo": {"flight_booked"}, "nepal jau bhancha": {"told_go_home"}, "dera xaina": {"no_bed"},
    "kehi hoina": {"none_of_these"}, "kunai chaina": {"none_of_these"}, "yo madhye kunai chaina": {"none_of_these"},
    "flight chaina": set(), "ticket cha ki chaina": set(),
}  # fmt: skip


@pytest.mark.parametrize(("said", "meant"), SPOKEN.items())
def test_what_is_urgent_in_romanised_nepali(talk: Talk, said: str, meant: set[str]) -> None:
    reach(talk, "urgent", language="ne", mission="job_loss")
    assert ticked(talk.say(said)[-1]) == meant


def test_an_urgent_sentence_makes_an_urgent_case(talk: Talk) -> None:
    reach(talk, "urgent", language="id", mission="job_loss")
    talk.say(TWO["id"])
    talk.tap("_done")
    file_report(talk, language="id", mission="job_loss")
    with talk.database.read() as uow:
        assert uow.cases.of_worker(talk.worker_id)[-1].urgent


@pytest.mark.parametrize(
    ("language", "said"), [("en", "kanto"), ("en", "Kanto 関東 (Tokyo)"), ("ja", "関東"), ("ne", "कान्तो")]
)
def test_a_region_can_be_written_as_its_button_says_it(talk: Talk, language: str, said: str) -> None:
    reach(talk, "prefecture", language=language)
    asked = talk.say(said)[-1]
    assert {"11", "13"} <= asked.choices.keys(), "Saitama and Tokyo, to be chosen"
    assert "prefecture" not in talk.answers
    talk.say("Saitama")
    assert talk.answers["prefecture"] == "11"


@pytest.mark.parametrize(("region", "number", "prefecture"), [("1", "1", "01"), ("3", "4", "11")])
def test_the_number_of_a_region_and_of_a_prefecture_is_read_as_under_other_buttons(
    talk: Talk, region: str, number: str, prefecture: str
) -> None:
    reach(talk, "prefecture")
    assert prefecture in talk.say(region)[-1].choices
    talk.say(number)
    assert talk.answers["prefecture"] == prefecture


@pytest.mark.parametrize("said", ["15 kartik", "kartik 15 gate", "कार्तिक १५"])
def test_a_day_of_the_nepali_calendar_beside_buttons_is_told_apart(talk: Talk, said: str) -> None:
    reach(talk, "last_worked", language="ne", mission="job_loss")
    asked = talk.say(said)[-1]
    assert "विक्रम" in asked.text
    assert "2026" in asked.text, "how a day is written"
    assert "this_month" in asked.choices
    assert "last_worked" not in talk.answers


@pytest.mark.parametrize(
    ("language", "said"), [("ne", "thaha chaina"), ("en", "I don't know"), ("tl", "ayaw kong sabihin")]
)
def test_who_does_not_know_or_would_not_say_leaves_a_question_out_that_can_be(
    talk: Talk, language: str, said: str
) -> None:
    question = reach(talk, "work_field", language=language, ready="add_details")
    assert {"_skip"} == set(question.choices) & {"_skip", "_unknown", "_prefer_not"}
    talk.say(said)
    assert talk.answers["work_field"] == {"skipped": "skip"}


NEEDS = {
    "vi": "can phien dich va nha o", "id": "saya butuh penerjemah sama tempat tinggal",
    "ne": "malai dobhase ra kotha chahiyo", "tl": "kailangan ko po ng tagasalin at tirahan",
    "en": "i need an interpreter and a room please", "ja": "通訳と部屋が必要です",
}  # fmt: skip


@pytest.mark.parametrize("language", list(NEEDS))
def test_other_words_for_what_is_needed(talk: Talk, language: str) -> None:
    reach(talk, "need_now", language=language, mission="missed_support")
    assert ticked(talk.say(NEEDS[language])[-1]) == {"interpreter", "housing"}


@pytest.mark.parametrize(
    ("language", "said"),
    [("vi", "phiên dịch"), ("vi", "phien dich"), ("vi", "interpreter"), ("ja", "通訳"), ("id", "penerjemah")],
)
def test_one_word_for_it(talk: Talk, language: str, said: str) -> None:
    reach(talk, "need_now", language=language, mission="missed_support")
    assert ticked(talk.say(said)[-1]) == {"interpreter"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "i am not in danger"), ("en", "nobody has told us anything"), ("id", "tidak disuruh pulang"),
        ("vi", "không bị bắt về nước"), ("ja", "危なくないです"), ("tl", "hindi naman ako pinapauwi"),
    ],
)  # fmt: skip
def test_what_is_denied_is_not_ticked(talk: Talk, language: str, said: str) -> None:
    reach(talk, "urgent", language=language, mission="job_loss")
    asked = talk.say(said)
    assert not ticked(talk.question if not asked else asked[-1])
    assert ("job_loss.urgent", said) in written(talk)


def test_more_is_added_to_what_is_ticked(talk: Talk) -> None:
    reach(talk, "urgent", mission="job_loss")
    talk.tap("no_food")
    assert ticked(talk.say("they told me to go home yesterday")[-1]) == {"no_food", "told_go_home"}


def test_danger_in_such_a_sentence_is_asked_about(talk: Talk) -> None:
    reach(talk, "urgent", mission="job_loss")
    heard = talk.say("nowhere to sleep and he says he will kill me")
    assert any("danger" in one.text for one in heard if one.kind == "ask")
    talk.press(next(d for d in talk.question.data if d.endswith("danger/no")))
    assert ticked(talk.question) == {"no_bed"}


def test_what_stands_on_a_button_is_not_called_the_workers_own_words(talk: Talk) -> None:
    reach(talk, "prefecture", language="vi")
    talk.say("toi lam o hamamatsu")
    file_report(talk, language="vi")
    with talk.database.read() as uow:
        given = uow.conversations.answers(uow.cases.of_worker(talk.worker_id)[-1].run_id)
    words, structure = talk._wording.now, talk.ready.structure
    unmarked = [{name: value for name, value in one.items() if name != "tapped"} for one in given]
    for answers in (given, unmarked):  # those from before it was kept whether a button was pressed, too
        groups = shown_answers(words, structure, "en", Role.STAFF, answers, {})
        by_step = {one.step: one for shown in groups.values() for one in shown}
        typed = [step for step, one in by_step.items() if not one.tapped and one.original]
        assert [step.split(".")[1] for step in typed] == ["prefecture"]
        assert by_step["unpaid_overtime.months"].tapped
        assert not next(one for step, one in by_step.items() if step.endswith(".prefecture")).tapped
