"""Days on which offices in Japan work: no weekends, no public holidays, no New Year closing."""

from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # knows the whole world: read when a year is first asked for

    return frozenset(country_holidays("JP", years=year))


def is_public_holiday(day: date) -> bool:
    """Say whether the calendar prints this day red: a national holiday or the day that replaces one."""
    return day in _public_holidays(day.year)


def is_new_year_closing(day: date) -> bool:
    """29 December to 3 January, when public offices are closed (holidays of administrative organs)."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def is_working_day(day: date) -> bool:
    """Say whether offices work on this day: Monday to Friday, no public holiday, no New Year closing."""
    return day.weekday() < 5 and not is_public_holiday(day) and not is_new_year_closing(day)


def add_working_days(start: date, days: int) -> date:
    """Return the `days`-th working day after `start`.

    With 0 days that is `start` itself, or the next working day if nobody works on it.

    Raises ValueError for a negative number of days.
    """
    if days < 0:
        raise ValueError("working days are only counted forward")
    day = start
    while days == 0 and not is_working_day(day):
        day += ONE_DAY
    for _ in range(days):
        day += ONE_DAY
        while not is_working_day(day):
            day += ONE_DAY
    return day
