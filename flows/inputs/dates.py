"""Days: "hom qua", "3 tháng 11", "last Monday", "5 din agadi", "R8.11.3". The value is an ISO date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from flows.inputs.amounts import refuse_early
from flows.inputs.calendar_guesses import guesses
from flows.inputs.calendar_patterns import Written, bare_dates, garbled, possible, written_dates, zeros
from flows.inputs.calendar_words import Mentions, common_year, mentions, strangers
from flows.inputs.choice_words import denies
from flows.inputs.fold import clean
from flows.inputs.lexicon import Lexicon
from flows.inputs.results import Limits, NotUnderstood, Parsed, Understood
from flows.inputs.scan import Token, parts, scan
from flows.inputs.senses import SenseKind

DEFAULT = (-3660, 3660)
"""Days from today that are plausible: ten years each way."""

_WEEK = 7
_NEAR = 45
"""Without a year, the nearest day is taken if it is within this many days and clearly nearer than the next."""

_COUNTED = (SenseKind.PAST, SenseKind.FUTURE, SenseKind.LEFT, SenseKind.ALREADY)


def parse(raw: str, lexicon: Lexicon, today: date, limits: Limits) -> Parsed:
    """An ISO date. `limits` are in days from today: `max=0` allows no future date.

    A day beside a word for no (not 5 October) and today among other words are implausible: to be asked back.
    """
    found = refuse_early(raw) or _read(raw, lexicon, today, limits)
    doubtful = isinstance(found, Understood) and any(_doubts(part, lexicon) for part in parts(raw))
    return replace(found, implausible=True) if isinstance(found, Understood) and doubtful else found


def _doubts(part: str, lexicon: Lexicon) -> bool:
    tokens = scan(part, lexicon)[0]
    said = mentions(tokens, lexicon)
    told = said.something or any(token.digits for token in tokens)
    is_today = said.steps == [("day", 0)] and any(strangers(tokens, lexicon))
    return is_today or (told and denies(part, lexicon))


def _read(raw: str, lexicon: Lexicon, today: date, limits: Limits) -> Parsed:
    window = _window(today, limits)
    cleaned = clean(raw.strip())
    typed = zeros(cleaned)
    if garbled(typed):
        return NotUnderstood("no_such_date")
    if any(token.sense(SenseKind.VAGUE) for token in scan(raw.strip(), lexicon)[0]):
        return NotUnderstood("not_a_day")
    short = lexicon.words.dates.short_years
    if _either_of_two(scan(typed, lexicon)[0]):
        return NotUnderstood("not_a_day")
    written = written_dates(typed, lexicon.words.date_order, short)
    if written and written.nepali:
        return NotUnderstood("bikram_sambat")
    if written:
        possibilities = [reading for reading in written.readings if possible(reading)]
        days = _usual(possibilities, today, window)
        return _settle(days, window, guessed=typed != cleaned) or NotUnderstood("no_such_date")
    problems: list[str] = []
    days, guessed = [], False
    for tokens in scan(typed if typed != cleaned else raw.strip(), lexicon):
        said = mentions(tokens, lexicon)
        found = list(_days(said, today, window, lexicon.words.date_order))
        if found and not any(window[0] <= day <= window[1] for day in found):
            found += _short_years(said, today, short)
        if not found and not said.nepali:
            found = guesses(said, today, _months(said, today), window)
            guessed = guessed or bool(found)
        days += found
        if not found:
            problems.append(_problem(said))
    return _settle(days, window, guessed=guessed or typed != cleaned) or NotUnderstood(problems[0])


def _either_of_two(tokens: Sequence[Token]) -> bool:
    """5 or 6 November: the first of the two may not be assumed. Of "2 or 3 days ago" both are given."""
    if any(token.sense(*_COUNTED) for token in tokens):
        return False
    days = [bool(token.digits) or token.sense(SenseKind.NUMBER, SenseKind.DAY) is not None for token in tokens]
    return any(
        token.sense(SenseKind.OR) is not None and any(days[max(at - 2, 0) : at]) and any(days[at + 1 : at + 4])
        for at, token in enumerate(tokens)
    )


def _window(today: date, limits: Limits) -> tuple[date, date]:
    low, high = limits.within(*DEFAULT)
    return _shift(today, int(max(low, -500_000))), _shift(today, int(min(high, 500_000)))


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


def _problem(said: Mentions) -> str:
    if said.nepali:
        return "bikram_sambat"
    if said.months and (said.days or said.bare):
        return "no_such_date"
    return "not_a_day" if said.something or said.aimless else "no_date"


def _settle(days: Sequence[date], window: tuple[date, date], *, guessed: bool) -> Understood | None:
    """Readings inside the window count; when there is none, the others with a doubt."""
    if not days:
        return None
    inside = [day for day in days if window[0] <= day <= window[1]]
    values = tuple(dict.fromkeys(day.isoformat() for day in inside or days))
    return Understood(values[0], ambiguous=values if len(values) > 1 else (), implausible=guessed or not inside)


def _usual(readings: Sequence[Written], today: date, window: tuple[date, date]) -> list[date]:
    """The usual readings; the unusual ones when no usual one is plausible."""
    by_habit: dict[bool, list[date]] = {False: [], True: []}
    for reading in readings:
        by_habit[reading.unusual] += _one_each(reading, today, window)
    usual, unusual = by_habit[False], by_habit[True]
    return usual if any(window[0] <= day <= window[1] for day in usual) else usual + unusual


def _one_each(written: Written, today: date, window: tuple[date, date]) -> list[date]:
    """The date, or without a year the likeliest year's."""
    return _with_year(written, today, window)[:1]


