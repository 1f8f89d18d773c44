"""Alarms by mail and chat: what comes together is one message, and nobody reads of the same twice a day."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.access.roles import Role
from bot.cases.notifier import FakeNotifier
from bot.digests.alarm_mails import AlarmMails
from bot.keeping.held import hold, let_go
from bot.workers.auditor import Auditor
from storage.errors import StorageBusy
from storage.models import AlarmKind
from storage.uow import UnitOfWork
from tests.digests.conftest import URL, Office


class Silent:
    """Nobody is called by a heartbeat."""

    heartbeat_url: str | None = None
    smtp: object | None = None
    demo = False


class Alarms:
    """A coordinator with mail and chat, and processes that tell of alarms."""

    def __init__(self, office: Office) -> None:
        self.office = office
        office.person("lea", at=None, role=Role.COORDINATOR, chat="4711")

    def process(self) -> AlarmMails:
        """Another replica, or the same after a start."""
        return AlarmMails(lambda: self.office.words, URL, mail=True)

    def on(self, kind: AlarmKind, *subjects: str) -> Sequence[Any]:
        """Raise them; returns all that are on."""
        with self.office.db.write() as uow:
            for subject in subjects:
                uow.system.raise_alarm(kind, subject, {}, self.office.clock.now())
        with self.office.db.read() as uow:
            return uow.system.open_alarms()

    def tell(self, process: AlarmMails, on: Sequence[Any]) -> None:
        """As the auditor does."""
        real = self.office.clock.now()
        if fresh := process.fresh(on, real):
            with self.office.db.write() as uow:
                process.tell(uow, fresh, real)
            process.told(fresh, real)

    def mails(self) -> list[str]:
        """What the coordinator got by mail since."""
        return [str(mail["text"]) for mail in self.office.sent("lea")]


@pytest.fixture
def alarms(office: Office) -> Alarms:
    """None is on."""
    return Alarms(office)


def test_many_alarms_at_once_are_one_message_with_a_line_for_each_kind(alarms: Alarms) -> None:
    alarms.on(AlarmKind.REVIEW, *(f"case{n}" for n in range(40)))
    alarms.tell(alarms.process(), alarms.on(AlarmKind.OUTBOX, ""))
    (mail,) = alarms.mails()
    assert mail.count("Nobody has looked whether a case goes on · 40 times · since") == 1
    assert mail.count("/console/alarms") == 2
    (chat,) = alarms.office.sent("lea", "telegram")
    assert "40 times" in chat["text"]


def test_one_that_comes_later_is_told_alone_whichever_process_tells(alarms: Alarms) -> None:
    first, second = alarms.process(), alarms.process()
    on = alarms.on(AlarmKind.REVIEW, "case1", "case2")
    alarms.tell(first, on)
    alarms.tell(second, on)
    assert len(alarms.mails()) == 1
    on = alarms.on(AlarmKind.REVIEW, "case3")
    alarms.tell(second, on)
    alarms.tell(first, on)
    alarms.tell(alarms.process(), on)
    (mail,) = alarms.mails()
    assert "times" not in mail


def test_what_could_not_be_queued_is_told_by_the_same_process_at_its_next_look(alarms: Alarms) -> None:
    auditor = Auditor(
        alarms.office.db, alarms.office.clock, Silent(), FakeNotifier(), send=lambda _url: None, mails=alarms.process()
    )
    on, now = alarms.on(AlarmKind.NO_COORDINATOR, ""), alarms.office.clock.now()
    full = alarms.office.db.write

    @contextmanager
    def away() -> Iterator[UnitOfWork]:
        with full() as uow:
            yield uow
            raise StorageBusy

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alarms.office.db, "write", away)
        with pytest.raises(StorageBusy):
            auditor._tell(on, now)
    assert alarms.mails() == []
    auditor._tell(on, now)
    assert len(alarms.mails()) == 1


def test_what_stays_on_is_told_again_the_next_day(alarms: Alarms) -> None:
    process = alarms.process()
    on = alarms.on(AlarmKind.REVIEW, "case1", "case2")
    alarms.tell(process, on)
    assert len(alarms.mails()) == 1
    alarms.office.clock.advance(timedelta(days=1))
    alarms.tell(process, on)
    assert len(alarms.mails()) == 1


def test_who_can_be_reached_only_later_is_told_then(office: Office) -> None:
    alarms = Alarms(office)
    with office.db.write() as uow:
        lea = uow.access.get(office.people["lea"].id)
        assert lea is not None
        lea.email_confirmed_at, lea.telegram_confirmed_at = None, None
    alarms.tell(alarms.process(), alarms.on(AlarmKind.REVIEW, "case1"))
    assert alarms.mails() == []
    with office.db.write() as uow:
        lea = uow.access.get(office.people["lea"].id)
        assert lea is not None
        lea.email_confirmed_at = office.clock.now()
    alarms.tell(alarms.process(), alarms.on(AlarmKind.REVIEW, "case1"))
    assert len(alarms.mails()) == 1


def test_after_a_restore_only_what_still_stands_is_told(alarms: Alarms) -> None:
    office = alarms.office
    alarms.tell(alarms.process(), alarms.on(AlarmKind.SET_ASIDE, "one"))  # no mail left any more, then the disk died
    auditor = Auditor(
        office.db, office.clock, Silent(), FakeNotifier(), send=lambda _url: None, mails=alarms.process()
    )
    with office.db.write() as uow:
        hold(uow, office.clock.now() - timedelta(hours=1), office.clock.now())
    for _ in range(3):
        office.clock.advance(seconds=20)
        auditor.look()
    with office.db.read() as uow:
        assert {AlarmKind.TICK, AlarmKind.RESTORED} <= {alarm.kind for alarm in uow.system.open_alarms()}
    with office.db.write() as uow:
        let_go(uow, office.clock.now())
    for _ in range(40):
        auditor.look()
        office.clock.advance(seconds=10)
        with office.db.write() as uow:
            uow.system.ticked("ladder", office.clock.now(), 0.1, 0)
    (mail,) = alarms.mails()
    told = [kind for kind in AlarmKind if office.words.text("en", f"staff.alarm.kind.{kind}") in mail]
    assert AlarmKind.SET_ASIDE in told
    assert not {AlarmKind.TICK, AlarmKind.RESTORED} & set(told), told
