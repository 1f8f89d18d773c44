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


def test_a_point_in_a_sum_of_yen_is_for_thousands(talk: Talk) -> None:
    reach(talk, "hourly_pay", ready="add_details")
    assert talk.say("1.500")[-1].text.startswith("Understood: 1,500 yen")
    assert talk.answers["hourly_pay"] == 1500


@pytest.mark.parametrize("typed", ["1.500", "1,500"])
def test_hours_that_may_be_thousands_or_a_half_are_asked_back(talk: Talk, typed: str) -> None:
    reach(talk, "overtime_exact", ready="add_details")
    asked = talk.say(typed)[-1]
    assert asked.text.startswith("How many hours do you mean?")
    assert [asked.choices[c] for c in asked.choices if c.startswith("=")] == ["1 h 30 min", "1500 h"]
    assert "overtime_exact" not in talk.answers
    talk.tap("=90")
    assert talk.answers["overtime_exact"] == 90


def test_a_range_is_asked_back(talk: Talk) -> None:
    reach(talk, "overtime_exact", ready="add_details")
    asked = talk.say("30-40 hours")[-1]
    assert [asked.choices[c] for c in asked.choices if c.startswith("=")] == ["30 h", "40 h"]


def test_a_sum_that_is_hard_to_believe_counts_only_once_it_is_confirmed(talk: Talk) -> None:
    reach(talk, "hourly_pay", ready="add_details")
    asked = talk.say("99999")[-1]
    assert asked.text.startswith("99,999 yen: is this amount right?")
    assert "hourly_pay" not in talk.answers
    talk.say("1050")
    assert talk.answers["hourly_pay"] == 1050


def test_so_much_a_month_is_asked_back_where_the_total_is_asked_for(talk: Talk) -> None:
    question = reach(talk, "cash_back_yen", ready="add_details", cash_back="often")
    again = talk.say("5,000 a month")[-1]
    assert again.choices == question.choices
    assert "cash_back_yen" not in talk.answers
    assert talk.say("5,000 a month for 10 months")[-1].text.startswith("50,000 yen: is this amount right?")


@pytest.mark.parametrize(("typed", "means"), [("2 years", "m36"), ("1 year", "m12"), ("5 months", "m6"), ("5", "m6")])
def test_years_are_twelve_months_each_where_months_are_counted(talk: Talk, typed: str, means: str) -> None:
    reach(talk, "months")
    talk.say(typed)
    assert talk.answers["months"] == means


def test_weeks_are_not_taken_for_months(talk: Talk) -> None:
    reach(talk, "months")
    talk.say("3 weeks")
    assert "months" not in talk.answers


def test_a_number_typed_under_ranges_finds_its_range(talk: Talk) -> None:
    reach(talk, "overtime_month", language="ja")
    talk.say("６５時間")
    assert talk.answers["overtime_month"] == "h80"


def test_what_was_typed_is_shown_back_even_where_it_is_sensitive(talk: Talk) -> None:
    reach(talk, "cash_back_yen", ready="add_details", cash_back="once")
    assert talk.say("2 man")[-1].text.startswith("Understood: 20,000 yen")


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
    talk.say("mahinama ६५ ghanta jati")
    with talk.database.read() as uow:
        conversation = uow.conversations.get(talk.conversation_id)
        assert conversation is not None
        kept = [a for a in uow.conversations.answers(conversation.run_id) if a["variable"] == "overtime_month"]
    assert [(a["value"], a["raw"], a["language"]) for a in kept] == [("h80", "mahinama ६५ ghanta jati", "ne")]


def test_a_word_that_two_buttons_share_is_asked_back_with_these_two(talk: Talk) -> None:
    reach(talk, "status", language="vi")
    asked = talk.say("ky nang dac dinh")[-1]
    assert [c for c in asked.choices if not c.startswith("_")] == ["ssw1", "ssw2"]
    talk.tap("ssw2")
    assert talk.answers["status"] == "ssw2"


