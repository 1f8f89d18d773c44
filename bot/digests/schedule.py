"""Whose digest is due: at the hour on their own wall, once a day or once a week by their own date, also on days that
summer time makes longer or shorter.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.models import Staff
from storage.uow import UnitOfWork

LATEST = time(21)
"""After an outage a digest still goes out until this local hour; after that tomorrow's is soon enough."""
MISSED_AFTER = timedelta(minutes=30)
_LATE = timedelta(hours=1)
EVERY = ("daily", "weekly", "never")
"""How often somebody may want a digest. Alerts come whatever they chose."""
_ROLES = ("staff", "lead", "coordinator", "deputy", "interpreter")


@dataclass(frozen=True)
class DueDigest:
    """One person's digest of one local date; of a weekly one, of the day it should come. ``since``: from when on it
    could go out, later than its hour for who came or came back after that."""

    staff_id: str
    local_date: str
    due_at: datetime
    since: datetime


def due(uow: UnitOfWork, now: datetime) -> list[DueDigest]:
    """Every digest that should go out now and has not. `now` is business time."""
    wanted = [found for staff in uow.access.everyone() if (found := _due_for(staff, now)) is not None]
    made = uow.access.digests_of({found.local_date for found in wanted})
    return [found for found in wanted if (found.staff_id, found.local_date) not in made]


def missed(uow: UnitOfWork, now: datetime) -> list[DueDigest]:
    """Digests that should have gone out half an hour ago or more: an alarm."""
    return [found for found in due(uow, now) if now - found.since > MISSED_AFTER]


def receives(staff: Staff, now: datetime) -> bool:
    """Whether this person gets digests: they want them, have cases or something to interpret, are there, and have a
    contact that is confirmed."""
    there = staff.away_until is None or staff.away_until <= now
    reachable = staff.email_confirmed_at is not None or staff.telegram_confirmed_at is not None
    return staff.active and staff.digest_every != "never" and staff.role in _ROLES and there and reachable


def _due_for(staff: Staff, now: datetime) -> DueDigest | None:
    if not receives(staff, now):
        return None
    opens = opens_at(staff.digest_at, staff.timezone, now)
    if opens is None:
        return None
    day = day_of(staff, opens.date())
    if staff.digest_every == "weekly" and day < staff.created_at.astimezone(opens.tzinfo).date():
        return None  # a week that began before they came
    confirmed = [at for at in (staff.email_confirmed_at, staff.telegram_confirmed_at) if at is not None]
    since = max(opens, min(confirmed), staff.away_until or opens)
    return DueDigest(staff.id, day.isoformat(), opens, since)


def day_of(staff: Staff, today: date) -> date:
    """Whose day a digest is that goes out today: today's; of a weekly one that of its last weekday, so that one that
    could not come on its day comes on the next, and none comes twice."""
    if staff.digest_every != "weekly":
        return today
    return today - timedelta(days=(today.weekday() - staff.digest_day) % 7)


def opens_at(digest_at: str, timezone: str, now: datetime) -> datetime | None:
    """Since when today's digest should go out, on the wall clock of that zone; None if it is too early or too late."""
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    hour = _hour(digest_at)
    # The wall clock decides: an hour that summer time skips counts as reached at the next one that exists,
    # and an hour that comes twice is the same local date, which has one digest.
    opens = datetime.combine(local.date(), hour)
    closes = max(datetime.combine(local.date(), LATEST), opens + _LATE)
    if not opens <= local.replace(tzinfo=None) <= closes:
        return None
    return opens.replace(tzinfo=zone)


def next_at(staff: Staff, now: datetime) -> datetime:
    """When the next digest of somebody who gets one every day comes."""
    local = now.astimezone(ZoneInfo(staff.timezone))
    today = datetime.combine(local.date(), _hour(staff.digest_at), local.tzinfo)
    return (today if today > local else today + timedelta(days=1)).astimezone(UTC)


def _hour(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute or 0))
