"""When an office answers: weekly hours with public holidays and the New Year closing, in Japan's time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flows.law.holidays_jp import is_new_year_closing, is_public_holiday
from flows.law.reading import Entry

JAPAN = ZoneInfo("Asia/Tokyo")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS = ("weekday", "weekend", "holiday")
DAY_MINUTES = 24 * 60
LOOK_AHEAD = 14
"""Days searched for the next opening: the longest closing, New Year with weekends, is shorter."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One opening. `sure` is false when sources differ about that day."""

    opens: datetime
    closes: datetime
    sure: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly hours: minutes of the day per kind of day, and the days on which somebody answers."""

    days: frozenset[str]
    unsure_days: frozenset[str]
    spans: Mapping[str, tuple[tuple[int, int], ...]]
    open_at_new_year: bool
    unsure: bool

    @property
    def known(self) -> bool:
        """Say whether any hours were found; without them nobody can say "open now"."""
        return bool(self.spans)

    def stretches(self, day: date) -> Iterator[Stretch]:
        """List the openings of one date in Japan, in order."""
        name = DAYS[day.weekday()]
        if name not in self.days | self.unsure_days:
            return
        if is_new_year_closing(day) and not self.open_at_new_year:
            return
        kind = "holiday" if is_public_holiday(day) else "weekend" if day.weekday() >= 5 else "weekday"
        midnight = datetime.combine(day, time(), JAPAN)
        for start, end in self.spans.get(kind, ()):
            opens, closes = midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)
            yield Stretch(opens, closes, name in self.days and not self.unsure)

    def at(self, moment: datetime) -> Stretch | None:
        """Find the opening that runs at a moment."""
        local = moment.astimezone(JAPAN)
        return next((one for one in self.stretches(local.date()) if one.opens <= local < one.closes), None)

    def next_after(self, moment: datetime) -> datetime | None:
        """Find when it opens next after a moment; None if the hours are not known or too far away."""
        local = moment.astimezone(JAPAN)
        for ahead in range(LOOK_AHEAD + 1):
            for one in self.stretches(local.date() + timedelta(days=ahead)):
                if one.opens > local and (one.sure or self.unsure):
                    return one.opens
        return None


ALWAYS = Hours(frozenset(DAYS), frozenset(), dict.fromkeys(KINDS, ((0, DAY_MINUTES),)), True, False)
"""Day and night, every day."""


def read_hours(entry: Entry) -> Hours:
    """Take the hours of a row; raises LawDataError for days or times that cannot be."""
    given = [kind for kind in KINDS if entry.has(kind)]
    spans = {kind: tuple(_span(entry, kind, raw) for raw in entry.texts(kind)) for kind in given}
    days, unsure = _days(entry, "days"), _days(entry, "unsure_days")
    if not days:
        raise entry.wrong("'days' must name at least one day: a row without days is no use to a caller")
    if days & unsure:
        raise entry.wrong("a day cannot be in both 'days' and 'unsure_days'")
    open_at_new_year = entry.one_of("new_year", ("open", "closed")) == "open"
    return Hours(days, unsure, spans, open_at_new_year, entry.flag("hours_unsure"))


def _days(entry: Entry, key: str) -> frozenset[str]:
    named = entry.texts(key)
    for raw in named:
        if raw not in DAYS:
            raise entry.wrong(f"'{raw}' in '{key}' is not a day ({', '.join(DAYS)})")
    return frozenset(named)


def _span(entry: Entry, key: str, raw: str) -> tuple[int, int]:
    try:
        start, end = (_minutes(part) for part in raw.split("-"))
    except ValueError:
        raise entry.wrong(f"'{key}' must be times such as 09:00-17:00, not '{raw}'") from None
    if not start < end <= DAY_MINUTES:
        raise entry.wrong(f"'{raw}' in '{key}' does not end after it begins")
    return start, end


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    if not (len(hours) == len(minutes) == 2 and int(minutes) < 60):
        raise ValueError(clock)
    return int(hours) * 60 + int(minutes)