@pytest.mark.parametrize(
    ("language", "said"), [("tl", "safe naman ako"), ("vi", "an toan"), ("ne", "thik chha ma surakshit chhu")]
)
def test_safe_in_other_words_is_safe(talk: Talk, language: str, said: str) -> None:
    reach(talk, "safe_now", language=language)
    talk.say(said)
    assert talk.answers["safe_now"] == "safe"


@pytest.mark.parametrize(
    ("language", "said"), [("tl", "hindi ako safe"), ("vi", "toi khong an toan"), ("en", "not safe")]
)
def test_not_safe_is_never_safe(talk: Talk, language: str, said: str) -> None:
    reach(talk, "safe_now", language=language)
    talk.say(said)
    assert "safe_now" not in talk.answers


def test_not_safe_in_romanised_nepali_brings_the_emergency_card(talk: Talk) -> None:
    reach(talk, "safe_now", language="ne")
    said = talk.say("safe xaina")
    assert talk.answers["safe_now"] == "danger"
    assert "110" in " ".join(bubble.text for bubble in said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "overstay"), ("en", "my visa has expired"), ("ne", "visa sakiyo"), ("vi", "het han visa"),
        ("id", "visa habis"), ("tl", "expired na visa"),
    ],
)  # fmt: skip
def test_a_card_that_is_over_is_understood_at_the_first_question_about_it(talk: Talk, language: str, said: str) -> None:
    reach(talk, "status", language=language)
    talk.say(said)
    assert (talk.answers["status"], talk.answers["status_other"]) == ("other", "no_card")


def test_the_third_unreadable_answer_at_a_choice_is_answered_differently(talk: Talk) -> None:
    """Where there is a button for anything else, it is named."""
    reach(talk, "topic")
    first, second, third = (talk.say(said)[-1] for said in ("bla bla", "hm hm", "bla"))
    assert first.text == second.text != third.text
    assert "“Something else”: there you can tell it in your own words" in third.text
    assert set(third.choices) == set(first.choices)


def test_the_third_unreadable_answer_names_the_button_for_whoever_finds_none(talk: Talk) -> None:
    reach(talk, "want")
    for said in ("bla bla", "hm hm"):
        talk.say(said)
    assert "If none fits, press “I do not know”." in talk.say("bla")[-1].text


@pytest.mark.parametrize(
    ("step", "ways", "examples"),
    [
        ("overtime_month", {}, ("30 tiếng", "30 jam", "30 घण्टा", "30 oras", "30 hours", "30時間（じかん）")),
        ("months", {}, ("5 tháng", "5 bulan", "5 महिना", "5 buwan", "5 months", "5か月（げつ）")),
        ("hourly_pay", {"ready": "add_details"}, ("yên", "yen", "येन", "yen", "yen", "円（えん）")),
        ("since_month", {"ready": "add_details"}, ("tháng", "2026", "2026", "2026", "2026", "2026年（ねん）")),
        ("overtime_exact", {"ready": "add_details"}, ("tiếng", "jam", "घण्टा", "oras", "hours", "時間（じかん）")),
    ],
)
@pytest.mark.parametrize("language", ["vi", "id", "ne", "tl", "en", "ja"])
@pytest.mark.sampled(8)
def test_the_example_fits_the_question(
    talk: Talk, step: str, ways: dict[str, str], examples: tuple[str, ...], language: str
) -> None:
    example = dict(zip(("vi", "id", "ne", "tl", "en", "ja"), examples, strict=True))[language]
    reach(talk, step, language=language, **ways)
    asked = talk.say("qqq")[-1]
    shown = asked.text.split("\n")[0]
    assert example in shown
    talk.say(shown.replace("：", ": ").split(": ", 1)[1])
    assert step in talk.answers, f"the example {shown!r} is not understood itself"
    assert "skipped" not in str(talk.answers[step])


