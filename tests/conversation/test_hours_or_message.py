"""What is written while the log is open: hours for the log, or words for those who help."""

from datetime import timedelta

import pytest

from tests.conversation.hours import AT_NIGHT, opened, reported, table, write
from tests.conversation.papers import buttons, press, text
from tests.conversation.talk import Talk
from tests.flows.test_shift import SENTENCES


def test_hours_alone_are_for_the_log_once_there_is_one(talk: Talk) -> None:
    reported(talk)
    talk.press("c:0:home/status")
    assert "kept" in text(talk.say("8:30-19:00")).lower(), "nobody keeps a log here yet"
    write(talk, "8-17 break 60", "2026-11-20")
    talk.press("c:0:home/status")
    assert "Which day?" in text(talk.say("8:30-19:00 break 60"))
    assert "✓ Mon 23 Nov: 8:30–19:00" in text(press(talk, talk.heard[-1:], "Yesterday"))
    talk.press("c:0:home/status")
    assert "✓ Sat 21 Nov: 9:00–18:00" in text(talk.say("21/11 9-18 break 60"))
    said = talk.send({"type": "edited", "text": "21/11 9-20 break 60"})
    assert "Your own hours" in text(said), "a message of hours that was changed is not passed on either"
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        assert [m["text"] for m in uow.cases.messages(case.id) if m["author"] == "worker"] == ["8:30-19:00"]


@pytest.mark.parametrize("shown", ["hours", "hours.week"])
def test_a_word_between_does_not_send_the_first_hours_to_those_who_help(talk: Talk, shown: str) -> None:
    reported(talk)
    talk.press(f"c:0:home/{shown}")
    assert "kept" in text(talk.say("so tired")).lower()
    assert "✓ Sun 22 Nov: 8:00–20:00" in text(talk.say("22/11 8-20 break 60")), "the log is open, and only theirs"
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        assert [m["text"] for m in uow.cases.messages(case.id) if m["author"] == "worker"] == ["so tired"]


def test_words_for_the_people_of_the_case_still_reach_them(talk: Talk) -> None:
    reported(talk)
    talk.press("c:0:home/hours.on.2026-11-24")
    assert "kept" in text(talk.say("my boss took my passport")).lower()
    assert "can't read" in text(talk.say("from morning until late in the evening")), "that is no message"
    assert "8:30–19:00" in text(talk.say("8:30-19:00 break 60")), "and the question is still open"
    talk.press("c:0:home/hours.on.2026-11-23")
    talk.clock.advance(timedelta(hours=3))
    assert "kept" in text(talk.say("I worked from 8:30 to 19:00 yesterday")).lower(), "hours later it is a message"
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        assert [m["text"] for m in uow.cases.messages(case.id) if m["author"] == "worker"] == [
            "my boss took my passport", "I worked from 8:30 to 19:00 yesterday",
        ]  # fmt: skip


def test_danger_words_are_heard_there_too(talk: Talk) -> None:
    reported(talk)
    talk.press("c:0:home/hours.on.2026-11-24")
    said = talk.say("8-20, boss hit me")
    assert any(one.kind in ("ask", "card") and "danger" in one.text.lower() for one in said), text(said)


@pytest.mark.parametrize("way", ["command", "start", "words"])
def test_somebody_who_has_told_nothing_can_come_for_the_log_alone(talk: Talk, way: str) -> None:
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    if way == "words":
        talk.say("hours")
    else:
        talk.command(*{"command": ("hours",), "start": ("start", "hours")}[way])
    said = talk.tap("lang/en")
    assert "Your own hours of work." in text(said)
    write(talk, "8:30-19:00 break 60")
    assert len(table(talk)) == 1
    assert talk.at is None, "no report was begun"
    assert "My hours" in [label for label, _ in buttons(talk.press("c:0:home/status"))]


@pytest.mark.parametrize("typed", ["/hours", "hours", "command"])
def test_who_comes_for_the_log_at_the_very_first_question_finds_it(talk: Talk, typed: str) -> None:
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    talk.start()
    talk.command("hours") if typed == "command" else talk.say(typed)
    assert "Your own hours of work." in text(talk.tap("lang/en"))
    assert talk.at is None, "no report was begun"


