"""What is still owed, counted from the table that a worker took out of their own log."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from bot.documents.hours_files import table
from flows.law.log import entry, noted, strike, write
from flows.law.pay.days import Day

MONDAY = date(2026, 10, 5)
AT = datetime(2026, 11, 1, tzinfo=UTC)
PAY: dict[str, Any] = {
    "pay": {"form": "hourly", "yen": 1200, "day_hours": "8:00"}, "rest_weekday": "sun", "paid": {"each_month": 0},
    "schedule": {"hours": "8:00", "weekdays": ["mon", "tue", "wed", "thu", "fri"]},
}  # fmt: skip


def log(*days: Day, told: bool = True, struck: int | None = None) -> bytes:
    """The table of such a log."""
    written = [entry(one) for day in days if (one := write(None, day, AT, pause_told=told))]
    if struck is not None:
        out = strike(noted(written)[days[struck].on], AT)
        assert out is not None
        written.append(entry(out))
    return table(noted(written).values())


def day(number: int, end: int = 19 * 60, pause: int = 60) -> Day:
    return Day.of(MONDAY + timedelta(days=number), 9 * 60, end, loose_break=pause)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def ran(hours: bytes, pay: dict[str, Any] = PAY) -> tuple[int, dict[str, Any], str]:
        (tmp_path / "log.csv").write_bytes(hours)
        (tmp_path / "pay.json").write_text(json.dumps(pay))
        options = ["--hours", str(tmp_path / "log.csv"), "--json", "--on", "2026-11-22"]
        code = main(["estimate", str(tmp_path / "pay.json"), *options])
        shown = capsys.readouterr()
        return code, json.loads(shown.out or "{}"), shown.err.replace(f"{tmp_path}/", "")

    return ran


def test_the_days_of_the_log_are_counted(run: Any) -> None:
    code, found, _ = run(log(*(day(n) for n in range(5)), Day.of(MONDAY + timedelta(days=5), 22 * 60, 26 * 60)))
    # 5 x 1 h beyond 8, then 4 h beyond 40 on Saturday: to 125 %; two of these run into Sunday: 135 %; all four at night
    assert code == 0
    assert found["low"] == found["high"] == round(1200 * (7 * 1.25 + 2 * 1.35 + 4 * 0.25))
    assert found["input"]["days"][0]["date"] == "2026-10-05"


def test_a_day_that_was_struck_out_does_not_count(run: Any) -> None:
    _, both, _ = run(log(day(0), day(1)))
    _, one, _ = run(log(day(0), day(1), struck=1))
    assert (both["low"], one["low"]) == (3_000, 1_500)


def test_a_break_that_nobody_told_makes_a_range(run: Any) -> None:
    _, found, _ = run(log(day(0, end=19 * 60, pause=0), told=False))
    assert (found["low"], found["high"]) == (1_500, 3_000), "with the break the law demands, or without one"


def test_two_shifts_are_not_counted_as_one(run: Any) -> None:
    _, found, _ = run(log(Day.of(MONDAY, 6 * 60, 20 * 60, [(10 * 60, 16 * 60)])))
    assert found["high"] == 0


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (lambda made: made.replace(b"09:00", b"9 am", 1), "log.csv: line 2, start: \"9 am\" is not a time"),
        (lambda made: made.replace(b"2026-10-06", b"6.10.", 1), "log.csv: line 3, date"),
        (lambda made: made.replace(b"counts", b"maybe", 1), "log.csv: line 2, state"),
        (lambda made: made.replace(b"state", b"what", 1), "lacks state"),
        (lambda made: made.replace(b"counts", b"replaced"), "no row of this table counts"),
        (lambda made: made + b"2026-10-09\r\n", "line 4: this row has not as many fields"),
    ],
)  # fmt: skip
def test_a_table_with_a_mistake_is_not_counted_and_its_line_is_told(run: Any, broken: Any, told: str) -> None:
    code, found, complained = run(broken(log(day(0), day(1))))
    assert (code, found) == (1, {})
    assert told in complained


def test_hours_in_both_files_are_not_added_up(run: Any) -> None:
    days = [{"date": "2026-10-05", "start": "09:00", "end": "19:00"}]
    code, _, complained = run(log(day(0)), {**PAY, "days": days})
    assert code == 1
    assert "the hours come from the table" in complained
