"""A real installation from its first account on: people join, a report comes in, mail and Telegram carry it to them."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.cases.eligibility import PartnerDraft, save_partner
from tests.crash.installation import database_of
from tests.support.ports import unused_port
from tests.support.program import Program, telegram_settings
from tests.support.smtp import MailServer, Received
from tests.support.telegram import TelegramInThread, file_report

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), pytest.mark.slow]
PASSWORD = "five quiet herons crossing water"
NEVER_IN_MAIL = (
    "overtime", "残業", "nepal", "ne-NP", "tokyo", "東京", "kanto", "関東", "threat", "intern", "ssw", "7001", "pay",
    "urgent",
)  # fmt: skip
"""What nobody may learn who looks over a shoulder at a mail."""


@dataclass
class Person:
    """Somebody with an account, logged in."""

    email: str
    page: Page


@pytest.fixture
def telegram() -> Iterator[TelegramInThread]:
    """Telegram on this machine."""
    with TelegramInThread() as running:
        yield running


@pytest.fixture
def program(telegram: TelegramInThread, smtp: MailServer, tmp_path: Path) -> Iterator[Program]:
    """A real installation that polls Telegram and sends mail."""
    settings = dict(
        telegram_settings(telegram.server.root_url, TELEGRAM_MODE="polling", TELEGRAM_TOKEN=telegram.server.token)
    )
    with Program(tmp_path / "data", unused_port(), module="bot", SMTP_URL=smtp.url, **settings) as running:
        yield running


@pytest.fixture
def join(program: Program, open_context: Callable[..., BrowserContext]) -> Callable[..., Person]:
    """Invite somebody on the command line; they open the link, choose a password and set up a second factor."""

    def joined(email: str, role: str, partner: str | None = None) -> Person:
        to = ("--partner", partner) if partner else ()
        invited = program.run("staff", "invite", email, "--role", role, "--locale", "en", *to)
        assert invited.returncode == 0, invited.stderr
        page = open_context(viewport={"width": 1100, "height": 800}).new_page()
        page.goto(invited.stdout.split()[0])
        page.locator("input[name=name]").fill(email.split("@")[0])
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form.card button.main").click()
        secret = str(page.locator("code.secret").text_content()).replace(" ", "")
        page.locator("input[name=code]").fill(pyotp.TOTP(secret).now())
        page.locator("form:has(input[name=code]) button.main").click()
        expect(page.locator("nav")).to_be_visible()
        return Person(email, page)

    return joined


def confirm_email(person: Person, program: Program, smtp: MailServer) -> None:
    """Ask for the code, read it in the mail, write it into the page."""
    person.page.goto(program.url + "/console/account")
    person.page.locator("form[action$='/email/code'] button").click()
    told = wait_for_mail(smtp, person.email, lambda _mail: True).text()  # others get mails about cases meanwhile
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", told)
    assert code is not None
    person.page.locator("input[name=code]").fill(code.group())
    person.page.locator("form[action$='/account/email'] button").click()
    expect(person.page.locator(".notice.good")).to_be_visible()


def link_telegram(person: Person, program: Program, telegram: TelegramInThread, chat_id: int) -> None:
    """Open the bot with the one-time link."""
    person.page.goto(program.url + "/console/account")
    person.page.locator("form[action$='/account/telegram'] button").click()
    by_hand = str(person.page.locator("#telegram ~ p code").text_content())
    phone = telegram.phone(chat_id)
    telegram.do(phone.type(by_hand))
    telegram.do(phone.wait_for("This chat is linked"))


def digest_now(person: Person, program: Program) -> None:
    """Set the digest's hour to one that has just come, in a time zone where it is day."""
    page = person.page
    page.goto(program.url + "/console/account")
    zones = page.locator("select[name=timezone] option").all_text_contents()
    now = datetime.now(UTC)
    zone = next(z for z in zones if 6 <= now.astimezone(ZoneInfo(z)).hour <= 19)
    page.locator("select[name=timezone]").select_option(zone)
    page.locator("input[name=digest_at]").fill(f"{now.astimezone(ZoneInfo(zone)):%H:%M}")
    page.locator("form[action='/console/account'] button.main").click()


