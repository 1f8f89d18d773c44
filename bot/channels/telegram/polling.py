"""Fetches updates, for an installation that Telegram can't reach.

An update is confirmed to Telegram (by the next request's offset) only after it was stored; whatever was not
comes again. One replica polls: the one that holds the lease.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.errors import BadToken, Conflict, MalformedUpdate, RetryAfter, TelegramFailure
from bot.channels.telegram.updates import ALLOWED_UPDATES, parse
from bot.channels.telegram.webhook import Intake

Lease = Callable[[], Awaitable[bool]]
"""Takes or renews the right to poll. Asked every `lease_every` seconds; it should last some times that."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How long to wait for what, in seconds."""

    long_poll: int = 25
    """How long Telegram may hold a request when there is nothing new."""
    lease_every: float = 5.0
    first_wait: float = 1.0
    """After an error; doubled with each that follows."""
    longest_wait: float = 30.0
    conflict_wait: float = 5.0
    """While another program fetches this bot's updates."""


@dataclass
class _Progress:
    offset: int | None = None
    """The first update not stored yet; None: whatever Telegram has."""
    failures: int = 0
    told: str = ""
    """The trouble last written to the log: said once, not every few seconds."""


class _NotStored(Exception):
    """The update at the offset could not be stored."""


class _LeaseLost(Exception):
    """Another replica polls now."""


async def poll(
    api: TelegramApi,
    intake: Intake,
    stop: asyncio.Event,
    lease: Lease,
    *,
    bot_name: str = "",
    pace: Pace | None = None,
    counts: Counter[str] | None = None,
    missed: Callable[[], None] = lambda: None,
) -> None:
    """Fetch and store updates until `stop` is set. Never raises for what Telegram or the intake does.

    `counts`, if given, counts new, duplicate, unreadable, not_stored and poll_error. `missed` is called each time that
    updates could not be fetched.
    """
    pace = pace or Pace()
    counts = Counter() if counts is None else counts
    await _Poller(api, intake, stop, lease, bot_name, pace, counts, missed).run()


@dataclass
class _Poller:
    api: TelegramApi
    intake: Intake
    stop: asyncio.Event
    lease: Lease
    bot_name: str
    pace: Pace
    counts: Counter[str]
    missed: Callable[[], None]
    at: _Progress = field(default_factory=_Progress)

    async def run(self) -> None:
        while not self.stop.is_set():
            try:
                if not await self.lease():
                    raise _LeaseLost
                await self._store_all(await self._fetch())
                self.at.failures, self.at.told = 0, ""
            except _LeaseLost:
                self.at.offset = None  # whoever polled meanwhile has moved on
                await self._rest(self.pace.lease_every)
            except Exception as error:  # the loop must outlive everything: a day without Telegram included
                self.counts["poll_error"] += 1
                self.missed()
                await self._rest(self._wait_after(error))

    async def _fetch(self) -> list[Any]:
        """Ask for updates, keeping the lease meanwhile. Nothing if told to stop."""
        params: dict[str, Any] = {"timeout": self.pace.long_poll, "allowed_updates": ALLOWED_UPDATES}
        if self.at.offset is not None:
            params["offset"] = self.at.offset
        if self.at.failures:
            params["timeout"] = 0  # after trouble first see whether it works at all
        asked = asyncio.create_task(self.api.call("getUpdates", params, timeout=self.pace.long_poll + 10))
        stopped = asyncio.create_task(self.stop.wait())
        try:
            while True:
                await asyncio.wait(
                    (asked, stopped), timeout=self.pace.lease_every, return_when=asyncio.FIRST_COMPLETED
                )
                if stopped.done():
                    return []
                if not await self.lease():
                    raise _LeaseLost
                if asked.done():
                    return list(asked.result())
        finally:
            for task in (asked, stopped):
                task.cancel()
            await asyncio.gather(asked, stopped, return_exceptions=True)

    async def _store_all(self, updates: list[Any]) -> None:
        for raw in updates:
            if self.stop.is_set():
                return
            await self._store(raw)

    async def _store(self, raw: Any) -> None:
        try:
            inbound = parse(raw, self.bot_name)
        except MalformedUpdate as error:
            self.counts["unreadable"] += 1
            _log.warning("telegram update %s left out: %s", error.update_id, error.fields["why"])
            if error.update_id is None:
                await self._rest(self.pace.first_wait)  # it can't be confirmed, so it comes at once again
            else:
                self.at.offset = error.update_id + 1
            return
        try:
            new = await self.intake(inbound)
        except Exception as error:
            self.counts["not_stored"] += 1
            raise _NotStored(type(error).__name__) from None
        self.counts["new" if new else "duplicate"] += 1
        self.at.offset = inbound.update_id + 1

    def _wait_after(self, error: Exception) -> float:
        """Seconds to rest after an error, which is written to the log when it is another than before."""
        known = isinstance(error, TelegramFailure | _NotStored)
        what = f"{type(error).__name__}: {error}" if known else type(error).__name__
        if what != self.at.told:
            _log.log(logging.ERROR if isinstance(error, BadToken) else logging.WARNING, "polling: %s", what)
            self.at.told = what
        self.at.failures += 1
        if isinstance(error, RetryAfter):
            return error.seconds
        if isinstance(error, Conflict):
            return self.pace.conflict_wait
        doubled = self.pace.first_wait * 2.0 ** min(self.at.failures - 1, 10)
        return min(self.pace.longest_wait, doubled)

    async def _rest(self, seconds: float) -> None:
        """Wait, but not longer than until told to stop."""
        try:
            await asyncio.wait_for(self.stop.wait(), seconds)
        except TimeoutError:
            return
