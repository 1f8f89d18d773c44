"""A worker's hours in words: a day in one line, a month with its figures and a small picture, as read on a phone."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise

from bot.clock import date_in_japan, in_japan
from bot.wording import values
from bot.wording.served import Snapshot
from flows.inputs.shift_items import words
from flows.law.log import Figures, Noted, Written
from flows.law.pay.days import DAY, Day

BAR = 10
"""Blocks of the longest bar."""
FULL_WEEK = 40 * 60


class Speaker:
    """Says hours in one language."""

    def __init__(self, wording: Snapshot, language: str) -> None:
        self.wording = wording
        self.language = language

    def text(self, key: str, **filled: str) -> str:
        """A text with its values."""
        return self.wording.text(self.language, key, **filled)

    def length(self, minutes: int) -> str:
        """``9 hours 30 minutes``."""
        return values.hours(self.wording, self.language, minutes)

    def on(self, day: date) -> str:
        """A day with its weekday."""
        return values.weekday(self.language, day)

    def moment(self, at: datetime) -> str:
        """Day and time of a tap."""
        return f"{self.on(date_in_japan(at))} {in_japan(at):%H:%M}"

    def until(self, minutes: int) -> str:
        """``19:00``, and that it is on the next day."""
        shown = clock(minutes)
        return f"{shown} ({self.text('hours.next_day.label')})" if minutes > DAY else shown

    def example(self) -> str:
        """Hours as they can be written in this language."""
        pause = words(self.language, "pause") or words("en", "pause")
        return f"8:30-19:00 {pause[0]} 60"

    def work(self, day: Day) -> str:
        """``8:30–19:00``; of two shifts both."""
        return ", ".join(f"{clock(start)}–{self.until(end)}" for start, end in day.worked)

    def pause(self, one: Written) -> str:
        """What is known of the break."""
        if not one.pause_told:
            return self.text("hours.break_unknown.label")
        minutes = one.day.loose_break if one.day is not None else 0
        if minutes:
            return self.text("hours.break.label", length=self.length(minutes))
        several = one.day is not None and len(one.day.worked) > 1
        return "" if several else self.text("hours.do.choice.no_break")

    def hours(self, one: Written) -> str:
        """``8:30–19:00, break 1 hour = 9 hours 30 minutes``."""
        if one.day is None:
            return "—"
        said = ", ".join(part for part in (self.work(one.day), self.pause(one)) if part)
        return f"{said} = {self.length(one.minutes)}"

    def line(self, of: Noted) -> str:
        """A day with its hours, and below it what was replaced."""
        history = (f"    ({was})" for was in self.history(of))
        return "\n".join((f"{self.on(of.on)}: {self.hours(of.now)}", *history))

    def history(self, of: Noted) -> Iterator[str]:
        """What was corrected or struck out, and when."""
        for old, new in pairwise(of.all):
            if new.how in ("corrected", "struck"):
                key = "hours.struck.label" if new.day is None else "hours.was.label"
                yield self.text(key, date=self.on(date_in_japan(new.at)), was=self.hours(old))

    def month(self, first: date) -> str:
        """The month's name."""
        return values.month(self.language, f"{first:%Y-%m}")

    def totals(self, first: date, found: Figures) -> list[tuple[str, str]]:
        """The figures of a month, each with what it is."""
        low, high = found.late
        late = self.length(low) if low == high else f"{self.length(low)} – {self.length(high)}"
        return [
            (self.month(first), self.text("units.days", count=str(found.days))),
            (self.text("hours.total.label"), self.length(found.total)),
            (self.text("hours.over.label"), self.length(found.over)),
            (self.text("hours.late.label"), late),
        ]

    def above(self, found: Figures) -> list[str]:
        """The limits that the month is above."""
        told = []
        for name in found.above:
            filled = {}
            if name == "cap_average" and found.average is not None:
                filled = {"count": str(found.average[0]), "hours": self.length(found.average[1])}
            told.append(self.text(f"hours.{name}.line", **filled))
        return told

    def figures(self, first: date, found: Figures) -> str:
        """What a month comes to."""
        lines = [f"{label}: {value}" for label, value in self.totals(first, found)]
        lines += ["", *self.picture(found)]
        if found.pause_unknown:
            lines += ["", self.text("hours.unknown.line", count=str(found.pause_unknown))]
        return "\n".join(lines)

    def picture(self, found: Figures) -> Iterator[str]:
        """A bar for each week; what is beyond 40 hours is lighter."""
        longest = max(FULL_WEEK, *(minutes for _, _, minutes in found.weeks))
        for begin, until, minutes in found.weeks:
            full = round(min(minutes, FULL_WEEK) * BAR / longest)
            more = max(round((minutes - FULL_WEEK) * BAR / longest), 1) if minutes > FULL_WEEK else 0
            yield f"{begin.day}–{until.day}  {'▓' * full}{'░' * more} {minutes // 60}:{minutes % 60:02}"


def clock(minutes: int) -> str:
    """``8:30``; of the next day as that day's own time."""
    shown = minutes - DAY if minutes > DAY else minutes
    return f"{shown // 60}:{shown % 60:02}"
