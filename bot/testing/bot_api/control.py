"""Steering the server from another process. Bodies and answers are JSON unless said otherwise.

POST /control/
  deliver   an update              a person does something; answers {"update_id": …}
  chat      {"chat_id": 7}         makes a chat known
  file      bytes, ?name=…         keeps a file a worker can send; answers {"file_id": …}
  fail      {"kind": "429", "method": "sendMessage", "times": 3, "chat_id": 7, "retry_after": 2}
                                   what fails, and how (faults.py); all but kind may be left out
  outage    {"on": true}           Telegram can't be reached
  pacing    {"on": true}           limits on messages per second are enforced
  block, unblock  {"chat_id": 7}   a person blocks the bot, or takes it back
GET /control/
  calls?after=N                    the calls from position N on
  counts                           calls carried out by method, webhook answers by status, waiting updates
  chats/7                          what that phone shows
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from bot.testing import updates
from bot.testing.bot_api.faults import Pacing
from bot.testing.bot_api.replies import bad_request

if TYPE_CHECKING:
    from bot.testing.bot_api.server import BotApiServer


class Control:
    """Answers /control/… ."""

    def __init__(self, server: "BotApiServer") -> None:
        self._server = server

    async def answer(self, request: web.BaseRequest, path: str) -> web.Response:
        """Carry out one request. Raises ApiError (400) for one that is not in the table above."""
        if request.method == "GET":
            result = self._read(path, dict(request.query))
        elif path == "file":
            stored = self._server.account.keep_file(request.query.get("name", "file"), await request.read())
            result = {"file_id": stored.file_id}
        else:
            result = self._change(path, await _body(request))
        return web.Response(body=orjson.dumps(result), content_type="application/json")

    def _read(self, path: str, query: dict[str, str]) -> Any:
        account, delivery = self._server.account, self._server.delivery
        if path == "calls":
            return [asdict(call) for call in account.calls[int(query.get("after", 0)) :]]
        if path == "counts":
            statuses = {str(status): n for status, n in delivery.statuses.items()}
            return {"calls": dict(account.counts), "webhook": statuses, "waiting": len(delivery.pending)}
        if path.startswith("chats/"):
            return [asdict(message) for message in account.conversation(int(path.removeprefix("chats/")))]
        raise bad_request(f"nothing to read at {path}")

    def _change(self, path: str, body: dict[str, Any]) -> Any:
        server = self._server
        match path:
            case "deliver":
                return {"update_id": server.deliver(body)}
            case "chat":
                server.open_chat(body["chat_id"])
            case "fail":
                server.fail(**body)
            case "outage":
                server.outage(body["on"])
            case "pacing":
                server.pacing = Pacing() if body["on"] else None
            case "block" | "unblock":
                status = "kicked" if path == "block" else "member"
                return {"update_id": server.deliver(updates.membership(body["chat_id"], status))}
            case _:
                raise bad_request(f"there is no control called {path}")
        return True


async def _body(request: web.BaseRequest) -> dict[str, Any]:
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("object expected as a JSON")
    return body
