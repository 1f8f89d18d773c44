"""What waited on its way, with Telegram, on a phone without network or with us, means the days of when it was said."""

from datetime import datetime, timedelta
from typing import Any

from bot.clock import JAPAN
from bot.workers.intake import Arrival, store
from tests.conversation.talk import Talk
from tests.conversation.ways import reach

TEN_TO_MIDNIGHT = datetime(2026, 11, 30, 23, 50, tzinfo=JAPAN)


def came(talk: Talk, at: datetime, *events: dict[str, Any]) -> None:
    """Several things that were said at the same time come only now."""
    arrivals = []
    for event in events:
        talk._seq += 1
        owner = (talk.conversation_id, talk.worker_id)
        said = {**event, "at": at.isoformat()}
        arrivals.append(Arrival(talk._source, talk._seq, talk.channel, "", said, owner))
    with talk.database.write() as uow:
        store(uow, talk.clock, arrivals)
    talk.press("n")  # which comes after it


def late(talk: Talk, *events: dict[str, Any]) -> None:
    """Said ten minutes before the month ended; it comes half an hour later."""
    talk.clock.advance(TEN_TO_MIDNIGHT + timedelta(minutes=30) - talk.clock.now())
    came(talk, TEN_TO_MIDNIGHT, *events)


def answers(talk: Talk) -> dict[str, dict[str, Any]]:
    with talk.database.read() as uow:
        row = uow.conversations.get(talk.conversation_id)
        assert row is not None
        assert row.run_id is not None
        return {one["variable"]: one for one in uow.conversations.answers(row.run_id)}


def test_yesterday_is_the_day_before_it_was_written(talk: Talk) -> None:
    reach(talk, "last_day_worked", mission="job_loss", ready="add_details")
    late(talk, {"type": "text", "text": "yesterday"})
    found = answers(talk)["last_day_worked"]
    assert found["value"] == "2026-11-29"
    assert found["at"] == TEN_TO_MIDNIGHT


def test_this_month_is_the_month_in_which_it_was_pressed(talk: Talk) -> None:
    asked = reach(talk, "last_worked", mission="job_loss")
    data = next(data for data in asked.data if data.endswith(":this_month"))
    late(talk, {"type": "tap", "data": data})
    assert answers(talk)["last_worked"]["at"] == TEN_TO_MIDNIGHT
    assert talk.state()["said"]["last_worked"] == "2026-11-30"


def test_what_was_written_right_behind_an_answer_is_of_that_day_too(talk: Talk) -> None:
    asked = reach(talk, "ready", mission="job_loss")
    data = next(data for data in asked.data if data.endswith(":add_details"))
    late(talk, {"type": "tap", "data": data}, {"type": "text", "text": "yesterday"})
    assert answers(talk)["last_day_worked"]["value"] == "2026-11-29"


def test_no_answer_is_older_than_its_question_however_wrong_the_clock_of_the_phone(talk: Talk) -> None:
    asked = reach(talk, "last_worked", mission="job_loss")
    shown = talk.clock.now()
    talk.clock.advance(timedelta(minutes=5))
    data = next(data for data in asked.data if data.endswith(":this_month"))
    came(talk, shown - timedelta(days=365), {"type": "tap", "data": data})
    assert talk.state()["said"]["last_worked"] == "2026-11-24"
    assert shown <= answers(talk)["last_worked"]["at"] <= talk.clock.now()


def test_where_nobody_knows_when_a_question_was_shown_it_is_the_beginning_of_the_report(talk: Talk) -> None:
    began = talk.clock.now()
    asked = reach(talk, "last_worked", mission="job_loss")
    with talk.database.write() as uow:
        uow.conversations.forget_in_state(talk.conversation_id, "shown_at")
    talk.clock.advance(timedelta(days=10))
    data = next(data for data in asked.data if data.endswith(":this_month"))
    came(talk, began - timedelta(days=365), {"type": "tap", "data": data})
    assert answers(talk)["last_worked"]["at"] == began
