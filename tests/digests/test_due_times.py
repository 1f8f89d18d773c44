"""An alert says what the console says at that moment: until when something is to be done, or since when it is late."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.access.roles import Role
from bot.cases.accept import accept
from bot.digests.mail import Mail
from bot.digests.times import StaffTimes
from bot.escalation import tick as ticking
from bot.wording.served import Snapshot
from storage.repositories.access import Viewer
from storage.repositories.staff_cases import Glimpse
from tests.digests.conftest import Office


@pytest.fixture
def office(tables_url: str, words: Snapshot) -> Iterator[Office]:
    """Two organisations and a coordinator, all with a linked chat."""
    made = Office(tables_url, words)
    made.person("aoki", chat="4711")
    made.person("mori", at="south", chat="4712")
    made.person("kudo", at=None, role=Role.COORDINATOR, chat="4713")
    yield made
    made.db.close()


def _seen(office: Office, name: str, number: str) -> Glimpse:
    """What the console's list says of a case to somebody."""
    one = office.people[name]
    with office.db.read() as uow:
        return next(s for s in uow.access.work_list(Viewer(one.id, one.partner_id, one.role)) if s.number == number)


def _said(office: Office, at: datetime) -> str:
    times = StaffTimes(office.words, "en", ZoneInfo("Asia/Tokyo"), office.clock.business())
    return f"due {times.when(at)}"


def _told(office: Office, name: str) -> list[str]:
    """The lines about the case in what somebody gets now, by mail and in the chat."""
    mails = [Mail.from_payload(payload).text for payload in office.sent(name)]
    chats = [payload["text"] for payload in office.sent(name, "telegram")]
    return [line for text in (*mails, *chats) for line in text.splitlines() if "received" in line]


def _reads_the_due_time(office: Office, name: str, number: str) -> None:
    due, told = _seen(office, name, number).due_at, _told(office, name)
    assert due is not None
    assert len(told) >= 2, "by mail and in the chat"
    assert all(_said(office, due) in line for line in told), told
    assert not any("overdue" in line for line in told), told


def test_the_first_alert_says_until_when_an_answer_counts(office: Office) -> None:
    number = office.file("north", "south", risks=("threat",))
    _reads_the_due_time(office, "aoki", number)


def test_whoever_is_asked_next_reads_their_own_time_not_the_one_that_ran_out(office: Office) -> None:
    number = office.file("north", "south", risks=("minor",))
    office.clock.advance(hours=1)
    office.pass_time(hours=1)
    _reads_the_due_time(office, "mori", number)


def test_after_a_lapse_too(office: Office) -> None:
    number = office.file("north", "south", risks=("minor",))
    office.act("aoki", number, accept)
    office.sent("aoki")
    while _seen(office, "kudo", number).state == "accepted":
        office.pass_time(minutes=30)
        assert office.clock.now() < _seen(office, "kudo", number).filed_at + timedelta(days=3)
    _reads_the_due_time(office, "mori", number)


def test_whoever_leads_no_more_reads_until_when_the_other_has_time(office: Office) -> None:
    number = office.file("north", "south", risks=("minor",))
    office.act("aoki", number, accept)
    while _seen(office, "kudo", number).state == "accepted":
        office.pass_time(minutes=30)
        assert office.clock.now() < _seen(office, "kudo", number).filed_at + timedelta(days=3)
    _told(office, "aoki")
    office.clock.advance(minutes=10)
    office.act("mori", number, accept)
    _reads_the_due_time(office, "aoki", number)


def test_a_flight_today_is_due_today(office: Office) -> None:
    number = office.file("north", "south", risks=("flight_booked", "flight_now"), flight_when="today")
    told = _told(office, "aoki")
    assert told
    assert all("due today" in line for line in told), told
    assert _seen(office, "aoki", number).due_at is not None


def test_a_ladder_that_has_ended_is_overdue_since_then_not_due_when_it_is_said_again(office: Office) -> None:
    number = office.file("north", "south", risks=("minor",))
    for _ in range(6):
        office.pass_time(hours=1)
    office.sent("kudo")
    office.sent("kudo", "telegram")
    for _ in range(6 * 24):
        office.pass_time(hours=1)
        told = _told(office, "kudo")
        if told:
            break
    deadline = _seen(office, "kudo", number).deadline_at
    assert deadline is not None
    assert told, "it is said again after some days"
    assert all(_said(office, deadline) in line and "overdue" in line for line in told), told


def test_after_an_outage_one_alert_speaks_of_all_that_was_due(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the flight is over and the end of the ladder is to be said again; mail leaves as soon as it can."""
    office.file("north", "south", risks=("flight_booked",), flight_date="2026-11-27")
    for _ in range(60):
        office.pass_time(hours=1)
    _told(office, "kudo")
    carried, mails = ticking._one, list[str]()

    def and_mail_leaves(*about: Any) -> str:
        done = carried(*about)
        mails.extend(Mail.from_payload(payload).subject for payload in office.sent("kudo"))
        return done

    monkeypatch.setattr(ticking, "_one", and_mail_leaves)
    office.pass_time(days=7)
    assert len(mails) == 1, mails
