"""Texts are published every second while many people talk: everybody comes to the end, every message is of one
release."""

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from bot.testing.bot_api import BotApiServer
from bot.testing.phone import Phone
from bot.wording.edition import Edition, Rules
from storage.database import Database
from storage.keys import Keyring
from tests.support.program import Program, telegram_settings
from tests.support.telegram import file_report

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(900)]
IN_FULL, OTHERWISE, AT_ONCE = 1_000, 12, 60
_MARK = re.compile(r"⟦(\d+)⟧")
_PLAIN = ("opening.language", "prefecture.", "region.", "command.", "format.", "units.")
"""Names and parts of sentences: they would stand in the middle of a text with a mark of its own."""


class Press:
    """Publishes every Vietnamese text anew, with a mark by which one can tell the release."""

    def __init__(self, folder: Path) -> None:
        self.db = Database(f"sqlite:///{folder / 'todoke.db'}", Keyring.load(folder / "keys.json"))
        self.rules = Rules(frozenset(), Settings.from_environment({}).locales_dir)
        self.times = 0

    def publish(self) -> None:
        """The next release."""
        self.times += 1
        with self.db.write() as uow:
            edition = Edition.open(uow)
            for key, text in edition.served("vi").items():
                if not key.startswith(_PLAIN):
                    edition.put("vi", key, f"{text.partition('⟦')[0]}⟦{self.times}⟧")
            edition.publish(uow, datetime.now(UTC), self.rules, source="console")

    async def every_second(self, over: asyncio.Event) -> None:
        """Until it is over."""
        while not over.is_set():
            await asyncio.to_thread(self.publish)
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), 1)
        self.db.close()


async def test_everybody_comes_to_the_end_and_no_message_is_of_two_releases(
    tmp_path: Path, free_port: int, full: bool
) -> None:
    people = IN_FULL if full else OTHERWISE
    async with BotApiServer() as telegram:
        settings = dict(telegram_settings(telegram.root_url, TELEGRAM_TOKEN=telegram.token))
        settings |= {"PUBLIC_URL": f"http://127.0.0.1:{free_port}"}
        with Program(tmp_path / "data", free_port, **settings) as program:
            press, over = Press(program.folder), asyncio.Event()
            publishing = asyncio.create_task(press.every_second(over))
            room = asyncio.Semaphore(AT_ONCE)

            async def talk(chat: int) -> None:
                async with room:
                    telegram.open_chat(chat)
                    await file_report(Phone(telegram, chat, "vi", patience=60), "unpaid_overtime", "vi")

            try:
                await asyncio.gather(*(talk(8000 + number) for number in range(people)))
            finally:
                over.set()
                await publishing
            assert len(program.cases()) == people
        releases = [frozenset(_MARK.findall(text)) for text in said(telegram)]
    assert len(frozenset().union(*releases)) >= min(press.times - 2, 3), "several releases were read"
    assert [of for of in releases if len(of) > 1] == []


def said(telegram: BotApiServer) -> Iterator[str]:
    """The words and buttons of everything that was sent or changed."""
    for call in telegram.account.calls:
        if call.method in ("sendMessage", "editMessageText", "editMessageReplyMarkup"):
            markup: dict[str, Any] = call.params.get("reply_markup") or {}
            labels = [button["text"] for row in markup.get("inline_keyboard", []) for button in row]
            yield "\n".join([str(call.params.get("text", "")), *labels])
