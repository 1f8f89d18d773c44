"""What a phone shows at one moment: messages, their buttons, and which of them are new."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from bot.testing.bot_api.account import Message

INERT = "n"
"""The data of a button that does nothing."""
CONTROL = "c:"
"""How the data of Back, Menu and the like begins."""


@dataclass(frozen=True)
class Button:
    """A button on the screen."""

    label: str
    data: str
    message_id: int

    @property
    def choice(self) -> str:
        """The last part of the data: the choice's id, or the control's name."""
        return self.data.rsplit(":", 1)[-1]


@dataclass(frozen=True)
class Shown:
    """A message as the screen shows it."""

    message_id: int
    sender: str
    """bot or worker."""
    text: str
    rows: tuple[tuple[Button, ...], ...]
    file: tuple[str, str] | None
    edits: int
    new: bool
    """Came or changed in any way after the last thing the phone did."""
    said: bool
    """Its words came or changed after that; a keyboard that was only marked as answered does not count."""

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons under it, in reading order."""
        return tuple(button for row in self.rows for button in row)

    @property
    def asks(self) -> bool:
        """Whether it can be answered by tapping."""
        return any(b.data != INERT and not b.data.startswith(CONTROL) for b in self.buttons)

    @classmethod
    def of(cls, message: Message, since: int) -> Self:
        """A message of the server's, for somebody who last did something at change number `since`."""
        rows = tuple(
            tuple(Button(b["text"], b.get("callback_data", ""), message.message_id) for b in row)
            for row in message.keyboard
        )
        return cls(
            message.message_id,
            message.sender,
            message.text,
            rows,
            message.file,
            message.edits,
            new=message.change > since,
            said=message.worded > since,
        )


@dataclass(frozen=True)
class Screen:
    """Everything the phone shows, oldest first."""

    messages: tuple[Shown, ...]

    @classmethod
    def of(cls, messages: Iterable[Message], since: int) -> Self:
        """The server's messages of one chat, as in `Shown.of`."""
        return cls(tuple(Shown.of(message, since) for message in messages))

    @property
    def last(self) -> Shown | None:
        """The bot's newest message."""
        return next((m for m in reversed(self.messages) if m.sender == "bot"), None)

    @property
    def new(self) -> tuple[Shown, ...]:
        """What the bot has sent or changed since the phone last did something."""
        return tuple(m for m in self.messages if m.new and m.sender == "bot")

    def saying(self, words: str) -> Shown | None:
        """The newest message whose words are new and contain these."""
        return next((m for m in reversed(self.new) if m.said and words in m.text), None)

    def asking(self) -> Shown | None:
        """The newest new message that can be answered by tapping."""
        return next((m for m in reversed(self.new) if m.asks), None)

    def __str__(self) -> str:
        """The conversation, for people."""
        lines = []
        for message in self.messages:
            who = "bot   " if message.sender == "bot" else "worker"
            body = message.text.replace("\n", "\n            ")
            marks = f" <{message.file[0]}>" if message.file else ""
            marks += " (edited)" if message.edits else ""
            lines.append(f"{message.message_id:>4} {who} {body}{marks}")
            lines += [
                "            " + " ".join(f"[{b.label} = {b.data}]" for b in row) for row in message.rows
            ]
        return "\n".join(lines) or "(nothing was said)"