@pytest.mark.parametrize(("language", "example"), [("vi", "60 tiếng"), ("ja", "60時間（じかん）")])
def test_the_example_of_excessive_hours_is_one_of_a_month(talk: Talk, language: str, example: str) -> None:
    reach(talk, "overtime", language=language, mission="long_hours")
    assert talk.say("qqq")[-1].text.split("\n")[0].endswith(example)
    talk.say(example)
    assert talk.answers["overtime_band"] == "h80"


@pytest.mark.parametrize("language", ["vi", "id", "ne", "tl", "en", "ja"])
def test_the_example_of_a_day_is_understood_itself(talk: Talk, language: str) -> None:
    reach(talk, "last_day_worked", language=language, mission="job_loss", ready="add_details")
    shown = talk.say("qqq")[-1].text.split("\n")[0]
    talk.say(shown.replace("：", ": ").split(": ", 1)[1])
    assert talk.answers["last_day_worked"].startswith("2026-")


@pytest.mark.parametrize(("language", "said"), [("vi", "1.050"), ("en", "300"), ("en", "3 weeks")])
def test_a_number_of_months_that_is_hard_to_believe_is_confirmed(talk: Talk, language: str, said: str) -> None:
    question = reach(talk, "months", language=language)
    asked = talk.say(said)[-1]
    assert "months" not in talk.answers
    likely = "m1" if "weeks" in said else "over36"
    assert asked.text.startswith(question.choices[likely] + ": ")
    assert set(asked.choices) == {*question.choices, "_no"}, "another button may be the right one"
    assert (asked.choices[likely], asked.choices["_no"]) == (("Có", "Không") if language == "vi" else ("Yes", "No"))
    talk.tap(likely)
    assert talk.answers["months"] == likely


def test_yen_under_a_question_about_months_are_answered_with_an_example(talk: Talk) -> None:
    reach(talk, "months", language="tl")
    assert talk.say("1,050 yen")[-1].text.split("\n")[0].endswith("5 buwan")
    assert "months" not in talk.answers


def test_no_money_in_ones_own_words(talk: Talk) -> None:
    reach(talk, "paid_how", language="ne", ready="add_details")
    talk.say("paisa diyena")
    assert talk.answers["paid_how"] == "nothing"


@pytest.mark.parametrize(
    ("language", "change"),
    [("vi", "Sửa"), ("id", "Ubah"), ("ne", "सच्याउने"), ("tl", "Baguhin"), ("en", "Change"), ("ja", "直（なお）す")],
)
def test_what_was_understood_is_changed_with_one_tap(talk: Talk, language: str, change: str) -> None:
    reach(talk, "prefecture", language=language)
    asked = talk.say("hamamatsu")[-1]
    control = next(c for c in asked.controls if c.startswith("change/"))
    assert asked.controls[control].startswith(change + ": ")
    talk.tap(control)
    assert (talk.at or "").endswith("/prefecture")
    talk.say("Nagoya")
    assert talk.answers["prefecture"] == "23"


def test_the_button_to_change_is_stale_with_its_question_and_gone_from_the_next(talk: Talk) -> None:
    reach(talk, "prefecture")
    talk.say("hamamatsu")
    data = next(d for d in talk.question.data if ":change/" in d)
    talk.tap("pay")
    assert not any(":change/" in d for d in talk.question.data), "a tapped answer stands on its button"
    at = talk.at
    said = talk.press(data)
    assert said[0].text.startswith("This button is from an earlier question")
    assert talk.at == at
    assert talk.answers["prefecture"] == "22"


@pytest.mark.parametrize("said", ["1, 3", "1 and 3", "1 3", "1,3"])
def test_a_written_list_is_several_answers_at_once(talk: Talk, said: str) -> None:
    reach(talk, "must_not_know", ready="add_details")
    understood = talk.say(said)[-1]
    assert talk.answers["must_not_know"] == ["employer", "coworkers"]
    assert understood.text.startswith("Understood:") or "✓" not in understood.text


