"""From a case to a mailbox: the outbox, a real mail server, and what happens when the address is dead."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.channels.email.out import EmailOut
from bot.digests.deliver import send_due
from bot.settings import Settings
from bot.workers.outbox import OutboxWorker
from tests.digests.conftest import URL, Office
from tests.support.smtp import MailServer

pytestmark = pytest.mark.anyio
MORNING = datetime(2026, 11, 25, 8, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


async def _run(office: Office, smtp: MailServer, until: str) -> None:
    server = Settings.from_environment({"TODOKE_SMTP_URL": smtp.url}).smtp
    assert server is not None
    worker = OutboxWorker(office.db, office.clock, {"email": EmailOut(server, office, office.clock)})
    stop = asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    for _ in range(100):
        await asyncio.sleep(0.05)
        with office.db.read() as uow:
            if uow.execute(text("SELECT count(*) FROM outbox WHERE status = :status"), {"status": until}).scalar():
                break
    stop.set()
    worker.wake_soon()
    await running


async def test_a_digest_arrives_in_the_mailbox(office: Office, smtp: MailServer) -> None:
    office.person("aoki", locale="ja")
    number = office.file()
    office.clock.advance(MORNING - office.clock.now())
    assert send_due(office.db, office.words, URL, office.clock) == 1
    await _run(office, smtp, "sent")
    (received,) = smtp.wait(1)
    assert received.recipients == ("aoki@todoke.example",)
    assert received.message["Subject"] == "【Todoke】対応待ち1件(11月25日(水))"
    assert number in received.text()
    assert f'href="{URL}/console/cases/{number}"' in received.text("html")
    assert received.message["List-Unsubscribe"].strip().startswith(f"<{URL}/console/digests-off/")
    assert received.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert office.people["aoki"].id not in str(received.message)


async def test_mail_that_waits_goes_to_the_address_of_today(office: Office, smtp: MailServer) -> None:
    staff = office.person("aoki")
    office.file(risks=("threat",))
    with office.db.write() as uow:
        found = uow.access.get(staff.id)
        assert found is not None
        uow.access.set_email(found, "new@todoke.example")
    await _run(office, smtp, "sent")
    assert [mail.recipients for mail in smtp.wait(1)] == [("new@todoke.example",)]


async def test_a_dead_address_counts_no_longer_and_the_case_goes_on(office: Office, smtp: MailServer) -> None:
    office.person("aoki")
    office.person("mori", at="south")
    number = office.file("north", "south", risks=("threat",))
    smtp.refused.add("aoki@todoke.example")
    await _run(office, smtp, "dead")
    with office.db.read() as uow:
        case = uow.cases.find(number)
        assert case is not None
        assert uow.cases.offer(case.id, office.partners["south"]) is not None
        assert any(alarm.subject == office.people["aoki"].id for alarm in uow.system.open_alarms())
