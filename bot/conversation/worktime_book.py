"""A worker's log of hours as it lies in the database, and what can't be written into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.clock import JAPAN, date_in_japan, in_japan
from flows.inputs.shift import Shift
from flows.law.clocks import add_months
from flows.law.log import (
    MONTHS_NEEDED,
    Figures,
    Noted,
    Written,
    counting,
    entry,
    figures,
    fits,
    loose_known,
    month_names,
    noted,
)
from flows.law.pay.days import Day, Impossible
from storage.uow import UnitOfWork

KEY = "hours"
"""In the state: what is waited for. What the buttons' data begins with."""
KEPT_MONTHS = 36
"""So long after something was written last a log is kept: as long as pay can be claimed."""
WAITS = timedelta(days=30)
"""So long the log waits for an answer, like a report that was never sent; then what was typed for it is forgotten."""
AHEAD = timedelta(minutes=30)
"""Who writes the day down while putting the things away: so far may the end still lie ahead."""
PROBLEMS = {
    "too_long": "hours.too_long.info", "break": "hours.break_long.info", "overlap": "hours.overlap.info",
    "backwards": "hours.unread.info", "twice": "hours.overlap.info", "break_where": "hours.unread.info",
}  # fmt: skip


@dataclass(frozen=True)
class Refused(Exception):
    """These hours can't be written: the key of the text that says why, and the day in whose way they are."""

    key: str
    beside: Noted | None = None


class Book:
    """One worker's log."""

    def __init__(self, uow: UnitOfWork, worker_id: str) -> None:
        self._uow = uow
        self._worker_id = worker_id

    def around(self, on: date) -> dict[date, Noted]:
        """What is written of a day and of those beside it."""
        days = [on + timedelta(days=step) for step in (-1, 0, 1)]
        found = self._months(f"{day:%Y-%m}" for day in days)
        return {day: found[day] for day in days if day in found}

    def on(self, day: date) -> Noted | None:
        """What is written of a day."""
        return self._months([f"{day:%Y-%m}"]).get(day)

    def between(self, first: date, last: date) -> dict[date, Noted]:
        """What is written of some days, at most a month of them."""
        found = self._months((f"{first:%Y-%m}", f"{last:%Y-%m}"))
        return {on: one for on, one in found.items() if first <= on <= last}

    def month(self, first: date) -> list[Noted]:
        """What is written of a month."""
        return list(self._months([f"{first:%Y-%m}"]).values())

    def figures(self, first: date) -> Figures | None:
        """What a month comes to."""
        return figures(self._months(month_names(first.year, first.month, MONTHS_NEEDED)), first.year, first.month)

    def everything(self, today: date) -> list[Noted]:
        """The whole log, oldest first."""
        began = self._uow.hours.log(self._worker_id).get("first")
        if began is None:
            return []
        first = date.fromisoformat(f"{began}-01")
        count = (today.year - first.year) * 12 + today.month - first.month + 1
        return list(self._months(month_names(today.year, today.month, count)).values())

    def put(self, one: Written) -> None:
        """Write something down."""
        month = f"{one.on:%Y-%m}"
        self._uow.hours.add(self._worker_id, month, entry(one))
        began = self._uow.hours.log(self._worker_id).get("first")
        if began is None or month < began:
            self._uow.hours.change(self._worker_id, first=month)
        self._keep(one.at)

    def _keep(self, at: datetime) -> None:
        """Something was written: the log ends later than it did, as often as once a month."""
        written = f"{date_in_japan(at):%Y-%m}"
        if self._uow.hours.log(self._worker_id).get("written") != written:
            self._uow.hours.change(self._worker_id, written=written)
            end = add_months(date_in_japan(at).replace(day=1), KEPT_MONTHS + 1)
            self._uow.hours.keep_until(self._worker_id, datetime.combine(end, time(), JAPAN))

    def running(self) -> datetime | None:
        """Since when a shift is running."""
        since = self._uow.hours.log(self._worker_id).get("running")
        return None if since is None else datetime.fromisoformat(since)

    def run(self, since: datetime | None) -> None:
        """A shift began, or none is running any more."""
        self._uow.hours.change(self._worker_id, running=None if since is None else since.isoformat())
        if since is not None:
            self._keep(since)

    def to_come(self, on: date, end: int, now: datetime) -> bool:
        """Whether hours of a day that end so many minutes after its midnight are not over yet."""
        midnight = in_japan(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=(on - date_in_japan(now)).days, minutes=end) > in_japan(now) + AHEAD

    def refuse(self, day: Day, now: datetime) -> None:
        """Raise Refused for hours that have not come yet, or lie over those of the day before or after."""
        if self.to_come(day.on, day.worked[-1][1], now):
            raise Refused("hours.future.info")
        around = {on: one for on, one in self.around(day.on).items() if on != day.on}
        try:
            fits(day, counting(around))
        except Impossible:
            for one in around.values():
                try:
                    fits(day, counting({one.on: one}))
                except Impossible:
                    raise Refused("hours.overlap.info", one) from None

    def _months(self, names: Iterable[str]) -> dict[date, Noted]:
        entries = [
            one for name in dict.fromkeys(names) for one in self._uow.hours.month(self._worker_id, name)
        ]
        return noted(entries)


def as_data(hours: Shift) -> list[Any]:
    """Hours that wait for an answer, as plain data."""
    return [hours.start, hours.end, [list(one) for one in hours.breaks], hours.loose]


def asked_about(of: Noted) -> Day | None:
    """The shifts whose break is asked, where a day has several; None: there is one."""
    day = of.now.day
    if of.now.how != "added" or day is None:
        return None
    before = of.all[-2] if loose_known(of) else None
    had = before.day.worked if before is not None and before.day is not None else ()
    return Day(of.on, tuple(stretch for stretch in day.worked if stretch not in had))


def waited_shift(kept: list[Any]) -> Shift:
    """The hours that waited."""
    start, end, breaks, loose = kept
    return Shift(start, end, tuple((first, last) for first, last in breaks), loose)
