"""How often somebody wants a digest, and when they must not be woken; no case ever waits for a sleeper alone."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.access.roles import Role
from bot.cases.accept import accept
from bot.cases.messages import worker_message
from bot.digests.deliver import send_due
from bot.digests.held import send_held
from bot.digests.mail import Mail
from bot.digests.quiet import quiet_until
from bot.digests.schedule import missed
from tests.digests.conftest import URL, Office

TOKYO = ZoneInfo("Asia/Tokyo")
NIGHT: dict[str, Any] = {"quiet_from": "20:00", "quiet_to": "07:00"}


def _at(office: Office, *moment: int) -> None:
    office.clock.advance(datetime(*moment, tzinfo=TOKYO) - office.clock.now())  # type: ignore[arg-type, misc]  # its parts


def _digest(office: Office) -> int:
    return send_due(office.db, office.words, URL, office.clock)


def _held(office: Office) -> int:
    return send_held(office.db, office.alerts, office.clock)


def _subjects(office: Office, name: str) -> list[str]:
    return [Mail.from_payload(payload).subject for payload in office.sent(name)]


# ---- how often


def test_once_a_week_on_the_chosen_day(office: Office) -> None:
    office.person("aoki", digest_every="weekly", digest_day=3)
    office.person("mori")
    office.file()
    came = []
    for day in range(25, 31):
        _at(office, 2026, 11, day, 8, 31)
        _digest(office)
        came.append((day, len(office.sent("aoki")), len(office.sent("mori"))))
    assert came == [(25, 0, 1), (26, 1, 1), (27, 0, 1), (28, 0, 1), (29, 0, 1), (30, 0, 1)]


def test_a_weekly_digest_that_could_not_come_on_its_day_comes_on_the_next(office: Office) -> None:
    office.person("aoki", digest_every="weekly", digest_day=3)
    office.person("mori")
    office.file()
    _at(office, 2026, 11, 26, 8, 31)
    assert _digest(office) == 2
    _at(office, 2026, 12, 4, 8, 31)  # the third was an outage
    assert _digest(office) == 2
    _at(office, 2026, 12, 5, 8, 31)
    office.sent("aoki")
    _digest(office)
    assert office.sent("aoki") == []


def test_never_means_no_digest_and_no_alarm_for_a_missing_one(office: Office) -> None:
    office.person("aoki", digest_every="never")
    office.person("mori")
    office.file()
    _at(office, 2026, 11, 25, 12, 0)
    _digest(office)
    assert office.sent("aoki") == []
    with office.db.read() as uow:
        assert missed(uow, office.clock.now()) == []


@pytest.mark.parametrize("every", ["weekly", "never"])
def test_where_nobody_reads_a_digest_every_day_a_request_comes_at_once(office: Office, every: str) -> None:
    office.person("aoki", digest_every=every)
    number = office.file()
    assert _subjects(office, "aoki") == [f"Todoke: please answer, {number}"]


def test_while_a_colleague_reads_it_every_day_it_can_wait_for_them(office: Office) -> None:
    office.person("aoki", digest_every="never")
    office.person("mori")
    office.file()
    assert office.sent("aoki") == office.sent("mori") == []


# ---- quiet hours


@pytest.mark.parametrize(
    ("begins", "ends", "at", "until"),
    [
        ("20:00", "07:00", (2026, 11, 24, 21, 0), (2026, 11, 25, 7, 0)),
        ("20:00", "07:00", (2026, 11, 25, 6, 59), (2026, 11, 25, 7, 0)),
        ("20:00", "07:00", (2026, 11, 25, 7, 0), None),
        ("12:00", "13:00", (2026, 11, 25, 12, 0), (2026, 11, 25, 13, 0)),
        ("12:00", "13:00", (2026, 11, 25, 11, 59), None),
        ("09:00", "09:00", (2026, 11, 25, 9, 0), None),
        (None, None, (2026, 11, 25, 3, 0), None),
    ],
)
def test_quiet_hours_go_by_the_wall_also_over_midnight(
    office: Office, begins: str | None, ends: str | None, at: tuple[int, ...], until: tuple[int, ...] | None
) -> None:
    staff = office.person("aoki", quiet_from=begins, quiet_to=ends)
    found = quiet_until(staff, datetime(*at, tzinfo=TOKYO))  # type: ignore[arg-type, misc]  # its parts
    assert found == (datetime(*until, tzinfo=TOKYO) if until else None)  # type: ignore[arg-type, misc]  # its parts


def test_where_summer_time_takes_an_hour_or_gives_one_quiet_hours_still_end(office: Office) -> None:
    staff = office.person("aoki", quiet_from="22:00", quiet_to="02:30", timezone="Europe/Berlin")
    for moment in (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)):
        until = quiet_until(staff, moment)
        assert until is not None
        assert moment < until <= moment.replace(day=moment.day + 1, hour=2)


def test_a_colleague_who_is_awake_is_told_and_the_sleeper_in_the_morning(office: Office) -> None:
    office.person("aoki", **NIGHT)
    office.person("mori")
    _at(office, 2026, 11, 24, 23, 0)
    number = office.file(risks=("threat",))
    assert _subjects(office, "mori") == [f"Todoke: act now, {number}"]
    assert office.sent("aoki") == []
    _at(office, 2026, 11, 25, 6, 59)
    assert _held(office) == 0
    _at(office, 2026, 11, 25, 7, 0)
    assert [_held(office), _held(office)] == [1, 0]
    assert _subjects(office, "aoki") == [f"Todoke: act now, {number}"]


def test_what_a_colleague_has_seen_to_by_morning_wakes_nobody(office: Office) -> None:
    office.person("aoki", **NIGHT)
    office.person("mori")
    _at(office, 2026, 11, 24, 23, 0)
    number = office.file(risks=("threat",))
    office.act("mori", number, accept)
    with office.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        case.contacted_at = office.clock.now()
    _at(office, 2026, 11, 25, 7, 0)
    assert _held(office) == 0
    assert office.sent("aoki") == []


def test_when_everybody_of_an_organisation_sleeps_a_coordinator_is_told(office: Office) -> None:
    office.person("aoki", **NIGHT)
    office.person("ueda", **NIGHT)
    office.person("kudo", at=None, role=Role.COORDINATOR, chat="4711")
    _at(office, 2026, 11, 24, 23, 0)
    number = office.file(risks=("threat",))
    assert office.sent("aoki") == office.sent("ueda") == []
    (mail,) = office.sent("kudo")  # once, though two sleep
    assert mail["subject"] == f"Todoke: act now, {number}"
    assert "quiet hours; you are told instead" in mail["text"]
    (bubble,) = office.sent("kudo", "telegram")
    assert "quiet hours" in bubble["text"]
    _at(office, 2026, 11, 25, 7, 0)
    assert _held(office) == 2


def test_when_nobody_at_all_is_awake_the_sleepers_are_woken(office: Office) -> None:
    office.person("aoki", **NIGHT)
    office.person("kudo", at=None, role=Role.COORDINATOR, **NIGHT)
    _at(office, 2026, 11, 24, 23, 0)
    number = office.file(risks=("threat",))
    assert _subjects(office, "aoki") == [f"Todoke: act now, {number}"]
    _at(office, 2026, 11, 25, 7, 0)
    assert _held(office) == 0


def test_whoever_wants_urgent_cases_at_night_gets_those_and_no_others(office: Office) -> None:
    office.person("aoki", quiet_urgent=True, digest_every="never", **NIGHT)
    office.person("kudo", at=None, role=Role.COORDINATOR)
    _at(office, 2026, 11, 24, 23, 0)
    urgent, calm = office.file(risks=("threat",)), office.file()
    assert _subjects(office, "aoki") == [f"Todoke: act now, {urgent}"]
    _at(office, 2026, 11, 25, 7, 0)
    _held(office)
    assert _subjects(office, "aoki") == [f"Todoke: please answer, {calm}"]


def test_what_is_calm_waits_for_a_sleeper_without_digests_and_what_is_urgent_does_not(office: Office) -> None:
    office.person("kudo", at=None, role=Role.COORDINATOR, digest_every="never", **NIGHT)
    office.person("aoki")
    urgent, calm = office.file(risks=("threat",)), office.file()
    for number in (urgent, calm):
        office.act("kudo", number, accept)
    _at(office, 2026, 11, 24, 22, 0)
    office.sent("kudo")
    for number in (calm, urgent):
        with office.db.write() as uow:
            case = uow.cases.find(number)
            assert case is not None
            worker_message(uow, office, case.id, office.clock.business(), text="Are you there?")
    assert _subjects(office, "kudo") == [f"Todoke: act now, {urgent}"]
    _at(office, 2026, 11, 25, 7, 0)
    _held(office)
    assert _subjects(office, "kudo") == [f"Todoke: act now, {calm}"]


def test_what_waited_through_an_outage_wakes_nobody_in_the_night_after(office: Office) -> None:
    office.person("kudo", at=None, role=Role.COORDINATOR, digest_every="never", **NIGHT)
    office.person("aoki")
    number = office.file()
    office.act("kudo", number, accept)
    _at(office, 2026, 11, 24, 22, 0)
    office.sent("kudo")
    with office.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        worker_message(uow, office, case.id, office.clock.business(), text="Are you there?")
    _at(office, 2026, 11, 25, 21, 0)  # nothing has run since
    assert _held(office) == 0
    assert office.sent("kudo") == []
    _at(office, 2026, 11, 26, 7, 0)
    assert _held(office) == 1
    assert _subjects(office, "kudo") == [f"Todoke: act now, {number}"]


def test_on_duty_there_are_no_quiet_hours(office: Office) -> None:
    aoki = office.person("aoki", **NIGHT)
    office.person("kudo", at=None, role=Role.COORDINATOR)
    _at(office, 2026, 11, 24, 23, 0)
    with office.db.write() as uow:
        begins = office.clock.now()
        uow.shifts.add(
            office.partners["north"], begins, begins.replace(hour=23), staff_id=aoki.id, closed=False, made_by="",
            now=begins,
        )  # fmt: skip
    number = office.file(risks=("threat",))
    assert _subjects(office, "aoki") == [f"Todoke: act now, {number}"]


def test_news_never_wakes_anybody_even_alone(office: Office) -> None:
    office.person("aoki", **NIGHT)
    office.person("mori", at="south")
    number = office.file("north", "south", risks=("threat",))
    for _ in range(6):
        office.pass_time(hours=1)
    _at(office, 2026, 11, 24, 23, 0)
    office.sent("aoki")
    office.act("mori", number, accept)
    assert office.sent("aoki") == []
    _at(office, 2026, 11, 25, 7, 0)
    _held(office)
    assert _subjects(office, "aoki") == [f"Todoke: news, {number}"]


# ---- one alert


def test_alerts_that_could_not_leave_are_one_in_the_end(office: Office) -> None:
    office.person("aoki")
    office.person("mori", at="south")
    number = office.file("north", "south", risks=("threat",))
    for _ in range(12):  # nobody fetches mail meanwhile: the server is away
        office.pass_time(hours=1)
    with office.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        rungs = {row.rung for row in uow.ladder.firings(case.id) if row.recipient == office.people["aoki"].id}
    assert len(rungs) > 1
    assert len(office.sent("aoki")) == 1


def test_rungs_that_fall_together_are_one_alert_for_each_person(office: Office) -> None:
    office.person("aoki")
    office.person("kudo", at=None, role=Role.COORDINATOR)
    office.person("sato", at=None, role=Role.DEPUTY)
    office.file(risks=("threat",), flight_date="2026-11-24", flight_known="yes")
    office.pass_time(days=20)  # an outage: several rungs are due at once
    for name in ("aoki", "kudo", "sato"):
        assert len(office.sent(name)) <= 1, name
