"""How long somebody waits after wrong tries at a secret.

A try is counted before the secret is looked at, so that many tries at once do not slip through. The longest
wait is a quarter of an hour, so that nobody can lock a colleague out for a day.
"""

import ipaddress
from datetime import datetime, timedelta

from bot.access.errors import TooManyTries
from storage.uow import UnitOfWork

FREE = {"account": 4, "address": 20, "code": 4}
"""How many tries go without a wait; several people may share one address."""
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)


def wait_after(kind: str, failures: int) -> timedelta:
    """The wait after this many failures in a row: nothing, then 2, 4, 8 … seconds."""
    over = failures - FREE[kind]
    if over <= 0:
        return timedelta()
    return min(LONGEST, timedelta(seconds=2 ** min(over, 12)))


def count_try(uow: UnitOfWork, kind: str, value: str, now: datetime) -> None:
    """Count a try. Raises TooManyTries while the wait after the last one lasts."""
    row = uow.access.attempt(kind, value, now)
    if row.until is not None and row.until > now:
        raise TooManyTries(seconds=max(1, round((row.until - now).total_seconds())))
    if now - row.at > FORGOTTEN:
        row.failures = 0
    row.failures += 1
    row.at = now
    wait = wait_after(kind, row.failures)
    row.until = now + wait if wait else None
    uow.flush()


def network_of(address: str) -> str:
    """The part of an internet address that one person holds: an IPv6 address stands for its /64."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:  # how a listener for both kinds names the older ones
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
