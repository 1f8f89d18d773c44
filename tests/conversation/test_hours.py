"""Workers keep their own hours: in their words, corrected in the open, for nobody else."""

import asyncio
import csv
import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.web.stored import StoredGateway
from bot.clock import JAPAN
from bot.conversation import worktime_pages
from bot.conversation.bubbles import DATA_LIMIT
from bot.conversation.making import make_due
from bot.conversation.worktime_book import Book
from bot.wording.languages import ENDONYMS
from bot.workers.housekeeping import Housekeeping
from bot.workers.intake import Arrival, Intake, store
from flows.law.log import Written
from flows.law.pay.days import Day
from tests.conversation.talk import Ready, Said, Talk
from tests.conversation.test_papers import buttons, press, text
from tests.conversation.ways import file_report
from tests.flows.test_shift import SENTENCES

AT_NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=JAPAN)


def reported(talk: Talk) -> list[Said]:
    """Somebody with a report opens the log from the home page, on an evening."""
    file_report(talk)
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    return press(talk, talk.command("status"), "My hours")


def opened(talk: Talk) -> list[Said]:
    """Somebody who has told nothing comes for the log, on an evening."""
    talk.clock.advance(AT_NIGHT - talk.clock.now())
    talk.command("hours")
    return talk.tap("lang/en")


def write(talk: Talk, line: str, day: str = "2026-11-24") -> list[Said]:
    """A day of hours, typed."""
    talk.press(f"c:0:home/hours.on.{day}")
    return talk.say(line)


def month(talk: Talk, name: str = "2026-11") -> str:
    return text(talk.press(f"c:0:home/hours.month.{name}"))


def days(talk: Talk, name: str = "2026-11") -> str:
    return text(talk.press(f"c:0:home/hours.days.{name}"))


def table(talk: Talk) -> list[dict[str, str]]:
    """The whole log as the worker gets it."""
    said = talk.press("c:0:home/hours.csv")
    paper = next(one.payload["paper"] for one in said if "paper" in one.payload)
    with talk.database.read() as uow:
        row = uow.papers.get(paper["id"])
        assert row is not None
        content = uow.papers.content(row)
    assert content is not None
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_start_and_stop_with_one_tap_and_the_break_afterwards(talk: Talk) -> None:
    opened(talk)
    talk.clock.advance(timedelta(hours=10, minutes=30))  # 8:30 of the next day
    said = press(talk, talk.press("c:0:home/hours"), "Start work now")
    assert "At work since Wed 25 Nov 08:30." in text(said)
    talk.restart()
    talk.clock.advance(timedelta(hours=10, minutes=30))
    assert "At work since" in text(talk.press("c:0:home/hours"))
    said = press(talk, talk.heard[-1:], "Stop work now")
    assert "Wed 25 Nov: 8:30–19:00, break not written down = 10 h 30 min" in text(said)
    said = press(talk, said, "1 h")
    assert "8:30–19:00, break 1 h = 9 h 30 min" in text(said)
    assert "corrected" not in text(said), "filling in the break corrects nothing"


def test_a_tap_that_was_long_on_its_way_counts_from_when_it_was_pressed(talk: Talk) -> None:
    opened(talk)
    talk.clock.advance(timedelta(hours=10, minutes=30))  # 8:30 of the next day

    def waited(name: str, minutes: int, **told: str) -> str:
        event = {"type": "tap", "data": f"c:0:home/hours.{name}", **told}
        talk._seq += 1
        with talk.database.write() as uow:
            owner = (talk.conversation_id, talk.worker_id)
            store(uow, talk.clock, [Arrival(talk._source, talk._seq, talk.channel, "", event, owner)])
        talk.clock.advance(timedelta(minutes=minutes))
        return text(talk.press("n"))  # which comes after it

    assert "At work since Wed 25 Nov 08:30." in waited("start", 40), "it lay with us for forty minutes"
    talk.clock.advance(timedelta(hours=12))  # 21:10; the phone had no network since 19:00
    said = waited("stop", 0, at=datetime(2026, 11, 25, 19, 0, tzinfo=JAPAN).isoformat())
    assert "Wed 25 Nov: 8:30–19:00" in said


def test_a_phone_without_network_starts_when_it_was_pressed(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "web", channel="web")
    opened(talk)
    gateway = StoredGateway(talk.database, talk.clock, talk._wording, Intake(talk.database, talk.clock, lambda: None))
    event = {"type": "tap", "data": "c:0:home/hours.start", "age": 600}
    asyncio.run(gateway.intake(talk.conversation_id, talk._seq + 1, event))
    talk._seq += 1
    assert "At work since Tue 24 Nov 21:50." in text(talk.press("n"))
    talk.close()


