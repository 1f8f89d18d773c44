"""Many phones and the Bot API they talk through: each waits for a question and presses its first button."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
from aiohttp import web

SECRET = "a-benchmark-secret-of-no-use"  # opens nothing


@dataclass
class Phones:
    """The Bot API server and its chats. ``replies`` counts questions and answers sent to chats."""

    url: str = ""
    calls: int = 0
    replies: int = 0
    waiting: dict[int, asyncio.Future[str]] = field(default_factory=dict)
    update_id: int = 0
    message_id: int = 0
    runner: Any = None

    async def start(self) -> None:
        """Listen on a free port."""
        self.runner = web.ServerRunner(web.Server(self._serve))
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        port = self.runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    async def _serve(self, request: web.BaseRequest) -> web.Response:
        method = request.path.rsplit("/", 1)[-1]
        body = await request.read()
        self.calls += 1
        result: Any = True
        if method == "sendMessage":
            params = _params(request, body)
            self.message_id += 1
            self.replies += 1
            chat_id = int(params["chat_id"])
            result = _message(self.message_id, chat_id)
            markup = params.get("reply_markup")
            if isinstance(markup, str):
                markup = orjson.loads(markup)
            data = markup["inline_keyboard"][0][0]["callback_data"] if markup else ""
            future = self.waiting.pop(chat_id, None)
            if future is not None and not future.done():
                future.set_result(data)
        elif method == "editMessageReplyMarkup":
            result = _message(1, 1)
        elif method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "b", "username": "bench_bot"}
        return web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")

    async def converse(
        self, session: aiohttp.ClientSession, target: str, chat_id: int, latency: Callable[[float], None]
    ) -> None:
        """One whole conversation: /start and eight taps, each after the answer to the one before."""
        data = await self._do(session, target, chat_id, None, latency)
        while data and not data.startswith("c:"):
            data = await self._do(session, target, chat_id, data, latency)

    async def arrive(self, session: aiohttp.ClientSession, target: str, chat_id: int) -> None:
        """Somebody writes for the first time, and waits for the answer."""
        await self._do(session, target, chat_id, None, lambda _: None)

    async def _do(
        self, session: aiohttp.ClientSession, target: str, chat_id: int, tap: str | None,
        latency: Callable[[float], None],
    ) -> str:
        self.update_id += 1
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.waiting[chat_id] = future
        begun = time.perf_counter()
        update = _update(self.update_id, chat_id, tap)
        async with session.post(
            target, data=orjson.dumps(update),
            headers={"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET},
        ) as answer:
            assert answer.status == 200, answer.status
        data = await asyncio.wait_for(future, 30)
        latency(time.perf_counter() - begun)
        return data

    async def stop(self) -> None:
        """Close."""
        await self.runner.cleanup()


def _params(request: web.BaseRequest, body: bytes) -> dict[str, Any]:
    if request.content_type == "application/json":
        params: dict[str, Any] = orjson.loads(body)
        return params
    from urllib.parse import parse_qsl

    return dict(parse_qsl(body.decode()))


def _message(message_id: int, chat_id: int) -> dict[str, Any]:
    return {"message_id": message_id, "date": int(time.time()), "chat": {"id": chat_id, "type": "private"}, "text": "x"}


def _update(update_id: int, chat_id: int, tap: str | None) -> dict[str, Any]:
    person = {"id": chat_id, "is_bot": False, "first_name": "w", "language_code": "en"}
    chat, now = {"id": chat_id, "type": "private"}, int(time.time())
    if tap is None:
        message = {
            "message_id": update_id, "date": now, "chat": chat, "from": person, "text": "/start",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }
        return {"update_id": update_id, "message": message}
    query = {
        "id": str(update_id), "from": person, "chat_instance": "1", "data": tap,
        "message": {"message_id": 1, "date": now, "chat": chat, "text": "x"},
    }
    return {"update_id": update_id, "callback_query": query}