def _with_year(written: Written, today: date, window: tuple[date, date]) -> list[date]:
    if written.year is not None:
        return list(_existing([written]))
    years = (today.year - 1, today.year, today.year + 1)
    return _nearest(_existing(Written(year, written.month, written.day) for year in years), today, window)


def _existing(candidates: Iterable[Written]) -> Iterator[date]:
    for candidate in candidates:
        try:
            yield date(candidate.year or 1, candidate.month, candidate.day)
        except ValueError:
            continue


def _nearest(days: Iterable[date], today: date, window: tuple[date, date]) -> list[date]:
    """The day that must be meant, or the nearest past and the nearest coming one."""
    existing = sorted(set(days))
    inside = [day for day in existing if window[0] <= day <= window[1]] or existing
    past = [day for day in inside if day <= today][-1:]
    coming = [day for day in inside if day > today][:1]
    if past and coming:
        back, ahead = (today - past[0]).days, (coming[0] - today).days
        near, far = sorted((back, ahead))
        if near <= _NEAR and near * 2 <= far:
            return past if back < ahead else coming
    return past + coming


def _days(said: Mentions, today: date, window: tuple[date, date], order: str) -> Iterator[date]:
    """The days that a reading names."""
    if said.nepali:
        return
    steps = _steps(said)
    if steps is None:
        return
    stepped = _shift(today, steps[0]) if steps else None
    if said.weekdays and not (said.months and (said.days or said.bare)):
        for weekday in dict.fromkeys(said.weekdays):
            if stepped and stepped.weekday() == weekday:
                yield stepped  # yesterday, Friday
            else:
                yield from _weekday(weekday, said, today, window)
    elif steps:
        for step in steps:
            yield from _beside_step(said, _shift(today, step), step, today, window, order)
    else:
        yield from _named(said, today, window, order)


def _steps(said: Mentions) -> list[int] | None:
    """The days from today that may be meant: several where several are told (`besok lusa`, tomorrow or the day after).
    None: which one, nobody can tell (two weeks today)."""
    told = dict.fromkeys(count for unit, count in said.steps if unit == "day")
    counted = [count for unit, count in said.counted_steps if unit == "day"]
    weeks = dict.fromkeys(count * _WEEK for unit, count in said.steps if unit == "week" and count)
    if not told or counted:
        return counted[:1] + [step for step in told if step and step not in counted[:1]]
    if said.aimless and min(told) >= 0:
        return None
    if any(unit == "week" for unit, _ in said.counted_steps):
        return [step + week for step in told for week in weeks]  # two weeks ago today
    return [step + week for step in told for week in (0, *weeks)]


