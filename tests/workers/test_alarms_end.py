"""Every alarm has an end that is true: what its reason was is gone, or a person has looked at it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.access import accounts
from bot.access.roles import Role
from bot.alarms.endings import BY_PERSON, IS_OVER
from bot.cases.dead import recipient_dead
from bot.cases.eligibility import PartnerDraft, save_partner
from bot.cases.notifier import FakeNotifier
from bot.clock import FakeClock
from bot.digests.contacts import contact_gone
from bot.workers.auditor import KINDS, Auditor
from storage.database import Database
from storage.errors import KeyMissing
from storage.ids import new_id
from storage.keys import Keyring
from storage.models import LIVE, AlarmKind, Case, LadderKind, Staff
from storage.repositories.lanes import address_of

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
AT_THE_NEXT_START = {AlarmKind.FLOWS, AlarmKind.TEXTS, AlarmKind.POLICIES}
A_DAY_LATER = {AlarmKind.FULL}
BY_THE_NEXT_BACKUP = {AlarmKind.BACKUP}
BY_THE_ERASURE = (AlarmKind.ERASURE,)
BY_THE_OPERATOR = {AlarmKind.RESTORED}


class Settings:
    """Mail can be sent unless a test says otherwise."""

    heartbeat_url: str | None = "https://heartbeat.example/beat"
    smtp: object | None = "a mail server"
    demo = False


class Office:
    """Alarms, people, and the auditor's looks."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.db = Database(url, Keyring.new())
        self.clock = FakeClock(NOW)
        self.settings, self.notifier = Settings(), FakeNotifier()
        self.beats = 0

    def person(self, role: Role = Role.COORDINATOR) -> Staff:
        """Somebody with an account whose address nobody has confirmed."""
        with self.db.write() as uow:
            return accounts.invite(
                uow, email=f"{new_id()}@todoke.example", role=role, partner_id=None, locale="en", now=NOW
            )[0]

    def confirm(self, person: Staff) -> None:
        """The code from the mail was brought back."""
        with self.db.write() as uow:
            found = uow.access.get(person.id)
            assert found is not None
            accounts.confirm_email(uow, found, accounts.start_confirmation(uow, found, NOW), NOW)

    def alarm(self, kind: AlarmKind, subject: str = "") -> None:
        """Something is raised."""
        with self.db.write() as uow:
            uow.system.raise_alarm(kind, subject, {}, NOW)

    def look(self) -> list[str]:
        """One look of a fresh auditor; what is on afterwards."""
        self.clock.advance(seconds=60)
        with self.db.write() as uow:
            uow.system.ticked("ladder", self.clock.now(), 0.1, 0)
        Auditor(self.db, self.clock, self.settings, self.notifier, send=self._beat).look()
        with self.db.read() as uow:
            return [alarm.kind for alarm in uow.system.open_alarms()]

    def _beat(self, _url: str) -> None:
        self.beats += 1


@pytest.fixture
def office(tables_url: str) -> Iterator[Office]:
    """Nobody is there yet."""
    made = Office(tables_url)
    yield made
    made.db.close()


def test_each_kind_of_alarm_has_exactly_one_end() -> None:
    ends = [*IS_OVER, *KINDS, *BY_PERSON, *AT_THE_NEXT_START, *A_DAY_LATER]
    ends += [*BY_THE_NEXT_BACKUP, *BY_THE_OPERATOR, *BY_THE_ERASURE]
    assert sorted(ends) == sorted(AlarmKind)


def test_no_coordinator_is_over_when_one_can_be_told_and_the_heart_beats_again(office: Office) -> None:
    office.alarm(AlarmKind.NO_COORDINATOR)
    assert office.look() == ["no_coordinator"]
    person = office.person()
    assert office.look() == ["no_coordinator"]  # invited, but no message would reach them yet
    assert office.beats == 0
    office.confirm(person)
    assert office.look() == []
    assert office.beats == 1


def test_a_deputy_counts_and_an_administrator_does_not(office: Office) -> None:
    office.alarm(AlarmKind.NO_COORDINATOR)
    office.confirm(office.person(Role.ADMIN))
    assert office.look() == ["no_coordinator"]
    office.confirm(office.person(Role.DEPUTY))
    assert office.look() == []


def test_a_confirmed_address_is_no_contact_where_no_mail_can_be_sent(office: Office) -> None:
    person = office.person()
    office.confirm(person)
    office.alarm(AlarmKind.NO_CONTACT, person.id)
    office.settings.smtp = None
    assert office.look() == ["staff_without_contact"]
    with office.db.write() as uow:
        found = uow.access.get(person.id)
        assert found is not None
        uow.access.set_telegram(found, "4711", NOW)
    assert office.look() == []


