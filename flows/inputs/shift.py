"""A day's hours in one line, as people write them: "8:30-19:00 break 60", "8.30 to 7pm", "朝8時半から夜7時 休憩1時間".

Times are minutes from the midnight with which the day begins; past midnight they go on beyond 1,440. Nothing is guessed
in silence: where the end can be meant in two ways, both readings are given back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flows.inputs import dates
from flows.inputs.calendar_words import mentions
from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon
from flows.inputs.results import Limits, Understood
from flows.inputs.scan import MAX_ANSWER, scan
from flows.inputs.senses import SenseKind
from flows.inputs.shift_behind import day_behind, days_named
from flows.inputs.shift_items import items_of
from flows.inputs.shift_length import alone, length
from flows.inputs.shift_number import without_number
from flows.inputs.shift_times import DAY, HALF, PARTS, Time, times_of
from flows.inputs.shift_week import several_days

_NIGHT_FROM, _NIGHT_LONGEST = 17 * 60, 12 * 60
"""From five in the afternoon on, and at most twelve hours: a night shift. About others the worker is asked."""
_SAID_FROM, _SAID_LONGEST = 15 * 60, 18 * 60
"""The same where the line says that it is one: 17:00 to 9:00."""
_EARLY = 6 * 60
_DATE = re.compile(
    r"\s*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}-\d{1,2}-(?:\d{4}|\d\d)|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}月\d{1,2}日|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?)(?:[\s,:、]+|$)"
)
_HYPHEN = re.compile(
    r"\s*(?:[^\W\d_]{1,10}\.?\s+)?((0?[1-9]|[12]\d|3[01])\s?-\s?(0?[1-9]|[12]\d|3[01]))(?:\s*[,:、]\s*|\s+)(?=\D{0,15}\d)"
)
"""18-11 before hours, perhaps behind a word for a day; alone, or before anything else, it is hours itself."""
_NO_HOUR = 30 * 60
"""30 behind a number is half an hour of a break, and no time."""
_DAWN, _STRETCH, _LONGEST_BREAK = 5 * 60, 2 * 60, 4 * 60
"""8-12 before other hours is a stretch of work, 3-4 or 1-5 hardly one; 9-18 behind 1-20 is hardly a break."""
_NO_DAY = re.compile(r"\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)")
"""What is written like a day, with its year. 2026-13-01 is none, and no hours either."""
_AHEAD = timedelta(days=60)
_JOINED, _DIGIT = re.compile("[-~/→]"), re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_AFTERNOON = ("noon", "evening")


@dataclass(frozen=True)
class Shift:
    """Work from `start` until `end`. `breaks`: from when to when; `loose`: minutes of which only the length was said;
    None: nothing was said of breaks."""

    start: int
    end: int
    breaks: tuple[tuple[int, int], ...] = ()
    loose: int | None = None


@dataclass(frozen=True)
class Read:
    """What a line can mean: one shift, or several between which the worker has to choose. `on`: the day, if the line
    names it."""

    shifts: tuple[Shift, ...]
    on: date | None = None
    sure: bool = True
    """False where the end lies before the beginning, and no night shift or next day was meant for certain."""
    days: tuple[date, ...] = ()
    """The days of which it may be, where that is not sure: 3-4 9:00-18:00."""
    whole: Shift | None = None
    """What it says if it names no day at all: 8-12 13:00-19:00."""
    weeks: tuple[tuple[date, ...], ...] | None = None
    """Where it names several days, "mon-fri 8-17": those of this week up to today, and those of the week before; empty
    where nobody can tell which days they are. None: it names one, or none."""


@dataclass(frozen=True)
class Begun:
    """The day that a line names, or those that it may name; `rest`: the line without it. `whole`: what the
    line says if it names no day. `behind`: it is named behind the hours. `weeks`: as in `Read`."""

    rest: str
    on: date | None = None
    perhaps: tuple[date, ...] = ()
    whole: Shift | None = None
    behind: bool = False
    weeks: tuple[tuple[date, ...], ...] | None = None


def parse(raw: str, lexicon: Lexicon, today: date) -> Read | None:
    """What a line says of a day's hours; None where no two times stand in it. 11/20 is a date, and no span."""
    if len(raw) > MAX_ANSWER:
        return None
    begun = day_of(raw, lexicon, today)
    items = items_of(begun.rest, lexicon)
    no_day = begun.on is None and not begun.perhaps and _NO_DAY.match(clean(raw))
    if any(kind == "long" for kind, _ in items) or _is_date(items) or no_day:
        return None
    found = None if _counts_days(items, lexicon) else _hours(items)
    if found is None:
        return None
    if begun.on is None and not begun.perhaps and begun.weeks is None and found.shifts[0].end <= DAY:
        several = days_named(clean(raw), lexicon, today)
        if several:
            return Read(found.shifts, days=several)
    if begun.on is not None and begun.behind and found.sure and found.shifts[0].end > DAY:  # the day it ended on?
        return Read(found.shifts, days=(begun.on, begun.on - timedelta(days=1)))
    return Read(found.shifts, begun.on, found.sure, begun.perhaps, begun.whole, begun.weeks)