def _short_years(said: Mentions, today: date, bases: Sequence[int]) -> Iterator[date]:
    """15 มีนาคม 69, where years are counted from another beginning."""
    if len(said.bare) == 2 and said.bare[1] < 100 and not said.days and not said.years:
        day, year = said.bare
        yield from _existing(Written(base + year, month, day) for base in bases for _, month in _months(said, today))


def _beside_step(
    said: Mentions, stepped: date, step: int, today: date, window: tuple[date, date], order: str
) -> Iterator[date]:
    """Yesterday. With a number beside it that is another day (`tgl 3 kemarin`: the third just past) both: it is asked
    which. Today beside another month is what somebody tells of today."""
    bare = [] if said.counted else [n for n in said.bare if 1 <= n <= 31]
    day = next(iter(said.days or (bare if len(bare) == 1 else [])), None)
    if day is not None and day != stepped.day:
        side = (window[0], min(window[1], today)) if step <= 0 else (max(window[0], today), window[1])
        yield from [found for found in _named(said, today, side, order) if side[0] <= found <= side[1]]
    if step or not _in_another_month(said, stepped):
        yield stepped


def _in_another_month(said: Mentions, stepped: date) -> bool:
    named = any(month != stepped.month for month in said.months)
    return named or any(unit in ("month", "year") and count for unit, count in said.steps)


def _weekday(weekday: int, said: Mentions, today: date, window: tuple[date, date]) -> list[date]:
    week = said.step("week")
    if week is not None:
        monday = today - timedelta(days=today.weekday())
        return [_shift(monday, 7 * week + weekday)]
    back = (today.weekday() - weekday) % 7
    last, coming = _shift(today, -(back or 7)), _shift(today, 7 - back)
    if said.side == -1:
        return [last]
    if said.side == 1:
        return [coming]
    near = [today] if back == 0 else [last, coming]
    return [day for day in near if window[0] <= day <= window[1]] or near


def _named(said: Mentions, today: date, window: tuple[date, date], order: str) -> Iterator[date]:
    """Day and month by name or number; whatever was not named is taken from the numbers left over."""
    bare = list(said.bare)
    years = [common_year(year) for year in said.years] or [common_year(n) for n in bare if n >= 1900]
    bare = [number for number in bare if number < 1900]
    if said.step("year") is not None:
        years = years or [today.year + (said.step("year") or 0)]
    months = _months(said, today)
    days = said.days or bare[:1]
    if not said.days and len(bare) == 2 and months and not years:
        years = [common_year(bare[1])]
    if months:
        for year, month in months:
            for day in days[:1]:
                yield from _with_year(Written(years[0] if years else year, month, day), today, window)
    elif len(bare) == 2 and not said.days:
        for written in bare_dates([*bare, *years], order):
            if possible(written):
                yield from _one_each(written, today, window)
    elif days and not years:
        yield from _day_alone(days[0], today, window)


def _months(said: Mentions, today: date) -> list[tuple[int | None, int]]:
    """Named months, or the month some steps away."""
    step = said.step("month")
    if said.months or step is None:
        return [(None, month) for month in dict.fromkeys(said.months)]
    count = today.year * 12 + today.month - 1 + step
    return [(count // 12, count % 12 + 1)] if 12 <= count < 12 * 9999 else []


def _day_alone(day: int, today: date, window: tuple[date, date]) -> list[date]:
    """ "The 15th": of this month or one beside it."""
    this = today.year * 12 + today.month - 1
    candidates = [Written(count // 12, count % 12 + 1, day) for count in (this - 1, this, this + 1)]
    return _nearest(_existing(candidates), today, window)
