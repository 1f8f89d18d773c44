"""Slows down guessing: a token bucket for each address and one for everybody.

Kept in this process's memory on purpose: an address is personal data and is never stored, and a code's 60
bits are what protects it. Time is an argument, in seconds of any clock that never goes back.
"""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network


@dataclass(frozen=True)
class Rate:
    """How many tries at once, and how many seconds until one more is allowed."""

    burst: int
    every: float


class Throttle:
    """Whether one more try is allowed. `Throttle(Rate(5, 30), Rate(100, 1)).delay(address, now)`."""

    def __init__(self, each: Rate, all_together: Rate, *, remembered: int = 10_000) -> None:
        self._each = each
        self._all = all_together
        self._remembered = remembered
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address: tokens, when

    def delay(self, address: str, now: float) -> float:
        """Take one try: 0.0 if it is allowed, else the seconds to wait; a refused try costs nothing."""
        own, everybody = _household(address), ""
        wait = max(self._wait(own, self._each, now), self._wait(everybody, self._all, now))
        if wait > 0:
            return wait
        self._take(own, self._each, now)
        self._take(everybody, self._all, now)
        return 0.0

    def give_back(self, address: str, now: float) -> None:
        """A try that turned out to be none: it costs nothing."""
        for key, rate in ((_household(address), self._each), ("", self._all)):
            self._buckets[key] = (min(float(rate.burst), self._tokens(key, rate, now) + 1.0), now)

    def _tokens(self, key: str, rate: Rate, now: float) -> float:
        tokens, since = self._buckets.get(key, (float(rate.burst), now))
        return min(float(rate.burst), tokens + max(0.0, now - since) / rate.every)

    def _wait(self, key: str, rate: Rate, now: float) -> float:
        missing = 1.0 - self._tokens(key, rate, now)
        return missing * rate.every if missing > 0 else 0.0

    def _take(self, key: str, rate: Rate, now: float) -> None:
        self._buckets[key] = (self._tokens(key, rate, now) - 1.0, now)
        self._buckets.move_to_end(key)
        while len(self._buckets) > self._remembered:
            self._buckets.popitem(last=False)


def _household(address: str) -> str:
    """An IPv6 address stands for its /64, which one subscriber holds."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
