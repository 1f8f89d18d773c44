"""How days and months are written for workers: in the long form, with the month as Japanese papers show it."""

from datetime import date

import pytest

from bot.wording import values


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "3 November 2026", "November 2026"),
        ("ja", "2026年（ねん）11月（がつ）3日（にち）", "2026年（ねん）11月（がつ）"),
        ("mn", "2026 оны 11-р сарын 3", "2026 оны 11-р сар"),
        ("zh_Hans", "2026年11月3日", "2026年11月"),
    ],
)
def test_a_day_and_a_month(language: str, day: str, month: str) -> None:
    assert values.day(language, date(2026, 11, 3)) == day
    assert values.month(language, "2026-11") == month
