"""A scripted worker with a phone: types, taps, sends photos, and looks at the screen.

    phone = Phone(server, chat_id=7001, language_code="ne")
    await phone.type("/start")
    await phone.wait_for("नेपाली")
    await phone.tap("नेपाली")
    question = await phone.question()

Whatever is waited for must have come *after* the last thing the phone did, so that an older message with
the same words is never mistaken for the answer. When it does not come, the failure shows the whole
conversation.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, overload

from bot.testing import updates
from bot.testing.bot_api import BotApiServer
from bot.testing.bot_api.account import Json, Message

T = TypeVar("T")

INERT = "n"
"""The data of a button that does nothing."""
CONTROL = "c:"
"""How the data of Back, Menu and the like begins."""


class PhoneFailure(AssertionError):
    """What the worker expected did not happen."""


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


@dataclass(frozen=True)
class Screen:
    """Everything the phone shows, oldest first."""

    messages: tuple[Shown, ...]

    @property
    def last(self) -> Shown | None:
        """The bot's newest message."""
        return next((m for m in reversed(self.messages) if m.sender == "bot"), None)

    @property
    def new(self) -> tuple[Shown, ...]:
        """What the bot has sent or changed since the phone last did something."""
        return tuple(m for m in self.messages if m.new and m.sender == "bot")

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


