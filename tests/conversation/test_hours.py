"""Workers keep their own hours: a day in their words, corrected in the open."""

from datetime import date, timedelta

import pytest

from bot.conversation.worktime_book import Book
from bot.wording.languages import ENDONYMS
from flows.law.log import Written
from flows.law.pay.days import Day
from tests.conversation.hours import AT_NIGHT, days, month, opened, table, write
from tests.conversation.papers import buttons, press, text
from tests.conversation.talk import Said, Talk


@pytest.mark.parametrize(("said", "shown"), [("75 min", "1 h 15 min"), ("1:15", "1 h 15 min")])
def test_the_break_can_be_typed(talk: Talk, said: str, shown: str) -> None:
    opened(talk)
    write(talk, "8:30-19:00")
    assert f"break {shown}" in text(talk.say(said))


def test_the_break_from_when_until_when_or_the_hours_once_more(talk: Talk) -> None:
    opened(talk)
    write(talk, "8:30-19:00")
    said = talk.say("12-13")
    assert "8:30–12:00, 13:00–19:00 = 9 h 30 min" in text(said)
    assert "corrected" not in text(said)
    write(talk, "8-17", "2026-11-23")
    said = talk.say("8-17 break 30")
    assert "8:00–17:00, break 30 min = 8 h 30 min" in text(said)
    assert "corrected" not in text(said), "the same hours, with their break"


def test_other_hours_typed_while_a_break_is_asked_replace_nothing_by_themselves(talk: Talk) -> None:
    opened(talk)
    for back, line in enumerate(("{} 17-22", "17-22")):
        day = f"{21 - back}/11"
        assert "How long was the break" in text(talk.say(f"{day} 8-15"))
        said = talk.say(line.format(day))
        assert "Do the hours you wrote now replace them, or did you work a second time?" in text(said), line
        said = press(talk, said, "A second shift")
        assert "How long was the break" in text(said)
        assert "8:00–15:00, 17:00–22:00, break not written down = 12 h" in text(said)
        assert "corrected" not in text(said)
    talk.say("19/11 8-17")
    assert "How long was the break" in text(talk.say("18 8-21 break 60")), "the day of another line is no break"
    assert "break 18 min" not in days(talk)
    talk.say("19/11 8-17")
    assert "8:00–18:00, break 30 min = 9 h 30 min" in text(press(talk, talk.say("8-18 break 30"), "Replace it"))


def test_the_length_of_a_break_is_no_day_while_the_day_is_asked(talk: Talk) -> None:
    opened(talk)
    for line in ("break 1 hour", "1 hour", "1 hr break"):
        talk.press("c:0:home/hours")
        assert "Which day?" in text(talk.say("9-18"))
        said = talk.say(line)
        assert "✓" not in text(said), line
        assert "Which day?" in text(said), line
    said = press(talk, said, "Fri 20")
    assert "✓ Fri 20 Nov: 9:00–18:00, break 1 h = 8 h" in text(said)
    talk.press("c:0:home/hours.day")
    assert "Which day?" in text(talk.say("break 1 hour")), "of no hours: the day is asked on"
    assert [row["date"] for row in table(talk)] == ["2026-11-20"]


def test_of_two_readings_of_a_day_the_one_that_has_not_come_is_left_out(talk: Talk) -> None:
    opened(talk)
    talk.press("c:0:home/hours.day")
    assert "Mon 12 Oct: from when to when" in text(talk.say("12/10"))


def test_a_day_typed_with_the_log_in_sight_is_a_day_of_it(talk: Talk) -> None:
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    talk.start()
    talk.tap("en")  # the first question of a report stays open below
    talk.command("hours")
    said = text(talk.say("12/10"))
    assert "Mon 12 Oct: from when to when" in said
    assert "Kept with your report" not in said, "there is none"
    talk.say("9-18 break 60")
    assert [row["date"] for row in table(talk)] == ["2026-10-12"]


def test_ticks_stay_when_the_week_before_is_looked_at_and_there_is_a_way_back(talk: Talk) -> None:
    opened(talk)
    said = press(talk, press(talk, talk.press("c:0:home/hours.week"), "☐ Wed 18"), "☐ Thu 19")
    assert not any(label.startswith("▶") for label, _ in buttons(said))
    said = press(talk, press(talk, said, "◀"), "☐ Mon 16")
    assert "☑ Wed 18 Nov\n☑ Thu 19 Nov" in text(said), "they are on another page"
    assert "Done" in [label for label, _ in buttons(said)]
    said = press(talk, press(talk, said, "▶"), "☑ Thu 19")
    press(talk, said, "Done")
    talk.say("8-17 break 60")
    assert [row["date"] for row in table(talk)] == ["2026-11-16", "2026-11-18"]
    said = talk.press("c:0:home/hours.week")
    assert "Done" not in [label for label, _ in buttons(said)], "the next time nothing is ticked"


