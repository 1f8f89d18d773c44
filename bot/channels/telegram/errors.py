"""What Telegram can answer other than yes, sorted by what is to be done about it.

| error          | what it means for a message that was to go out                                    |
|----------------|-----------------------------------------------------------------------------------|
| RetryAfter     | send it again after `seconds`; until then nothing else to this chat               |
| Temporary      | send it again later, slower each time; it may have arrived already                |
| RecipientGone  | never send to this chat again until the person comes back; a sign of dropping out |
| ChatMigrated   | the group has another id from now on: send it there                               |
| Refused        | this message can never be sent; the next one may                                  |
| BadToken       | nothing can be sent until the operator has corrected the token                    |
"""

from bot.errors import TodokeError


class TelegramFailure(TodokeError):
    """Telegram did not do what was asked: {why}."""

    parts_sent: int = 0
    """Of a text in several parts, how many had gone out before this one failed. Hand it to `send` when the
    message is sent again, and the person does not read them twice."""
    made: tuple[int, ...] = ()
    """The messages of those that went out in this attempt."""


class RetryAfter(TelegramFailure):
    """Telegram asks to wait {seconds:g} seconds. The message goes out by itself after that."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds=seconds)
        self.seconds = seconds


class Temporary(TelegramFailure):
    """Telegram could not be reached or did not answer ({why}). It is tried again by itself; if this goes on,
    check the network and TODOKE_TELEGRAM_API_URL."""

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class Refused(TelegramFailure):
    """Telegram refuses this message for good ({why}). It is set aside; the others go on."""

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class RecipientGone(TelegramFailure):
    """This chat can't be written to any more ({why}). Nothing is sent there until the person writes again."""

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class ChatMigrated(TelegramFailure):
    """The group has become a supergroup and has a new id. Link the new group, or send to it."""

    def __init__(self, new_chat_id: int) -> None:
        super().__init__()
        self.new_chat_id = new_chat_id


class BadToken(TelegramFailure):
    """Telegram does not know this bot's token. Copy it again from @BotFather into TODOKE_TELEGRAM_TOKEN."""


class Conflict(TelegramFailure):
    """Somebody else fetches this bot's updates ({why}). Only one program may: stop the other one, or give
    this installation a bot of its own."""

    def __init__(self, why: str) -> None:
        super().__init__(why=why)


class MalformedUpdate(TelegramFailure):
    """An update from Telegram could not be read ({why}). It was counted and left out."""

    def __init__(self, why: str, update_id: int | None = None) -> None:
        super().__init__(why=why)
        self.update_id = update_id
        """Known when only the rest could not be read."""


class FileTooLarge(TelegramFailure):
    """The file is larger than {limit_mb} MB, the most that Telegram hands to a bot. Ask for a smaller one, or
    for photos of its pages."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit_mb=limit // (1024 * 1024))