def test_start_and_stop_in_the_same_minute_lose_no_day(talk: Talk) -> None:
    opened(talk)
    talk.clock.advance(timedelta(hours=20))
    talk.press("c:0:home/hours.start")
    said = talk.press("c:0:home/hours.stop")
    assert "When did this work end?" in text(said)
    assert "At work since Wed 25 Nov 18:00" in text(talk.press("c:0:home/hours"))
    press(talk, talk.press("c:0:home/hours.stop"), "I did not work then")
    assert "At work since" not in text(talk.press("c:0:home/hours"))


def test_on_telegram_it_is_the_same(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "telegram", channel="telegram")
    opened(talk)
    said = write(talk, "8:30-19:00 break 60")
    assert "✓ Tue 24 Nov: 8:30–19:00, break 1 h = 9 h 30 min" in text(said)
    every = [button["data"] for one in talk.heard for row in one.payload.get("rows", ()) for button in row]
    assert max(len(data.encode()) for data in every) <= DATA_LIMIT
    assert len(table(talk)) == 1
    talk.close()


def test_made_up_buttons_do_no_harm(talk: Talk) -> None:
    opened(talk)
    write(talk, "8:30-19:00 break 60")
    for data in (
        "month.0001-01", "month.9999-12", "month.2026-13", "days.0001-01", "on.0001-01-01", "on.9999-12-31", "on.x",
        "pause.2026-11-24.999", "pause.2026-11-23.30", "pause.2026-11-24.-5", "pause.2026-11-24.٣", "strike.2026-11-20",
        "way.0", "way.7", "replace", "second", "tick.2026-11-24", "ticked", "again", "week.999", "stop", "mistake",
        "remind.x", "pdf.0001-01", "", ".", "......", "x" * 40,
    ):  # fmt: skip
        assert talk.press(f"c:0:home/hours.{data}"), data
        talk.say("?")
    assert [row["state"] for row in table(talk)] == ["counts"]


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
    assert "8:00–18:00, break 30 min = 9 h 30 min" in text(talk.say("8-18 break 30"))


def test_the_break_of_several_days_is_asked_once(talk: Talk) -> None:
    opened(talk)
    said = press(talk, press(talk, talk.press("c:0:home/hours.week"), "☐ Thu 19"), "☐ Fri 20")
    press(talk, said, "Done")
    said = press(talk, talk.say("8:30-19:00"), "1 h")
    assert text(said).count("break 1 h = 9 h 30 min") == 2
    assert [(row["state"], row["break_minutes"]) for row in table(talk)] == [("replaced", ""), ("counts", "60")] * 2


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
    assert "has not come yet" in text(talk.say("1/1/2027"))
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


def test_a_stop_that_was_forgotten_is_asked_the_next_time(talk: Talk) -> None:
    opened(talk)
    talk.press("c:0:home/hours.start")
    talk.clock.advance(timedelta(days=2))
    said = talk.press("c:0:home/hours")
    assert "You began on Tue 24 Nov 22:00 and did not tap Stop." in text(said)
    assert "can't read" in text(talk.say("99"))
    assert "Tue 24 Nov: 22:00–6:30 (next day)" in text(talk.say("6:30"))
    talk.press("c:0:home/hours.pause.2026-11-24.60")
    assert "At work" not in text(talk.press("c:0:home/hours"))
    talk.press("c:0:home/hours.start")
    talk.clock.advance(timedelta(days=2))
    press(talk, talk.press("c:0:home/hours"), "I did not work then")
    assert len([row for row in table(talk) if row["state"] == "counts"]) == 1


def test_an_end_that_can_be_meant_in_two_ways_is_asked_too(talk: Talk) -> None:
    opened(talk)
    talk.clock.advance(timedelta(hours=10, minutes=30))
    talk.press("c:0:home/hours.start")
    talk.clock.advance(timedelta(days=1))
    talk.press("c:0:home/hours")
    said = talk.say("7")
    assert [label for label, _ in buttons(said)][:2] == ["Until 19:00", "Until 7:00, next day"]
    assert "Wed 25 Nov: 8:30–19:00" in text(press(talk, said, "Until 19:00"))
    assert "At work" not in text(talk.press("c:0:home/hours"))


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


def test_the_month_with_its_sums_a_picture_and_the_limits_of_the_law(talk: Talk) -> None:
    opened(talk)
    for number in range(2, 21):
        on = date(2026, 11, number)
        if on.weekday() < 6:
            write(talk, "8:00-20:00 break 60", str(on))
    said = month(talk)
    assert "November 2026: 17 days" in said
    assert "All hours: 187 h" in said
    assert "Beyond 8 hours a day or 40 a week: 67 h" in said
    assert "more than 45 hours" in said
    assert "▓" in said
    assert "░" in said
    assert "Article 36" in said
    assert "no legal decision" in said
    assert "100 hours or more" not in said


