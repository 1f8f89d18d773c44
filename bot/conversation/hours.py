"""When a phone may ring: in the hours its worker allowed, or while they have it in hand."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from bot.clock import in_japan
from storage.rows import Row
from storage.uow import UnitOfWork

from .bubbles import Payload

JUST_WROTE = timedelta(minutes=30)
WINDOWS = {
    "any_time": ("08:00", "21:00", None), "morning": ("06:00", "09:00", None), "noon": ("12:00", "13:00", None),
    "evening": ("18:00", "22:00", None), "sunday": ("08:00", "21:00", 6),
}
"""When we may write first: from, to (Japan time), and the weekday if only on one (6 is Sunday)."""


def just_wrote(conversation: Row[Any], now: datetime) -> bool:
    """Whether this worker said something within the last half hour, by the time at which it was said."""
    return conversation.wrote_at is not None and now - conversation.wrote_at < JUST_WROTE


def next_safe(profile: Mapping[str, Any], now: datetime) -> datetime | None:
    """The next moment at which we may write first; None if the worker never allowed it."""
    window = WINDOWS.get(profile.get("write_first", "never"))
    return None if window is None else _next_in(window, now)


def next_by_day(profile: Mapping[str, Any], now: datetime) -> datetime:
    """The next moment in the hours the worker allowed; by day where they said nothing of it."""
    return next_safe(profile, now) or _next_in(WINDOWS["any_time"], now) or now


def answer_from(uow: UnitOfWork, conversation: Row[Any], payloads: list[Payload], now: datetime) -> datetime | None:
    """When what answers this worker's words may go; None: now.

    Whoever has just written has the phone in hand. Words that were on their way for longer (Telegram was away, or we
    were) are answered in the hours the worker allowed, or by day where nothing was said of it. Help in danger waits for
    nothing.
    """
    wrote = conversation.wrote_at
    if wrote is None or now - wrote < JUST_WROTE or any(payload.get("kind") == "card" for payload in payloads):
        return None
    at = next_by_day(uow.workers.profile(conversation.worker_id), now)
    return at if at > now else None


def _next_in(window: tuple[str, str, int | None], now: datetime) -> datetime | None:
    begin, end = time.fromisoformat(window[0]), time.fromisoformat(window[1])
    local = in_japan(now)
    for days in range(8):
        day = (local + timedelta(days=days)).date()
        if window[2] is not None and day.weekday() != window[2]:
            continue
        opens = local.replace(year=day.year, month=day.month, day=day.day, hour=begin.hour, minute=begin.minute,
                              second=0, microsecond=0)  # fmt: skip
        closes = opens.replace(hour=end.hour, minute=end.minute)
        if local < closes:
            return max(opens, local).astimezone(now.tzinfo)
    return None
