"""A mail as the outbox keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Mail:
    """What to send. The recipient's address is looked up when it is sent, never kept with the text."""

    subject: str
    text: str
    html: str
    lang: str
    id: str
    """Unique for this message and the same on every try, so that a mailbox shows it once."""
    thread: str
    """Messages with the same thread are shown together: a person's day, or a case's number."""
    unsubscribe: str | None = None
    """The page where the recipient changes what is sent; opening it changes nothing."""
    one_click: bool = False
    """A POST to that page turns digests off, without log-in (RFC 8058)."""

    def payload(self) -> dict[str, Any]:
        """The outbox payload."""
        return {"type": "mail", **asdict(self)}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """The mail of an outbox payload."""
        return cls(**{name: value for name, value in payload.items() if name != "type"})
