"""A real mail server for tests, on loopback, that keeps every message it is given."""

import email
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from threading import Condition
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Received:
    """One message as the server took it."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    def text(self, kind: str = "plain") -> str:
        """The part of the body that is `plain` text or `html`."""
        part = self.message.get_body((kind,))
        assert part is not None, f"the message has no {kind} part"
        return str(part.get_content())


@dataclass
class MailServer:
    """Use it as a context manager. `refused` addresses get a permanent no, `busy` everyone a "later"."""

    port: int
    messages: list[Received] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    busy: bool = False

    def __post_init__(self) -> None:
        self._arrived = Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        """The server, as `TODOKE_SMTP_URL` takes it."""
        return f"smtp://127.0.0.1:{self.port}?from=todoke@example.org"

    def wait(self, count: int = 1, seconds: float = 10) -> list[Received]:
        """The messages, once there are at least `count`."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.messages) >= count, seconds)
        assert came, f"{len(self.messages)} of {count} messages arrived within {seconds} s"
        return self.messages

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.busy:
            return "451 4.3.0 try again later"
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        message = email.message_from_bytes(envelope.original_content or b"", policy=default)
        with self._arrived:
            self.messages.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), message))
            self._arrived.notify_all()
        return "250 OK"
