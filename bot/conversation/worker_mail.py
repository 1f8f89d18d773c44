"""A mail to a worker who asked to hear by e-mail: that there is a message, and nothing of what it says."""

from html import escape

from bot.digests.mail import Mail
from bot.wording.served import Snapshot


def worker_mail(wording: Snapshot, language: str, base_url: str, dedupe: str) -> Mail:
    """Neutral in subject and text: others may see the mailbox."""
    text = wording.text(language, "mail.worker_body", link=f"{base_url}/chat")
    return Mail(
        subject=wording.text(language, "mail.worker_subject"), text=text + "\n", html=f"<p>{escape(text)}</p>",
        lang=language, id=f"worker:{dedupe}", thread=f"worker:{dedupe}",
    )  # fmt: skip
