"""How calls travel: python-telegram-bot's request interface over aiohttp.

Its own transport (httpx) sends about a tenth as many messages a second and logs the token. Here every error
text is redacted before it can be seen, and no exception keeps one that names the address called, because the
address holds the token.
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import orjson
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_JSON: Final = {"Content-Type": "application/json"}
_LONGEST_REASON = 300
_UNSAID_WAIT = 5.0
"""Seconds to wait after a 429 that does not say how long."""


class FloodWait(TelegramError):
    """429: wait `seconds`. The library's own RetryAfter warns of its own deprecation whenever it is made."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:g} s")
        self.seconds = seconds


class PreparedBody:
    """A call's parameters, already JSON. Given to `post` in place of RequestData, which would encode every
    value twice."""

    __slots__ = ("json",)

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.json = to_json(params)


class AiohttpRequest(BaseRequest):
    """Sends through a session that its owner opens and closes. `timeout` is in seconds, for a whole call."""

    def __init__(self, session: aiohttp.ClientSession, token: str, timeout: float = 20.0) -> None:
        self._session = session
        self._timeout = timeout
        self._default = aiohttp.ClientTimeout(total=timeout)
        shapes = (token, quote(token, safe=""), token.rpartition(":")[2])
        self._secrets = [secret for secret in shapes if secret]

    @property
    def read_timeout(self) -> float | None:
        return self._timeout

    async def initialize(self) -> None:
        """Nothing to do: the session is open already."""

    async def shutdown(self) -> None:
        """Nothing to do: whoever opened the session closes it."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | PreparedBody | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one HTTP request. Raises TimedOut or NetworkError; any status is an answer."""
        timeout = self._default
        if isinstance(read_timeout, int | float):
            timeout = aiohttp.ClientTimeout(total=read_timeout)
        failure: TelegramError
        try:
            body, headers = _encode(request_data)
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                status, payload = answer.status, await answer.read()
            _refuse_early(status, payload)
            return status, payload
        except TimeoutError:
            failure = TimedOut(f"no answer within {timeout.total:g} s")
        except (aiohttp.ClientError, OSError, asyncio.IncompleteReadError) as error:
            failure = NetworkError(self.redact(f"{type(error).__name__}: {error}"))
        except TelegramError as error:
            failure = error
        except Exception as error:  # its text may hold what was to be sent
            failure = NetworkError(f"{type(error).__name__} in the transport")
        # Raised here, not in the handlers above: there the original, which may name the address with the
        # token, would stay attached as its context and reach a log that prints contexts.
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Read an answer. Unlike the interface's own reader, never write an unreadable one into the log."""
        try:
            parsed = orjson.loads(payload)
        except orjson.JSONDecodeError:
            parsed = None
        if not isinstance(parsed, dict):
            raise NetworkError("the answer is not JSON")
        return parsed

    def redact(self, text: str) -> str:
        """The text without the token, cut to a length that fits a log line."""
        for secret in self._secrets:
            text = text.replace(secret, "<token>")
        return text[:_LONGEST_REASON]


def _refuse_early(status: int, payload: bytes) -> None:
    """The two answers that the library's mapping has no fitting error for."""
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise BadRequest("Request Entity Too Large")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        try:
            seconds = float(orjson.loads(payload)["parameters"]["retry_after"])
        except (ValueError, TypeError, KeyError):
            seconds = _UNSAID_WAIT
        raise FloodWait(seconds)


def to_json(params: Mapping[str, Any]) -> bytes:
    """JSON of the parameters. Half a surrogate pair, which no JSON can carry, becomes a question mark."""
    try:
        return orjson.dumps(params)
    except TypeError:
        return orjson.dumps(_without_lone_surrogates(params))


def _without_lone_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {name: _without_lone_surrogates(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_lone_surrogates(part) for part in value]
    return value


def _encode(data: RequestData | PreparedBody | None) -> tuple[bytes | aiohttp.FormData, dict[str, str]]:
    if isinstance(data, PreparedBody):
        return data.json, _JSON
    if data is None:
        return b"", {}
    if not data.contains_files:
        return to_json(data.parameters), _JSON
    form = aiohttp.FormData()
    for name, text in data.json_parameters.items():
        form.add_field(name, text)
    for name, (filename, content, mime) in data.multipart_data.items():
        if isinstance(content, bytes):
            content = BytesIO(content)  # sent piece by piece, so that others get their turn meanwhile
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, {}
