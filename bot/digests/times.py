"""How times are written for staff: on their own clock, in words that fit a list."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.wording.served import Snapshot

_WEEKDAYS_JA = "月火水木金土日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_IN_MINUTES = timedelta(minutes=100)
_IN_HOURS = timedelta(hours=48)


class StaffTimes:
    """Writes times for one person: in their language, on their clock, seen from `now`."""

    def __init__(self, words: Snapshot, lang: str, zone: ZoneInfo, now: datetime) -> None:
        self._say: Callable[..., str] = words.text
        self._lang = lang
        self._zone = zone
        self._now = now
        self.moment = now

    def day(self, at: datetime) -> str:
        """`11月24日(火)` or `Tue 24 Nov`; with the year where it is another one."""
        local, today = at.astimezone(self._zone), self._now.astimezone(self._zone)
        other_year = local.year != today.year
        if self._lang == "ja":
            year = f"{local.year}年" if other_year else ""
            return f"{year}{local.month}月{local.day}日({_WEEKDAYS_JA[local.weekday()]})"
        year = f" {local.year}" if other_year else ""
        return f"{_WEEKDAYS_EN[local.weekday()]} {local.day} {_MONTHS_EN[local.month - 1]}{year}"

    def when(self, at: datetime) -> str:
        """Day and time; today and tomorrow by these words."""
        local, today = at.astimezone(self._zone), self._now.astimezone(self._zone)
        days = (local.date() - today.date()).days
        name = {0: "staff.time.today", 1: "staff.time.tomorrow", -1: "staff.time.yesterday"}.get(days)
        day = self._say(self._lang, name) if name else self.day(at)
        return f"{day} {local:%H:%M}"

    def span(self, length: timedelta) -> str:
        """`90分`, `26時間`, `3日`: never more exact than a list needs."""
        length = abs(length)
        if length < _IN_MINUTES:
            return self._count("minutes", round(length.total_seconds() / 60))
        if length < _IN_HOURS:
            return self._count("hours", round(length.total_seconds() / 3600))
        return self._count("days", length.days)

    def left(self, due: datetime) -> str:
        """How long until `due`, or for how long it has passed."""
        key = "staff.time.left" if due > self._now else "staff.time.overdue"
        return self._say(self._lang, key, span=self.span(due - self._now))

    def age(self, since: datetime) -> str:
        """How long ago."""
        return self._say(self._lang, "staff.time.ago", span=self.span(self._now - since))

    def _count(self, unit: str, number: int) -> str:
        return self._say(self._lang, f"staff.time.{unit}", count=str(number))