def test_the_break_of_several_days_is_asked_once(talk: Talk) -> None:
    opened(talk)
    said = press(talk, press(talk, talk.press("c:0:home/hours.week"), "☐ Thu 19"), "☐ Fri 20")
    press(talk, said, "Done")
    said = press(talk, talk.say("8:30-19:00"), "1 h")
    assert text(said).count("break 1 h = 9 h 30 min") == 2
    assert [(row["state"], row["break_minutes"]) for row in table(talk)] == [("replaced", ""), ("counts", "60")] * 2


def test_a_date_with_a_hyphen_is_a_date(talk: Talk) -> None:
    opened(talk)
    talk.press("c:0:home/hours")
    assert "✓ Wed 18 Nov: 8:00–17:30, break 45 min" in text(talk.say("18-11 8:00-17:30 break 45"))
    talk.press("c:0:home/hours")
    assert "✓ Tue 17 Nov: 8:00–17:30" in text(talk.say("17-11 8:00-17:30"))


def test_a_date_with_a_hyphen_that_may_be_two_days_is_asked(talk: Talk) -> None:
    opened(talk)
    talk.press("c:0:home/hours")
    said = talk.say("03-04 9:00-18:00 break 60")
    assert "Which day?" in text(said)
    assert [label for label, _ in buttons(said)][:2] == ["3 April 2026", "4 March 2026"]
    assert "✓ Fri 3 Apr: 9:00–18:00, break 1 h = 8 h" in text(press(talk, said, "3 April 2026"))
    said = write(talk, "8-12 13:00-19:00", "2026-11-20")
    assert "Which day?" in text(said), "it may be 12 August"
    said = press(talk, said, "8:00–12:00, 13:00–19:00")
    assert "Fri 20 Nov: 8:00–12:00, 13:00–19:00 = 10 h" in text(said)
    assert [row["date"] for row in table(talk)] == ["2026-04-03", "2026-11-20"]


def test_the_date_of_a_line_that_could_not_be_read_is_not_taken_for_earlier_hours(talk: Talk) -> None:
    opened(talk)
    for line, why in (("15/11 26:00-27:00", "can't read hours"), ("15/11 8-17 break 18-19", "longer than the work")):
        talk.press("c:0:home/hours")
        assert "Which day?" in text(talk.say("9-18 break 60"))
        said = text(talk.say(line))
        assert why in said, line
        assert "✓" not in said, line
        assert "Sun 15 Nov: from when to when" in said, line
    assert table(talk) == []


def test_hours_that_can_be_meant_in_two_ways_wait_for_their_day(talk: Talk) -> None:
    opened(talk)
    talk.press("c:0:home/hours.day")
    said = press(talk, talk.say("8 to 5 break 60"), "Until 17:00")
    assert "Which day?" in text(said)
    assert "✓ Fri 20 Nov: 8:00–17:00, break 1 h = 8 h" in text(press(talk, said, "Fri 20"))


def test_a_day_in_one_line_is_shown_with_buttons_that_change_it(talk: Talk) -> None:
    opened(talk)
    said = write(talk, "8:30-19:00 break 60")
    assert "✓ Tue 24 Nov: 8:30–19:00, break 1 h = 9 h 30 min" in text(said)
    said = press(talk, said, "Change")
    said = talk.say("8:30 to 8pm break 60")
    assert "8:30–20:00, break 1 h = 10 h 30 min" in text(said)
    assert "(corrected on Tue 24 Nov, before: 8:30–19:00, break 1 h = 9 h 30 min)" in text(said)
    said = press(talk, said, "Strike out this day")
    assert "struck out on Tue 24 Nov, before: 8:30–20:00" in text(said)
    assert "Nothing is written down yet." in month(talk), "a day that was struck out never counts"
    assert "struck out" in days(talk)
    assert [row["state"] for row in table(talk)] == ["replaced", "replaced", "struck_out"]


