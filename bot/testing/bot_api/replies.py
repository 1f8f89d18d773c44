"""What the server answers: `{"ok": true, "result": …}`, or an error in the real server's words."""

from typing import Any

import orjson


class ApiError(Exception):
    """A call the server refuses, as `{"ok": false, "error_code": …, "description": …}`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    @property
    def body(self) -> bytes:
        """The JSON a bot receives."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return orjson.dumps(answer)


def bad_request(why: str) -> ApiError:
    """400, with the prefix the real server puts before its reason."""
    return ApiError(400, f"Bad Request: {why}")


def too_many_requests(retry_after: int) -> ApiError:
    """429: the bot has to wait `retry_after` seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def success(result: object) -> bytes:
    """The JSON of a call that was carried out."""
    return b'{"ok":true,"result":' + orjson.dumps(result) + b"}"
