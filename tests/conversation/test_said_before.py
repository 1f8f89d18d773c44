"""What waited on its way, with Telegram, on a phone without network or with us, means the days of when it was said."""

from datetime import datetime, timedelta
from typing import Any

from bot.clock import JAPAN
from bot.workers.intake import Arrival, store
from tests.conversation.talk import Talk
from tests.conversation.ways import reach

TEN_TO_MIDNIGHT = datetime(2026, 11, 30, 23, 50, tzinfo=JAPAN)


def late(talk: Talk, event: dict[str, Any]) -> None:
    """Said ten minutes before the month ended; it comes half an hour later."""
    talk.clock.advance(TEN_TO_MIDNIGHT + timedelta(minutes=30) - talk.clock.now())
    talk._seq += 1
    arrival = Arrival(
        talk._source, talk._seq, talk.channel, "", {**event, "at": TEN_TO_MIDNIGHT.isoformat()},
        (talk.conversation_id, talk.worker_id),
    )  # fmt: skip
    with talk.database.write() as uow:
        store(uow, talk.clock, [arrival])
    talk.press("n")  # which comes after it


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