def _hours(items: list[tuple[str, str]]) -> Read | None:
    """What a line without its day says."""
    twice = two_stretches(items)
    if twice is not None:
        return Read((twice,))
    if _lie_over_each_other(items) or _begins_apart(items):
        return None
    worked, pause = split(items)
    times = times_of(worked)
    if len(times) < 2:
        return None
    night = any(kind == "night_shift" for kind, _ in items)
    sure, ways = (night and _at_night(times[0], times[1])) or _between(times[0], times[1])
    return Read(tuple(Shift(start, end, *_pause(pause, start, end)) for start, end in ways), sure=sure)


def _counts_days(items: Sequence[tuple[str, str]], lexicon: Lexicon) -> bool:
    """9-18 on 22 and 23: two numbers beside the hours are joined by "and" or "or". They are no hours, and no break."""
    numbers = [at for at, (kind, _) in enumerate(items) if kind in ("clock", "digits")]
    if len(numbers) not in (3, 4) or any(kind in ("pause", "minute") for kind, _ in items):
        return False
    if len(numbers) == 3 and any(kind in ("hour", "half") for kind, _ in items[numbers[2] :]):
        return False
    pairs = [(numbers[-2], numbers[-1])] + [(numbers[0], numbers[1])] * (len(numbers) - 3)
    return any(_are_counted(items[a + 1 : b], lexicon) for a, b in pairs)


def _are_counted(between: Sequence[tuple[str, str]], lexicon: Lexicon) -> bool:
    """Whether two numbers are joined by "and" or "or", and not by "until"."""
    if any(kind == "between" or _says(SenseKind.RANGE, text, lexicon) for kind, text in between):
        return False
    return any(_says(joins, text, lexicon) for _, text in between for joins in (SenseKind.AND, SenseKind.OR))


def _says(kind: SenseKind, text: str, lexicon: Lexicon) -> bool:
    return any(token.sense(kind) is not None for token in scan(text, lexicon)[0])


def two_stretches(items: list[tuple[str, str]]) -> Shift | None:
    """8-12 13-19, or 8-12 in the morning and 1-5 in the afternoon: the time between is a break."""
    times = times_of(items)
    if len(times) != 4 or any(kind in ("pause", "minute") for kind, _ in items):
        return None
    at = [one.at for one in times]
    second = [place for place, (kind, _) in enumerate(items) if kind in ("clock", "digits")][1]
    first_end = at[1] + (HALF if at[1] < at[0] else 0)
    if any(kind in _AFTERNOON for kind, _ in items[second + 1 :]) and not at[0] <= at[2] < first_end:
        for place in range(1, 4):
            at[place] += HALF if at[place] <= at[place - 1] else 0
    return Shift(at[0], at[3], ((at[1], at[2]),)) if at == sorted(set(at)) else None


def _lie_over_each_other(items: list[tuple[str, str]]) -> bool:
    """8-10 9-12: the second begins within the first and ends after it, or the other way round. No break is so."""
    at = [one.at for one in times_of(items)]
    if len(at) != 4 or any(kind in ("pause", "minute") for kind, _ in items):
        return False
    return at[0] < at[2] < at[1] < at[3] or at[2] < at[0] < at[3] < at[1]


