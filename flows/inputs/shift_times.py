"""The times of the day in a line of hours, each with the part of the day that is named beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

DAY, HALF = 24 * 60, 12 * 60
LATEST = 48 * 60
PARTS = ("morning", "noon", "evening", "night", "thum")


@dataclass(frozen=True)
class Time:
    """A time as it is written, in minutes from midnight."""

    minutes: int
    exact: bool  # written with minutes, or as four digits
    part: str = ""
    next_day: bool = False

    @property
    def at(self) -> int:
        """With the part of the day that was named."""
        hour = self.minutes // 60
        if self.part == "thum":
            return self.minutes + 18 * 60 if hour <= 6 else self.minutes
        if self.part == "morning":
            return self.minutes - HALF if hour == 12 else self.minutes
        if self.part == "evening":
            return self.minutes + HALF if hour < 12 else self.minutes
        if self.part == "noon":
            return self.minutes + HALF if hour < 7 else self.minutes
        if self.part == "night":
            return self.minutes + HALF if 5 <= hour <= 12 else self.minutes
        return self.minutes


def times_of(items: Sequence[tuple[str, str]]) -> list[Time]:
    """The times in order, each with the part of the day beside it. Who begins with a part sets it before the time; what
    stands on the other side counts where it belongs to no other time: from 8 in the morning to, in the evening, 5."""
    named = [at for at, (kind, _) in enumerate(items) if kind in PARTS or kind in ("clock", "digits")]
    before = bool(named) and items[named[0]][0] in PARTS
    numbers = {at: minutes for at, (kind, text) in enumerate(items) if (minutes := _minutes(kind, text)) is not None}
    parts = {at: place for at in numbers if (place := _part_beside(items, at, before=before)) is not None}
    for at in numbers:
        other = _part_beside(items, at, before=not before)
        if at not in parts and other is not None and other not in parts.values():
            parts[at] = other
    found: list[Time] = []
    for at, minutes in numbers.items():
        around = (*items[max(at - 2, 0) : at], *items[at + 1 : at + 3])
        tomorrow = bool(found) and any(kind == "next_day" for kind, _ in around)
        found.append(Time(minutes, items[at][0] == "clock", items[parts[at]][0] if at in parts else "", tomorrow))
    return found


def _part_beside(items: Sequence[tuple[str, str]], at: int, *, before: bool) -> int | None:
    """Where the part of the day of a time stands: next to it, or with the word for o'clock between."""
    near = range(at - 1, max(at - 3, -1), -1) if before else range(at + 1, min(at + 3, len(items)))
    for other in near:
        if items[other][0] in PARTS:
            return other
        if items[other][0] != "hour":
            return None
    return None


def _minutes(kind: str, text: str) -> int | None:
    if kind == "clock":
        hours, minutes = (int(part) for part in re.split("[:.]", text))
    elif kind == "digits" and len(text) > 2:
        hours, minutes = int(text[:-2]), int(text[-2:])
    elif kind == "digits":
        hours, minutes = int(text), 0
    else:
        return None
    at = hours * 60 + minutes
    return at if minutes < 60 and at <= LATEST else None
