"""A mail as it travels."""

import hashlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.digests.mail import Mail

NAME = "Todoke"


def compose(mail: Mail, *, sender: str, to: str, now: datetime) -> EmailMessage:
    """The message as it goes over the wire: plain text with an HTML alternative, and stable threading."""
    domain = sender.rpartition("@")[2] or "localhost"
    root = f"<thread.{_short(mail.thread)}@{domain}>"
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(NAME, addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{_short(mail.id)}@{domain}>"
    message["In-Reply-To"] = root
    message["References"] = root
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        if mail.one_click and mail.unsubscribe.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Base64 keeps Japanese readable whatever a relay does with 8-bit lines.
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    message["Content-Language"] = mail.lang  # last: setting the content clears every header that begins like it
    return message


def _short(value: str) -> str:
    """A stable name for a header that tells nothing about what it stands for."""
    return hashlib.sha256(value.encode()).hexdigest()[:32]
