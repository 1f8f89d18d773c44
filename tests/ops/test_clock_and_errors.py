"""Time is handed in, and errors speak in sentences."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot import errors
from bot.clock import FakeClock, SystemClock, date_in_japan

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_cases_live_in_the_future_of_a_demonstration_but_leases_do_not() -> None:
    clock = FakeClock(NOON)
    clock.put_forward(timedelta(days=1))
    clock.advance(hours=2)
    assert clock.now() == NOON + timedelta(hours=2)
    assert clock.business() == NOON + timedelta(days=1, hours=2)


def test_the_system_clock_asks_for_its_offset_each_time() -> None:
    offsets = iter([timedelta(), timedelta(hours=1)])
    clock = SystemClock(lambda: next(offsets))
    first, second = clock.business(), clock.business()
    assert timedelta(hours=1) <= second - first < timedelta(hours=1, minutes=1)
    assert clock.now().tzinfo is UTC


def test_a_clock_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FakeClock(datetime(2026, 1, 1))  # noqa: DTZ001  # the mistake that is meant


def test_the_day_in_japan_begins_nine_hours_earlier() -> None:
    assert date_in_japan(datetime(2026, 11, 21, 15, 0, tzinfo=UTC)) == date(2026, 11, 22)


def test_an_error_says_its_docstring_filled_in() -> None:
    assert str(errors.NotFound(what="case", key="K7F3-2Q")).startswith("There is no case K7F3-2Q. ")
    assert "\n" not in str(errors.SettingsError(setting="A", problem="is wrong.", remedy="Change it."))


def test_words_given_to_an_error_are_not_taken_for_a_pattern() -> None:
    assert str(errors.TodokeError("a {name} in braces")) == "a {name} in braces"
