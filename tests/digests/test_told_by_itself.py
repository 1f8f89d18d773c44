"""What makes it nobody's turn stands in no digest: those of the case are told of it by itself, never in the night."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.access.roles import Role
from bot.cases.accept import accept
from bot.cases.corrections import corrected
from bot.cases.facts import record_fact
from bot.cases.reached import worker_says_reached
from bot.digests.deliver import send_due
from bot.digests.held import send_held
from bot.digests.mail import Mail
from tests.digests.conftest import URL, Office


def at(office: Office, day: int, hour: int) -> None:
    """It becomes this hour of November in Japan."""
    office.clock.advance(datetime(2026, 11, day, hour, 0, tzinfo=ZoneInfo("Asia/Tokyo")) - office.clock.now())


def subjects(office: Office, name: str) -> list[str]:
    return [Mail.from_payload(payload).subject for payload in office.sent(name)]


@pytest.fixture
def in_touch(office: Office) -> tuple[Office, str]:
    """North has reached the worker of a calm report, who wished that we keep trying if they fall silent."""
    office.person("kudo", at=None, role=Role.COORDINATOR)
    office.person("aoki")
    number = office.file()
    office.act("aoki", number, accept)
    with office.db.write() as uow:
        found = uow.cases.find(number)
        assert found is not None
        case = uow.cases.locked(found.id)
        assert case is not None
        given = uow.cases.consent(case.id)
        assert given is not None
        uow.cases.add_consent(
            case.id, language="ne", release=1, partners=given.partners, refused=(), on_silence="keep_trying",
            now=office.clock.business(),
        )  # fmt: skip
        worker_says_reached(uow, office, case, office.partners["north"], True, office.clock.business())
        uow.cases.changed(case)
    for name in ("aoki", "kudo"):
        office.sent(name)
    return office, number


def test_who_reads_a_digest_is_told_that_a_worker_has_fallen_silent(in_touch: tuple[Office, str]) -> None:
    office, number = in_touch
    told: dict[str, list[str]] = {"aoki": [], "kudo": []}
    for _ in range(22):
        office.pass_time(days=1)
        send_due(office.db, office.words, URL, office.clock)
        for name, heard in told.items():
            heard += subjects(office, name)
    assert told == {"aoki": [f"Todoke: news, {number}"], "kudo": [f"Todoke: news, {number}"]}


@pytest.mark.parametrize("every", ["daily", "never"])
def test_a_silence_that_is_seen_in_the_night_is_told_in_the_morning(
    in_touch: tuple[Office, str], every: str
) -> None:
    office, number = in_touch
    with office.db.write() as uow:
        aoki = uow.access.get(office.people["aoki"].id)
        assert aoki is not None
        aoki.quiet_from, aoki.quiet_to, aoki.digest_every = "09:00", "17:00", every  # she works in the night
    for _ in range(22):
        office.pass_time(days=1)
        assert subjects(office, "aoki") == []
    office.pass_time(hours=8)
    send_held(office.db, office.alerts, office.clock)
    assert subjects(office, "aoki") == [f"Todoke: news, {number}"]


def changes_an_answer(office: Office, number: str) -> None:
    with office.db.write() as uow:
        found = uow.cases.find(number)
        assert found is not None
        corrected(
            uow, office, found.id, office.clock.business(), step="unpaid_overtime.months", variable="months",
            before="m6", after="m12",
        )  # fmt: skip


def test_an_answer_that_is_changed_in_the_night_is_told_in_the_morning_where_nobody_reads_a_digest(
    in_touch: tuple[Office, str],
) -> None:
    office, number = in_touch
    with office.db.write() as uow:
        aoki, found = uow.access.get(office.people["aoki"].id), uow.cases.find(number)
        assert aoki is not None
        assert found is not None
        aoki.quiet_from, aoki.quiet_to, aoki.digest_every = "20:00", "07:00", "never"
    at(office, 24, 22)
    changes_an_answer(office, number)
    assert subjects(office, "aoki") == []
    at(office, 25, 7)
    send_held(office.db, office.alerts, office.clock)
    assert subjects(office, "aoki") == [f"Todoke: news, {number}"]


@pytest.mark.parametrize("looks", [False, True])
def test_who_reads_once_a_day_hears_then_that_answers_have_changed_unless_they_have_looked(
    in_touch: tuple[Office, str], looks: bool
) -> None:
    office, number = in_touch
    at(office, 24, 15)
    changes_an_answer(office, number)
    at(office, 24, 16)
    changes_an_answer(office, number)
    assert subjects(office, "aoki") == []
    with office.db.write() as uow:
        found = uow.cases.find(number)
        assert found is not None
        if looks:
            uow.access.audit(
                office.partners["north"], staff_id=office.people["aoki"].id, action="read_case",
                now=office.clock.now(), object_kind="case", object_id=found.id,
            )  # fmt: skip
    at(office, 25, 9)
    send_due(office.db, office.words, URL, office.clock)
    send_held(office.db, office.alerts, office.clock)
    assert subjects(office, "aoki") == ([] if looks else [f"Todoke: news, {number}"])


def test_a_tie_that_somebody_has_to_look_at_reaches_the_coordinator(office: Office) -> None:
    office.person("kudo", at=None, role=Role.COORDINATOR)
    office.person("aoki")
    office.person("mori", at="south")
    with office.db.write() as uow:
        south = uow.partners.get(office.partners["south"])
        assert south is not None
        south.ties = ["NTT"]
    number = office.file("north", "south")
    office.act("aoki", number, accept)
    office.sent("kudo")
    office.act("aoki", number, record_fact, variable="who_pays", value="NTT East", note="On the payslip.")
    assert subjects(office, "kudo") == [f"Todoke: news, {number}"]