class Phone:
    """One worker's private chat with the bot. `patience`: seconds to wait unless told otherwise."""

    def __init__(
        self,
        server: BotApiServer,
        chat_id: int,
        language_code: str | None = "en",
        *,
        patience: float = 10.0,
    ) -> None:
        self.server = server
        self.chat_id = chat_id
        self.language_code = language_code
        self.patience = patience
        self.last_update: Json = {}
        """What was last delivered; `server.deliver(phone.last_update)` delivers it once more."""
        self._since = 0
        self._changed = asyncio.Event()
        server.account.watch(self._notice)

    # --- doing ----------------------------------------------------------------------------------------

    async def type(self, text: str) -> None:
        """Send a text or a command."""
        await self._do(updates.message(self.chat_id, text, language_code=self.language_code))

    async def edit(self, text: str) -> None:
        """Change the text sent last."""
        mine = [m for m in self.see().messages if m.sender == "worker" and m.file is None]
        if not mine:
            raise self._failure("edited a text, but has sent none")
        edit = updates.edited(self.chat_id, mine[-1].message_id, text, language_code=self.language_code)
        await self._do(edit)

    async def tap(self, what: str, *, message_id: int | None = None) -> None:
        """Tap a button by its label, its choice id or its whole data: of the newest message that has it, or
        of the given one."""
        button = self._find_button(what, message_id)
        await self.tap_data(button.data, button.message_id)

    async def tap_data(self, data: str, message_id: int) -> None:
        """Tap with data that need not be on any button: an old keyboard, somebody else's, a made-up one."""
        await self._do(updates.tap(self.chat_id, data, message_id, language_code=self.language_code))

    async def send_photo(self, content: bytes, caption: str | None = None) -> None:
        """Send a picture."""
        await self._send("photo", "photo.jpg", content, caption)

    async def send_document(
        self, content: bytes, name: str, mime: str = "application/octet-stream", caption: str | None = None
    ) -> None:
        """Send a file with its name."""
        await self._send("document", name, content, caption, file_name=name, mime_type=mime)

    async def send_voice(self, content: bytes) -> None:
        """Send a voice message."""
        await self._send("voice", "voice.oga", content, None, mime_type="audio/ogg")

    async def block(self) -> None:
        """Block the bot."""
        await self._do(updates.membership(self.chat_id, "kicked", language_code=self.language_code))

    async def unblock(self) -> None:
        """Take the block back."""
        await self._do(updates.membership(self.chat_id, "member", language_code=self.language_code))

    # --- looking --------------------------------------------------------------------------------------

    def see(self) -> Screen:
        """The screen now."""
        return Screen(tuple(self._shown(message) for message in self.server.conversation(self.chat_id)))

    @overload
    async def wait_for(self, what: str, within: float | None = None) -> Shown: ...

    @overload
    async def wait_for(self, what: Callable[[Screen], T | None], within: float | None = None) -> T: ...

    async def wait_for(
        self, what: str | Callable[[Screen], T | None], within: float | None = None
    ) -> Shown | T:
        """Wait until the bot has said something containing `what`, and return that message; or until the
        function gives something other than None or False, and return that. Raises PhoneFailure."""
        if isinstance(what, str):
            words = what
            return await self._until(
                lambda screen: _newest(screen, words), f"a message with {words!r}", within
            )
        return await self._until(what, getattr(what, "__name__", "a condition"), within)

    async def question(self, within: float | None = None) -> Shown:
        """Wait for a message that can be answered by tapping, and return it."""
        return await self._until(_question, "a question with buttons", within)

    async def reply(self, within: float | None = None) -> Shown:
        """Wait for any message of the bot, and return the newest."""
        return await self._until(lambda screen: _newest(screen, ""), "a reply", within)

    async def wait_for_buttons(self, *choices: str, within: float | None = None) -> Shown:
        """Wait for a message whose buttons include all these labels or choice ids."""

        def offered(screen: Screen) -> Shown | None:
            for message in reversed(screen.new):
                if all(any(choice in (b.label, b.choice) for b in message.buttons) for choice in choices):
                    return message
            return None

        return await self._until(offered, f"buttons {', '.join(choices)}", within)

    async def nothing_for(self, seconds: float) -> None:
        """Make sure the bot stays silent. Raises PhoneFailure."""
        await asyncio.sleep(seconds)
        if self.see().new:
            raise self._failure("expected silence")

    # --- inside ---------------------------------------------------------------------------------------

    async def _do(self, update: Json) -> None:
        self.last_update = update
        self.server.take_part(update)
        self._since = self.server.account.changes
        self.server.delivery.add(update)
        await asyncio.sleep(0)

    async def _send(self, kind: str, name: str, content: bytes, caption: str | None, **details: str) -> None:
        stored = self.server.account.keep_file(name, content)
        await self._do(
            updates.file(
                self.chat_id,
                kind,
                stored.file_id,
                len(content),
                language_code=self.language_code,
                caption=caption,
                **details,
            )
        )

    def _notice(self, chat_id: int, message: Message) -> None:
        if chat_id == self.chat_id:
            self._changed.set()

    def _shown(self, message: Message) -> Shown:
        rows = tuple(
            tuple(Button(b["text"], b.get("callback_data", ""), message.message_id) for b in row)
            for row in message.keyboard
        )
        new, said = message.change > self._since, message.worded > self._since
        return Shown(
            message.message_id, message.sender, message.text, rows, message.file, message.edits, new, said
        )

    def _find_button(self, what: str, message_id: int | None) -> Button:
        buttons = [
            button
            for message in reversed(self.see().messages)
            if message_id in (None, message.message_id)
            for button in message.buttons
        ]
        for fits in (
            lambda b: what in (b.label, b.data),
            lambda b: what == b.choice,
            lambda b: what in b.label,
        ):
            for button in buttons:
                if fits(button):
                    return button
        raise self._failure(f"tapped {what!r}, but there is no such button")

    async def _until(self, what: Callable[[Screen], T | None], name: str, within: float | None) -> T:
        patience = self.patience if within is None else within
        until = time.monotonic() + patience
        while True:
            self._changed.clear()
            found = what(self.see())
            if found is not None and found is not False:
                return found
            left = until - time.monotonic()
            if left <= 0:
                raise self._failure(f"waited {patience:g} s for {name}")
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                continue

    def _failure(self, what: str) -> PhoneFailure:
        delivery = self.server.delivery
        facts = [f"updates the bot has not taken: {len(delivery.pending)}"]
        if delivery.last_error is not None:
            facts.append(f"last webhook error: {delivery.last_error[1]}")
        calls = [f"{call.method} -> {call.status}" for call in self.server.account.calls[-5:]]
        facts.append(f"last calls: {', '.join(calls) or 'none'}")
        return PhoneFailure(
            f"The worker in chat {self.chat_id} {what}.\n\n{self.see()}\n\n" + "\n".join(facts)
        )


def _newest(screen: Screen, words: str) -> Shown | None:
    return next((m for m in reversed(screen.new) if m.said and words in m.text), None)


def _question(screen: Screen) -> Shown | None:
    return next((m for m in reversed(screen.new) if m.asks), None)
