"""Start and Stop that Telegram kept back; hours that wait for an answer nobody ever gives."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text as sql

from bot.clock import JAPAN
from bot.workers.housekeeping import Housekeeping
from bot.workers.intake import Arrival, store
from tests.conversation.hours import opened, reported, write
from tests.conversation.papers import text
from tests.conversation.talk import Talk

LATE = "We do not know when you tapped"


def kept_back(talk: Talk, name: str, since: datetime) -> str:
    """A tap that came only now; it was pressed at any time since then."""
    event: dict[str, Any] = {"type": "tap", "data": f"c:0:home/hours.{name}", "after": since.isoformat()}
    talk._seq += 1
    with talk.database.write() as uow:
        store(uow, talk.clock, [Arrival(talk._source, talk._seq, talk.channel, "", event, _owner(talk))])
    return text(talk.press("n"))  # which comes after it


def _owner(talk: Talk) -> tuple[str, str]:
    return talk.conversation_id, talk.worker_id


def housekeeping(talk: Talk) -> None:
    Housekeeping(talk.database, talk._wording, talk.clock, lambda: "", talk._service().notifier).run()


def test_of_a_tap_that_was_kept_back_the_worker_hears_that_its_time_may_be_wrong(talk: Talk) -> None:
    opened(talk)
    talk.clock.advance(timedelta(hours=13))  # 11:00 of the next day; nothing had come since eight
    said = kept_back(talk, "start", datetime(2026, 11, 25, 8, 0, tzinfo=JAPAN))
    assert "At work since Wed 25 Nov 11:00." in said
    assert LATE in said
    talk.clock.advance(timedelta(hours=10))
    said = kept_back(talk, "stop", datetime(2026, 11, 25, 18, 0, tzinfo=JAPAN))
    assert LATE in said
    assert "11:00–21:00" in said
    talk.press("c:0:home/hours.change.2026-11-25")  # as the text says
    assert "8:00–18:00" in text(talk.say("8-18"))


def test_of_a_tap_that_came_at_once_nothing_is_said(talk: Talk) -> None:
    opened(talk)
    talk.clock.advance(timedelta(hours=10))
    assert LATE not in text(talk.press("c:0:home/hours.start"))
    talk.clock.advance(timedelta(hours=10))
    assert LATE not in text(talk.press("c:0:home/hours.stop"))


def test_hours_that_wait_for_an_answer_are_forgotten_after_thirty_days_and_the_log_stays(talk: Talk) -> None:
    reported(talk)
    write(talk, "8-17 break 60")
    talk.press("c:0:home/status")
    talk.say("9-18")  # nobody had asked: of which day, or is it for those who help?
    assert talk.state()["hours"]["said"] == "9-18"
    for days, there in ((29, True), (2, False)):
        talk.clock.advance(timedelta(days=days))
        housekeeping(talk)
        assert ("hours" in talk.state()) is there
    assert "8:00–17:00" in text(talk.press("c:0:home/hours.days.2026-11"))


def test_hours_that_waited_before_there_was_an_end_are_forgotten_thirty_days_from_now(talk: Talk) -> None:
    reported(talk)
    write(talk, "8-17 break 60")
    talk.press("c:0:home/status")
    talk.say("9-18")
    with talk.database.write() as uow:
        uow.execute(sql("UPDATE hours_log SET waits_until = NULL"))
    housekeeping(talk)
    for days, there in ((29, True), (2, False)):
        talk.clock.advance(timedelta(days=days))
        housekeeping(talk)
        assert ("hours" in talk.state()) is there
    assert "8:00–17:00" in text(talk.press("c:0:home/hours.days.2026-11"))


def test_who_waits_and_answers_starts_the_thirty_days_anew(talk: Talk) -> None:
    opened(talk)
    talk.press("c:0:home/hours.on.2026-11-24")
    talk.clock.advance(timedelta(days=20))
    talk.press("c:0:home/hours.on.2026-11-24")
    talk.clock.advance(timedelta(days=20))
    housekeeping(talk)
    assert talk.state()["hours"]["on"] == ["2026-11-24"]


def test_a_start_without_anything_after_it_ends_with_the_log_too(talk: Talk) -> None:
    opened(talk)
    talk.press("c:0:home/hours.start")

    def left() -> int:
        with talk.database.read() as uow:
            return int(uow.execute(sql("SELECT count(*) FROM hours_log")).scalar_one())

    for days, there in ((3 * 365, 1), (60, 0)):
        talk.clock.advance(timedelta(days=days))
        housekeeping(talk)
        assert left() == there


def test_yesterday_is_the_day_before_it_was_written_not_before_it_came(talk: Talk) -> None:
    opened(talk)  # on the 24th, at ten in the evening
    talk.press("c:0:home/hours.day")
    written = (talk.clock.now() + timedelta(minutes=110)).isoformat()  # at ten to midnight
    talk.clock.advance(timedelta(hours=3))
    talk._seq += 1
    event = {"type": "text", "text": "yesterday 8-17 break 60", "at": written}
    with talk.database.write() as uow:
        store(uow, talk.clock, [Arrival(talk._source, talk._seq, talk.channel, "", event, _owner(talk))])
    assert "Mon 23 Nov: 8:00–17:00" in text(talk.press("n"))
