"""Start and Stop: work that is written down with two taps, wherever and whenever they were pressed."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from bot.channels.web.stored import StoredGateway
from bot.clock import JAPAN
from bot.conversation.bubbles import DATA_LIMIT
from bot.workers.intake import Arrival, Intake, store
from tests.conversation.hours import opened, table, write
from tests.conversation.papers import buttons, press, text
from tests.conversation.talk import Ready, Talk


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
    assert "did not tap Stop" not in text(said), "they have just tapped it"
    assert "At work since Wed 25 Nov 18:00" in text(said)
    assert "Wed 25 Nov: from when to when did you work" in text(said)
    assert "At work since Wed 25 Nov 18:00" in text(talk.press("c:0:home/hours"))
    press(talk, talk.press("c:0:home/hours.stop"), "I did not work then")
    assert "At work since" not in text(talk.press("c:0:home/hours"))


def test_of_start_and_stop_that_came_together_the_hours_can_be_written_or_the_end_alone(talk: Talk) -> None:
    opened(talk)
    for line, shown in (("8-17 break 60", "8:00–17:00, break 1 h"), ("18:50", "18:30–18:50")):
        talk.clock.advance(timedelta(hours=20) if line == "8-17 break 60" else timedelta(days=1))
        talk.press("c:0:home/hours.start")
        talk.press("c:0:home/hours.stop")
        assert "can't read" in text(talk.say("99"))
        talk.clock.advance(timedelta(minutes=30))
        assert shown in text(talk.say(line))
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