def test_yesterday_and_any_past_day_by_button_or_in_words(talk: Talk) -> None:
    opened(talk)
    said = talk.press("c:0:home/hours.day")
    press(talk, said, "Yesterday")
    assert "Mon 23 Nov: 8:00–17:00" in text(talk.say("8-17 break 60"))
    talk.press("c:0:home/hours.day")
    assert "Fri 2 Oct" in text(talk.say("2 October"))
    assert "Fri 2 Oct: 9:00–18:00" in text(talk.say("9-18 break 60"))
    talk.press("c:0:home/hours.day")
    assert "Sun 22 Nov: 9:00–18:00" in text(talk.say("22/11 9-18 break 60"))
    talk.press("c:0:home/hours.day")
    assert "Which day?" in text(talk.say("10-15 no break"))
    assert "10:00–15:00, no break = 5 h" in text(press(talk, talk.heard[-1:], "Fri 20 Nov"))


def test_a_week_at_once(talk: Talk) -> None:
    opened(talk)
    write(talk, "8-17 break 60", "2026-11-20")
    said = talk.press("c:0:home/hours.week")
    assert not any("20 Nov" in label for label, _ in buttons(said)), "that day has hours already"
    for day in ("Wed 18", "Thu 19", "Mon 23"):
        said = press(talk, said, f"☐ {day}")
    said = press(talk, press(talk, said, "☑ Mon 23"), "☐ Tue 24")
    press(talk, said, "Done")
    said = talk.say("8:30-19:00 break 60")
    assert text(said).count("✓") == 3
    assert "4 days" in month(talk)


def test_of_several_days_those_that_can_be_are_written_and_the_others_asked_again(talk: Talk) -> None:
    opened(talk)
    write(talk, "2-10 no break", "2026-11-21")
    said = press(talk, press(talk, talk.press("c:0:home/hours.week"), "☐ Thu 19"), "☐ Fri 20")
    press(talk, said, "Done")
    said = talk.say("20:00-5:00 break 60")
    assert "✓ Thu 19 Nov: 20:00–5:00 (next day)" in text(said)
    assert "Fri 20 Nov: That is at the same time as: Sat 21 Nov: 2:00–10:00" in text(said)
    assert "Fri 20 Nov: 20:00–2:00 (next day)" in text(talk.say("20:00-2:00 break 60"))
    assert [row["date"] for row in table(talk)] == ["2026-11-19", "2026-11-20", "2026-11-21"]


def test_over_midnight_belongs_to_the_day_it_began_on(talk: Talk) -> None:
    opened(talk)
    said = write(talk, "22:00-6:00 break 60", "2026-11-22")
    assert "Sun 22 Nov: 22:00–6:00 (next day), break 1 h = 7 h" in text(said)
    assert "At night (22:00 to 5:00): 6 h – 7 h" in month(talk)


def test_what_cannot_be_is_asked_back_and_nothing_is_lost(talk: Talk) -> None:
    opened(talk)
    write(talk, "8-17 break 60", "2026-11-20")
    for line, answer in {
        "8:00-33:00": "more than 24 hours", "8:00-10:00 break 180": "longer than the work",
        "8-17 break 18-19": "break is longer", "99": "can't read hours",
    }.items():
        said = write(talk, line, "2026-11-19")
        assert answer in text(said), line
        assert "Thu 19 Nov: from when to when" in text(said), "the same day is asked again"
    assert "at the same time as: Fri 20 Nov: 8:00–17:00" in text(write(talk, "22:00 - 9:00 next day", "2026-11-19"))
    assert "has not come yet" in text(write(talk, "22:00-23:59", "2026-11-24"))
    assert "has not come yet" in text(talk.say("25 Dec 2026 8-17"))
    talk.press("c:0:home/hours.day")
    for tomorrow in ("1/1/2027", "25/11", "25/11 8-17 break 60"):
        assert "has not come yet" in text(talk.say(tomorrow)), "not that of last year"
    said = talk.say("tomorrow 8-17")
    assert "has not come yet" in text(said)
    assert "Which day?" in text(said), "what is written next is not for tomorrow"
    for none in ("2026-13-01", "1990-01-01"):
        talk.press("c:0:home/hours.day")
        assert "can't read hours" in text(talk.say(none)), none
    assert [row["date"] for row in table(talk)] == ["2026-11-20"]


def test_an_end_before_the_beginning_is_asked(talk: Talk) -> None:
    opened(talk)
    said = write(talk, "8 to 5 break 60", "2026-11-20")
    assert "The end is before the beginning" in text(said)
    assert [label for label, _ in buttons(said)] == ["Until 17:00", "Until 5:00, next day", "Write it again"]
    assert "8:00–17:00, break 1 h = 8 h" in text(press(talk, said, "Until 17:00"))


