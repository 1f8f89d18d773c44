"""Telegram on this machine, for tests that drive a browser at the same time: its loop runs in a thread of its own."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from bot.testing.bot_api import BotApiServer
from bot.testing.phone import Phone
from bot.testing.screen import Screen, Shown
from tests.support.missions import COMMON, MISSIONS, choose

T = TypeVar("T")
LONGEST = 60  # taps; far more than any path


class TelegramInThread:
    """A Bot API server and its phones, used from outside of any loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.server = BotApiServer()

    def __enter__(self) -> Self:
        self._thread.start()
        self.do(self.server.start())
        return self

    def __exit__(self, *_: object) -> None:
        self.do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _stop(self) -> None:
        await self.server.stop()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Let the loop do something, and return what came of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    def phone(self, chat_id: int, language: str = "en") -> Phone:
        """A phone whose chat with the bot is open."""

        async def opened() -> Phone:
            self.server.open_chat(chat_id)
            return Phone(self.server, chat_id, language, patience=20)

        return self.do(opened())


def newest_with_buttons(screen: Screen) -> Shown | None:
    """The newest message that offers an answer, or what can be done after the end."""
    for message in reversed(screen.new):
        if any(b.data.startswith(("a:", "c:0:home/")) for b in message.buttons):
            return message
    return None


async def file_report(phone: Phone, mission: str, language: str, *first: str) -> list[str]:
    """Tap through to the end, ``first`` where it is offered; returns what was pressed."""
    await phone.type("/start")
    wanted = (language, mission, *first, *MISSIONS[mission], *COMMON)
    pressed: list[str] = []
    for _ in range(LONGEST):
        shown = await phone.wait_for(newest_with_buttons)
        data = [b.data for b in shown.buttons if b.data.startswith("a:")]
        if not data:
            return pressed
        choice = choose([d.split(":", 2)[2] for d in data], wanted)
        pressed.append(choice)
        await phone.tap_data(next(d for d in data if d.endswith(":" + choice)), shown.message_id)
    raise AssertionError(f"no end after {pressed}\n{phone.see()}")
