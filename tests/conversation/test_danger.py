"""Danger: one question, the card, and the people of a case, in every language."""

import re

import pytest

from tests.conversation.talk import Said, Talk
from tests.conversation.ways import file_report, reach

CRIES = {
    "vi": "ong chu danh toi",
    "id": "bos memukul saya",
    "ne": "malikle malai kutyo",
    "tl": "sinasaktan niya ako",
    "en": "he hit me again",
    "ja": "社長に殴られました",
}
"""Somebody was hit, as people type it."""
HARMLESS = {
    "vi": "cuoi chet mat",
    "id": "mati lampu tadi malam",
    "ne": "hasera mare",
    "tl": "patay na ang ilaw",
    "en": "I am just killing time",
    "ja": "仕事で忙殺されています",
}
"""Sayings that only sound like danger."""


def danger_question(said: list[Said]) -> Said | None:
    """The question whether the worker is in danger now, if it was asked."""
    return next((s for s in said if "danger/yes" in s.controls), None)


def events(talk: Talk) -> list[str]:
    """The kinds of what is on the case's timeline."""
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return [line.kind for line in uow.cases.events(case.id)]


@pytest.mark.parametrize("language", CRIES)
def test_a_cry_is_asked_about_and_yes_brings_the_card(talk: Talk, language: str) -> None:
    question = reach(talk, "months", language=language)
    said = talk.say(CRIES[language])
    asked = danger_question(said)
    assert asked is not None, talk.screen()
    assert asked.payload["lang"] == language
    said = talk.tap("danger/yes")
    card = next(s for s in said if s.kind == "card")
    assert "110" in card.text
    assert "助けてください" in card.text.replace("（たす）", ""), "whoever stands near can read it"
    assert said[-1].choices == question.choices, "the report goes on where it was"


@pytest.mark.parametrize("language", CRIES)
def test_a_cry_is_heard_in_whatever_language_the_worker_has_chosen(talk: Talk, language: str) -> None:
    reach(talk, "months", language="en" if language != "en" else "vi")
    assert danger_question(talk.say(CRIES[language])) is not None


@pytest.mark.parametrize("language", HARMLESS)
def test_a_saying_is_not_taken_for_danger(talk: Talk, language: str) -> None:
    reach(talk, "months", language=language)
    assert danger_question(talk.say(HARMLESS[language])) is None


def test_a_word_is_asked_about_once_a_day(talk: Talk) -> None:
    reach(talk, "months")
    assert danger_question(talk.say(CRIES["en"])) is not None
    talk.tap("danger/no")
    assert danger_question(talk.say(CRIES["en"])) is None
    assert danger_question(talk.say("they locked us in")) is not None, "another word is asked about"
    talk.tap("danger/no")
    talk.clock.advance(days=1)
    assert danger_question(talk.say(CRIES["en"])) is not None


def test_no_goes_on_without_the_card(talk: Talk) -> None:
    question = reach(talk, "months")
    talk.say(CRIES["en"])
    said = talk.tap("danger/no")
    assert not any(s.kind == "card" for s in said)
    assert said[-1].choices == question.choices


def test_an_answer_that_holds_a_danger_word_is_kept_and_asked_about(talk: Talk) -> None:
    reach(talk, "what_happened", mission="something_else")
    said = talk.say("The manager hit me because I asked for my pay.")
    assert danger_question(said) is not None
    assert talk.answers["what_happened"].startswith("The manager hit me")
    assert not any(s.choices for s in said), "one question at a time"
    assert talk.tap("danger/no")[-1].choices, "and then the one that follows"


def test_somebody_who_wants_to_die_is_shown_whom_to_call(talk: Talk) -> None:
    question = reach(talk, "months")
    said = talk.say("I want to kill myself")
    assert next(s for s in said if s.kind == "card").text != ""
    assert said[-1].choices == question.choices


