"""Days that can't have been are refused, each with its reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from flows.law.pay.days import Day, Impossible, Log

H = 60
ON = date(2026, 5, 9)  # a Saturday
SUNDAY = ON + timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"start": 18 * H, "end": 9 * H}, "backwards"),
        ({"start": 9 * H, "end": 9 * H}, "backwards"),
        ({"start": 24 * H, "end": 30 * H}, "backwards"),
        ({"start": 8 * H, "end": 33 * H}, "too_long"),
        ({"start": 9 * H, "end": 18 * H, "breaks": [(8 * H, 10 * H)]}, "break"),
        ({"start": 9 * H, "end": 18 * H, "breaks": [(17 * H, 19 * H)]}, "break"),
        ({"start": 9 * H, "end": 18 * H, "breaks": [(13 * H, 12 * H)]}, "break"),
        ({"start": 9 * H, "end": 18 * H, "breaks": [(12 * H, 13 * H), (12 * H + 30, 14 * H)]}, "break"),
        ({"start": 9 * H, "end": 18 * H, "loose_break": 10 * H}, "break"),
        ({"start": 9 * H, "end": 18 * H, "loose_break": -1}, "break"),
        ({"start": 9 * H, "end": 18 * H, "scheduled": 25 * H}, "too_long"),
    ],
)
def test_a_day_that_cannot_have_been(told: dict[str, Any], reason: str) -> None:
    with pytest.raises(Impossible) as refused:
        Day.of(ON, **told)
    assert refused.value.reason == reason


def test_a_full_day_of_24_hours_can_have_been() -> None:
    assert Day.of(ON, 8 * H, 32 * H).gross == 24 * H


def test_breaks_are_cut_out_also_at_the_edges() -> None:
    day = Day.of(ON, 9 * H, 18 * H, [(15 * H, 15 * H + 10), (9 * H, 9 * H + 5), (12 * H, 13 * H)])
    assert day.worked == ((9 * H + 5, 12 * H), (13 * H, 15 * H), (15 * H + 10, 18 * H))


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ((Day.of(ON, 9 * H, 12 * H), Day.of(ON, 13 * H, 18 * H)), "twice"),
        ((Day.of(ON, 20 * H, 33 * H), Day.of(SUNDAY, 8 * H, 12 * H)), "overlap"),
        ((Day.of(SUNDAY, 8 * H, 12 * H), Day.of(ON, 20 * H, 33 * H)), "overlap"),
        ((Day.of(ON, 20 * H, 27 * H, loose_break=30),), "break_where"),
    ],
)
def test_a_log_that_cannot_have_been(days: tuple[Day, ...], reason: str) -> None:
    with pytest.raises(Impossible) as refused:
        Log(days, frozenset({SUNDAY}))
    assert refused.value.reason == reason


def test_work_until_the_minute_the_next_day_begins_is_no_overlap() -> None:
    Log((Day.of(ON, 20 * H, 32 * H), Day.of(SUNDAY, 8 * H, 12 * H)))


def test_the_rest_day_runs_from_midnight_to_midnight() -> None:
    log = Log((), frozenset({SUNDAY}))
    assert log.on_rest_days(Day.of(ON, 20 * H, 27 * H)) == 3 * H
    assert log.on_rest_days(Day.of(SUNDAY, 20 * H, 27 * H)) == 4 * H
    assert log.on_rest_days(Day.of(ON, 9 * H, 18 * H)) == 0
    both = Log((), frozenset({ON, SUNDAY}))
    assert both.on_rest_days(Day.of(ON, 20 * H, 27 * H)) == 7 * H