def wait_for_mail(smtp: MailServer, to: str, what: Callable[[Received], bool], seconds: float = 60) -> Received:
    """The first mail to an address that fits."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for received in list(smtp.messages):
            if to in received.recipients and what(received):
                return received
        time.sleep(0.2)
    raise AssertionError(f"no such mail to {to}: {[(m.recipients, m.message['Subject']) for m in smtp.messages]}")


def tells_only_number_age_due_and_link(mail: Received, number: str, url: str) -> None:
    """What a mail about a case may hold."""
    for kind in ("plain", "html"):
        text = mail.text(kind)
        assert number in text
        assert f"{url}/console/cases/{number}" in text
        words = text.lower().replace(number.lower(), "")
        found = [word for word in NEVER_IN_MAIL if word.lower() in words]
        assert not found, f"the {kind} part says {found}:\n{text}"
    assert not [word for word in NEVER_IN_MAIL if word.lower() in str(mail.message["Subject"]).lower()]


def others_who_open_the_place(program: Program) -> None:
    """A second partner with somebody who can log in, and a deputy: without them it is open to nobody."""
    now = datetime.now(UTC)
    with database_of(program) as database, database.write() as uow:
        second = save_partner(uow, PartnerDraft(name="Second Help Desk", kind="ngo", rank=200), now).id
        for partner_id, role in ((second, "staff"), (None, "deputy")):
            person = uow.access.create(
                partner_id=partner_id, role=role, name=role, email=f"{role}@example.org", locale="en", now=now
            )
            person.password_hash = "set"
            uow.session.add(person)


def test_an_urgent_report_reaches_its_people_by_mail_and_telegram_and_is_accepted_there(
    program: Program, telegram: TelegramInThread, smtp: MailServer, join: Callable[..., Person]
) -> None:
    coordinator = join("coordinator@example.org", "coordinator")
    page = coordinator.page
    page.goto(program.url + "/console/partners/new")
    page.locator("input[name=name]").fill("Sample Help Desk")
    page.locator("form.card button.main").click()
    expect(page.locator("table.cards").first).to_contain_text("Sample Help Desk")

    others_who_open_the_place(program)
    alice, bob = (join(f"{who}@example.org", "staff", "Sample Help Desk") for who in ("one", "two"))
    confirm_email(alice, program, smtp)
    link_telegram(alice, program, telegram, 9001)
    stranger = telegram.phone(9999)

    worker = telegram.phone(7001, "ne")
    telegram.do(file_report(worker, "unpaid_overtime", "ne", "threatened"))
    [case] = program.cases()
    number = str(case["number"])
    assert case["urgent"]

    alert = wait_for_mail(smtp, alice.email, lambda m: number in m.text())
    tells_only_number_age_due_and_link(alert, number, program.url)

    digest_now(bob, program)
    confirm_email(bob, program, smtp)
    digest = wait_for_mail(smtp, bob.email, lambda m: number in m.text())
    tells_only_number_age_due_and_link(digest, number, program.url)

    chat = telegram.phone(9001)
    shown = next(m for m in reversed(chat.see().messages) if any(b.choice == "accept" for b in m.buttons))
    button = next(b for b in shown.buttons if b.choice == "accept")
    telegram.do(stranger.tap_data(button.data, shown.message_id))
    telegram.do(stranger.reply())
    assert program.cases()[0]["state"] == "offered", "somebody else's press does nothing"

    telegram.do(chat.tap_data(button.data, shown.message_id))
    telegram.do(chat.reply())
    assert program.cases()[0]["state"] == "accepted"
    telegram.do(worker.wait_for("Sample Help Desk"))
    audit = program.run("staff", "audit")
    assert audit.returncode == 0, audit.stdout
