"""A day comes near, and the phone may ring only tomorrow: what is read then is true then."""

from datetime import timedelta
from pathlib import Path

from bot.cases.notifier import DaysLeft
from bot.clock import date_in_japan, in_japan
from storage.models import Case
from storage.uow import UnitOfWork
from tests.conversation.talk import Ready, Talk
from tests.conversation.ways import file_report

NEAR = "job_loss.clock_notice.info"


def _case(uow: UnitOfWork, talk: Talk) -> Case:
    (case,) = uow.cases.of_worker(talk.worker_id)
    return case


def _told_of_a_day(talk: Talk, days: int) -> bool:
    """At noon somebody who allowed mornings is to be told of a day that is so many days ahead."""
    file_report(talk, write_first="morning")
    talk.wait(hours=24 + (12 - in_japan(talk.clock.business()).hour) % 24)
    now = talk.clock.business()
    day = date_in_japan(now) + timedelta(days=days)
    with talk.database.write() as uow:
        service = talk._service()
        return service.notifier.to_worker(
            uow, _case(uow, talk), NEAR, {"date": day, "days": DaysLeft(day)}, now, dedupe="near"
        )


def test_the_days_left_are_counted_on_the_morning_on_which_it_is_read(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk", channel="telegram")
    assert _told_of_a_day(talk, 3)
    said = [one.text for one in talk.wait(days=1)]
    assert any("Days left: 2" in text for text in said), said


def test_what_would_be_read_after_the_day_is_not_told(ready: Ready, tmp_path: Path) -> None:
    talk = Talk(ready, tmp_path / "talk", channel="telegram")
    assert _told_of_a_day(talk, 0)
    assert not any("Days left" in one.text for one in talk.wait(days=2))
