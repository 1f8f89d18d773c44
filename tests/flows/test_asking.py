"""Which days and months are near, and how far they may lie from the present."""

from datetime import date

import pytest

from flows.asking import _near, bounds, counted
from flows.model import Kind, Step

TODAY = date(2026, 1, 31)


@pytest.mark.parametrize(("kind", "count", "value"), [
    (Kind.DATE, 0, "2026-01-31"),
    (Kind.DATE, -31, "2025-12-31"),
    (Kind.DATE, 29, "2026-03-01"),
    (Kind.DATE, 10**9, "9999-12-31"),
    (Kind.DATE, -(10**9), "0001-01-01"),
    (Kind.MONTH, 0, "2026-01"),
    (Kind.MONTH, -1, "2025-12"),
    (Kind.MONTH, 12, "2027-01"),
    (Kind.MONTH, 10**9, "9999-12"),
    (Kind.MONTH, -(10**9), "0001-01"),
])  # fmt: skip
def test_a_limit_is_counted_from_the_present(kind: Kind, count: int, value: str) -> None:
    assert counted(kind, count, TODAY) == value


def test_limits_are_told_as_one_would_write_them() -> None:
    assert bounds(Step("a", Kind.DATE, "a", minimum=-1, maximum=0), TODAY) == ("2026-01-30", "2026-01-31")
    assert bounds(Step("a", Kind.HOURS, "a", minimum=0, maximum=400), TODAY) == (0, 400)
    assert bounds(Step("a", Kind.MONTH, "a"), TODAY) == (None, None)
    assert bounds(Step("a", Kind.TEXT, "a", maximum=9), TODAY) == (None, None)


def test_of_a_day_that_may_lie_anywhere_none_is_offered() -> None:
    assert _near(Step("stay_expiry", Kind.DATE, "stay_expiry")) == []
    assert _near(Step("last_day", Kind.DATE, "last_day", maximum=0)) == [0, -1]
    assert _near(Step("flight", Kind.DATE, "flight", minimum=0, maximum=365)) == [0, 1]
    assert _near(Step("month", Kind.MONTH, "month")) == [0, -1, -2]