@pytest.mark.parametrize("kind", [AlarmKind.NO_CONTACT, AlarmKind.DEAD])
def test_an_alarm_about_a_person_ends_with_a_contact_or_with_the_account(office: Office, kind: AlarmKind) -> None:
    mended, left = office.person(), office.person()
    for person in (mended, left):
        office.alarm(kind, person.id)
    assert office.look() == [kind, kind]
    office.confirm(mended)
    assert office.look() == [kind]
    with office.db.write() as uow:
        found = uow.access.get(left.id)
        assert found is not None
        accounts.close(uow, found, NOW)
    assert office.look() == []


def test_a_contact_that_fails_for_good_again_is_an_alarm_again(office: Office) -> None:
    person = office.person()
    office.confirm(person)
    for _ in range(2):
        with office.db.write() as uow:
            contact_gone(uow, office.notifier, f"staff:{person.id}:email", NOW)
        assert office.look() == ["recipient_dead"]
        office.confirm(person)
        assert office.look() == []


def test_an_organisation_whose_contact_was_mended_can_be_told_again(office: Office) -> None:
    with office.db.write() as uow:
        north = save_partner(uow, PartnerDraft(name="North", kind="ngo"), NOW).id
        staff = Staff(id=new_id(), partner_id=north, role="staff", name="aoki", created_at=NOW)
        uow.session.add(staff)
        uow.flush()
        recipient_dead(uow, office.notifier, staff.id, NOW)
        assert not uow.partners.reachable(north)
        staff.telegram_confirmed_at = NOW
    assert office.look() == []
    with office.db.read() as uow:
        assert uow.partners.reachable(north)


def test_a_lane_that_can_not_be_read_is_over_once_it_can_or_nothing_waits(office: Office) -> None:
    with office.db.write() as uow:
        chat, worker = uow.conversations.find_or_create("telegram", "4711", NOW)
        uow.outbox.queue(
            lane_id=chat, channel="telegram", subject=worker, payload={"type": "bubble"}, now=NOW + timedelta(days=9)
        )
    office.alarm(AlarmKind.UNREADABLE, chat)
    wrong = Database(office.url, Keyring.new())
    whole, office.db = office.db, wrong  # the keys file of another installation
    with wrong.read() as uow, pytest.raises(KeyMissing):
        address_of(uow, chat)
    assert office.look() == ["recipient_unreadable"]
    with wrong.write() as uow:
        uow.outbox.cancel(chat, NOW)
    assert office.look() == []
    office.alarm(AlarmKind.UNREADABLE, chat)
    wrong.close()
    office.db = whole
    with whole.write() as uow:
        uow.outbox.queue(
            lane_id=chat, channel="telegram", subject=worker, payload={"type": "bubble"}, now=NOW + timedelta(days=9)
        )
    assert office.look() == []  # it still waits for its time, and can be read


def test_a_case_that_was_stuck_is_over_once_its_clock_was_set_anew(office: Office) -> None:
    case_id = new_id()
    with office.db.write() as uow:
        uow.session.add(
            Case(
                id=case_id, number=case_id[-8:], worker_id="w", conversation_id="c", run_id="r",
                topic="unpaid_overtime", language="ne", policy="p", filed_at=NOW,
            )
        )  # fmt: skip
        uow.ladder.put(case_id, LIVE, LadderKind.RUNG, NOW + timedelta(days=1), round=0)
        (claim,) = uow.ladder.claim_due(NOW + timedelta(days=1), timedelta(seconds=1), 1)
        uow.ladder.failed(claim, timedelta(seconds=30))
    office.alarm(AlarmKind.STUCK, case_id)
    assert office.look() == ["ladder_stuck"]
    with office.db.write() as uow:
        uow.ladder.put(case_id, LIVE, LadderKind.PAUSE, NOW + timedelta(days=2), round=1)  # somebody accepted it
    assert office.look() == []
    assert office.beats == 1


@pytest.mark.parametrize("kind", sorted(BY_PERSON))
def test_what_a_person_has_to_look_at_does_not_end_by_itself(office: Office, kind: AlarmKind) -> None:
    person = office.person()
    office.alarm(kind, "a-lane")
    assert office.look() == [kind]
    with office.db.write() as uow:
        (alarm,) = uow.system.open_alarms()
        assert uow.system.looked_at(alarm.id, person.id, "restarted", NOW)
        assert not uow.system.looked_at(alarm.id, person.id, "restarted again", NOW)
    assert office.look() == []
    with office.db.read() as uow:
        assert [(row.ended_by, note) for row, note in uow.system.looked_at_lately()] == [(person.id, "restarted")]
        (row,) = [row for row, _ in uow.system.looked_at_lately()]
        assert b"restarted" not in row.note
    office.alarm(kind, "a-lane")
    assert office.look() == [kind]  # it happened again
