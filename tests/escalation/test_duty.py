"""Working days and hours of duty, as offices in Japan live them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import JAPAN
from bot.escalation.duty import OFFICE, Duty, after_duty, after_working_days, parse_duty, together
from bot.escalation.waits import Wait


def japan(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=JAPAN).astimezone(UTC)


@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        (japan(11, 24, 15), 1, japan(11, 25, 15)),
        (japan(11, 27, 15), 1, japan(11, 30, 15)),  # Friday to Monday
        (japan(11, 28, 11), 1, japan(12, 1, 9)),  # who is asked on a Saturday has the whole Monday
        (japan(11, 24, 22), 1, japan(11, 26, 9)),  # after hours counts from the next opening
        (japan(11, 24, 5), 1, japan(11, 25, 9)),
        (japan(11, 20, 10), 1, japan(11, 24, 10)),  # Monday the 23rd is Labour Thanksgiving Day
        (japan(12, 28, 10), 1, japan(1, 4, 10, year=2027)),  # New Year closing
        (japan(11, 24, 15), 0, japan(11, 24, 15)),
    ],
)
def test_working_days(begins: datetime, days: int, ends: datetime) -> None:
    assert after_working_days(begins, days) == ends


def test_hours_of_duty_stop_at_closing_and_go_on_in_the_morning() -> None:
    assert after_duty(japan(11, 24, 17), timedelta(hours=2), OFFICE) == japan(11, 25, 10)


def test_a_night_shift_ends_at_midnight_and_begins_again() -> None:
    duty = parse_duty({"tue": [["22:00", "24:00"]], "wed": [["00:00", "06:00"]]})
    assert after_duty(japan(11, 24, 23), timedelta(hours=3), duty) == japan(11, 25, 2)


def test_a_holiday_has_its_own_hours() -> None:
    duty = parse_duty({"mon": [["09:00", "17:00"]], "holiday": [["13:00", "14:00"]]})
    assert after_duty(japan(11, 23, 9), timedelta(hours=1), duty) == japan(11, 23, 14)
    assert after_duty(japan(11, 23, 9), timedelta(hours=2), duty) == japan(11, 30, 10)


def test_without_any_duty_in_sight_plain_time_counts() -> None:
    never = parse_duty({"mon": []})
    assert after_duty(japan(11, 24, 9), timedelta(hours=2), never) == japan(11, 24, 11)


def test_somebody_is_on_duty_when_one_of_them_is() -> None:
    early = parse_duty({"tue": [["06:00", "10:00"]]})
    late = parse_duty({"tue": [["09:00", "12:00"], ["20:00", "21:00"]]})
    assert together([early, late]).week[1] == ((360, 720), (1200, 1260))


@pytest.mark.parametrize(
    "written",
    [
        {"monday": []},
        {"mon": [["17:00", "09:00"]]},
        {"mon": [["9", "17"]]},
        {"mon": [["09:00", "24:30"]]},
        {"mon": ["09:00"]},
    ],
)
def test_hours_that_make_no_sense_are_refused(written: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        parse_duty(written)


@pytest.mark.parametrize("written", ["1 working day", "2 duty hours", "30 minutes", "at once", "2 weeks"])
def test_a_length_of_time_reads_as_it_was_written(written: str) -> None:
    assert str(Wait.parse(written)) == written


@pytest.mark.parametrize("written", ["2 wokring days", "1.5 hours", "-1 days", "", None, 3, "soon", "٣ days"])
def test_other_lengths_of_time_are_refused(written: object) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        Wait.parse(written)


def _duty(**dated: object) -> Duty:
    return Duty(OFFICE.week, OFFICE.holiday, **dated)  # type: ignore[arg-type]  # as `Duty` takes them


def test_a_closure_takes_hours_out_and_a_rota_adds_some() -> None:
    monday = japan(12, 28, 10)
    closed = _duty(closed=((japan(12, 28, 12), japan(1, 6, 9, year=2027)),))
    assert closed.open_at(monday)
    assert not closed.open_at(japan(12, 28, 14))
    assert closed.opens_after(japan(12, 28, 14)) == japan(1, 6, 9, year=2027)
    rota = _duty(closed=closed.closed, rota=((japan(12, 31, 22), japan(1, 1, 6, year=2027)),))
    assert rota.opens_after(japan(12, 28, 14)) == japan(12, 31, 22)
    # Two hours on Monday, then one of the night shift, which goes over midnight and over New Year.
    assert after_duty(monday, timedelta(hours=5), rota) == japan(1, 1, 1, year=2027)


def test_somebody_of_two_is_on_duty_when_the_other_is_closed() -> None:
    closed = _duty(closed=((japan(11, 24, 0), japan(12, 1, 0)),))
    both = together([closed, OFFICE])
    assert after_duty(japan(11, 24, 10), timedelta(hours=2), both) == japan(11, 24, 12)
    assert after_duty(japan(11, 24, 10), timedelta(hours=2), together([closed])) == japan(12, 1, 11)
