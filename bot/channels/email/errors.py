"""What a mail server can answer other than yes, sorted by what is to be done about it.

| error          | what it means for a message that was to go out                        |
|----------------|-----------------------------------------------------------------------|
| Temporary      | send it again later, slower each time                                 |
| RecipientGone  | never send to this address again until it is confirmed anew           |
| Refused        | this message can never be sent; the next one may                      |

What the server said is kept as numbers only: its words often repeat the address.
"""

from bot.errors import TodokeError


class MailFailure(TodokeError):
    """The mail server did not take the message: {why}."""

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class Temporary(MailFailure):
    """The mail server could not be reached or asks to wait ({why}). The message goes out by itself later; if
    this goes on, check TODOKE_SMTP_URL."""

    def __init__(self, why: str, *, perhaps: bool = False) -> None:
        super().__init__(why)
        self.perhaps = perhaps
        """The mail had been handed over when the connection broke: the server may have taken it."""


class Refused(MailFailure):
    """The mail server refuses this message for good ({why}). It is set aside; the others go on."""


class RecipientGone(MailFailure):
    """The mail server does not know this address ({why}). Nothing is sent there until it is confirmed."""