def test_danger_said_before_filing_makes_the_report_urgent(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    talk.tap("danger/yes")
    file_report(talk, safe_now="safe")
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert case.urgent


def test_the_time_that_is_named_at_filing_is_that_of_somebody_in_danger(talk: Talk) -> None:
    """Not the days of a report that can wait; and the question, what is said after sending and the status agree."""
    reach(talk, "months")
    talk.say(CRIES["en"])
    talk.tap("danger/yes")
    asked = reach(talk, "partners", safe_now="safe").text
    said = file_report(talk, safe_now="safe")
    status = talk.command("status")[-1].text
    [told] = [s.text for s in said if "is asked to read your report. If" in s.text]
    until = re.compile(r"24 November 2026, \d\d:\d\d")
    assert until.findall(asked) == until.findall(told) == until.findall(status) != []


def test_danger_said_after_filing_reaches_the_people_of_the_case(talk: Talk) -> None:
    file_report(talk, safe_now="safe")
    before = events(talk)
    assert danger_question(talk.say(CRIES["en"])) is not None
    said = talk.tap("danger/yes")
    assert any(s.kind == "card" for s in said)
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        assert case.urgent
    assert events(talk)[len(before) :].count("check_in_not_fine") == 1


@pytest.mark.parametrize("how", ["tapped", "typed"])
def test_no_after_filing_is_answered_and_the_report_is_there_again(talk: Talk, how: str) -> None:
    """A mere tick would leave somebody alone who has just said that they were hit."""
    file_report(talk, safe_now="safe")
    assert danger_question(talk.say(CRIES["en"])) is not None
    said = talk.tap("danger/no") if how == "tapped" else talk.say("no")
    assert "Write here at any time." in said[1].text
    assert "Report" in said[2].text
    assert "home/help" in said[2].controls
    assert not any(s.kind == "card" for s in said)


def test_whoever_writes_down_hours_goes_on_with_them_after_no(talk: Talk) -> None:
    file_report(talk, safe_now="safe")
    talk.press("c:0:home/hours.day")
    assert danger_question(talk.say("9-18, " + CRIES["en"])) is not None
    assert "Write here at any time." in talk.tap("danger/no")[-1].text
    talk.say("yesterday 9-18")
    with talk.database.read() as uow:
        assert uow.hours.kept(talk.worker_id)


def test_an_old_danger_button_shows_the_card_and_alarms_nobody(talk: Talk) -> None:
    file_report(talk, safe_now="safe")
    talk.say(CRIES["en"])
    data = next(d for d in talk.heard[-1].data if d.endswith("danger/yes"))
    talk.tap("danger/no")
    before = events(talk)
    assert any(s.kind == "card" for s in talk.press(data))
    assert events(talk) == before


def test_help_written_after_filing_is_no_message_to_staff(talk: Talk) -> None:
    file_report(talk)
    before = events(talk)
    assert any(s.kind == "card" for s in talk.say("help"))
    assert events(talk) == before


def test_help_as_the_very_first_word_brings_the_card_before_any_question(talk: Talk) -> None:
    said = talk.say("TULONG")
    assert said[0].kind == "card"
    assert next(iter(said[-1].choices)) in ("tl", "en", "vi")


@pytest.mark.parametrize("language", CRIES)
def test_somebody_in_danger_has_the_card_within_three_taps(talk: Talk, language: str) -> None:
    talk.start(language)
    talk.tap(language)
    talk.tap("start")
    said = talk.tap("help_now")
    assert any("110" in s.text for s in said)


def is_urgent(talk: Talk) -> bool:
    """Whether the newest case is urgent."""
    with talk.database.read() as uow:
        case = uow.cases.newest()
        assert case is not None
        return case.urgent


@pytest.mark.parametrize("more", ["there is fire", "what should I do", "3"])
def test_whoever_writes_something_else_is_asked_once_more(talk: Talk, more: str) -> None:
    """A cry, another word, and "yes": nobody may take that for "Start"."""
    reach(talk, "months")
    talk.say(CRIES["en"])
    said = talk.say(more)
    assert danger_question(said) is said[-1], "it stands last"
    assert not any(s.choices for s in said), "one question at a time"
    said = talk.say("yes")
    assert any(s.kind == "card" for s in said), talk.screen()
    assert said[-1].choices, "and the report goes on"
    file_report(talk, safe_now="safe")
    assert is_urgent(talk)


def test_another_cry_under_the_question_brings_the_card_at_once(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    said = talk.say(CRIES["en"])
    assert any(s.kind == "card" for s in said), "the same words as before, too"
    assert danger_question(said) is said[-1]
    assert danger_question(talk.say("and again he hit me")) is None, "twice is enough"


def test_a_button_of_the_first_question_counts_while_there_is_no_answer(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    first = next(d for d in talk.heard[-1].data if d.endswith("danger/yes"))
    talk.say("wait")
    talk.say("wait a moment")
    said = talk.press(first)
    assert any(s.kind == "card" for s in said)
    assert said[-1].choices
    file_report(talk, safe_now="safe")
    assert is_urgent(talk)


def test_the_menu_takes_nothing_away(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    assert danger_question(talk.say("menu")) is None
    assert danger_question(talk.tap("close")) is not None


def test_a_photo_under_the_question_is_kept_and_it_is_asked_again(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    said = talk.send({"type": "file", "media": "photo", "ref": "a-photo", "size": 120_000})
    assert danger_question(said) is said[-1]


def test_after_filing_words_go_to_the_people_and_it_is_asked_once_more(talk: Talk) -> None:
    file_report(talk, safe_now="safe")
    talk.say(CRIES["en"])
    assert danger_question(talk.say("in the factory")) is not None
    assert danger_question(talk.say("please come")) is None
    assert any(s.kind == "card" for s in talk.say("yes"))
    assert is_urgent(talk)


def test_a_day_later_other_words_are_about_something_else(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    talk.clock.advance(days=2)
    assert danger_question(talk.say("hello")) is None


def test_a_cry_of_another_day_is_asked_about_as_often_as_the_first(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    talk.say("what should I do")
    talk.clock.advance(days=2)
    assert danger_question(talk.say(CRIES["en"])) is not None
    assert danger_question(talk.say("what should I do")) is not None


def test_another_word_of_danger_under_the_question_brings_the_card_too(talk: Talk) -> None:
    reach(talk, "months")
    talk.say(CRIES["en"])
    said = talk.say("they locked us in")
    assert any(s.kind == "card" for s in said), talk.screen()
    assert [danger_question([one]) is not None for one in said].count(True) == 1
