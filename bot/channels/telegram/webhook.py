"""POST /telegram/webhook: an update is stored, then acknowledged; nothing else happens here.

| answer | when                                                                                         |
|--------|----------------------------------------------------------------------------------------------|
| 200    | stored, or known already, or an update of which nothing can be read (repeating cannot help)  |
| 400    | not JSON, or not an update                                                                   |
| 403    | the secret is missing or wrong                                                               |
| 413    | larger than 1 MiB                                                                            |
| 503    | it could not be stored: Telegram brings it again                                             |

A bare ASGI application, because every message of every worker passes here.
"""

import hmac
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

import orjson
from fastapi import APIRouter
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.telegram.errors import MalformedUpdate
from bot.channels.telegram.updates import Inbound, parse

Intake = Callable[[Inbound], Awaitable[bool]]
"""Stores an update. True: new; False: known already. Whatever it raises means: not stored."""

PATH: Final = "/telegram/webhook"
LARGEST: Final = 1024 * 1024
"""Bytes of one update. Telegram's are a few kilobytes."""

_SECRET_HEADER = b"x-telegram-bot-api-secret-token"
_log = logging.getLogger(__name__)


class Webhook:
    """The endpoint as an ASGI application.

    `bot_name` gives the bot's name without @ once it is known, until then "". `counts`, if given, counts what became
    of each request: new, duplicate, unreadable, malformed, forbidden, too_large, not_stored.
    """

    def __init__(
        self, secret: str, intake: Intake, *, bot_name: Callable[[], str] = str, counts: Counter[str] | None = None
    ) -> None:
        if not secret:
            raise ValueError("a webhook without a secret would let anybody speak as a worker")
        self._secret = secret.encode()
        self._intake = intake
        self._bot_name = bot_name
        self._counts: Counter[str] = Counter() if counts is None else counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            return await _answer(send, 405)
        headers = dict(scope["headers"])
        # compare_digest: the time taken does not tell how much of a guess was right.
        if not hmac.compare_digest(headers.get(_SECRET_HEADER, b""), self._secret):
            return await self._refuse(send, 403, "forbidden")
        body = await _read(headers, receive)
        if body is None:
            return await self._refuse(send, 413, "too_large")
        try:
            inbound = parse(orjson.loads(body), self._bot_name())
        except orjson.JSONDecodeError:
            return await self._refuse(send, 400, "malformed")
        except MalformedUpdate as error:
            if error.update_id is None:
                return await self._refuse(send, 400, "malformed")
            _log.warning("telegram update %d left out: %s", error.update_id, error.fields["why"])
            return await self._refuse(send, 200, "unreadable")
        await _answer(send, await self._store(inbound))

    async def _store(self, inbound: Inbound) -> int:
        try:
            new = await self._intake(inbound)
        except Exception as error:  # whatever it is: not stored, so not acknowledged
            _log.error("telegram update %d not stored: %s", inbound.update_id, type(error).__name__)
            self._counts["not_stored"] += 1
            return 503
        self._counts["new" if new else "duplicate"] += 1
        return 200

    async def _refuse(self, send: Send, status: int, why: str) -> None:
        self._counts[why] += 1
        await _answer(send, status)


def make_router(secret: str, intake: Intake, *, counts: Counter[str] | None = None) -> APIRouter:
    """The endpoint as a router to include into the application."""
    webhook = Webhook(secret, intake, counts=counts)
    return APIRouter(routes=[Route(PATH, webhook, methods=["POST"], include_in_schema=False)])


def in_front_of(app: ASGIApp, webhook: Webhook) -> ASGIApp:
    """The application with the endpoint before it: the framework's routing takes longer than the endpoint."""

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH:
            await webhook(scope, receive, send)
        else:
            await app(scope, receive, send)

    return dispatch


async def _read(headers: dict[bytes, bytes], receive: Receive) -> bytes | None:
    """The body; None when it is too large, said or shown."""
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > LARGEST:
        return None
    chunks: list[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return b""  # nobody waits for the answer; whatever came is not an update
        chunk = event.get("body", b"")
        size += len(chunk)
        if size > LARGEST:
            return None
        chunks.append(chunk)
        if not event.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def _answer(send: Send, status: int) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]},
    )
    await send({"type": "http.response.body", "body": b""})
