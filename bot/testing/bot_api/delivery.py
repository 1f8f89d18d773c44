"""Hands updates to the bot, by webhook or by getUpdates, the way the real server does.

* Nothing is forgotten until the bot has taken it: a 2xx from the webhook, or a later `offset`.
* Updates of one chat go to the webhook one after the other; chats do not wait for each other, up to
  `max_connections`. An answer other than 2xx is repeated, slower each time, and holds back its own chat only.
* One getUpdates at a time: a second one ends the first with 409; with a webhook set there is none at all.
"""

import asyncio
import re
import time
from collections import Counter, deque
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
import orjson

from bot.testing.bot_api.account import Json
from bot.testing.bot_api.params import Params
from bot.testing.bot_api.replies import ApiError, bad_request

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_NEWER_REQUEST = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_SET = "Conflict: terminated by setWebhook request"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True)
class Pending:
    """An update the bot has not taken."""

    update_id: int
    chat_id: int
    update: Json


@dataclass(frozen=True)
class Webhook:
    """Where updates go."""

    url: str
    secret: str
    max_connections: int


class Delivery:
    """The updates of one bot on their way. `first_wait`, `longest_wait`: seconds between repeats."""

    def __init__(self, *, first_wait: float = 0.05, longest_wait: float = 5.0) -> None:
        self.pending: dict[int, Pending] = {}
        """By position, oldest first."""
        self.webhook: Webhook | None = None
        self.allowed: list[str] | None = None
        """None: the server's default."""
        self.statuses: Counter[int] = Counter()
        """What the webhook answered; 0 where it could not be reached."""
        self.last_error: tuple[int, str] | None = None
        self._waits = (first_wait, longest_wait)
        self._positions = 0
        self._next_update_id = 500_000_001
        self._lanes: dict[int, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changing = 0
        self._session: aiohttp.ClientSession | None = None
        self._gate = asyncio.Semaphore(40)
        self._arrived = asyncio.Event()
        self._taken = asyncio.Event()
        self._poller = 0
        self._poller_ended_by = _NEWER_REQUEST

    def add(self, update: Json) -> int:
        """Queue an update; one without `update_id` gets the next. Returns the id."""
        update_id = int(update.setdefault("update_id", self._next_update_id))
        self._next_update_id = max(self._next_update_id, update_id + 1)
        kind = next((key for key in update if key != "update_id"), "")
        if kind in NOT_BY_DEFAULT if not self.allowed else kind not in self.allowed:
            return update_id
        self._positions += 1
        self._taken.clear()
        self.pending[self._positions] = Pending(update_id, chat_of(update), update)
        if self.webhook is not None:
            self._queue(self._positions)
        else:
            self._arrived.set()
        return update_id

    async def settled(self) -> None:
        """Wait until the bot has taken everything."""
        self._tell_if_taken()
        await self._taken.wait()

    async def close(self) -> None:
        """Stop delivering."""
        await self._stop_lanes()
        if self._session is not None:
            await self._session.close()

    # --- the methods of the Bot API -------------------------------------------------------------------

    async def set_webhook(self, params: Params) -> bool:
        """setWebhook. Unlike the real server it takes http, because it stays on this machine."""
        url, secret = str(params.get("url") or ""), str(params.get("secret_token") or "")
        if not url:
            return await self.delete_webhook(params)
        if urlsplit(url).scheme not in ("http", "https"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        connections = params.get("max_connections") or 40
        if not isinstance(connections, int) or not 1 <= connections <= 100:
            raise bad_request("max_connections must be between 1 and 100")
        self._allow(params)
        if params.get("drop_pending_updates") in (True, "true"):
            self.pending.clear()
            self._tell_if_taken()
        await self._stop_lanes()
        self.webhook = Webhook(url, secret, connections)
        self._gate = asyncio.Semaphore(connections)
        self._poller += 1
        self._poller_ended_by = _WEBHOOK_SET
        self._arrived.set()
        for position in self.pending:
            self._queue(position)
        return True

    async def delete_webhook(self, params: Params) -> bool:
        """deleteWebhook."""
        await self._stop_lanes()
        self.webhook = None
        if params.get("drop_pending_updates") in (True, "true"):
            self.pending.clear()
            self._tell_if_taken()
        return True

    def webhook_info(self) -> Json:
        """getWebhookInfo."""
        info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": len(self.pending)}
        if self.webhook is not None:
            info |= {"url": self.webhook.url, "max_connections": self.webhook.max_connections}
        if self.allowed:
            info["allowed_updates"] = self.allowed
        if self.last_error is not None:
            info |= {"last_error_date": self.last_error[0], "last_error_message": self.last_error[1]}
        return info

    async def get_updates(self, params: Params) -> list[Json]:
        """getUpdates, waiting up to `timeout` seconds for the first."""
        if self.webhook is not None:
            raise ApiError(409, _WEBHOOK_ACTIVE)
        self._allow(params)
        self._confirm(params.get("offset") or 0)
        self._poller += 1
        self._poller_ended_by = _NEWER_REQUEST
        me = self._poller
        self._arrived.set()  # wakes the request this one replaces
        limit = min(100, max(1, params.get("limit") or 100))
        until = time.monotonic() + min(50, params.get("timeout") or 0)
        while True:
            if self.pending:
                return [waiting.update for waiting in list(self.pending.values())[:limit]]
            left = until - time.monotonic()
            if left <= 0:
                return []
            self._arrived = asyncio.Event()
            try:
                await asyncio.wait_for(self._arrived.wait(), left)
            except TimeoutError:
                return []
            if me != self._poller:
                raise ApiError(409, self._poller_ended_by)

    def _allow(self, params: Params) -> None:
        """allowed_updates stays as it was unless given; an empty list is the default."""
        if isinstance(allowed := params.get("allowed_updates"), list):
            self.allowed = allowed or None

    def _confirm(self, offset: int) -> None:
        """Forget what the bot has: everything before `offset`, or all but the last -offset."""
        ids = sorted(waiting.update_id for waiting in self.pending.values())
        first = offset if offset >= 0 else ids[max(0, len(ids) + offset)] if ids else 0
        for position in [p for p, waiting in self.pending.items() if waiting.update_id < first]:
            del self.pending[position]
        self._tell_if_taken()

    def _tell_if_taken(self) -> None:
        if not self.pending:
            self._taken.set()

    # --- the webhook ----------------------------------------------------------------------------------

    def _queue(self, position: int) -> None:
        if self._changing:
            return  # whoever changes the webhook queues all that waits, in order
        chat_id = self.pending[position].chat_id
        lane = self._lanes.get(chat_id)
        if lane is not None:
            lane.append(position)
            return
        self._lanes[chat_id] = deque([position])
        task = asyncio.create_task(self._run_lane(chat_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_lane(self, chat_id: int) -> None:
        lane, wait = self._lanes[chat_id], self._waits[0]
        while lane:
            waiting = self.pending.get(lane[0])
            if waiting is None or await self._post(waiting):
                self.pending.pop(lane.popleft(), None)
                self._tell_if_taken()
                wait = self._waits[0]
            else:
                await asyncio.sleep(wait)
                wait = min(2 * wait, self._waits[1])
        if self._lanes.get(chat_id) is lane:
            del self._lanes[chat_id]

    async def _post(self, waiting: Pending) -> bool:
        webhook = self.webhook
        if webhook is None:
            return False
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        status, why = 0, ""
        try:
            async with (
                self._gate,
                self._session.post(webhook.url, data=orjson.dumps(waiting.update), headers=headers) as answer,
            ):
                status = answer.status
                await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            why = type(error).__name__
        self.statuses[status] += 1
        if not 200 <= status < 300:
            self.last_error = (int(time.time()), why or f"Wrong response from the webhook: {status}")
        return 200 <= status < 300

    async def _stop_lanes(self) -> None:
        self._changing += 1
        try:
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._lanes.clear()
        finally:
            self._changing -= 1


def chat_of(update: Json) -> int:
    """The chat an update is about; 0 if none."""
    for kind, content in update.items():
        if kind != "update_id" and isinstance(content, dict):
            holder = content.get("message") if kind == "callback_query" else content
            if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
                return int(holder["chat"].get("id", 0))
    return 0
