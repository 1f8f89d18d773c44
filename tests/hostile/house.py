"""A running program with Telegram before it, and what its database says afterwards."""

import asyncio
import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.testing import updates
from bot.testing.bot_api import BotApiServer
from bot.testing.phone import Phone
from bot.testing.screen import Shown
from tests.crash.installation import STAFF_CHAT, database_of, people
from tests.crash.telling import Story, Teller
from tests.support.program import SECRET, Program, telegram_settings

STORY = Story("job_loss", "en")


class House:
    """One installation, one bot, many phones."""

    def __init__(
        self, telegram: BotApiServer, folder: Path, port: int, *, database_url: str | None = None, module: str = "",
        **more: str,
    ) -> None:
        settings = telegram_settings(telegram.root_url, TELEGRAM_TOKEN=telegram.token, **more)
        self.telegram = telegram
        self.program = Program(
            folder, port, database_url=database_url, module=module, PUBLIC_URL=f"http://127.0.0.1:{port}", **settings
        )
        self._chats = iter(range(9000, 10_000))

    async def open(self) -> None:
        """Put people in and start."""
        for number in range(4):
            self.telegram.open_chat(STAFF_CHAT + number)
        people(self.program)
        await asyncio.to_thread(self.program.start, 60)

    def phone(self, language: str = "en") -> Phone:
        """A worker nobody knows yet."""
        chat_id = next(self._chats)
        self.telegram.open_chat(chat_id)
        return Phone(self.telegram, chat_id, language, patience=30)

    def teller(self, story: Story = STORY) -> Teller:
        """A worker with a whole story."""
        return Teller.open(self.telegram, next(self._chats), story)

    async def asked(self, *choices: str, phone: Phone | None = None) -> tuple[Phone, Shown]:
        """A worker who has pressed these choices after /start, and the question that stands then."""
        phone = phone or self.phone()
        await phone.type("/start")
        shown = await phone.question()
        for choice in choices:
            await phone.tap(choice, message_id=shown.message_id)
            shown = await phone.question()
        return phone, shown

    def post(self, body: bytes, secret: str = SECRET) -> int:
        """POST to the webhook as whoever knows the secret; the status."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"}
        request = urllib.request.Request(self.program.url + "/telegram/webhook", body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    async def send(self, update: Any) -> int:
        """POST an update."""
        return await asyncio.to_thread(self.post, json.dumps(update).encode())

    def ask(self, statement: str, **values: Any) -> list[Any]:
        """What the database says."""
        with database_of(self.program) as database, database.read() as uow:
            return list(uow.connection.execute(text(statement), values))

    def answers(self, phone: Phone) -> list[tuple[str, Any]]:
        """Step and value of all answers of this worker, in order."""
        with database_of(self.program) as database, database.read() as uow:
            found = uow.conversations.find("telegram", str(phone.chat_id))
            assert found is not None
            runs = uow.connection.execute(
                text("SELECT id FROM run WHERE conversation_id = :id ORDER BY started_at"), {"id": found[0]}
            ).scalars()
            return [(a["step"], a["value"]) for run in list(runs) for a in uow.conversations.answers(run)]

    def alarms(self) -> list[tuple[str, str]]:
        """Kind and subject of what is on."""
        with database_of(self.program) as database, database.read() as uow:
            return [(a.kind, a.subject) for a in uow.system.open_alarms()]

    async def handled(self, within: float = 60) -> None:
        """Wait until every update was handled and every answer has left."""
        await asyncio.wait_for(self.telegram.settled(), within)
        until = time.monotonic() + within
        waiting = "SELECT (SELECT count(*) FROM inbox WHERE status = 'new') + (SELECT count(*) FROM outbox WHERE status"
        waiting += " IN ('queued', 'sending') AND lane_id NOT LIKE 'staff:%')"
        while (left := (await asyncio.to_thread(self.ask, waiting))[0][0]) > 0:
            assert time.monotonic() < until, f"{left} still waiting: {self.waiting()}\n{self.program.output()}"
            await asyncio.sleep(0.1)

    def waiting(self) -> list[Any]:
        """What is left, nothing of it readable: the first few rows of each kind."""
        coming = "SELECT 'in', inbox.id, attempts, received_at, pending_at, slowed_until, lease_until FROM inbox"
        coming += " JOIN conversation ON conversation.id = conversation_id WHERE inbox.status = 'new' LIMIT 3"
        going = "SELECT 'out', id, status, attempts, left_behind, paced, dedupe, created_at, due_at FROM outbox"
        going += " WHERE status IN ('queued', 'sending') AND lane_id NOT LIKE 'staff:%' LIMIT 3"
        return [*map(tuple, self.ask(coming)), *map(tuple, self.ask(going))]

    async def still_serves(self) -> None:
        """Somebody else can tell their story, and it becomes a case."""
        before = len(self.ask("SELECT id FROM case_file"))
        await self.teller().tell()
        assert len(self.ask("SELECT id FROM case_file")) == before + 1

    def close(self) -> None:
        """End."""
        self.program.kill()


def update_ids(start: int) -> Any:
    """Ids that no phone has used."""
    return iter(range(start, start + 1_000_000))


__all__ = ["STORY", "House", "updates"]
