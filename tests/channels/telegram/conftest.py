"""A Bot API server, the API of a bot on it, and a running web application with the webhook."""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from bot.channels.telegram.api import TelegramApi, open_session
from bot.channels.telegram.updates import Inbound
from bot.channels.telegram.webhook import PATH, make_router
from bot.testing.bot_api import BotApiServer

CHAT = 7001
SECRET = "a-secret-that-only-telegram-knows"


async def until(true: Callable[[], bool], within: float = 5) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 - the tests look at plain lists, which tell nobody of a change
            await asyncio.sleep(0.005)


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiServer]:
    """Telegram, on this machine; one worker has written to the bot before."""
    async with BotApiServer() as server:
        server.open_chat(CHAT)
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The session the bot would send through."""
    async with open_session() as opened:
        yield opened


@pytest.fixture
def api(telegram: BotApiServer, session: aiohttp.ClientSession) -> TelegramApi:
    """The bot's way to Telegram; it waits at most 2 seconds for an answer."""
    return TelegramApi(telegram.token, telegram.root_url, session, timeout=2)


class Caller:
    """Calls methods as any program would; `(status, answer)` comes back."""

    def __init__(self, server: BotApiServer, session: aiohttp.ClientSession) -> None:
        self.url = f"{server.root_url}/bot{server.token}"
        self._session = session

    async def __call__(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        async with self._session.post(f"{self.url}/{method}", json=params) as answer:
            return answer.status, await answer.json()

    async def refusal(self, method: str, **params: Any) -> str:
        """The sentence a call is refused with."""
        status, answer = await self(method, **params)
        assert (answer["ok"], answer["error_code"]) == (False, status)
        return str(answer["description"])


@pytest.fixture
def call(telegram: BotApiServer, session: aiohttp.ClientSession) -> Caller:
    """Calls to the server that no part of the bot has a hand in."""
    return Caller(telegram, session)


@dataclass
class Inbox:
    """What was stored, in order; each update once. While `broken`, storing fails with it."""

    stored: list[Inbound] = field(default_factory=list)
    broken: Exception | None = None
    attempts: int = 0

    async def __call__(self, inbound: Inbound) -> bool:
        self.attempts += 1
        if self.broken is not None:
            raise self.broken
        if any(known.update_id == inbound.update_id for known in self.stored):
            return False
        self.stored.append(inbound)
        return True

    @property
    def texts(self) -> list[str]:
        """The texts stored."""
        return [inbound.event["text"] for inbound in self.stored if inbound.event["type"] == "text"]


@pytest.fixture
def inbox() -> Inbox:
    """An empty inbox."""
    return Inbox()


@dataclass
class Site:
    """The running web application."""

    root_url: str
    counts: Counter[str]

    @property
    def webhook(self) -> str:
        """The address Telegram is given."""
        return self.root_url + PATH


@asynccontextmanager
async def serving(app: ASGIApp) -> AsyncIterator[str]:
    """An application on a real port; whoever comes before it is ready waits in the queue."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="off"))
    running = asyncio.create_task(server.serve([listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await running


@pytest.fixture
async def site(inbox: Inbox) -> AsyncIterator[Site]:
    """The web application with the webhook."""
    counts: Counter[str] = Counter()
    app = FastAPI()
    app.include_router(make_router(SECRET, inbox, counts=counts))
    async with serving(app) as root_url:
        yield Site(root_url, counts)
