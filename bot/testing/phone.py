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
from typing import TypeVar, overload

from bot.testing import updates
from bot.testing.bot_api import BotApiServer
from bot.testing.bot_api.account import Json, Message
from bot.testing.screen import Button, Screen, Shown

T = TypeVar("T")


class PhoneFailure(AssertionError):
    """What the worker expected did not happen."""


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
        return Screen.of(self.server.conversation(self.chat_id), self._since)

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
            return await self._until(lambda screen: screen.saying(words), f"a message with {words!r}", within)
        return await self._until(what, getattr(what, "__name__", "a condition"), within)

    async def question(self, within: float | None = None) -> Shown:
        """Wait for a message that can be answered by tapping, and return it."""
        return await self._until(Screen.asking, "a question with buttons", within)

    async def reply(self, within: float | None = None) -> Shown:
        """Wait for any message of the bot, and return the newest."""
        return await self._until(lambda screen: screen.saying(""), "a reply", within)

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
