"""What can't wait is told at once; buttons in a linked chat act for who pressed, and only then."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.access import accounts
from bot.access.roles import Role
from bot.cases.accept import accept
from bot.cases.notifier import StaffNotice
from bot.cases.withdraw import withdraw
from bot.channels.email.message import compose as mail_as_sent
from bot.digests.compose import MOST_IN_CHAT
from bot.digests.contacts import contact_gone
from bot.digests.held import send_held
from bot.digests.mail import Mail
from bot.digests.taps import TapAnswer, handle_staff_tap
from bot.keeping import erasures
from bot.workers.outbox import Freight
from tests.digests.conftest import NOW, URL, Office


def _tap(office: Office, presser: str, number: str, action: str) -> TapAnswer:
    with office.db.write() as uow:
        return handle_staff_tap(
            uow, presser, f"s:{number.replace('-', '')}:{action}", office.clock.business(),
            notifier=office, words=office.words, base_url=URL,
        )  # fmt: skip


def _offer(office: Office, number: str, partner: str = "north") -> Any:
    with office.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        return uow.cases.offer(case.id, office.partners[partner])


def test_an_urgent_request_is_told_at_once_a_normal_one_in_the_digest(office: Office) -> None:
    office.person("aoki", chat="4711")
    office.file()
    assert office.sent("aoki") == []
    number = office.file(risks=("threat",))
    (payload,) = office.sent("aoki")
    mail = Mail.from_payload(payload)
    assert mail.subject == f"Todoke: act now, {number}"
    assert mail.thread == f"case:{number}"
    assert f"{URL}/console/cases/{number}" in mail.text
    for hidden in ("overtime", "Nepali", "Aichi", "Threat", "North"):
        assert hidden not in mail.text + mail.html
    (bubble,) = office.sent("aoki", "telegram")
    assert "Your organisation is asked about a case." in bubble["text"]
    assert [button["data"] for row in bubble["rows"] for button in row] == [
        f"s:{number.replace('-', '')}:accept", f"s:{number.replace('-', '')}:decline",
    ]  # fmt: skip


def test_a_calm_request_is_told_by_itself_where_the_next_is_asked_before_a_digest_comes(office: Office) -> None:
    office.person("aoki", chat="4711", digest_at="08:30")
    office.person("mori", at="south")
    office.person("seto", at="west")
    number = office.file("north", "south", "west", risks=("job_lost",))  # three days for all of them
    asked = _a_minute_later(office, "aoki")
    office.pass_time(hours=4)
    reminded = _a_minute_later(office, "aoki")
    office.pass_time(hours=4)  # six in the evening: tomorrow's digest is far
    assert _offer(office, number, "south") is not None, "the next one is asked on the same day"
    assert not office.sent("mori"), "for whom tomorrow's digest is early enough"
    assert asked == reminded == [f"Todoke: please answer, {number}"]


def _a_minute_later(office: Office, name: str) -> list[str]:
    """The subjects of what somebody gets by mail."""
    office.clock.advance(minutes=1)
    send_held(office.db, office.alerts, office.clock)
    return [Mail.from_payload(p).subject for p in office.sent(name)]


def test_calm_requests_of_the_same_minute_come_in_one_message_and_an_urgent_one_by_itself(office: Office) -> None:
    office.person("aoki", chat="4711", digest_at="08:30")
    office.person("mori", at="south")
    office.person("seto", at="west")
    calm = [office.file("north", "south", "west", risks=("job_lost",)) for _ in range(20)]
    urgent = office.file(risks=("threat",))
    assert [Mail.from_payload(p).subject for p in office.sent("aoki")] == [f"Todoke: act now, {urgent}"]
    office.sent("aoki", "telegram")
    office.clock.advance(minutes=1)
    send_held(office.db, office.alerts, office.clock)
    (mail,) = [Mail.from_payload(p) for p in office.sent("aoki")]
    assert mail.subject == "Todoke: 20 cases wait for your answer"
    for number in calm:
        assert f"{URL}/console/cases/{number}" in mail.text
    for hidden in ("overtime", "Nepali", "Aichi", "job", "North"):
        assert hidden not in mail.text + mail.html
    (bubble,) = office.sent("aoki", "telegram")
    assert sum(number in bubble["text"] for number in calm) == MOST_IN_CHAT
    send_held(office.db, office.alerts, office.clock)
    assert office.sent("aoki") == []


def test_of_requests_of_the_same_minute_those_are_named_that_still_wait(office: Office) -> None:
    office.person("aoki", digest_at="08:30")
    office.person("mori", at="south")
    office.person("seto", at="west")
    taken, waiting = (office.file("north", "south", "west", risks=("job_lost",)) for _ in range(2))
    office.act("aoki", taken, accept)
    assert _a_minute_later(office, "aoki") == [f"Todoke: please answer, {waiting}"]


def test_news_does_not_cry_wolf(office: Office) -> None:
    office.person("aoki")
    office.person("mori", at="south")
    number = office.file("north", "south", risks=("threat",))
    for _ in range(3):
        office.pass_time(hours=1)
    office.sent("aoki")
    office.sent("mori")
    office.act("mori", number, accept)
    subjects = [Mail.from_payload(p).subject for p in office.sent("aoki")]
    assert subjects == [f"Todoke: news, {number}"]


def test_somebody_without_a_confirmed_contact_is_an_alarm(office: Office) -> None:
    office.person("aoki", email_confirmed_at=None)
    office.file(risks=("threat",))
    with office.db.read() as uow:
        kinds = {alarm.kind for alarm in uow.system.open_alarms()}
    assert "staff_without_contact" in kinds


def test_accepting_from_the_chat(office: Office) -> None:
    office.person("aoki", chat="4711")
    number = office.file()
    answer = _tap(office, "4711", number, "accept")
    assert answer.acted
    assert "accepted" in answer.bubble["text"]
    assert _offer(office, number).staff_id == office.people["aoki"].id
    again = _tap(office, "4711", number, "accept")
    assert not again.acted
    assert "not possible any more" in again.bubble["text"]
    with office.db.read() as uow:
        assert [line.action for line in uow.access.audit_lines(office.partners["north"])] == ["accept"]


def test_declining_from_the_chat_asks_why_first(office: Office) -> None:
    office.person("aoki", chat="4711")
    number = office.file()
    asked = _tap(office, "4711", number, "decline")
    assert not asked.acted
    assert _offer(office, number).state == "open"
    buttons = [button["data"] for row in asked.bubble["rows"] for button in row]
    assert all(len(data.encode()) <= 64 for data in buttons)
    assert _tap(office, "4711", number, buttons[0].rsplit(":", 1)[1]).acted
    assert _offer(office, number).state == "declined"


@pytest.mark.parametrize("presser", ["9999", "4712"])
def test_strangers_and_other_organisations_change_nothing_and_learn_nothing(office: Office, presser: str) -> None:
    office.person("aoki", chat="4711")
    office.person("mori", at="south", chat="4712")
    number = office.file("north", "south")
    answer = _tap(office, presser, number, "accept")
    assert not answer.acted
    assert number not in answer.bubble["text"]
    assert _offer(office, number).state == "open"


def test_a_chat_that_was_unlinked_acts_for_nobody(office: Office) -> None:
    staff = office.person("aoki", chat="4711")
    number = office.file()
    with office.db.write() as uow:
        found = uow.access.get(staff.id)
        assert found is not None
        uow.access.set_telegram(found, None, office.clock.now())
    assert "not linked" in _tap(office, "4711", number, "accept").bubble["text"]


def test_what_waited_while_mail_was_away_is_not_sent_to_somebody_who_has_left_since(office: Office) -> None:
    gone, _ = office.person("aoki", chat="4711"), office.person("mori", chat="4712")
    office.file(risks=("threat",))
    with office.db.write() as uow:
        staff = uow.access.get(gone.id)
        assert staff is not None
        accounts.close(uow, staff, office.clock.now())
    for channel in ("email", "telegram"):
        assert office.sent("aoki", channel) == []
        assert len(office.sent("mori", channel)) == 1, "a colleague is told all the same"


def test_an_old_decline_button_does_not_give_back_what_a_colleague_took(office: Office) -> None:
    office.person("aoki", chat="4711")
    office.person("ueda", chat="4713")
    number = office.file()
    assert _tap(office, "4711", number, "accept").acted
    assert not _tap(office, "4713", number, "full").acted
    assert _offer(office, number).state == "accepted"


@pytest.mark.parametrize(
    "data", ["s:", "s:::", "s:AAAAAAAA:accept", "s:x:close", "", "s:'; DROP TABLE staff;--:accept"]
)
def test_button_data_that_was_made_up_changes_nothing(office: Office, data: str) -> None:
    office.person("aoki", chat="4711")
    number = office.file()
    with office.db.write() as uow:
        answer = handle_staff_tap(
            uow, "4711", data, office.clock.business(), notifier=office, words=office.words, base_url=URL
        )
    assert not answer.acted
    assert _offer(office, number).state == "open"


def test_when_the_last_contact_is_dead_the_next_organisation_is_asked_at_once(office: Office) -> None:
    staff = office.person("aoki", chat="4711")
    office.person("mori", at="south")
    office.person("kudo", at=None, role=Role.COORDINATOR)
    number = office.file("north", "south")
    for channel, asked in (("telegram", None), ("email", "open")):
        with office.db.write() as uow:
            contact_gone(uow, office, f"staff:{staff.id}:{channel}", office.clock.business())
        found = _offer(office, number, "south")
        assert (found.state if found else None) == asked
    with office.db.read() as uow:
        found_staff = uow.access.get(staff.id)
        assert found_staff is not None
        assert found_staff.email_confirmed_at is None
        assert uow.access.by_telegram("4711") is None


def test_everything_about_a_case_is_one_thread_and_each_mail_is_itself(office: Office) -> None:
    office.person("aoki")
    office.person("mori", at="south")
    first, second = office.file("north", "south", risks=("threat",)), office.file(risks=("threat",))
    heads: dict[str, list[tuple[str, str]]] = {first: [], second: []}
    for _ in range(8):
        for payload in office.sent("aoki"):
            mail = Mail.from_payload(payload)
            tried = [mail_as_sent(mail, sender="a@todoke.example", to="b@todoke.example", now=NOW) for _ in range(2)]
            assert tried[0]["Message-ID"] == tried[1]["Message-ID"]
            assert tried[0]["References"] == tried[0]["In-Reply-To"]
            number = next(number for number in heads if number in mail.subject)
            heads[number].append((str(tried[0]["References"]), str(tried[0]["Message-ID"])))
        office.pass_time(hours=1)
    assert len(heads[first]) > 1
    assert {len({thread for thread, _ in sent}) for sent in heads.values()} == {1}
    assert heads[first][0][0] != heads[second][0][0]
    every = [name for sent in heads.values() for _, name in sent]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("risks", [("long_hours",), ("threat",)])
def test_whoever_has_a_case_is_told_that_the_worker_deleted_everything(office: Office, risks: tuple[str, ...]) -> None:
    office.person("aoki", chat="4711")
    office.person("mori", at="south")
    number = office.file("north", "south", risks=risks)
    office.act("aoki", number, accept)
    for name in ("aoki", "mori"):
        office.sent(name)
    office.sent("aoki", "telegram")
    now = office.clock.now()
    with office.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        erasures.leave(uow, case.worker_id, now + timedelta(days=7), office, now, office.clock.business())
    (payload,) = office.sent("aoki")
    mail = Mail.from_payload(payload)
    assert mail.subject == f"Todoke: news, {number}"
    assert "due" not in mail.text
    (bubble,) = office.sent("aoki", "telegram")
    assert office.words.text("en", "staff.notice.withdrawn") in bubble["text"]
    assert office.sent("mori") == []


def test_who_was_only_asked_hears_nothing_of_a_calm_report_that_is_taken_back(office: Office) -> None:
    office.person("aoki")
    number = office.file()
    with office.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        withdraw(uow, office, case.id, office.clock.business(), alone=True)
    assert office.sent("aoki") == []


def test_an_alert_leaves_with_the_messages_of_the_same_transaction(office: Office) -> None:
    """Where there is one writer what is queued is taken for sending at once: what is queued last must be there."""
    one = office.person("aoki")
    number, found = office.file(), list[int]()
    with office.db.write() as uow:
        case = uow.cases.find(number)
        assert case is not None
        office.to_staff(uow, one.id, StaffNotice.OFFER, case, office.clock.business(), dedupe="one", at_once=True)
        taken = text("SELECT count(*) FROM outbox WHERE lane_id LIKE 'staff:%'")
        Freight([], [], 0, lambda uow, _: found.append(uow.execute(taken).scalar_one())).carry(uow)
    assert found == [1]


def test_in_somebodys_turn_what_is_urgent_goes_to_that_person_alone(office: Office) -> None:
    ben, aoki = office.person("ben"), office.person("aoki")
    now = office.clock.business()
    with office.db.write() as uow:
        uow.shifts.add(
            office.partners["north"], now - timedelta(hours=1), now + timedelta(hours=14),
            staff_id=ben.id, closed=False, made_by=aoki.id, now=now,
        )  # fmt: skip
    office.file(risks=("threat", "minor"))
    assert len(office.sent("ben")) == 1
    assert office.sent("aoki") == []
