"""A picture of a ladder on a time axis, drawn here as SVG, with the same in a table beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from markupsafe import Markup

from bot.clock import JAPAN, date_in_japan
from bot.digests.times import StaffTimes
from bot.escalation.duty import CLOSES, OPENS
from bot.wording.served import Snapshot
from flows.law.holidays_jp import is_working_day

WIDTH, LEFT, RIGHT, TOP, ROW = 760, 14, 14, 44, 28
_LABEL = 76
"""How much room the name of a day needs."""
_NIGHTS_UP_TO = timedelta(days=21)
"""On a longer axis nights would be hairlines: only days off are shaded."""
_LEAST = timedelta(hours=12)


@dataclass(frozen=True)
class Mark:
    """One step of a ladder, in words."""

    what: str
    words: str
    at: datetime


@dataclass(frozen=True)
class Axis:
    """From when to when the picture goes."""

    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        """Where a moment stands, kept within the picture."""
        share = (at - self.start) / (self.end - self.start)
        return round(LEFT + max(0.0, min(1.0, share)) * (WIDTH - LEFT - RIGHT), 1)


@dataclass(frozen=True)
class Picture:
    """The drawing, and what it shows as rows of a table: number, step, when."""

    title: str
    svg: Markup
    rows: tuple[tuple[int, str, str], ...]
    deadline: str | None


def axis_for(moments: Iterable[datetime], now: datetime, deadline: datetime | None) -> Axis:
    """An axis from now until after the last of these; a deadline far behind them is only pointed at."""
    last = max([*moments, now + _LEAST])
    reach = last - now
    if deadline is not None and now < deadline <= now + reach * 2:
        last = max(last, deadline)
    return Axis(now, last + (last - now) * 0.06)


def picture(
    words: Snapshot,
    lang: str,
    title: str,
    marks: Sequence[Mark],
    now: datetime,
    *,
    deadline: datetime | None = None,
    margin: timedelta = timedelta(),
    axis: Axis | None = None,
    name: str = "ladder",
) -> Picture:
    """Draw it. ``name``: what its parts are called on the page; two pictures on one page need two."""
    times = StaffTimes(words, lang, JAPAN, now)
    axis = axis or axis_for([mark.at for mark in marks], now, deadline)
    rows = tuple((n, mark.words, times.when(mark.at)) for n, mark in enumerate(marks, 1))
    said = words.text(
        lang, "staff.ladder.picture_says", start=times.when(axis.start), end=times.when(axis.end),
        steps=" ".join(f"{n}. {what}: {when}." for n, what, when in rows),
    )  # fmt: skip
    height = TOP + ROW * max(len(marks), 1) + 26
    parts = [*_shades(axis, height), *_days(axis, times, height)]
    if deadline is not None:
        said += f" {words.text(lang, 'staff.ladder.deadline_at')}: {times.when(deadline)}."
        parts += _deadline(words, lang, times, axis, deadline, margin, height)
    parts.append(line_shape("now", LEFT, TOP - 4, LEFT, height - 22))
    parts.append(text_shape("now", LEFT, height - 8, words.text(lang, "staff.ladder.now")))
    parts += _steps(axis, marks)
    svg = Markup(
        '<svg class="ladder" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{id}-title {id}-words">'
        '<title id="{id}-title">{title}</title><desc id="{id}-words">{said}</desc>{parts}</svg>'
    ).format(w=WIDTH, h=height, id=name, title=title, said=said, parts=Markup("").join(parts))
    return Picture(title, svg, rows, times.when(deadline) if deadline is not None else None)


def _shades(axis: Axis, height: int) -> list[Markup]:
    """Days off dark, nights light."""
    shades = []
    nights = axis.end - axis.start <= _NIGHTS_UP_TO
    for day in _each_day(axis):
        if not is_working_day(day):
            shades.append(_shade("free", axis, _at(day, 0), _at(day, 1440), height))
        elif nights:
            shades.append(_shade("night", axis, _at(day, 0), _at(day, OPENS), height))
            shades.append(_shade("night", axis, _at(day, CLOSES), _at(day, 1440), height))
    return [shade for shade in shades if shade]


def _days(axis: Axis, times: StaffTimes, height: int) -> list[Markup]:
    """A line where each day begins, and names as far as there is room."""
    parts, free_from = [], -1.0
    for day in _each_day(axis):
        midnight = begins(day)
        x = axis.x(max(midnight, axis.start))
        if midnight > axis.start:
            parts.append(line_shape("day", x, TOP - 8, x, height - 22))
        if x >= free_from and x + _LABEL <= WIDTH:
            parts.append(text_shape("day", x + 3, TOP - 16, times.day(midnight)))
            free_from = x + _LABEL
    return parts


def _deadline(
    words: Snapshot, lang: str, times: StaffTimes, axis: Axis, deadline: datetime, margin: timedelta, height: int
) -> list[Markup]:
    bottom = height - 8
    if deadline > axis.end:
        beyond = words.text(lang, "staff.ladder.deadline_beyond", when=times.when(deadline))
        return [text_shape("deadline", WIDTH - RIGHT, bottom, beyond, anchor="end")]
    x = axis.x(deadline)
    parts = [_shade("margin", axis, deadline - margin, deadline, height)] if margin else []
    parts.append(line_shape("deadline", x, TOP - 8, x, height - 22))
    named = words.text(lang, "staff.ladder.deadline_at")
    parts.append(text_shape("deadline", x, bottom, named, anchor="end" if x > WIDTH / 2 else "start"))
    return [part for part in parts if part]


def _steps(axis: Axis, marks: Sequence[Mark]) -> list[Markup]:
    """A row for each: how long it is waited for, a dot with its number, its words."""
    parts, before = [], axis.x(axis.start)
    for n, mark in enumerate(marks, 1):
        x, y = axis.x(mark.at), TOP + ROW * (n - 1) + ROW / 2
        parts.append(line_shape("wait", before, y, x, y))
        dot = Markup('<circle class="step {what}" cx="{x}" cy="{y}" r="10"/>')
        parts.append(dot.format(what=mark.what.replace("_", "-"), x=max(x, LEFT + 10), y=y))
        parts.append(text_shape("number", max(x, LEFT + 10), y + 4, str(n), anchor="middle"))
        if x > WIDTH * 0.62:
            parts.append(text_shape("words", x - 16, y + 4, mark.words, anchor="end"))
        else:
            parts.append(text_shape("words", max(x, LEFT + 10) + 16, y + 4, mark.words))
        if mark.what not in ("reminder", "terminal"):  # what follows counts from here
            before = x
    return parts


def _each_day(axis: Axis) -> Iterable[date]:
    day, last = date_in_japan(axis.start), date_in_japan(axis.end)
    while day <= last:
        yield day
        day += timedelta(days=1)


def begins(day: date) -> datetime:
    """When a day of Japan begins."""
    return _at(day, 0)


def _at(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(), JAPAN).astimezone(UTC) + timedelta(minutes=minute)


def _shade(kind: str, axis: Axis, start: datetime, end: datetime, height: int) -> Markup:
    begin, stop = axis.x(start), axis.x(end)
    if stop <= begin:
        return Markup("")
    shape = Markup('<rect class="{kind}" x="{x}" y="{y}" width="{w}" height="{h}"/>')
    return shape.format(kind=kind, x=begin, y=TOP - 8, w=round(stop - begin, 1), h=height - TOP - 14)


def line_shape(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    """A line; what it looks like is in the style sheet."""
    shape = Markup('<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')
    return shape.format(kind=kind, x1=x1, y1=y1, x2=x2, y2=y2)


def text_shape(kind: str, x: float, y: float, words: str, *, anchor: str = "start") -> Markup:
    """Words at a place."""
    shape = Markup('<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>')
    return shape.format(kind=kind, x=x, y=y, anchor=anchor, words=words)
