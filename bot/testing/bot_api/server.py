"""The HTTP side: finds out which method is called, lets scripted faults happen, answers and keeps count."""

import asyncio
import time
from types import TracebackType
from typing import Any, Self

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_parser import RawRequestMessage
from aiohttp.web_protocol import RequestHandler

from bot.testing.bot_api.account import Account, Json, Message
from bot.testing.bot_api.control import Control
from bot.testing.bot_api.delivery import Delivery
from bot.testing.bot_api.faults import Fault, FaultKind, Faults, Pacing
from bot.testing.bot_api.limits import UPLOAD_BYTES
from bot.testing.bot_api.methods import METHODS, PACED
from bot.testing.bot_api.params import Params, read_params
from bot.testing.bot_api.replies import ApiError, success, too_many_requests

TESTING_TOKEN = "1000000001:TodokeTestingTokenThatOpensNothing0"
"""The server's token unless another is given."""

_SERVER_ERROR = ApiError(500, "Internal Server Error")
_BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_UNAUTHORIZED = ApiError(401, "Unauthorized")
_NOT_FOUND = ApiError(404, "Not Found")


class BotApiServer:
    """One bot's Bot API server on a port of this machine. `async with` starts and stops it.

    `root_url` and `token` are what the bot is to be given. `counters_only` keeps no calls and no messages.
    """

    def __init__(
        self,
        *,
        token: str = TESTING_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        counters_only: bool = False,
    ) -> None:
        self.account = Account(token, counters_only=counters_only)
        self.delivery = Delivery()
        self.faults = Faults()
        self.pacing: Pacing | None = None
        """Set it to enforce Telegram's limits on messages per second."""
        self.token = token
        self._host, self._port = host, port
        self._control = Control(self)
        self._bot_prefix = f"/bot{token}/"
        self._file_prefix = f"/file/bot{token}/"
        self._held: set[asyncio.Future[None]] = set()
        self._runner: web.ServerRunner | None = None

    @property
    def root_url(self) -> str:
        """Where the server is, without a final slash."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen. Port 0 becomes a free one."""
        # The low-level server: no router and no middleware, because benchmarks lean on its speed.
        server = web.Server(self._answer, request_factory=_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port, backlog=1024).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening and delivering."""
        for held in list(self._held):
            held.cancel()
        await self.delivery.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    # --- what a test does with it ---------------------------------------------------------------------

    def deliver(self, update: Json) -> int:
        """A person does something: the phone shows it and the bot is told. Returns the update id.

        A message without an id gets one. The same update given twice reaches the bot twice, as it can happen.
        """
        self.take_part(update)
        return self.delivery.add(update)

    def take_part(self, update: Json) -> None:
        """The part of `deliver` that happens on the phone, for drivers that post updates themselves."""
        for kind in ("message", "edited_message"):
            if isinstance(content := update.get(kind), dict):
                content.setdefault("message_id", self.account.next_message_id())
                content.setdefault("date", int(time.time()))
        self.account.receive(update)

    def open_chat(self, chat_id: int) -> None:
        """Make a chat known without anything being written in it."""
        self.account.chats.setdefault(chat_id, {})

    def conversation(self, chat_id: int) -> list[Message]:
        """What the phone shows, oldest first."""
        return self.account.conversation(chat_id)

    def fail(
        self,
        kind: FaultKind | str,
        method: str = "*",
        *,
        times: int = 1,
        chat_id: int | None = None,
        retry_after: int = 1,
        seconds: float = 30.0,
    ) -> None:
        """Let the next `times` calls of a method (or any) fail in one way."""
        self.faults.waiting.append(Fault(FaultKind(kind), method, times, chat_id, retry_after, seconds))

    def outage(self, on: bool = True) -> None:
        """Telegram can't be reached, until `outage(False)`."""
        self.faults.outage = on

    def heal(self) -> None:
        """Telegram is well again: an outage is over, calls that hang break off, and nothing else is to fail."""
        self.faults.outage = False
        self.faults.waiting.clear()
        for held in self._held:
            if not held.done():
                held.set_result(None)

    async def settled(self) -> None:
        """Wait until the bot has taken every update."""
        await self.delivery.settled()

    # --- HTTP -----------------------------------------------------------------------------------------

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.rel_url.raw_path
        try:
            if path.startswith(self._bot_prefix):
                return await self._call(request, path[len(self._bot_prefix) :])
            if path.startswith(self._file_prefix):
                return self._file(path[len(self._file_prefix) :])
            if path.startswith("/control/"):
                return await self._control.answer(request, path.removeprefix("/control/"))
            raise _UNAUTHORIZED if path.startswith(("/bot", "/file/bot")) else _NOT_FOUND
        except ApiError as error:
            return _json(error.body, error.code)

    async def _call(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        params: Params = {}
        try:
            params = await read_params(request)
            body, status, fault = await self._carry_out(name, params)
        except ApiError as error:
            body, status, fault = error.body, error.code, None
        if fault is not None and fault.kind in (FaultKind.RESET, FaultKind.LOST_REPLY, FaultKind.TIMEOUT):
            self.account.record(name, params, status if fault.kind is FaultKind.LOST_REPLY else 0)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        self.account.record(name, params, status)
        if fault is not None and fault.kind is FaultKind.BAD_GATEWAY:
            return web.Response(body=_BAD_GATEWAY, status=502, content_type="text/html")
        return _json(body, status)

    async def _carry_out(self, name: str, params: Params) -> tuple[bytes, int, Fault | None]:
        """The answer to a call, its status, and the fault that met it."""
        fault = None
        if self.faults.outage or self.faults.waiting:
            fault = self.faults.take(name, params.get("chat_id"))
        if fault is not None and fault.kind is not FaultKind.LOST_REPLY:
            return await self._fail(fault)
        return success(await self._result(name, params)), 200, fault

    async def _fail(self, fault: Fault) -> tuple[bytes, int, Fault]:
        if fault.kind is FaultKind.TOO_MANY_REQUESTS:
            return too_many_requests(fault.retry_after).body, 429, fault
        if fault.kind is FaultKind.SERVER_ERROR:
            return _SERVER_ERROR.body, 500, fault
        if fault.kind is FaultKind.BAD_GATEWAY:
            return b"", 502, fault
        if fault.kind is FaultKind.TIMEOUT:
            await self._hold(fault.seconds)
        return b"", 0, fault

    async def _hold(self, seconds: float) -> None:
        """Keep a call waiting; stopping the server ends it at once."""
        held = asyncio.get_running_loop().create_future()
        self._held.add(held)
        try:
            await asyncio.wait_for(held, seconds)
        except TimeoutError:
            pass
        finally:
            self._held.discard(held)

    async def _result(self, name: str, params: Params) -> Any:
        key = name.lower()
        if (method := METHODS.get(key)) is not None:
            if self.pacing is not None and key in PACED and isinstance(params.get("chat_id"), int):
                wait = self.pacing.wait(params["chat_id"], time.monotonic())
                if wait:
                    raise too_many_requests(wait)
            return method(self.account, params)
        match key:
            case "getupdates":
                return await self.delivery.get_updates(params)
            case "setwebhook":
                return await self.delivery.set_webhook(params)
            case "deletewebhook":
                return await self.delivery.delete_webhook(params)
            case "getwebhookinfo":
                return self.delivery.webhook_info()
        raise _NOT_FOUND

    def _file(self, path: str) -> web.Response:
        stored = self.account.files.get(path.split("/")[1]) if path.count("/") == 2 else None
        if stored is None:
            raise _NOT_FOUND
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    """A request that may carry an upload; aiohttp's own limit is 1 MiB."""
    loop = asyncio.get_running_loop()
    most = UPLOAD_BYTES + 1024 * 1024
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=most)


def _json(body: bytes, status: int = 200) -> web.Response:
    return web.Response(body=body, status=status, content_type="application/json")
