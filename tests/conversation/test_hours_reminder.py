"""The daily reminder: only for who wants it, at their hour, saying nothing, and never about a day that is filled."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text as sql

from bot.clock import JAPAN
from bot.conversation.worktime_reminder import TIMES, next_time
from bot.workers.housekeeping import Housekeeping
from tests.conversation.hours import opened, write
from tests.conversation.papers import buttons, press, text
from tests.conversation.talk import Said, Talk
from tests.conversation.ways import file_report


def at(talk: Talk, *moment: int) -> list[Said]:
    """Time goes on until then; what is due happens, and the phone gets it."""
    talk.clock.advance(datetime(*moment, tzinfo=JAPAN) - talk.clock.now())  # type: ignore[misc, arg-type]  # its parts
    service = talk._service()
    Housekeeping(talk.database, talk._wording, talk.clock, lambda: "", service.notifier).run()
    return [one for one in talk.wait(seconds=1) if "write something down" in one.text]


def wanted(talk: Talk, when: str = "evening") -> list[Said]:
    opened(talk)
    press(talk, talk.press("c:0:home/hours"), "Remind me")
    return talk.press(f"c:0:home/hours.remind.{when}")


def test_it_comes_every_day_at_the_hour_that_was_chosen_and_says_nothing(talk: Talk) -> None:
    assert "We remind you at 20:00" in text(wanted(talk))
    assert at(talk, 2026, 11, 25, 19, 59) == []
    (said,) = at(talk, 2026, 11, 25, 20, 1)
    shown = (said.text + " ".join(said.labels)).lower()
    for word in ("work", "hour", "shift", "todoke", "employer", "case"):
        assert word not in shown
    assert at(talk, 2026, 11, 25, 20, 5) == [], "once a day"
    assert len(at(talk, 2026, 11, 26, 20, 1)) == 1
    assert "Your own hours" in text(press(talk, [said], "Continue"))


def test_who_wants_it_on_sundays_is_told_so_and_gets_it_on_sundays(talk: Talk) -> None:
    said = text(wanted(talk, "sunday"))
    assert "✓ Only on Sundays" in said
    assert "We remind you at 20:00" in said
    assert at(talk, 2026, 11, 28, 20, 1) == [], "a Saturday"
    assert len(at(talk, 2026, 11, 29, 20, 1)) == 1


def test_one_tap_ends_it(talk: Talk) -> None:
    wanted(talk)
    (said,) = at(talk, 2026, 11, 25, 20, 1)
    press(talk, [said], "No more reminders")
    assert at(talk, 2026, 11, 26, 20, 1) == []
    assert "Remind me every day" in [label for label, _ in buttons(talk.press("c:0:home/hours"))]


def test_none_on_a_day_that_is_filled_struck_out_or_running(talk: Talk) -> None:
    wanted(talk)
    talk.clock.advance(timedelta(hours=20))
    write(talk, "8-17 break 60", "2026-11-25")
    assert at(talk, 2026, 11, 25, 20, 1) == []
    talk.clock.advance(timedelta(hours=20))
    write(talk, "8-12 no break", "2026-11-26")
    talk.press("c:0:home/hours.strike.2026-11-26")
    assert at(talk, 2026, 11, 26, 20, 1) == []
    talk.clock.advance(timedelta(hours=14))
    talk.press("c:0:home/hours.start")
    assert at(talk, 2026, 11, 27, 20, 1) == []


def test_none_after_the_worker_has_left(talk: Talk) -> None:
    wanted(talk)
    worker_id = talk.worker_id
    talk.press("c:0:delete")
    talk.press("c:0:delete/yes")
    assert at(talk, 2026, 11, 25, 20, 1) == []
    at(talk, 2026, 12, 3, 9, 0)
    with talk.database.read() as uow:
        assert uow.workers.get(worker_id) is None
        assert uow.hours.due(talk.clock.now() + timedelta(days=30)) == []


def test_it_comes_to_the_phone_that_is_used_now(talk: Talk) -> None:
    wanted(talk)
    with talk.database.write() as uow:
        old = uow.conversations.get(talk.conversation_id)
        new_id, _ = uow.conversations.find_or_create(talk.channel, "another phone", talk.clock.now())
        new = uow.conversations.get(new_id)
        assert old is not None
        assert new is not None
        uow.conversations.hand_over(old, new)
    other = Talk(talk.ready, talk.folder, phone="another phone")
    other.clock = talk.clock
    talk.clock.advance(timedelta(minutes=1))
    other.press("c:0:home/hours")
    assert at(talk, 2026, 11, 25, 20, 1) == [], "whoever has the old phone gets nothing"
    assert any("write something down" in one.text for one in other.wait(seconds=1))
    other.close()


def test_on_which_days_it_went_out_stands_nowhere_in_plain_and_is_soon_forgotten(talk: Talk) -> None:
    wanted(talk)

    def names() -> list[str]:
        with talk.database.read() as uow:
            return [row[0] for row in uow.execute(sql("SELECT dedupe FROM outbox WHERE dedupe IS NOT NULL"))]

    assert len(at(talk, 2026, 11, 25, 20, 1)) == 1
    (name,) = names()
    assert "2026-11" not in name
    assert talk.worker_id not in name
    talk.press("c:0:home/hours.remind.off")
    at(talk, 2026, 11, 29, 12, 0)
    assert names() == []


def test_after_an_outage_it_waits_for_its_hour(talk: Talk) -> None:
    wanted(talk)
    assert at(talk, 2026, 11, 26, 3, 0) == [], "nobody is woken at night"
    assert len(at(talk, 2026, 11, 26, 20, 2)) == 1


def test_who_allowed_one_window_is_reminded_in_it_only(talk: Talk) -> None:
    opened(talk)
    with talk.database.write() as uow:
        uow.workers.update_profile(talk.worker_id, write_first="morning")
    assert "We remind you at 08:30" in text(press(talk, talk.press("c:0:home/hours"), "Remind me"))
    assert at(talk, 2026, 11, 24, 22, 30) == []
    assert len(at(talk, 2026, 11, 25, 8, 31)) == 1, "in the morning it is about the day before"
    talk.clock.advance(timedelta(hours=10))
    write(talk, "8-12 no break", "2026-11-25")
    assert at(talk, 2026, 11, 26, 8, 31) == []


@pytest.mark.parametrize(("said", "comes"), [("morning", (8, 31)), ("never", None)])
def test_who_says_later_when_we_may_write_is_not_reminded_outside_of_that(
    talk: Talk, said: str, comes: tuple[int, int] | None
) -> None:
    wanted(talk)
    talk.command("start")
    file_report(talk, write_first=said)
    assert at(talk, 2026, 11, 25, 20, 1) == []
    if comes is None:
        assert "Remind me every day" in [label for label, _ in buttons(talk.press("c:0:home/hours"))]
    else:
        assert len(at(talk, 2026, 11, 26, *comes)) == 1


@pytest.mark.parametrize("when", list(TIMES))
def test_the_next_time_is_within_the_hours_that_were_chosen(when: str) -> None:
    now = datetime(2026, 11, 24, 20, 0, tzinfo=JAPAN)
    found = next_time(when, now)
    assert found > now
    assert found.time() == TIMES[when]
    assert (found.weekday() == 6) == (when == "sunday")