def test_a_day_with_hours_is_never_overwritten_in_silence(talk: Talk) -> None:
    opened(talk)
    write(talk, "6-10 no break")
    said = write(talk, "16-20 no break")
    assert "Written down already for this day: Tue 24 Nov: 6:00–10:00" in text(said)
    said = press(talk, said, "A second shift")
    assert "6:00–10:00, 16:00–20:00 = 8 h" in text(said)
    said = press(talk, write(talk, "9-12 no break"), "A second shift")
    assert "at the same time as: Tue 24 Nov: 6:00–10:00, 16:00–20:00" in text(said)
    said = press(talk, write(talk, "9-12 no break"), "Replace it")
    assert "9:00–12:00, no break = 3 h" in text(said)
    assert "before: 6:00–10:00, 16:00–20:00" in text(said)


def test_a_second_shift_that_has_to_be_written_again_stays_a_second_shift(talk: Talk) -> None:
    opened(talk)
    write(talk, "8-17 break 60", "2026-11-20")
    said = press(talk, write(talk, "16-22 no break", "2026-11-20"), "A second shift")
    assert "at the same time as" in text(said)
    said = talk.say("18-22 no break")
    assert "8:00–17:00, 18:00–22:00, break 1 h = 12 h" in text(said)
    assert "corrected" not in text(said)


def test_hours_are_replaced_only_on_the_day_of_which_the_worker_said_so(talk: Talk) -> None:
    opened(talk)
    write(talk, "8-17 break 60", "2026-11-19")
    write(talk, "8-17 break 60", "2026-11-20")
    talk.press("c:0:home/hours.change.2026-11-20")
    assert "Written down already" in text(talk.say("19/11 9-12 no break"))
    assert "Written down already" in text(talk.say("9-13 no break")), "typed instead of tapped: asked again"
    write(talk, "8-17", "2026-11-18")
    assert "Written down already" in text(talk.say("19/11 9-12 no break")), "while the break of another day is asked"
    assert all(row["state"] != "replaced" for row in table(talk))


def test_of_several_days_one_that_has_other_hours_by_now_is_asked_and_the_rest_goes_on(talk: Talk) -> None:
    opened(talk)
    said = press(talk, press(talk, talk.press("c:0:home/hours.week"), "☐ Wed 18"), "☐ Thu 19")
    press(talk, press(talk, said, "☐ Fri 20"), "Done")
    other = Talk(talk.ready, talk.folder, phone="phone", channel=talk.channel, start=talk.clock.now())
    with other.database.write() as uow:  # written meanwhile, on another phone
        day = Day.of(date(2026, 11, 19), 600, 900)
        Book(uow, talk.worker_id).put(Written(day.on, talk.clock.now(), day))
    other.close()
    said = talk.say("8-17")
    assert "✓ Wed 18 Nov: 8:00–17:00" in text(said)
    assert "Thu 19 Nov: 10:00–15:00" in text(said)
    said = press(talk, said, "Replace it")
    assert "✓ Thu 19 Nov: 8:00–17:00" in text(said)
    assert "✓ Fri 20 Nov: 8:00–17:00" in text(said)
    assert text(press(talk, said, "1 h")).count("break 1 h = 8 h") == 3


def test_the_break_of_a_second_shift_comes_on_top_of_the_first_ones(talk: Talk) -> None:
    opened(talk)
    write(talk, "8-17 break 60", "2026-11-20")
    said = press(talk, write(talk, "18-22", "2026-11-20"), "A second shift")
    assert "18:00–22:00: How long was the break" in text(said)
    said = press(talk, said, "30 min")
    assert "8:00–17:00, 18:00–22:00, break 1 h 30 min = 11 h 30 min" in text(said)
    write(talk, "8-17", "2026-11-19")
    talk.press("c:0:home/hours.on.2026-11-19")
    said = press(talk, talk.say("18-22 no break"), "A second shift")
    assert "8:00–17:00, 18:00–22:00: How long was the break in all?" in text(said)
    assert "8:00–12:00, 13:00–17:00, 18:00–22:00 = 12 h" in text(talk.say("12-13")), "the time between stays free"


def test_hours_typed_again_as_they_stand_take_no_break_back(talk: Talk) -> None:
    opened(talk)
    write(talk, "8-12 no break", "2026-11-20")
    said = write(talk, "8-12", "2026-11-20")
    assert "8:00–12:00, no break = 4 h" in text(said)
    assert "corrected" not in text(said)
    assert len(table(talk)) == 1