def test_a_list_with_a_part_that_is_no_button_answers_nothing(talk: Talk) -> None:
    reach(talk, "must_not_know", ready="add_details")
    talk.say("1, 99")
    assert "must_not_know" not in talk.answers


@pytest.mark.parametrize(
    ("language", "said", "means"),
    [
        ("vi", "tu thang 4", "m12"), ("id", "dari april", "m12"), ("tl", "mula abril", "m12"),
        ("ne", "april dekhi", "m12"), ("ja", "はんとし", "m6"), ("en", "1 year and 3 months", "m36"),
    ],
)  # fmt: skip
def test_how_long_is_told_by_when_it_began(talk: Talk, language: str, said: str, means: str) -> None:
    reach(talk, "months", language=language)
    talk.say(said)
    assert talk.answers["months"] == means


def test_since_last_year_is_asked_back(talk: Talk) -> None:
    reach(talk, "months", language="ja")
    asked = talk.say("去年から")[-1]
    assert [choice for choice in asked.choices if not choice.startswith("_")] == ["m12", "m36"]


@pytest.mark.parametrize(
    ("language", "said", "means"),
    [
        ("en", "since april", "months_4_12"), ("vi", "tu thang 9", "months_1_3"), ("id", "dari awal", "from_start"),
        ("ne", "sadhai", "from_start"), ("tl", "3 months na po", "months_1_3"), ("ja", "一年半前から", "year_more"),
    ],
)  # fmt: skip
def test_since_when_support_is_missing_can_be_written(talk: Talk, language: str, said: str, means: str) -> None:
    reach(talk, "since", language=language, mission="missed_support")
    talk.say(said)
    assert talk.answers["since"] == means


@pytest.mark.parametrize(
    ("language", "said"), [("en", "2.5"), ("id", "2 jam"), ("vi", "2 tieng ruoi"), ("ja", "３時間"), ("en", "5")]
)
def test_so_few_hours_of_a_month_are_asked_back(talk: Talk, language: str, said: str) -> None:
    """They are likely those of a day."""
    question = reach(talk, "overtime_month", language=language)
    asked = talk.say(said)[-1]
    assert asked.text.startswith(question.choices["h10"])
    assert "_no" in asked.choices, "it is asked whether that is right"
    assert "overtime_month" not in talk.answers
    talk.say("50 jam" if language == "id" else "50")
    assert talk.answers["overtime_month"] == "h60"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "3 hours x 20 days"), ("id", "3 jam x 20 hari"), ("ja", "3h x 20")]
)
def test_hours_times_days_are_counted_and_asked_back(talk: Talk, language: str, said: str) -> None:
    question = reach(talk, "overtime_month", language=language)
    asked = talk.say(said)[-1]
    assert asked.text.startswith(question.choices["h60"])
    talk.tap("h60")
    assert talk.answers["overtime_month"] == "h60"


@pytest.mark.parametrize(
    ("language", "typed", "form"),
    [
        ("en", "monthly salary", "monthly"), ("vi", "luong thang", "monthly"), ("vi", "luong gio", "hourly"),
        ("id", "gaji bulanan", "monthly"), ("id", "harian", "daily"), ("ne", "masik talab", "monthly"),
        ("tl", "buwanan", "monthly"), ("tl", "arawan", "daily"), ("ja", "月給です", "monthly"),
        ("km", "ប្រាក់ខែ", "monthly"), ("zh_Hans", "小时工资", "hourly"), ("si", "මාසික වැටුප", "monthly"),
    ],
)  # fmt: skip
def test_how_pay_is_counted_as_people_say_it(talk: Talk, language: str, typed: str, form: str) -> None:
    reach(talk, "pay_form", language=language, ready="add_details")
    talk.say(typed)
    assert talk.answers["pay_form"] == form
