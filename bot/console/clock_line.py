"""The clocks of a case on one line of time: days of the law, the time for contact, what comes next, calls and meetings.

Drawn here as SVG, with the same as a list.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup

from bot.clock import date_in_japan
from bot.console.ladder_picture import LEFT, ROW, TOP, WIDTH, Axis, axis_for, begins, line_shape, text_shape
from bot.console.ladder_words import next_mark
from bot.console.visit import Visit
from bot.digests.times import StaffTimes
from bot.escalation.urgency import Contribution, Nature
from bot.wording.served import Snapshot
from storage.models import AppointmentState, CaseState
from storage.repositories.appointments import Meeting
from storage.repositories.staff_cases import CaseFile
from storage.uow import UnitOfWork

_WORDS_LEFT_OF = WIDTH * 0.55
"""A dot further right has its words on its left side."""
_LABEL = 84
"""How much room the name of a day needs."""
_NATURES = {Nature.CONTACT: "contact"}
_DAYS_UP_TO, _WEEKS_UP_TO = timedelta(days=14), timedelta(days=98)


@dataclass(frozen=True)
class Moment:
    """Something that has a time. ``what``: law, contact, limit, next, pause, meeting."""

    what: str
    words: str
    at: datetime


@dataclass(frozen=True)
class ClockLine:
    """The drawing, and the same as lines: what, when, how long that is; whether it has passed."""

    svg: Markup
    lines: tuple[tuple[str, str, str, bool], ...]


def moments_of(
    uow: UnitOfWork, words: Snapshot, visit: Visit, file: CaseFile, reasons: Iterable[Contribution],
    meetings: Iterable[Meeting],
) -> list[Moment]:
    """Every clock of an open case that this person may know of, the next one first."""
    seen, lang = file.glimpse, visit.lang
    if not CaseState(seen.state).open:
        return []
    found = [
        Moment(_NATURES.get(c.nature, "law"), words.text(lang, f"staff.reason.{c.reason}"), c.due_at)
        for c in reasons
        if c.due_at is not None
    ]
    if seen.deadline_at is not None and seen.contacted_at is None:
        found.append(Moment("limit", words.text(lang, "staff.case.reach_by").rstrip(":："), seen.deadline_at))
    coming = next_mark(uow, words, visit, file)
    if coming is not None:
        found.append(Moment("pause" if coming.what == "pause_ends" else "next", coming.words, coming.at))
    for meeting in meetings:
        if meeting.state == AppointmentState.PLANNED:
            kind = words.text(lang, f"staff.meeting.kind.{meeting.kind}")
            whom = words.text(lang, f"staff.meeting.whom.{meeting.whom}")
            found.append(Moment("meeting", f"{kind}: {whom}", meeting.at))
    return sorted(found, key=lambda moment: (moment.at, moment.what))


def clock_line(
    words: Snapshot, lang: str, times: StaffTimes, moments: Sequence[Moment], now: datetime
) -> ClockLine | None:
    """Draw them, each in a row of its own from now to its time; None if there are none."""
    if not moments:
        return None
    axis = axis_for([moment.at for moment in moments], now, None)
    lines = tuple((m.words, times.when(m.at), times.left(m.at), m.at < now) for m in moments)
    said = " ".join(f"{what}: {when}, {left}." for what, when, left, _ in lines)
    height = TOP + ROW * len(moments) + 26
    parts = [*_ticks(axis, times, height), line_shape("now", LEFT, TOP - 4, LEFT, height - 22)]
    parts.append(text_shape("now", LEFT, height - 8, words.text(lang, "staff.ladder.now")))
    for n, moment in enumerate(moments):
        parts += _row(axis, moment, lines[n], TOP + ROW * n + ROW / 2, now)
    svg = Markup(
        '<svg class="ladder clocks" viewBox="0 0 {w} {h}" role="img" aria-labelledby="clocks-title clocks-words">'
        '<title id="clocks-title">{title}</title><desc id="clocks-words">{said}</desc>{parts}</svg>'
    ).format(w=WIDTH, h=height, title=words.text(lang, "staff.clocks.title"), said=said, parts=Markup("").join(parts))
    return ClockLine(svg, lines)


def _row(axis: Axis, moment: Moment, line: tuple[str, str, str, bool], y: float, now: datetime) -> list[Markup]:
    x = max(axis.x(moment.at), LEFT + 8)
    kind = "past" if moment.at < now else moment.what
    dot = Markup('<circle class="clock {kind}" cx="{x}" cy="{y}" r="7"/>').format(kind=kind, x=x, y=y)
    said = f"{line[0]} · {line[1]}"
    side = ("end", x - 14) if x > _WORDS_LEFT_OF else ("start", x + 14)
    return [line_shape("wait", LEFT, y, x, y), dot, text_shape("words", side[1], y + 4, said, anchor=side[0])]


def _ticks(axis: Axis, times: StaffTimes, height: int) -> list[Markup]:
    """Days on a short line, Mondays on a longer one, months on a long one; names as far as there is room."""
    parts, free_from = [], -1.0
    for day in _days(axis):
        at = begins(day)
        x = axis.x(max(at, axis.start))
        if at > axis.start:
            parts.append(line_shape("day", x, TOP - 8, x, height - 22))
        if x >= free_from and x + _LABEL <= WIDTH:
            parts.append(text_shape("day", x + 3, TOP - 16, times.day(max(at, axis.start))))
            free_from = x + _LABEL
    return parts


def _days(axis: Axis) -> Iterator[date]:
    day, last, length = date_in_japan(axis.start), date_in_japan(axis.end), axis.end - axis.start
    yield day
    while (day := day + timedelta(days=1)) <= last:
        shown = length <= _DAYS_UP_TO or (day.weekday() == 0 if length <= _WEEKS_UP_TO else day.day == 1)
        if shown:
            yield day
