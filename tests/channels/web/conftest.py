"""A web chat without a network: requests go straight to the application."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.web.options import WebOptions
from bot.channels.web.router import make_router
from bot.channels.web.testing import MemoryGateway
from tests.channels.web.conversation import LANGUAGES, page_texts, short_conversation


@dataclass
class Clock:
    """Seconds that pass only when told."""

    seconds: float = 0.0

    def __call__(self) -> float:
        """Now."""
        return self.seconds


@dataclass
class Server:
    """The application, what is behind it, and phones that talk to it."""

    gateway: MemoryGateway
    app: FastAPI
    clock: Clock
    clients: list[httpx.AsyncClient] = field(default_factory=list)

    def client(self, address: str = "192.0.2.1") -> httpx.AsyncClient:
        """Somebody at an address."""
        transport = httpx.ASGITransport(self.app, client=(address, 50_000))
        client = httpx.AsyncClient(transport=transport, base_url="http://chat.test")
        self.clients.append(client)
        return client

    async def phone(self, address: str = "192.0.2.1") -> "Phone":
        """A phone that has begun a conversation."""
        client = self.client(address)
        answer = await client.post("/chat/api/session", json={"languages": ["vi-VN", "en"]})
        assert answer.status_code == 201, answer.text
        return Phone(client, answer.json()["token"])


@dataclass
class Phone:
    """A phone with its token."""

    client: httpx.AsyncClient
    token: str
    seq: int = 0

    @property
    def headers(self) -> dict[str, str]:
        """What every request of this phone carries."""
        return {"Authorization": f"Bearer {self.token}"}

    async def send(self, event: Any, seq: int | None = None) -> httpx.Response:
        """Send an event, by default under the next number."""
        self.seq = self.seq + 1 if seq is None else seq
        body = {"seq": self.seq, "event": event}
        return await self.client.post("/chat/api/events", json=body, headers=self.headers)

    async def type(self, text: str, seq: int | None = None) -> httpx.Response:
        """Type a text."""
        return await self.send({"type": "text", "text": text}, seq)

    async def see(self, after: int = 0, **query: Any) -> dict[str, Any]:
        """What the conversation shows after a bubble."""
        params = {"after": after, **query}
        answer = await self.client.get("/chat/api/bubbles", params=params, headers=self.headers)
        assert answer.status_code == 200, answer.text
        seen: dict[str, Any] = answer.json()
        return seen

    async def upload(self, data: bytes, name: str = "payslip.jpg", **fields: str) -> httpx.Response:
        """Send a file."""
        self.seq += 1
        form = {"seq": str(self.seq), "media": "photo", **fields}
        files = {"file": (name, data, "image/jpeg")}
        return await self.client.post("/chat/api/files", data=form, files=files, headers=self.headers)


Make = Callable[..., Server]


@pytest.fixture
async def make_server(anyio_backend: str) -> AsyncIterator[Make]:
    """Builds servers with options of their own."""
    built: list[Server] = []

    def make(**options: Any) -> Server:
        gateway = MemoryGateway(short_conversation, LANGUAGES, page_texts())
        clock = Clock()
        app = FastAPI()
        app.include_router(make_router(gateway, WebOptions(**options), clock))
        server = Server(gateway, app, clock)
        built.append(server)
        return server

    yield make
    for server in built:
        for client in server.clients:
            await client.aclose()


@pytest.fixture
def server(make_server: Make) -> Server:
    """A server as operated."""
    return make_server()


@pytest.fixture
async def phone(server: Server) -> Phone:
    """A phone that has begun a conversation."""
    return await server.phone()