def _begins_apart(items: Sequence[tuple[str, str]]) -> bool:
    """20 8-17: whatever the first number is, work did not begin then."""
    numbers = [at for at, (kind, _) in enumerate(items) if kind in ("clock", "digits")]
    if len(numbers) < 3 or any(kind == "pause" for kind, _ in items[: numbers[2]]):
        return False
    first, second, third = numbers[:3]
    joined = [any(kind == "between" for kind, _ in items[a:b]) for a, b in ((first, second), (second, third))]
    return joined == [False, True]


def time_of(raw: str, lexicon: Lexicon) -> int | None:
    """A single time of day, in minutes; None where there is none, or more than one."""
    items = _short(raw, lexicon)
    times = times_of(items)
    return times[0].at + (DAY if times[0].next_day else 0) if len(times) == 1 else None


def length_of(raw: str, lexicon: Lexicon) -> int | None:
    """A length of time, in minutes; None where there is none. A bare number up to 4 is hours, else minutes."""
    return length(_short(raw, lexicon))


def one_length(raw: str, lexicon: Lexicon) -> int | None:
    """The same, where the line says one length and nothing else."""
    return alone(_short(raw, lexicon))


def speaks_of_length(raw: str, lexicon: Lexicon) -> bool:
    """Whether a line names a break, or a unit of time: "break 1 hour" is no first of the month."""
    return any(kind in ("pause", "hour", "minute") for kind, _ in _short(raw, lexicon))


