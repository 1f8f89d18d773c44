"""The web chat served on this machine for a real browser, with switches for what goes wrong on a network."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI
from starlette.responses import HTMLResponse

from bot.channels.web.options import WebOptions
from bot.channels.web.router import make_router
from bot.channels.web.testing import Chat, MemoryGateway, Payload, Script
from tests.channels.web.conversation import LANGUAGES, page_texts, short_conversation

Asgi = Callable[..., Awaitable[None]]
_HOLDER = "<!doctype html><title>demo</title><iframe src='/chat' width='380' height='760'></iframe>"


@dataclass
class Site:
    """A running chat: where it is, the gateway behind it, and what its network does."""

    url: str
    gateway: MemoryGateway
    loop: asyncio.AbstractEventLoop
    faults: "Faults"

    @property
    def chat(self) -> Chat:
        """The one conversation."""
        return self.gateway.only

    def push(self, author: str, payload: Payload, chat: Chat | None = None) -> None:
        """Show a bubble nobody asked for."""
        shown = self.gateway.push(chat or self.chat, author, payload)
        asyncio.run_coroutine_threadsafe(shown, self.loop).result(5)


@dataclass
class Faults:
    """What happens to requests: `lost` answers are handled, but the phone never hears of it."""

    app: Asgi
    lost_answers: int = 0
    refused_with: int = 0
    posts: list[str] = field(default_factory=list)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Serve one request."""
        path = scope.get("path", "")
        if scope["type"] == "http" and scope["method"] == "POST":
            self.posts.append(path)
        if path == "/chat/api/events" and self.refused_with:
            body = b'{"error": {"code": "storage_full", "message": "full"}}'
            await _respond(send, self.refused_with, b"application/json", body)
        elif path == "/chat/api/events" and self.lost_answers:
            self.lost_answers -= 1
            await self.app(scope, receive, _nowhere)
            await _respond(send, 502, b"text/html", b"<h1>Bad gateway</h1>")
        else:
            await self.app(scope, receive, send)


async def _nowhere(message: dict[str, Any]) -> None:
    return None


async def _respond(send: Any, status: int, media_type: bytes, body: bytes) -> None:
    headers = [(b"content-type", media_type)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def serving(
    script: Script = short_conversation, options: WebOptions | None = None, also: APIRouter | None = None, **chosen: Any
) -> Iterator[Site]:
    """A chat on a free port of this machine, until the block ends. ``also``: further pages beside it."""
    app = FastAPI()
    started = threading.Event()
    box: dict[str, Any] = {}

    async def run() -> None:
        gateway = MemoryGateway(script, LANGUAGES, page_texts())
        app.include_router(make_router(gateway, options or WebOptions(longest_wait=2, **chosen)))

        if also is not None:
            app.include_router(also)

        @app.get("/demo")
        def demo() -> HTMLResponse:
            return HTMLResponse(_HOLDER)

        @app.get("/weather")
        def weather() -> HTMLResponse:
            return HTMLResponse("<!doctype html><title>Weather</title><h1>Sunny</h1>")

        faults = Faults(app)
        config = uvicorn.Config(faults, "127.0.0.1", 0, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        box.update(gateway=gateway, faults=faults, server=server, loop=asyncio.get_running_loop())
        serving_now = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn sets a flag, no event
            await asyncio.sleep(0.01)
        box["port"] = server.servers[0].sockets[0].getsockname()[1]
        started.set()
        await serving_now

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert started.wait(30), "the server did not start"
    try:
        yield Site(f"http://127.0.0.1:{box['port']}", box["gateway"], box["loop"], box["faults"])
    finally:
        asyncio.run_coroutine_threadsafe(box["gateway"].stop(), box["loop"]).result(5)
        box["server"].should_exit = True
        thread.join(10)
