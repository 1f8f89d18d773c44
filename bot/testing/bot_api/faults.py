"""Everything that goes wrong between a bot and Telegram, on command."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil


class FaultKind(StrEnum):
    """How a call fails."""

    TOO_MANY_REQUESTS = "429"
    """Refused with `retry_after`."""
    SERVER_ERROR = "500"
    """Refused with the real server's JSON."""
    BAD_GATEWAY = "502"
    """Refused by the web server in front of it, in HTML."""
    TIMEOUT = "timeout"
    """No answer for `seconds`, then the connection breaks. The call has no effect."""
    RESET = "reset"
    """The connection breaks at once. The call has no effect."""
    LOST_REPLY = "lost_reply"
    """The call is carried out, then the connection breaks before the answer: the bot can't know."""


@dataclass
class Fault:
    """The next `times` calls that match fail in this way."""

    kind: FaultKind
    method: str = "*"
    times: int = 1
    chat_id: int | None = None
    retry_after: int = 1
    """Whole seconds, for TOO_MANY_REQUESTS."""
    seconds: float = 30.0
    """How long TIMEOUT holds the call."""

    def matches(self, method: str, chat_id: object) -> bool:
        """Whether this fault meets such a call."""
        return self.method in ("*", method) and self.chat_id in (None, chat_id)


@dataclass
class Faults:
    """What was scripted and has not happened yet."""

    waiting: list[Fault] = field(default_factory=list)
    outage: bool = False
    """While true every connection breaks at once, as if Telegram could not be reached."""

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The fault that meets this call, used up by one."""
        if self.outage:
            return Fault(FaultKind.RESET)
        for fault in self.waiting:
            if fault.matches(method, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None


@dataclass
class _Bucket:
    tokens: float
    at: float


@dataclass
class Pacing:
    """Telegram's limits on what a bot sends, as token buckets: about 30 messages a second over all chats and
    one a second in one chat after a short burst (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits)."""

    overall: float = 30.0
    """Messages per second over all chats; also the size of the overall burst."""
    per_chat: float = 1.0
    """Messages per second in one chat."""
    burst: int = 5
    """Messages that one chat may get at once."""
    _chats: dict[int, _Bucket] = field(default_factory=dict, repr=False)
    _all: _Bucket | None = field(default=None, repr=False)

    def wait(self, chat_id: int, now: float) -> int:
        """0 when a message may go to the chat at `now` (seconds, monotonic), else the seconds to wait."""
        if self._all is None:
            self._all = _Bucket(self.overall, now)
        chat = self._chats.setdefault(chat_id, _Bucket(self.burst, now))
        _refill(self._all, self.overall, self.overall, now)
        _refill(chat, self.per_chat, self.burst, now)
        missing = max((1 - self._all.tokens) / self.overall, (1 - chat.tokens) / self.per_chat)
        if missing > 0:
            return max(1, ceil(missing))
        self._all.tokens -= 1
        chat.tokens -= 1
        return 0


def _refill(bucket: _Bucket, rate: float, most: float, now: float) -> None:
    bucket.tokens = min(most, bucket.tokens + (now - bucket.at) * rate)
    bucket.at = now


Clock = Callable[[], float]
"""Seconds, monotonic."""
