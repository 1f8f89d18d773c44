"""From the text of an input file to a claim, or to every mistake in it with its line."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from flows.law.amounts import Span
from flows.law.pay.base import BY_NEED, Allowance, Pay
from flows.law.pay.claim import Claim, FixedPay, Hours, hours_of, hours_of_totals
from flows.law.pay.days import DAY, Day, Impossible, Log, Stretch
from flows.law.pay.form import WEEK, DayPart, Form, PayPart, TotalsPart
from flows.law.pay.minutes import Minutes
from flows.law.pay.months import PayMonths
from flows.law.pay.place import line_of
from flows.law.pay.plain import plain
from flows.law.rules import rule

_MONTH = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")
FIVE_DAYS = WEEK[:5]
SHOWN = 20
"""Mistakes that are told at once."""
LOOKED_AT = 100
"""Mistakes whose places are looked for: each goes through the whole text."""
LONGEST = 5_000_000
NIGHT_LENGTH = 7 * 60
"""Minutes from 22:00 to 05:00."""

Path = tuple[int | str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake: its line from 1, its place as `days[3].end`, and what is wrong there."""

    line: int
    where: str
    problem: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"line {self.line}, {self.where}: {self.problem}" if self.where else f"line {self.line}: {self.problem}"


class NotUnderstood(ValueError):
    """The file can't be computed as it stands. Correct these places; nothing was guessed."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        """`mistakes` is never empty."""
        self.mistakes = mistakes
        super().__init__("\n".join([type(self).__doc__ or "", *map(str, mistakes)]))


def claim_from(text: str, today: date, days: Sequence[Mapping[str, Any]] = ()) -> Claim:
    """Read an input file. `today`: the date in Japan, after which nothing can have been. `days`: those of a log that
    stands in a file of its own. Raises NotUnderstood."""
    if len(text) > LONGEST:
        raise NotUnderstood((Mistake(1, "", "the file is too long"),))
    if not text.strip():
        raise NotUnderstood((Mistake(1, "", "the file is empty"),))
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise NotUnderstood((Mistake(error.lineno, "", f"this is not JSON: {error.msg}"),)) from error
    except (_Twice, RecursionError) as error:
        said = str(error) if isinstance(error, _Twice) else "too many things inside each other"
        raise NotUnderstood((Mistake(1, "", said),)) from error
    except ValueError as error:  # of thousands of digits
        raise NotUnderstood((Mistake(1, "", "a number in it is far too long"),)) from error
    reading = _Reading(text, data, today)
    if days and isinstance(data, dict):
        for name in ("days", "months"):
            if name in data:
                reading.wrong((name,), f'the hours come from the table; take "{name}" out')
        if reading.mistakes:
            raise reading.refusal()
        reading.data = data = {**data, "days": list(days)}
    try:
        form = Form.model_validate(data)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            reading.wrong(tuple(one["loc"]), plain(one))
        raise reading.refusal() from error
    claim = reading.claim(form)
    if reading.mistakes:
        raise reading.refusal()
    return claim


class _Twice(ValueError):
    """A name written twice in one place; JSON would silently take the last."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Twice(f'"{twice}" is written twice in the same place')
    return found


