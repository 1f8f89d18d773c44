"""Reads a call's parameters, however the bot chose to send them.

The real server takes a query string, `application/json`, `application/x-www-form-urlencoded` and
`multipart/form-data`. Only JSON has types; everywhere else a keyboard is a string of JSON.
"""

from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

from bot.testing.bot_api.replies import bad_request

Params = dict[str, Any]

_STRUCTURED = frozenset({"reply_markup", "allowed_updates", "commands", "scope", "link_preview_options"})
_NUMBERS = frozenset({"chat_id", "message_id", "offset", "limit", "timeout", "max_connections", "user_id"})


async def read_params(request: web.BaseRequest) -> Params:
    """All parameters of a call. Uploaded files are `(name, content)` pairs. Raises ApiError."""
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("application/json"):
        params = _from_json(await request.read())
    elif kind.startswith("multipart/form-data"):
        params = await _from_multipart(request)
    else:
        params = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    if request.rel_url.raw_query_string:
        params = dict(request.query) | params
    return _typed(params)


def _from_json(body: bytes) -> Params:
    try:
        params = orjson.loads(body) if body else {}
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(params, dict):
        raise bad_request("object expected as a JSON")
    return params


async def _from_multipart(request: web.BaseRequest) -> Params:
    params: Params = {}
    form = await request.post()
    for name, value in form.items():
        params[name] = (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
    for name, value in params.items():
        if isinstance(value, str) and value.startswith("attach://"):
            params[name] = params.get(value.removeprefix("attach://"), value)
    return params


def _typed(params: Params) -> Params:
    for name in _STRUCTURED & params.keys():
        if isinstance(params[name], str) and params[name]:
            try:
                params[name] = orjson.loads(params[name])
            except orjson.JSONDecodeError:
                raise bad_request(f"can't parse {name} JSON object") from None
    for name in _NUMBERS & params.keys():
        value = params[name]
        if isinstance(value, str) and value.removeprefix("-").isdecimal():
            params[name] = int(value)
    return params