def _short(raw: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """The line's items; none of a story, or of one with a number that is no time."""
    items = items_of(raw, lexicon) if len(raw) <= MAX_ANSWER else []
    return [] if any(kind == "long" for kind, _ in items) else items


def _is_date(items: Sequence[tuple[str, str]]) -> bool:
    """Whether the first two numbers are 11/20; 8:30/19:00 is a span."""
    numbers = [at for at, (kind, _) in enumerate(items) if kind in ("clock", "digits")][:2]
    if len(numbers) < 2 or any(items[at][0] == "clock" for at in numbers):
        return False
    return [text for _, text in items[numbers[0] + 1 : numbers[1]]] == ["/"]


def day_of(raw: str, lexicon: Lexicon, today: date) -> Begun:
    """The day that the line begins with, or that is named behind its hours, and the rest of it."""
    text = without_number(clean(raw), lexicon)
    several = several_days(text, lexicon)
    if several is not None:
        return Begun(several.rest, weeks=several.weeks(today))
    begun = _day_before(text, lexicon, today)
    if begun.rest != text:
        return begun
    rest, on = day_behind(text, lexicon, today) if begun.on is None and not begun.perhaps else (text, None)
    return begun if on is None and rest == text else Begun(rest, on, behind=True)


def _day_before(text: str, lexicon: Lexicon, today: date) -> Begun:
    hyphen, whole = _day_and_month(text, lexicon)
    written = _DATE.match(text) or hyphen
    numbers = list(re.finditer(r"\d+(?:[:.]\d+)?", text))
    said, rest = (written[1], text[written.end() :]) if written else ("", text)
    named = not written and _named_day(text, numbers, lexicon)
    if named:
        said, rest = text[: numbers[1].start()], text[numbers[1].start() :]
    elif not written and len(numbers) > 2 and _names_month(text[: numbers[1].start()], lexicon):
        with_year = len(numbers) > 3 and _YEAR.fullmatch(numbers[1][0])
        cut = numbers[1].end() if with_year else numbers[1].start()
        said, rest = text[:cut], text[cut:]
    elif not written:
        said = text[: numbers[0].start()] if numbers else ""
    if not said.strip():
        return Begun(text)
    found = dates.parse(said, lexicon, today, Limits(max=0))
    if not isinstance(found, Understood) or not isinstance(found.value, str):
        return Begun("" if hyphen or named else text)  # 30-2 is no day, and no hours either
    if not found.ambiguous and whole is None:
        return Begun(rest, not_a_year_ago(date.fromisoformat(found.value), said, today))
    if not written and not named:
        return Begun(text)
    days = [not_a_year_ago(date.fromisoformat(str(one)), said, today) for one in found.ambiguous or (found.value,)]
    return Begun(rest, perhaps=tuple(day for day in days if day <= today) or tuple(days), whole=whole)


def _day_and_month(text: str, lexicon: Lexicon) -> tuple[re.Match[str] | None, Shift | None]:
    """18-11 8:00-17:30 begins with a day, and so does 3-4 9:00-18:00. 22-6 1-2 is a night with its break, 9-6 12-13 a
    day with it, 8-12 13-19 two stretches. Also: what it is if it is two stretches all the same."""
    hit = _HYPHEN.match(text)
    rest = items_of(text[hit.end() :], lexicon) if hit else []
    times = times_of(rest)
    if hit is None or len(times) < 2 or times[1].minutes >= _NO_HOUR or min(int(hit[2]), int(hit[3])) > 12:
        return None, None
    early = max(int(hit[2]), int(hit[3])) <= 12
    if any(kind == "pause" or (early and kind in PARTS) for kind, _ in items_of(text[: hit.start(1)], lexicon)):
        return None, None  # break 12-13 8-17; morning 8-12 evening 5-9
    pause = next((at for at, (kind, _) in enumerate(rest) if kind == "pause"), None)
    if pause is not None:  # 5-11 8-17 break 60: a whole line of hours stands behind it; 8-17 break 12-13: its break
        return (hit if len(times_of(rest[:pause])) > 1 else None), None
    start, end = int(hit[2]) * 60, int(hit[3]) * 60 + DAY
    if int(hit[2]) > 12:
        night = start >= _NIGHT_FROM and end - start <= _NIGHT_LONGEST
        first, last = times[0].at, times[1].at
        within = any(start <= first + late < last + late <= end for late in (0, DAY))
        return (None if night and within else hit), None
    items = items_of(text[hit.start(1) :], lexicon)
    twice = two_stretches(items)
    if twice is not None:
        alike = start >= _DAWN and end - DAY - start >= _STRETCH and _alike(hit, rest)
        return (None, None) if alike else (hit, twice)
    found = _hours(items)
    if found is not None and _fits(found.shifts[0], rest):
        return None, None
    return hit, _afternoon(items)


def _afternoon(items: Sequence[tuple[str, str]]) -> Shift | None:
    """8-12 1-5: the second stretch is after noon."""
    at = [one.at for one in times_of(items)]
    if len(at) != 4 or at[2] > HALF // 2 or not at[0] < at[1] <= at[2] + HALF < at[3] + HALF <= DAY:
        return None
    return Shift(at[0], at[3] + HALF, ((at[1], at[2] + HALF),))


def _alike(hit: re.Match[str], rest: Sequence[tuple[str, str]]) -> bool:
    """Whether the hours behind 8-12 are written as it is: 13-19, not 13:00-19:00; behind 03-04 not 9-18."""
    numbers = [text for kind, text in rest if kind in ("clock", "digits")][:2]
    zero = "0" in (hit[2][0], hit[3][0])
    return all(number.isdigit() and len(number) <= 2 and not (zero and len(number) == 1) for number in numbers)


def _fits(one: Shift, rest: Sequence[tuple[str, str]]) -> bool:
    """Whether the rest says a break that lies within the work, and is no longer than such breaks are. Two numbers that
    stand for themselves are no length."""
    within = all(one.start <= first < last <= one.end for first, last in one.breaks)
    pause = sum(last - first for first, last in one.breaks) + (one.loose or 0)
    said = one.loose is not None and any(kind in ("hour", "minute", "half") for kind, _ in rest)
    return within and (bool(one.breaks) or said) and pause <= min(_LONGEST_BREAK, (one.end - one.start) // 2)


def not_a_year_ago(day: date, said: str, today: date) -> date:
    """Without its year a day counts as past. That of tomorrow, or of the next weeks, is not taken for one of nearly a
    year ago: it is given back as the day ahead."""
    if re.search(r"\d{4}", clean(said)):
        return day
    ahead = _year_later(day)
    return ahead if day < today < ahead <= today + _AHEAD else day


def _year_later(day: date) -> date:
    """The same day a year later; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _named_day(text: str, numbers: Sequence[re.Match[str]], lexicon: Lexicon) -> bool:
    """Whether the first number is one of a day: thứ 2, ngày 20, 20日."""
    if len(numbers) < 3 or _JOINED.search(text, numbers[0].end(), numbers[1].start()):
        return False
    tokens = scan(text[: numbers[1].start()], lexicon)[0]
    if any(token.sense(SenseKind.WEEKDAY) and _DIGIT.search(token.text) for token in tokens):
        return True
    said = mentions(tokens, lexicon)
    return bool(said.days and not said.months and not said.weekdays)


def _names_month(text: str, lexicon: Lexicon) -> bool:
    return any(token.sense(SenseKind.MONTH) for token in scan(text, lexicon)[0])


def split(items: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What is said of the work, and what of the break."""
    numbers = [at for at, (kind, _) in enumerate(items) if kind in ("clock", "digits")]
    pause = next((at for at, (kind, _) in enumerate(items) if kind == "pause"), None)
    third = numbers[2] if len(numbers) > 2 else len(items)
    if pause is None:
        return items[:third], items[third:]
    before = sum(at < pause for at in numbers)
    if before >= 2:
        cut = min(pause - (items[pause - 1][0] == "none"), third)
        told = [("other", ",") if item[0] == "pause" else item for item in items[cut:]]  # 2 breaks 30: no 2 h 30
        return items[:cut], [*told, ("said", "")]
    after = [at for at in numbers if at > pause]
    # break 60 8-17; break 12-13 8-17
    between = len(after) > 3 and any(kind == "between" for kind, _ in items[after[0] : after[1]])
    end = after[2 if between else 1] if len(after) > 2 and before == 0 else len(items)
    return items[:pause] + items[end:], [*items[pause + 1 : end], ("said", "")]


def _at_night(first: Time, last: Time) -> tuple[bool, list[tuple[int, int]]] | None:
    """The hours of what is called a night shift: 9-6 is from nine in the evening on. None: that does not tell."""
    start, end = first.at, last.at
    evening = not first.part and last.part in ("", "morning") and _DAWN <= start < HALF and end <= HALF
    if evening:
        start, end = start + HALF, DAY if end == HALF else end
    end += DAY if end <= start else 0
    longest = _NIGHT_LONGEST if evening else _SAID_LONGEST
    return (True, [(start, end)]) if start >= _SAID_FROM and end > DAY - 1 and end - start <= longest else None


def _between(first: Time, last: Time) -> tuple[bool, list[tuple[int, int]]]:
    """From when to when: whether that is sure, and the ways in which it can be meant."""
    start, end = first.at, last.at
    afternoon = not first.part and start < _EARLY and last.part in ("evening", "night") and start + HALF < end
    start += HALF if afternoon else 0
    if last.next_day:
        return True, [(start, end + (DAY if end < DAY else 0))]
    if end > start:
        return True, [(start, end)]
    if start >= _NIGHT_FROM and end <= HALF and end + DAY - start <= _NIGHT_LONGEST:
        return True, [(start, end + DAY)]
    same_day = [(start, end + HALF)] if not last.part and end < HALF and end + HALF > start else []
    return False, [*same_day, (start, end + DAY)]


def _pause(items: Sequence[tuple[str, str]], start: int, end: int) -> tuple[tuple[tuple[int, int], ...], int | None]:
    """The breaks: from when to when, or only how long; None where nothing was said."""
    said = ("said", "") in items
    times = times_of(items)
    joined = any(kind == "between" for kind, _ in items)
    if len(times) == 2 and (joined or all(kind != "minute" for kind, _ in items)) and not _is_length(items):
        found = list(_in_shift(times[0].at, times[1].at, start, end))
        if found or joined:  # one that lies outside of the work is not taken for a length
            return (found[0] if found else (times[0].at, times[1].at),), 0
    told = length(items)
    if told is None and (said and any(kind == "none" for kind, _ in items)):
        return (), 0
    return (), told


def _is_length(items: Sequence[tuple[str, str]]) -> bool:
    """1 hour 30: one length, not two times."""
    kinds = [kind for kind, _ in items if kind != "said"]
    return kinds.count("hour") == 1 and "between" not in kinds


def _in_shift(begin: int, until: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A break from when to when that lies within the work, whatever half of the day or next day is meant."""
    for shift in (0, HALF, DAY):
        for longer in (0, HALF):
            one = (begin + shift, until + shift + longer)
            if start <= one[0] < one[1] <= end:
                yield one
