"""Counting time the way offices in Japan live it: working days, and hours in which somebody is on duty.

Everything goes in and out as aware UTC; days and hours are Japan's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from bot.clock import JAPAN, in_japan
from flows.law.holidays_jp import add_working_days as _add_days
from flows.law.holidays_jp import is_working_day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = "holiday"
OPENS, CLOSES = 9 * 60, 18 * 60
"""Office hours where nothing else is known, in minutes after midnight."""

_LOOK_AHEAD = 60  # days; a duty that leaves longer gaps counts as no duty

Span = tuple[datetime, datetime]
"""From and to, in UTC."""
Window = tuple[int, int]
"""From and to, in minutes after midnight; to may be 1440."""


@dataclass(frozen=True)
class Duty:
    """When somebody answers: windows for each weekday from Monday, and for public holidays.

    Dated changes go before: ``rota`` is duty besides, in ``closed`` there is none. ``also``: others who answer too.
    """

    week: tuple[tuple[Window, ...], ...]
    holiday: tuple[Window, ...] = ()
    rota: tuple[Span, ...] = ()
    closed: tuple[Span, ...] = ()
    also: tuple["Duty", ...] = ()

    def on(self, day: date) -> tuple[Window, ...]:
        """The windows of a day. On a Monday to Friday without work the holiday's count."""
        if day.weekday() < 5 and not is_working_day(day):
            return self.holiday
        return self.week[day.weekday()]

    def spans(self, day: date) -> tuple[Span, ...]:
        """When somebody is on duty on a day of Japan, in UTC, in order and without overlap."""
        begin, end = _at(day, 0), _at(day, 24 * 60)
        usual = [(_at(day, opens), _at(day, closes)) for opens, closes in self.on(day)]
        besides = [(max(a, begin), min(b, end)) for a, b in self.rota if a < end and b > begin]
        open_ = _without(usual, self.closed) + besides
        for other in self.also:
            open_ += other.spans(day)
        return _merged(open_)

    def open_at(self, moment: datetime) -> bool:
        """Whether somebody is on duty at a moment."""
        return any(a <= moment < b for a, b in self.spans(in_japan(moment).date()))

    def opens_after(self, moment: datetime) -> datetime | None:
        """When somebody is on duty next: ``moment`` itself if somebody is; None if there is no duty in sight."""
        day = in_japan(moment).date()
        for _ in range(_LOOK_AHEAD):
            for begin, end in self.spans(day):
                if end > moment:
                    return max(begin, moment)
            day += timedelta(days=1)
        return None


OFFICE = Duty(week=(((OPENS, CLOSES),),) * 5 + ((), ()))
"""Monday to Friday, 9 to 18, except on public holidays."""


def parse_duty(written: Mapping[str, Any] | None) -> Duty:
    """Read a partner's hours: ``{"mon": [["09:00", "17:00"]], …, "holiday": []}``; nothing written is OFFICE.

    Raises ValueError, naming the day, for anything else.
    """
    if not written:
        return OFFICE
    strange = set(written) - {*WEEKDAYS, HOLIDAY}
    if strange:
        raise ValueError(f"{sorted(strange)[0]!r} is no day; use {', '.join(WEEKDAYS)}, {HOLIDAY}")
    days = {day: _merged(_window(day, pair) for pair in written.get(day, ())) for day in (*WEEKDAYS, HOLIDAY)}
    return Duty(tuple(days[day] for day in WEEKDAYS), days[HOLIDAY])


def together(duties: Iterable[Duty]) -> Duty:
    """The hours in which at least one of them is on duty."""
    kept = tuple(dict.fromkeys(duties))
    if len(kept) < 2:
        return kept[0] if kept else OFFICE
    if any(duty.rota or duty.closed for duty in kept):
        return Duty(((),) * 7, also=kept)
    week = tuple(_merged(w for duty in kept for w in duty.week[n]) for n in range(7))
    return Duty(week, _merged(w for duty in kept for w in duty.holiday))


def after_duty(start: datetime, amount: timedelta, duty: Duty) -> datetime:
    """When ``amount`` of duty has passed since ``start``. Without any duty in sight, plain time counts."""
    left, day = amount, in_japan(start).date()
    for _ in range(_LOOK_AHEAD):
        for opens, closes in duty.spans(day):
            begin, end = max(start, opens), closes
            if end <= begin:
                continue
            if end - begin >= left:
                return begin + left
            left -= end - begin
        day += timedelta(days=1)
    return start + amount


def duty_between(start: datetime, end: datetime, duty: Duty) -> timedelta:
    """How much duty there is between two moments; 60 days ahead at most."""
    found, day = timedelta(), in_japan(start).date()
    for _ in range(_LOOK_AHEAD):
        for opens, closes in duty.spans(day):
            found += max(min(closes, end) - max(opens, start), timedelta())
        day += timedelta(days=1)
        if _at(day, 0) >= end:
            break
    return found


def after_working_days(start: datetime, days: int) -> datetime:
    """When ``days`` full working days have passed: the same time of day, within office hours.

    What begins outside office hours begins at the next opening, so that who was asked on a Saturday has the
    whole Monday.
    """
    local = in_japan(start)
    day, minute = local.date(), local.hour * 60 + local.minute
    if minute >= CLOSES and is_working_day(day):
        day, minute = _add_days(day, 1), OPENS
    elif not is_working_day(day):
        day, minute = _add_days(day, 0), OPENS
    elif minute < OPENS:
        minute = OPENS
    return _at(_add_days(day, days), minute)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(), JAPAN).astimezone(UTC) + timedelta(minutes=minute)


def _window(day: str, pair: Any) -> Window:
    try:
        opens, closes = (_minutes(text) for text in pair)
    except (TypeError, ValueError) as error:
        raise ValueError(f'{day}: {pair!r} is no pair of times such as ["09:00", "17:00"]') from error
    if not opens < closes:
        raise ValueError(f"{day}: {pair!r} ends before it begins")
    return opens, closes


def _minutes(text: str) -> int:
    hours, minutes = (int(part) for part in str(text).split(":"))
    total = hours * 60 + minutes
    if not (0 <= total <= 24 * 60 and 0 <= minutes < 60):
        raise ValueError(text)
    return total


def _without(spans: list[Span], closed: Iterable[Span]) -> list[Span]:
    """What is left of some spans when others are taken out."""
    for shut, again in closed:
        spans = [
            part
            for begin, end in spans
            for part in ((begin, min(end, shut)), (max(begin, again), end))
            if part[0] < part[1]
        ]
    return spans


Time = TypeVar("Time", int, datetime)


def _merged(windows: Iterable[tuple[Time, Time]]) -> tuple[tuple[Time, Time], ...]:
    merged: list[tuple[Time, Time]] = []
    for opens, closes in sorted(windows):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return tuple(merged)
