"""Mail that really goes over SMTP, and what becomes of mail that can't be delivered."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.channels.email.errors import RecipientGone, Refused, Temporary
from bot.channels.email.send import send
from bot.digests.mail import Mail
from bot.settings import Settings, SmtpServer
from tests.support.smtp import MailServer

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
MAIL = Mail(
    subject="期限を過ぎた案件 1件\n(Todoke)",
    text="K7F3-2QMX 期限",
    html="<p>K7F3-2QMX <b>期限</b></p>",
    lang="ja",
    id="digest:s1:2026-11-25",
    thread="digest:s1:2026-11-25",
    unsubscribe="https://todoke.example.org/console/account",
)


def _server(smtp: MailServer) -> SmtpServer:
    settings = Settings.from_environment({"TODOKE_SMTP_URL": smtp.url})
    assert settings.smtp is not None
    return settings.smtp


async def test_a_mail_arrives_with_text_and_html_and_headers_that_keep_it_together(smtp: MailServer) -> None:
    await send(_server(smtp), "aoki@north.example", MAIL, NOW)
    await send(_server(smtp), "aoki@north.example", MAIL, NOW)
    first, second = smtp.wait(2)
    assert first.recipients == ("aoki@north.example",)
    assert first.sender == "todoke@example.org"
    assert first.text().strip() == "K7F3-2QMX 期限"
    assert "<b>期限</b>" in first.text("html")
    assert first.message["Subject"] == "期限を過ぎた案件 1件 (Todoke)"
    assert parsedate_to_datetime(first.message["Date"]) == NOW
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert first.message["In-Reply-To"] == first.message["References"]
    assert first.message["List-Unsubscribe"] == "<https://todoke.example.org/console/account>"
    assert first.message["Auto-Submitted"] == "auto-generated"
    assert first.message.get_all("Content-Language") == ["ja"]
    assert Mail.from_payload(MAIL.payload()) == MAIL


async def test_another_day_is_another_thread_and_another_message(smtp: MailServer) -> None:
    tomorrow = Mail.from_payload(
        MAIL.payload() | {"id": "digest:s1:2026-11-26", "thread": "digest:s1:2026-11-26"}
    )
    await send(_server(smtp), "aoki@north.example", MAIL, NOW)
    await send(_server(smtp), "aoki@north.example", tomorrow, NOW)
    first, second = smtp.wait(2)
    assert first.message["Message-ID"] != second.message["Message-ID"]
    assert first.message["References"] != second.message["References"]


async def test_an_address_nobody_has_is_gone_and_a_busy_server_is_tried_later(smtp: MailServer) -> None:
    smtp.refused.add("left@north.example")
    with pytest.raises(RecipientGone, match=r"550 5\.1\.1"):
        await send(_server(smtp), "left@north.example", MAIL, NOW)
    smtp.busy = True
    with pytest.raises(Temporary, match=r"451 4\.3\.0"):
        await send(_server(smtp), "aoki@north.example", MAIL, NOW)
    assert not smtp.messages


@pytest.mark.parametrize("broken", ["", "not an address", "a@b.example\r\nBcc: c@d.example", "a@b@c.example"])
async def test_what_is_no_address_is_never_sent_to(smtp: MailServer, broken: str) -> None:
    with pytest.raises(RecipientGone):
        await send(_server(smtp), broken, MAIL, NOW)
    assert not smtp.messages


async def test_a_server_that_is_not_there_is_tried_later(free_port: int) -> None:
    with pytest.raises(Temporary):
        await send(SmtpServer("127.0.0.1", free_port, sender="t@example.org"), "a@b.example", MAIL, NOW)


async def test_a_server_that_never_answers_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(Temporary):
            await send(SmtpServer("127.0.0.1", port), "a@b.example", MAIL, NOW, timeout=0.3)


class _Says:
    """A server that refuses in one particular way."""

    def __init__(self, rcpt: str = "250 OK", data: str = "250 OK") -> None:
        self.rcpt, self.data = rcpt, data
        self.logged_in: list[bytes] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _opts: list[str]
    ) -> str:
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        return self.data

    def login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object
    ) -> AuthResult:
        right = getattr(given, "password", b"") == b"right"
        self.logged_in.append(getattr(given, "login", b""))
        return AuthResult(success=right, handled=False)


@contextmanager
def _saying(says: _Says, port: int) -> Iterator[None]:
    controller = Controller(says, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@pytest.mark.parametrize(
    ("rcpt", "data", "becomes"),
    [
        ("550 no such user", "250 OK", RecipientGone),
        ("554 5.7.1 relay access denied", "250 OK", Refused),  # the operator's mistake, not the recipient's
        ("450 4.2.0 greylisted, come back", "250 OK", Temporary),
        ("250 OK", "554 5.6.0 looks like spam", Refused),
        ("250 OK", "550 5.1.1 unknown after all", RecipientGone),
        ("250 OK", "452 4.3.1 disk full", Temporary),
    ],
)
async def test_each_refusal_is_sorted_by_what_is_to_be_done(
    free_port: int, rcpt: str, data: str, becomes: type[Exception]
) -> None:
    with _saying(_Says(rcpt, data), free_port), pytest.raises(becomes) as refused:
        await send(SmtpServer("127.0.0.1", free_port), "aoki@north.example", MAIL, NOW)
    assert "aoki" not in str(refused.value)


class _CutsOff(_Says):
    """A server that is gone, or says nothing any more, at one point of the talk."""

    def __init__(self, at: str, *, silent: bool = False) -> None:
        super().__init__()
        self.at, self.silent, self.taken = at, silent, 0

    async def _cut(self, server: SMTP, at: str) -> None:
        if at == self.at and self.silent:
            await asyncio.sleep(1)
        elif at == self.at:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, opts: list[str]
    ) -> str:
        await self._cut(server, "recipient")
        return await super().handle_RCPT(server, session, envelope, address, opts)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken += 1
        await self._cut(server, "mail")
        return await super().handle_DATA(server, session, envelope)

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:
        await self._cut(server, "goodbye")
        return "221 Bye"


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize(("at", "perhaps"), [("recipient", False), ("mail", True)])
async def test_a_mail_that_was_handed_over_without_a_word_has_perhaps_arrived(
    free_port: int, at: str, perhaps: bool, silent: bool
) -> None:
    says = _CutsOff(at, silent=silent)
    with _saying(says, free_port), pytest.raises(Temporary) as broken:
        await send(SmtpServer("127.0.0.1", free_port), "aoki@north.example", MAIL, NOW, timeout=0.3)
    assert broken.value.perhaps == perhaps
    assert says.taken == perhaps


@pytest.mark.parametrize("silent", [False, True])
async def test_a_mail_that_was_taken_has_arrived_however_the_server_says_goodbye(free_port: int, silent: bool) -> None:
    says = _CutsOff("goodbye", silent=silent)
    with _saying(says, free_port):
        await send(SmtpServer("127.0.0.1", free_port), "aoki@north.example", MAIL, NOW, timeout=0.3)
    assert says.taken == 1


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, SHA256())
    )
    file = tmp_path / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("encryption", ["smtps", "starttls"])
async def test_mail_goes_encrypted_with_the_account_of_the_settings(
    free_port: int, certificate: ssl.SSLContext, encryption: str
) -> None:
    says = _Says()
    if encryption == "smtps":
        url = f"smtps://todoke:{{}}@127.0.0.1:{free_port}"
        tls: dict[str, Any] = {"ssl_context": certificate, "auth_require_tls": False}
    else:
        url = f"smtp://todoke:{{}}@127.0.0.1:{free_port}?starttls=1"
        tls = {"tls_context": certificate, "require_starttls": True}
    controller = Controller(says, hostname="127.0.0.1", port=free_port, authenticator=says.login, **tls)
    controller.start()
    try:
        for password, refused in (("right", None), ("wrong", Temporary)):
            server = Settings.from_environment({"TODOKE_SMTP_URL": url.format(password)}).smtp
            assert server is not None
            if refused is None:
                await send(server, "aoki@north.example", MAIL, NOW)
            else:  # the operator will mend it; until then the mail waits
                with pytest.raises(refused):
                    await send(server, "aoki@north.example", MAIL, NOW)
    finally:
        controller.stop()
    assert set(says.logged_in) == {b"todoke"}


async def test_a_server_with_a_certificate_nobody_vouches_for_gets_no_mail(
    free_port: int, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    controller = Controller(_Says(), hostname="127.0.0.1", port=free_port, ssl_context=certificate)
    controller.start()
    monkeypatch.delenv("SSL_CERT_FILE")
    try:
        with pytest.raises(Temporary):
            await send(SmtpServer("127.0.0.1", free_port, tls=True), "aoki@north.example", MAIL, NOW)
    finally:
        controller.stop()
