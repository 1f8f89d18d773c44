"""Mail is gone for fifteen days, every mailbox is dead, a digest can't be made: nothing is lost, and the log says so in
one line."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.access.roles import Role
from bot.channels.email.out import EmailOut
from bot.digests import deliver
from bot.digests.compose import compose
from bot.digests.deliver import send_due
from bot.digests.schedule import DueDigest
from bot.escalation.tick import tick
from bot.settings import Settings
from bot.workers.outbox import LONGEST_WAIT, OutboxWorker
from storage.models import LIVE
from tests.digests.conftest import URL, Office
from tests.support.smtp import MailServer

MORNING = datetime(2026, 11, 25, 8, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


@asynccontextmanager
async def sending(office: Office, smtp_url: str) -> AsyncIterator[OutboxWorker]:
    """A process that sends mail."""
    server = Settings.from_environment({"TODOKE_SMTP_URL": smtp_url}).smtp
    assert server is not None
    worker = OutboxWorker(office.db, office.clock, {"email": EmailOut(server, office, office.clock)})
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    yield worker
    stop.set()
    worker.wake_soon()
    await running


async def settle(worker: OutboxWorker) -> None:
    """Everything that may be tried now is tried."""
    for _ in range(3):
        worker.wake.set()
        await asyncio.sleep(0.03)
        while worker._running:
            await asyncio.gather(*worker._running)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator reads."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.anyio
async def test_fifteen_days_without_a_mail_server(
    office: Office, free_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    office.person("aoki")
    office.person("mori", at="south")
    number = office.file("north", "south", risks=("threat",))
    server = MailServer(free_port)
    async with sending(office, server.url) as worker:
        office.clock.advance(MORNING - office.clock.now())
        for _ in range(15):
            tick(office.db, office, office.clock.business())
            send_due(office.db, office.words, URL, office.clock)
            for _ in range(2):
                await settle(worker)
                office.clock.advance(LONGEST_WAIT)
            office.clock.advance(timedelta(days=1) - 2 * LONGEST_WAIT)
        assert [line.split(";")[0] for line in lines(caplog)] == ["email takes no messages"]
        with office.db.read() as uow:
            assert uow.outbox.oldest_due(office.clock.now()) is not None, "kept, and the auditor sees how old it is"
        send_due(office.db, office.words, URL, office.clock)
        with server:
            for _ in range(6):
                await settle(worker)
                office.clock.advance(LONGEST_WAIT)
    to_aoki = [mail for mail in server.messages if mail.recipients == ("aoki@todoke.example",)]
    digests = [mail for mail in to_aoki if "digests-off" in mail.message["List-Unsubscribe"]]
    assert len(digests) == 1, "one, as things are now, not fifteen"
    assert number in digests[0].text()
    assert any(number in mail.text() for mail in to_aoki if mail not in digests), "and what was urgent"
    assert any(mail.recipients == ("mori@todoke.example",) for mail in server.messages)
    assert [line.split(";")[0] for line in lines(caplog)] == ["email takes no messages", "email takes messages again"]


@pytest.mark.anyio
async def test_every_mailbox_is_dead(office: Office, smtp: MailServer, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody can be told by mail any more: the ladder goes to its end, alarms stand, and the worker hears the truth."""
    people = ("aoki", "mori", "coordinator", "deputy")
    office.person("aoki")
    office.person("mori", at="south")
    office.person("coordinator", at=None, role=Role.COORDINATOR)
    office.person("deputy", at=None, role=Role.DEPUTY)
    smtp.refused.update(f"{name}@todoke.example" for name in people)
    number = office.file("north", "south", risks=("threat",))
    async with sending(office, smtp.url) as worker:
        for _ in range(12):
            await settle(worker)
            office.pass_time(hours=2)
            send_due(office.db, office.words, URL, office.clock)
    assert smtp.messages == []
    with office.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert case.closed_at is None
        assert uow.ladder.row(case.id, LIVE) is not None, "its clock goes on"
        alarms = {(alarm.kind, alarm.subject) for alarm in uow.system.open_alarms()}
        happened = [line.kind for line in uow.cases.events(case.id)]
    assert {("recipient_dead", office.people[name].id) for name in people} <= alarms
    assert happened.count("recipient_dead") == 2, "both organisations, each once"
    told = [said.what for said in office.take() if said.to == "worker"]
    assert told.count("case.filed") == 1
    assert "case.nobody_yet" in told, "nobody has answered, and that is what the worker is told"
    assert lines(caplog) == [], "who is dead is an alarm of its own, no trouble with the mail server"


def test_a_digest_that_cannot_be_made_holds_back_nobody_elses(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("aoki", "ito", "mori"):
        office.person(name)
    office.file()
    broken = office.people["ito"].id

    def raises(words: Any, reader: Any, *more: Any, **named: Any) -> Any:
        if reader.staff_id == broken:
            raise KeyError("a template that raises")
        return compose(words, reader, *more, **named)

    monkeypatch.setattr(deliver, "compose", raises)
    office.clock.advance(MORNING - office.clock.now())
    told: set[DueDigest] = set()
    assert send_due(office.db, office.words, URL, office.clock, told=told) == 2
    for _ in range(5):
        office.clock.advance(seconds=20)
        assert send_due(office.db, office.words, URL, office.clock, told=told) == 0
    assert lines(caplog) == ["a digest could not be made; it is tried again"]
    monkeypatch.undo()
    assert send_due(office.db, office.words, URL, office.clock, told=told) == 1, "mended, it comes"
