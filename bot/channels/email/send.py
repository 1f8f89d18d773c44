"""Sending one mail over SMTP, and saying what became of it."""

import re
import ssl
from datetime import datetime
from typing import Any

import aiosmtplib
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from aiosmtplib.response import SMTPResponse

from bot.channels.email.errors import MailFailure, RecipientGone, Refused, Temporary
from bot.channels.email.message import compose
from bot.digests.mail import Mail
from bot.settings import SmtpServer

_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_FIRST_REPLY = 200
"""Below this it is no answer of a mail server, but what the library calls one that can't be read."""
_PLAIN_ADDRESS = re.compile(r"[^@\s<>\"',;:\\]+@[^@\s<>\"',;:\\]+")


async def send(server: SmtpServer, to: str, mail: Mail, now: datetime, *, timeout: float = 30) -> None:
    """Hand one mail to one recipient's server; returning means it took it. Raises Temporary, Refused, RecipientGone.

    `timeout`: seconds for each of the server's answers.
    """
    if not _PLAIN_ADDRESS.fullmatch(to):
        raise RecipientGone("not an address")
    try:
        message = compose(mail, sender=server.sender, to=to, now=now)
    except ValueError as error:
        raise Refused(type(error).__name__) from error
    client = _Client(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.tls,
        start_tls=server.starttls,
        local_hostname=server.sender.rpartition("@")[2] or "localhost",
        timeout=timeout,
    )
    try:
        async with client:
            await client.send_message(message, sender=server.sender, recipients=[to])
    except (SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
        if not client.taken:  # whoever has taken the mail may say goodbye as they like
            raise _sorted(error, client.handed_over) from error


class _Client(aiosmtplib.SMTP):
    """Knows how far it came: what breaks off before the mail is handed over has surely not arrived."""

    handed_over = False
    taken = False

    async def data(self, message: str | bytes, /, **options: Any) -> SMTPResponse:
        self.handed_over = True
        answer = await super().data(message, **options)
        self.taken = True
        return answer


def _sorted(error: Exception, handed_over: bool) -> MailFailure:
    if isinstance(error, SMTPRecipientsRefused):
        error = error.recipients[0]
    if not isinstance(error, SMTPResponseException) or error.code < _FIRST_REPLY:
        return Temporary(type(error).__name__, perhaps=handed_over)
    detail = _ENHANCED.search(error.message)
    why = f"{error.code} {detail.group(1)}" if detail else str(error.code)
    status = detail.group(1) if detail else ""
    if error.code < 500 or isinstance(error, SMTPAuthenticationError):
        return Temporary(why)  # a wrong password is the operator's to mend; the messages wait for it
    about_recipient = isinstance(error, SMTPRecipientRefused) and not status.startswith("5.7.")
    if about_recipient or status.startswith(("5.1.", "5.2.1")):
        return RecipientGone(why)
    return Refused(why)