def test_the_example_in_the_question_is_understood_as_it_stands_in_every_language(talk: Talk) -> None:
    opened(talk)
    for back, language in enumerate(ENDONYMS):
        talk.press(f"c:0:lang/{language}")
        said = talk.press(f"c:0:home/hours.on.{date(2026, 11, 24) - timedelta(days=back)}")
        example = text(said).split("8:30-19:00")[1].splitlines()[0].rstrip("。.")
        talk.say(f"8:30-19:00{example}")
        row = table(talk)[0]  # the earliest day comes first
        assert tuple(row[name] for name in ("start", "end", "break_minutes", "worked_minutes")) == (
            "08:30", "19:00", "60", "570",
        ), language  # fmt: skip


def test_a_day_named_behind_the_hours_is_theirs_whatever_day_was_asked(talk: Talk) -> None:
    opened(talk)
    assert "Mon 23 Nov: 8:00–17:00" in text(write(talk, "8-17 yesterday break 60"))
    assert "24 Nov" not in days(talk)
    said = write(talk, "22-6 yesterday break 60")
    assert "Which day?" in text(said), "a night ends on the day after"
    assert [label for label, _ in buttons(said)][:2] == ["23 November 2026", "22 November 2026"]


def ticked(said: list[Said]) -> list[str]:
    return [label for label, _ in buttons(said) if label.startswith("☑")]


@pytest.mark.parametrize("line", ["mon-fri 8-17 break 60", "8-17 break 60, Monday to Friday"])
def test_hours_of_several_days_are_shown_before_they_are_written(talk: Talk, line: str) -> None:
    """On a Tuesday evening: of this week two days are over, so it is last week's."""
    opened(talk)
    said = write(talk, line)
    assert text(said).startswith("8:00–17:00\nOn which days")
    assert "☑ Mon 16 Nov\n☑ Tue 17 Nov" in text(said)
    assert ticked(said) == ["☑ Wed 18 Nov", "☑ Thu 19 Nov", "☑ Fri 20 Nov"]
    press(talk, press(talk, talk.say(line), "☑ Thu 19"), "Done")
    assert [row["date"][-2:] for row in table(talk)] == ["16", "17", "18", "20"]
    assert {row["worked_minutes"] for row in table(talk)} == {"480"}


def test_several_days_that_nobody_can_tell_are_asked(talk: Talk) -> None:
    opened(talk)
    for line in ("8-17 every day", "mon-blah 8-17"):
        said = write(talk, line)
        assert "On which days" in text(said), line
        assert ticked(said) == []
    press(talk, press(talk, said, "☐ Thu 19"), "Done")
    assert [row["date"] for row in table(talk)] == ["2026-11-19"]


def test_an_end_before_the_beginning_is_asked_before_the_days(talk: Talk) -> None:
    opened(talk)
    said = press(talk, write(talk, "mon, tue 8-5"), "Until 17:00")
    assert ticked(said) == ["☑ Mon 23 Nov", "☑ Tue 24 Nov"]
    said = press(talk, said, "Done")
    assert "Mon 23 Nov" in text(said)
    said = write(talk, "mon-fri 22-6")
    assert text(said).endswith("☑ Mon 16 Nov\n☑ Tue 17 Nov"), "tonight is not over"
    assert [row["date"][-2:] for row in table(talk)] == ["23", "24"]


@pytest.mark.parametrize("line", ["9-18 overtime 2 hours", "9-18 残業2時間", "9-18 overtime until 21", "9-18 3 people"])
def test_overtime_is_no_break(talk: Talk, line: str) -> None:
    """What may be no break is asked once more, with an example; nothing is written down."""
    opened(talk)
    said = write(talk, line)
    assert "✓" not in text(said), text(said)
    assert not table(talk)
    assert "✓ Tue 24 Nov: 9:00–20:00, break 1 h" in text(write(talk, "9-20 break 60"))


@pytest.mark.parametrize("line", ["9-18 sick", "9-18 no pay", "9-18 yasumi"])
def test_a_day_that_was_not_worked_or_not_paid_is_asked_about(talk: Talk, line: str) -> None:
    opened(talk)
    assert "✓" not in text(write(talk, line))
    assert not table(talk)
    assert "✓ Tue 24 Nov: 9:00–18:00, break 1 h" in text(write(talk, "9-18 yasumi 60"))


def test_two_days_in_one_line_are_never_taken_for_the_one_that_was_asked_about(talk: Talk) -> None:
    opened(talk)
    said = write(talk, "yesterday and today 9-18")
    assert "✓" not in text(said)
    assert "✓ Mon 23 Nov: 9:00–18:00" in text(press(talk, said, "23 November"))