def test_who_keeps_hours_and_has_told_nothing_writes_them_under_the_first_question_of_a_report(talk: Talk) -> None:
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    talk.start()
    talk.tap("en")
    talk.say("hours")
    write(talk, "8:30-19:00 break 60")
    talk.clock.advance(timedelta(days=1))
    assert "✓" in text(talk.say("today 9-18 break 60"))
    assert [row["start"] for row in table(talk)] == ["08:30", "09:00"]
    talk.clock.advance(timedelta(days=1))
    talk.say("my boss hit me at 8 and at 10")
    assert talk.at is not None, "words of a report are for the report"


def test_after_a_language_is_chosen_on_the_home_page_its_buttons_come_back(talk: Talk) -> None:
    reported(talk)
    said = press(talk, press(talk, talk.press("c:0:home/status"), "Language"), "Tiếng Việt")
    assert "c:0:home/hours" in [data for _, data in buttons(said)]
    assert "c:0:lang/vi" not in [data for _, data in buttons(said)]
    talk.press("c:0:language")
    assert "My hours" in [label for label, _ in buttons(talk.tap("lang/en"))]


def test_what_was_told_before_the_language_is_not_left_behind_for_the_log(talk: Talk) -> None:
    talk.start()
    talk.say("my boss took my passport")
    said = talk.command("hours")
    assert talk.at is not None
    assert said[-1].kind == "ask"


def told(talk: Talk) -> list[str]:
    """What the people of the case have got from the worker."""
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        return [m["text"] for m in uow.cases.messages(case.id) if m["author"] == "worker"]


def test_a_line_of_hours_is_understood_wherever_the_log_is_open_and_nothing_else_is(talk: Talk) -> None:
    reported(talk)
    for page in ("c:0:home/hours", "c:0:home/hours.month", "c:0:home/hours.days.2026-11"):
        talk.press(page)
        assert "Which day?" in text(talk.say("8-17 break 60")), page
        press(talk, talk.heard[-1:], "For those who help me")
    talk.press("c:0:home/hours")
    talk.say("yesterday 8:30-19:00 break 60")
    talk.say("22/11 9-17 break 45")
    assert [row["date"] for row in table(talk)] == ["2026-11-22", "2026-11-23"]
    words = ["the boss came at 8 and hit me at 10", "paid 5000 for 12 hours", "Tel 080-1234-1530", "Fired 11/20"]
    for one in words:
        talk.press("c:0:home/hours")
        talk.say(one)
    assert told(talk) == ["8-17 break 60"] * 3 + words
    assert len(table(talk)) == 2


@pytest.mark.sampled(5)
@pytest.mark.parametrize("language", SENTENCES)
def test_a_message_with_numbers_reaches_the_people_of_the_case_in_every_language(talk: Talk, language: str) -> None:
    reported(talk)
    talk.press(f"c:0:lang/{language}")
    write(talk, "8-17", "2026-11-20")  # the log waits for the break
    for one in SENTENCES[language]:
        talk.say(one)
    talk.press("c:0:home/status")
    talk.send({"type": "edited", "text": f"{SENTENCES[language][0]}!"})
    assert told(talk) == [*SENTENCES[language], f"{SENTENCES[language][0]}!"]
    assert [row["break_minutes"] for row in table(talk)] == [""]


def test_what_is_told_while_the_log_waits_is_not_written_into_it(talk: Talk) -> None:
    reported(talk)
    words = ["They fired me today. I have 2 children", "He came at 8 and hit me again at 10", "monthly pay 180000"]
    write(talk, "8-17")
    for one in words:
        talk.say(one)
    assert [row["break_minutes"] for row in table(talk)] == [""]
    talk.press("c:0:home/hours.on.2026-11-23")
    for one in words:
        talk.say(one)
    assert told(talk) == words * 2
    assert "not passed on to anybody" in text(talk.say("99"))
    assert len(table(talk)) == 1