@dataclass
class _Reading:
    text: str
    data: Any
    today: date
    mistakes: dict[tuple[Path, str], None] = field(default_factory=dict)
    presumed: bool = False
    """Whether the contract's hours of some day are not known."""

    def wrong(self, path: Path, problem: str) -> None:
        if len(self.mistakes) < LOOKED_AT:
            self.mistakes[_as_written(self.data, path), problem] = None

    def refusal(self) -> NotUnderstood:
        """All mistakes in the order of the file."""
        found = sorted(Mistake(line_of(self.text, path), _named(path), said) for path, said in self.mistakes)
        return NotUnderstood(tuple(found[:SHOWN]))

    def claim(self, form: Form) -> Claim:
        months = PayMonths(form.pay_month.closes, form.pay_month.paid_on, form.pay_month.months_after)
        pays = self._pays(form.pay)
        hours = self._hours(form, months)
        fixed = form.fixed_overtime_pay
        each = form.paid.each_month
        asked = [{one.kind for one in part.allowances or ()} for part in form.pay]
        unasked = any(not kinds.issuperset(BY_NEED) for kinds in asked)
        return Claim(
            work=form.work,
            status=form.status,
            pays=pays,
            hours=hours,
            months=months,
            paid=dict(self._paid(form, months, hours)),
            paid_each=None if each is None else Span(*each),
            fixed=None if fixed is None else FixedPay(fixed.yen, fixed.shown),
            whole_hours=form.whole_hours,
            prefecture=form.prefecture,
            notes=tuple(
                key for key, true in (("schedule_assumed", self.presumed), ("allowances_not_asked", unasked)) if true
            ),
        )

    def _pays(self, parts: tuple[PayPart, ...]) -> tuple[tuple[date, Pay], ...]:
        found: dict[date, Pay] = {}
        for index, part in enumerate(parts):
            begins = part.begins or date.min
            if begins in found:
                self.wrong(("pay", index), 'two pays begin on the same day; say "from" which day each one held')
            found[begins] = Pay(
                part.form, part.yen,
                tuple(Allowance(one.kind, one.yen, one.same_for_all) for one in part.allowances or ()),
                part.month_minutes, part.day_hours or None,
            )  # fmt: skip
        return tuple(sorted(found.items(), key=lambda one: one[0]))

    def _hours(self, form: Form, months: PayMonths) -> Hours:
        if form.days and form.months:
            self.wrong(("months",), 'give either "days" or "months": the same hours would count twice')
        elif not form.days and not form.months:
            self.wrong((), 'there are no hours: give "days" or "months"')
        if form.months:
            return self._totals(form, months)
        logs = self._logs(form)
        return Hours({}, {}) if logs is None else hours_of(*logs, months)

    def _totals(self, form: Form, months: PayMonths) -> Hours:
        low: dict[date, Minutes] = {}
        high: dict[date, Minutes] = {}
        first = min(one.begins or date.min for one in form.pay)
        for index, part in enumerate(form.months):
            end = months.named(*part.month)
            if end in low:
                self.wrong(("months", index, "month"), "this month is there twice")
            if end < first:
                self.wrong(("months", index, "month"), f"no pay held in this month: the first one begins on {first}")
            if months.begin_of(end) > self.today:
                self.wrong(("months", index, "month"), "this month has not begun yet")
            self._fits(index, part, (end - months.begin_of(end)).days + 1)
            for at, ends in enumerate((low, high)):
                ends[end] = Minutes.of_totals(
                    part.overtime[at], late_night=part.late_night[at], rest_day=part.rest_day[at], extra=part.extra[at]
                )
        return hours_of_totals(low, high)

    def _fits(self, index: int, part: TotalsPart, days: int) -> None:
        """Refuse totals that are longer than their month, or its nights."""
        worked = part.overtime[0] + part.rest_day[0] + part.extra[0]
        if worked > days * DAY:
            self.wrong(("months", index), f"these are more hours than the {days} days of the month have")
        if part.late_night[0] > days * NIGHT_LENGTH:
            said = f"{days} nights have at most {days * 7} hours from 22:00 to 05:00"
            self.wrong(("months", index, "late_night"), said)

    def _logs(self, form: Form) -> tuple[Log, Log | None] | None:
        """The days at the low and at the high end; the high one only where it is another. None after a mistake."""
        rest, first = frozenset(_rest_days(form)), min(one.begins or date.min for one in form.pay)
        low: list[Day] = []
        high: list[Day] = []
        for index, part in enumerate(form.days):
            if part.on > self.today:
                self.wrong(("days", index, "date"), f"{part.on} has not come yet")
            if part.on < first:
                self.wrong(("days", index, "date"), f'no pay held on {part.on}: the first one begins on {first}')
            try:
                least, most = self._day(part, form, rest)
            except Impossible as error:
                self.wrong(("days", index), error.problem)
                continue
            low.append(least)
            high.append(most)
        week = WEEK.index(form.week_starts)
        if not self.mistakes:
            self._one_rest_day_a_week(form, rest & set(_touched(high)), week)
        if self.mistakes:
            return None
        try:
            widest = Log(tuple(high), rest, week)
            return Log(tuple(low), rest, week), None if low == high else widest
        except Impossible as error:
            places = [index for index, part in enumerate(form.days) if part.on == error.on]
            self.wrong(("days", places[-1]), f"{error.on}: {error.problem}")
            return None

    def _one_rest_day_a_week(self, form: Form, worked: Collection[date], week_starts: int) -> None:
        """Refuse two statutory rest days that were worked in one week: the law knows one (LSA 35), and 135 % would be
        counted for both. `worked`: the rest days with work on them."""
        listed: dict[date, Path] = {on: ("rest_days", index) for index, on in enumerate(form.rest_days)}
        listed |= {part.on: ("days", index, "rest_day") for index, part in enumerate(form.days) if part.rest_day}
        weeks: dict[int, list[date]] = {}
        for on in sorted(worked, key=lambda one: (one in listed, one)):
            weeks.setdefault((on.toordinal() - 1 - week_starts) // 7, []).append(on)
        for first, *more in weeks.values():
            for on in more:
                said = (
                    f"{first} and {on} are in the same week, which has one statutory rest day: leave one out, or write "
                    '"rest_day": false on that day'
                )
                self.wrong(listed.get(on, ("rest_weekday",)), said)

    def _day(self, part: DayPart, form: Form, rest: frozenset[date]) -> tuple[Day, Day]:
        ends = tuple(end + DAY if end <= part.start[0] and end < DAY else end for end in part.end)
        if part.start[0] > part.start[1] or ends[0] > ends[1]:
            raise Impossible(part.on, "backwards", "of two times, the first is the earliest it can have been")
        if part.start[0] == part.end[0]:
            raise Impossible(part.on, "backwards", "it begins and ends at the same time")
        breaks = [_after(part.start[0], one) for one in part.breaks]
        least, most = ((0, False),) * 2 if part.on in rest and part.scheduled is None else scheduled(part, form)
        self.presumed = self.presumed or least[1] or most[1]

        def day(start: int, end: int, loose: int, named: tuple[int, bool]) -> Day:
            return Day.of(part.on, start, end, breaks, loose_break=loose, scheduled=named[0], presumed=named[1])

        return (
            day(part.start[1], ends[0], part.break_length[1], least),
            day(part.start[0], ends[1], part.break_length[0], most),
        )

    def _paid(self, form: Form, months: PayMonths, hours: Hours) -> Iterator[tuple[date, Span]]:
        for name, span in form.paid.months.items():
            found = _MONTH.fullmatch(name)
            if found is None:
                self.wrong(("paid", "months", name), f'"{name}" is not a month; write it as "2026-05"')
                continue
            end = months.named(int(found[1]), int(found[2]))
            if end not in hours.high and not self.mistakes:
                self.wrong(("paid", "months", name), "there are no hours of this month")
            yield end, Span(*span)


def _touched(days: Sequence[Day]) -> Iterator[date]:
    """The dates on which there was work, also after midnight."""
    for day in days:
        if day.gross:
            yield day.on
            if day.worked[-1][1] > DAY:
                yield day.on + timedelta(days=1)


def _rest_days(form: Form) -> Iterator[date]:
    """The statutory rest days: as said of a day; else as listed; else by the day of the week."""
    said = {part.on: part.rest_day for part in form.days if part.rest_day is not None}
    yield from (on for on, rests in said.items() if rests)
    yield from (on for on in form.rest_days if said.get(on) is not False)
    if form.rest_weekday is not None and form.days:
        weekday = WEEK.index(form.rest_weekday)
        worked = {part.on for part in form.days}
        near = worked | {on + timedelta(days=1) for on in worked if on < date.max}
        yield from (on for on in near if on.weekday() == weekday and said.get(on) is not False)


def scheduled(part: DayPart, form: Form) -> tuple[tuple[int, bool], tuple[int, bool]]:
    """The contract's minutes of a day, at the low and the high end of what it may name; each presumed or not.

    What nobody said is not taken for known: at the low end the contract names all hours within the law, at the high end
    eight hours from Monday to Friday and none beyond the law.
    """
    if part.scheduled is not None:
        return (part.scheduled, False), (part.scheduled, False)
    weekday, weekdays = WEEK[part.on.weekday()], form.schedule.weekdays
    if weekdays is not None and weekday not in weekdays:
        return (0, False), (0, False)
    hours = form.schedule.hours
    if hours is None:
        hours = _pay_on(form.pay, part.on).day_hours or None
    if hours is not None and weekdays is not None:
        return (hours, False), (hours, False)
    limit = rule("day_limit").value
    likely = weekday in (FIVE_DAYS if weekdays is None else weekdays)
    least = (DAY, True) if hours is None else (hours, hours <= limit)
    return least, ((limit if hours is None else hours) if likely else 0, True)


def _pay_on(pays: tuple[PayPart, ...], on: date) -> PayPart:
    """The pay that held on a day; before all of them, the first."""
    begun = [one for one in pays if one.begins is None or one.begins <= on]
    if not begun:
        return min(pays, key=lambda one: one.begins or date.min)
    return max(begun, key=lambda one: one.begins or date.min)


def _after(start: int, one: Stretch) -> Stretch:
    """A break after midnight belongs to the day that began before it."""
    begin = one[0] + DAY if one[0] < start else one[0]
    until = one[1] + DAY if one[1] <= begin and one[1] < DAY else one[1]
    return begin, until


def _as_written(data: Any, path: Path) -> Path:
    """The path without the numbers of lists that the file does not write: one thing may stand for a list of it."""
    found: list[int | str] = []
    for part in path:
        if isinstance(part, int) and not isinstance(data, list):
            continue
        found.append(part)
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            data = None
    return tuple(found)


def _named(path: Path) -> str:
    said = ""
    for part in path:
        said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else part
    return said