def test_with_the_pay_of_the_report_the_month_says_what_is_still_unpaid(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(talk)
    known = {"pay_form": "hourly", "hourly_pay": 1200, "paid_how": "nothing", "overtime_month": "h80"}
    monkeypatch.setattr(worktime_pages, "known_facts", lambda uow, case: known)
    for number in range(16, 21):
        write(talk, "8:00-20:00 break 60", f"2026-11-{number}")  # 15 hours beyond 8: 22,500 yen
    assert "if payday does not bring it: 22,000 yen – 23,000 yen" in month(talk), "it may still be paid"
    write(talk, "8:00-20:00", "2026-11-13")
    assert "Days whose break is not written down: 1" in month(talk)
    assert "payday" not in month(talk), "with a break that nobody told no amount is a lower bound"
    press(talk, talk.press("c:0:home/hours.strike.2026-11-13"), "Close")
    for lapsed in ("2023-08-01", "2023-10-02"):
        write(talk, "8:00-20:00 break 60", lapsed)
    assert "still unpaid" not in month(talk, "2023-08"), "after three years nobody can claim it"
    assert "still unpaid for this month" in month(talk, "2023-10")
    known["paid_how"] = "unknown_paid"
    assert "payday" not in month(talk), "nobody said what was paid"
    known |= {"paid_how": "nothing", "pay_form": "piece"}
    assert "payday" not in month(talk), "piece rates can't be computed"


def test_a_month_is_a_paper_for_the_worker_alone(talk: Talk) -> None:
    opened(talk)
    write(talk, "8:30-19:00 break 60", "2026-11-20")
    write(talk, "8:30-20:00 break 60", "2026-11-20")
    talk.press("c:0:home/hours.replace")
    said = talk.press("c:0:home/hours.pdf.2026-11")
    assert "paper" in text(said).lower()
    while make_due(talk.database, talk.clock, talk._wording):
        pass
    paper = next(one.payload["paper"] for one in talk._listen() if "paper" in one.payload)
    assert paper["name"] == "2026-11-24.pdf", "a name that tells nothing"
    with talk.database.read() as uow:
        row = uow.papers.get(paper["id"])
        assert row is not None
        assert row.case_id is None, "no case has it"
        assert (uow.papers.content(row) or b"").startswith(b"%PDF-")


def test_the_table_has_what_was_written_with_days_and_minutes(talk: Talk) -> None:
    opened(talk)
    write(talk, "8-12 13-19", "2026-10-30")
    write(talk, "22:00-6:00 break 60", "2026-11-22")
    rows = table(talk)
    assert [tuple(row.values())[:7] for row in rows] == [
        ("2026-10-30", "08:00", "19:00", "12:00-13:00", "60", "600", "counts"),
        ("2026-11-22", "22:00", "30:00", "", "60", "420", "counts"),
    ]
    assert rows[0]["written_at"] == "2026-11-24T22:00+09:00"


def test_three_years_after_the_last_word_it_is_forgotten_and_writing_keeps_it(talk: Talk) -> None:
    def tidied() -> None:
        service = talk._service()
        Housekeeping(talk.database, talk._wording, talk.clock, lambda: "", service.notifier).run()

    opened(talk)
    write(talk, "8:30-19:00 break 60")
    talk.clock.advance(timedelta(days=3 * 365))
    tidied()
    talk.press("c:0:home/hours")
    write(talk, "8-17 break 60", "2029-11-20")
    talk.clock.advance(timedelta(days=3 * 365))
    tidied()
    assert [row["date"] for row in table(talk)] == ["2026-11-24", "2029-11-20"]
    talk.clock.advance(timedelta(days=60))
    tidied()
    assert table(talk) == []


def test_nothing_of_it_is_seen_by_those_who_help(talk: Talk) -> None:
    reported(talk)
    write(talk, "8:30-19:00 break 60")
    with talk.database.read() as uow:
        case = uow.cases.of_worker(talk.worker_id)[-1]
        assert not any("hours" in line.kind for line in uow.cases.events(case.id))
        assert not uow.cases.messages(case.id)


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


def test_hours_that_nobody_asked_for_may_be_a_message_all_the_same(talk: Talk) -> None:
    reported(talk)
    write(talk, "8-17 break 60", "2026-11-20")
    for leave in ("c:0:home/status", "c:0:home/hours", "c:0:home/hours.others"):
        talk.press("c:0:home/status")
        talk.say("9-18")
        assert "Kept with your report" in text(talk.press(leave)), leave
    assert told(talk) == ["9-18"] * 3
    talk.press("c:0:home/status")
    press(talk, talk.say("9-18 break 60"), "Yesterday")
    talk.press("c:0:home/status")
    assert told(talk) == ["9-18"] * 3, "it was about hours"


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