def test_hours_that_nobody_asked_for_may_be_a_message_but_only_when_the_worker_says_so(talk: Talk) -> None:
    reported(talk)
    write(talk, "8-17 break 60", "2026-11-20")
    for leave in ("home/status", "home/hours", "home/hours.month", "menu", "home/hours.others"):
        talk.press("c:0:home/status")
        talk.say("9-18")
        assert ("Kept with your report" in text(talk.press(f"c:0:{leave}"))) is (leave == "home/hours.others"), leave
    assert told(talk) == ["9-18"]
    talk.press("c:0:home/status")
    press(talk, talk.say("9-18 break 60"), "Yesterday")
    talk.press("c:0:home/status")
    assert told(talk) == ["9-18"], "it was about hours"


def test_hours_that_lie_over_others_are_seen_by_nobody_when_the_log_is_left(talk: Talk) -> None:
    reported(talk)
    write(talk, "22:00-6:00 break 60", "2026-11-20")
    for line, answer in (("20/11 9-18", "a second time"), ("21/11 5-9 no break", "at the same time as")):
        talk.press("c:0:home/hours")
        assert answer in text(talk.say(line))
        said = talk.press("c:0:home/hours")
        assert "Only you see them" in text(said)
        assert "Kept with your report" not in text(said)
    assert told(talk) == []
    talk.press("c:0:home/hours")
    talk.say("20/11 9-18")
    talk.say("my boss took my passport")
    assert told(talk) == ["my boss took my passport"], "what is no hours reaches the people all the same"


def test_whoever_deletes_everything_passes_nothing_on(talk: Talk) -> None:
    reported(talk)
    write(talk, "8-17 break 60", "2026-11-20")
    talk.press("c:0:home/status")
    talk.say("9-18")
    talk.press("c:0:delete")
    assert told(talk) == []


def test_whoever_goes_on_with_the_report_has_left_the_log(talk: Talk) -> None:
    talk.start()
    talk.tap("en")
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    write(talk, "8-17", "2026-11-23")
    talk.press("c:0:menu")
    talk.say("60")
    write(talk, "8-17", "2026-11-22")
    talk.say("60")
    assert [row["break_minutes"] for row in table(talk) if row["state"] == "counts"] == ["60", ""]


def test_in_the_middle_of_a_report_the_log_can_be_used_and_the_question_comes_back(talk: Talk) -> None:
    talk.start()
    talk.tap("en")
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    before, visit = talk.at, talk.question.text
    assert before is not None
    press(talk, talk.command("status"), "My hours")
    assert "Your own hours" in text(talk.say("/hours"))
    talk.press("c:0:home/hours.on.2026-11-24")
    assert "8:30–19:00, break 1 h" in text(talk.say("8:30-19:00 break 60"))
    assert talk.at == before, "the report waits where it was"
    said = press(talk, talk.press("c:0:home/hours"), "Close")
    assert visit in text(said)
    assert len(table(talk)) == 1


def test_hours_of_somebody_without_a_report_never_bring_the_choice_of_language(talk: Talk) -> None:
    """Nothing is written down yet, and the log is not on the screen: nobody but the log can be meant."""
    opened(talk)
    for line, example in (("10pm - 7am", "Which day?"), ("night shift", "like this: 8:30"), ("from noon", "8:30")):
        talk.command("status")
        said = text(talk.say(line))
        assert example in said, line
        assert "choose your language" not in said
    talk.say("9 to noon, no break")
    assert [(row["start"], row["end"]) for row in table(talk)] == [("09:00", "12:00")]


def test_other_words_of_somebody_without_a_report_still_begin_one(talk: Talk) -> None:
    opened(talk)
    talk.command("status")
    talk.say("my boss hit me at 8 and at 10")
    assert talk.at is not None


def test_hours_that_can_not_be_read_reach_those_who_help_and_the_worker_hears_that_they_are_not_written_down(
    talk: Talk,
) -> None:
    reported(talk)
    unread = "not written into “My hours”"
    talk.press("c:0:home/status")
    assert unread not in text(talk.say("night shift")), "nobody who keeps no log is told of it"
    write(talk, "8-17 break 60", "2026-11-20")
    talk.press("c:0:home/status")
    said = text(talk.say("night shift"))
    assert "Kept with your report" in said
    assert unread in said
    assert "like this: 8:30-19:00 break 60" in said
    assert unread not in text(talk.say("The boss shouted at me again"))
    assert told(talk) == ["night shift", "night shift", "The boss shouted at me again"]
