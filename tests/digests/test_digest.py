"""One digest a day: at the person's hour, overdue first, and never more than numbers and times."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.access.roles import Role
from bot.cases.accept import accept
from bot.cases.whose import assign
from bot.digests.deliver import deliver, send_due
from bot.digests.mail import Mail
from bot.digests.schedule import due, missed
from bot.wording.served import Snapshot
from storage.repositories.access import Viewer
from tests.digests.conftest import URL, Office

TOKYO = ZoneInfo("Asia/Tokyo")
BERLIN = ZoneInfo("Europe/Berlin")


def _digest(office: Office) -> int:
    return send_due(office.db, office.words, URL, office.clock)


def _at(office: Office, moment: datetime) -> None:
    office.clock.advance(moment - office.clock.now())


def _mail(office: Office, name: str) -> Mail:
    (payload,) = office.sent(name)
    return Mail.from_payload(payload)


def test_a_day_with_nothing_to_do_is_quiet(office: Office) -> None:
    office.person("aoki")
    _at(office, datetime(2026, 11, 25, 8, 31, tzinfo=TOKYO))
    assert _digest(office) == 0
    assert office.sent("aoki") == []
    number = office.file()  # what comes in later is in tomorrow's
    assert _digest(office) == 0
    _at(office, datetime(2026, 11, 26, 8, 31, tzinfo=TOKYO))
    assert _digest(office) == 1
    assert number in _mail(office, "aoki").text


def test_it_comes_at_the_persons_hour_once_a_day(office: Office) -> None:
    office.person("aoki", digest_at="08:30")
    office.person("mori", digest_at="17:00")
    office.file()
    _at(office, datetime(2026, 11, 25, 8, 29, tzinfo=TOKYO))
    assert _digest(office) == 0
    _at(office, datetime(2026, 11, 25, 8, 30, tzinfo=TOKYO))
    assert [_digest(office), _digest(office)] == [1, 0]
    assert len(office.sent("aoki")) == 1
    assert office.sent("mori") == []
    _at(office, datetime(2026, 11, 25, 17, 0, tzinfo=TOKYO))
    assert _digest(office) == 1


def test_two_processes_at_the_same_moment_make_one_digest(office: Office) -> None:
    office.person("aoki")
    office.file()
    _at(office, datetime(2026, 11, 25, 8, 31, tzinfo=TOKYO))
    now = office.clock.now()
    with office.db.read() as uow:
        (one,) = due(uow, now)
    sent = []
    for _ in range(2):
        with office.db.write() as uow:
            sent.append(deliver(uow, office.words, URL, one, now, now))
    assert sent == [True, False]
    assert len(office.sent("aoki")) == 1


@pytest.mark.parametrize(
    ("digest_at", "night", "expected"),
    [
        # In spring 02:30 does not exist: it comes once the clock shows a later hour.
        ("02:30", datetime(2027, 3, 28, tzinfo=BERLIN), "2027-03-28T03:00"),
        # In autumn 02:30 comes twice: the digest comes at the first and not again.
        ("02:30", datetime(2026, 10, 25, tzinfo=BERLIN), "2026-10-25T02:30"),
    ],
)
def test_summer_time_neither_loses_nor_doubles_a_digest(
    office: Office, digest_at: str, night: datetime, expected: str
) -> None:
    office.person("aoki", timezone="Europe/Berlin", digest_at=digest_at)
    begin = night.astimezone(UTC)
    office.clock._now = begin - timedelta(days=1)
    office.file()
    office.clock._now = begin
    came = []
    for _ in range(4 * 24):
        if _digest(office):
            came.append(office.clock.now().astimezone(BERLIN).strftime("%Y-%m-%dT%H:%M"))
        office.clock.advance(minutes=15)
    assert came == [expected]


@pytest.mark.parametrize("came", ["email_confirmed_at", "telegram_confirmed_at", "away_until"])
def test_nobodys_is_late_who_came_after_its_hour(office: Office, came: str) -> None:
    at_noon = datetime(2026, 11, 25, 12, 0, tzinfo=TOKYO)
    fields: dict[str, Any] = {came: at_noon}
    if came == "telegram_confirmed_at":
        fields["email_confirmed_at"] = None
    office.person("aoki", **fields)
    office.file()
    _at(office, at_noon + timedelta(minutes=20))
    with office.db.read() as uow:
        assert missed(uow, office.clock.now()) == []
        assert len(due(uow, office.clock.now())) == 1
    _at(office, at_noon + timedelta(minutes=31))
    with office.db.read() as uow:
        assert len(missed(uow, office.clock.now())) == 1


def test_after_an_outage_it_still_comes_the_same_day_but_not_at_night(office: Office) -> None:
    office.person("aoki")
    office.file()
    _at(office, datetime(2026, 11, 25, 20, 59, tzinfo=TOKYO))
    with office.db.read() as uow:
        assert [one.local_date for one in missed(uow, office.clock.now())] == ["2026-11-25"]
    assert _digest(office) == 1
    _at(office, datetime(2026, 11, 26, 21, 1, tzinfo=TOKYO))
    assert _digest(office) == 0
    _at(office, datetime(2026, 11, 27, 8, 40, tzinfo=TOKYO))
    with office.db.read() as uow:
        assert missed(uow, office.clock.now()) == []
    assert _digest(office) == 1


def test_overdue_comes_first_and_what_is_in_hand_is_left_out(office: Office) -> None:
    office.person("aoki")
    office.person("mori", at="south")
    late = office.file("north", "south")
    for _ in range(100):
        office.pass_time(hours=1)
    taken, waiting = office.file(), office.file()
    office.act("aoki", taken, accept)
    with office.db.write() as uow:
        case = uow.cases.find(taken)
        assert case is not None
        case.contacted_at = office.clock.now()
    _at(office, datetime(2026, 11, 30, 8, 30, tzinfo=TOKYO))
    assert _digest(office) >= 1
    mail = Mail.from_payload(office.sent("aoki")[-1])
    assert re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}(?=  )", mail.text) == [late, waiting]
    assert mail.text.index("Overdue") < mail.text.index(late) < mail.text.index("Waiting for you")
    assert mail.subject.startswith("Todoke: 1 overdue, 1 waiting")
    (line,) = [one for one in mail.text.splitlines() if late in one and "http" not in one]
    assert "No answer in time" in line  # not when the clock moves next, which lies ahead
    assert "left" not in line


def test_what_is_due_soonest_stands_first(office: Office) -> None:
    office.person("aoki", digest_at="11:00", digest_every="daily")
    calm = [office.file() for _ in range(4)]
    _at(office, datetime(2026, 11, 25, 10, 45, tzinfo=TOKYO))
    urgent = office.file(risks=("minor",))
    office.act("aoki", urgent, accept)  # its turn is another than that of those nobody has answered
    office.sent("aoki")
    _at(office, datetime(2026, 11, 25, 11, 5, tzinfo=TOKYO))
    assert _digest(office) == 1
    mail = _mail(office, "aoki")
    assert re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}(?=  )", mail.text) == [urgent, *calm]
    assert "Urgent" not in mail.text  # which is shown after log-in


def test_a_colleagues_case_is_in_the_colleagues_digest_alone(office: Office) -> None:
    office.person("aoki")
    office.person("baba")
    number = office.file()
    office.act("aoki", number, accept)
    office.act("aoki", number, assign, to=office.people["aoki"].id)
    _at(office, datetime(2026, 11, 25, 8, 40, tzinfo=TOKYO))
    assert _digest(office) == 1
    assert number in Mail.from_payload(office.sent("aoki")[-1]).text
    assert office.sent("baba") == []


def test_who_was_not_reached_in_time_is_overdue_since_that_time(office: Office) -> None:
    office.person("aoki")
    number = office.file(flight_date="2026-11-26")
    office.act("aoki", number, accept)
    with office.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        case.deadline_at = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)
    _at(office, datetime(2026, 11, 25, 8, 40, tzinfo=TOKYO))
    assert _digest(office) >= 1
    mail = Mail.from_payload(office.sent("aoki")[-1])
    (line,) = [one for one in mail.text.splitlines() if number in one and "http" not in one]
    assert "yesterday 09:00" in line
    assert "overdue" in line


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_mail_tells_nothing_but_numbers_and_times(office: Office, words: Snapshot, lang: str) -> None:
    office.person("aoki", locale=lang, chat="4711")
    number = office.file(risks=("threat", "documents_kept", "minor"), flight_date="2026-11-28")
    office.act("aoki", number, accept)
    _at(office, datetime(2026, 11, 25, 8, 30, tzinfo=TOKYO))
    assert _digest(office) == 1
    told = [*office.sent("aoki"), *office.sent("aoki", "telegram")]
    assert len(told) >= 2
    forbidden = [
        words.text(language, key)
        for language in ("en", "ja")
        for key in words.subset("en", "staff.")
        if key.startswith(("staff.topic.", "staff.language.", "staff.region.", "staff.prefecture.", "staff.reason."))
        and key not in ("staff.topic.hidden",)
    ]
    for payload in told:
        said = " ".join(str(value) for value in payload.values())
        assert number in said
        assert f"{URL}/console" in said
        found = [word for word in [*forbidden, "aoki", "North", "Aichi"] if re.search(rf"\b{re.escape(word)}\b", said)]
        assert found == []


def test_the_chat_gets_it_too_and_long_lists_are_cut(office: Office) -> None:
    office.person("aoki", chat="4711")
    for _ in range(18):
        office.file()
    _at(office, datetime(2026, 11, 25, 8, 30, tzinfo=TOKYO))
    assert _digest(office) == 1
    (bubble,) = office.sent("aoki", "telegram")
    assert bubble["kind"] == "staff"
    assert "and 3 more" in bubble["text"]
    assert len(re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", bubble["text"])) == 15
    assert len(bubble["text"]) < 4096


def test_only_confirmed_contacts_of_people_who_are_there(office: Office) -> None:
    office.person("away", away_until=datetime(2026, 12, 1, tzinfo=UTC))
    office.person("unconfirmed", email_confirmed_at=None)
    office.person("left", active=False)
    office.person("auditor", at=None, role=Role.AUDITOR)
    office.file()
    _at(office, datetime(2026, 11, 25, 8, 30, tzinfo=TOKYO))
    assert _digest(office) == 0


def test_a_coordinator_reads_of_what_has_come_to_them(office: Office) -> None:
    office.person("aoki")
    office.person("kudo", at=None, role=Role.COORDINATOR)
    number = office.file()
    _at(office, datetime(2026, 11, 25, 8, 30, tzinfo=TOKYO))
    assert _digest(office) == 1  # partners are being asked: nothing for the coordinator
    assert office.sent("kudo") == []
    for _ in range(80):
        office.pass_time(hours=1)
    office.sent("kudo")
    _at(office, datetime(2026, 11, 30, 8, 30, tzinfo=TOKYO))
    _digest(office)
    assert number in Mail.from_payload(office.sent("kudo")[-1]).text


def test_threads_gather_a_day_and_the_link_to_change_it_is_there(office: Office) -> None:
    staff = office.person("aoki")
    office.file()
    _at(office, datetime(2026, 11, 25, 8, 30, tzinfo=TOKYO))
    _digest(office)
    mail = _mail(office, "aoki")
    assert mail.thread == mail.id == f"digest:{staff.id}:2026-11-25"
    assert f"{URL}/console/account" in mail.text
    assert mail.unsubscribe is not None
    assert re.fullmatch(f"{URL}/console/digests-off/[0-9A-Z]{{24}}", mail.unsubscribe)
    assert mail.unsubscribe in mail.text
    assert mail.one_click
    with office.db.read() as uow:
        assert len(uow.access.work_list(Viewer(staff.id, staff.partner_id, staff.role))) == 1
