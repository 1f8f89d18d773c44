"""A worker types a plain number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.inputs import Limits, Understood


@pytest.mark.parametrize(
    ("lang", "typed", "number"),
    [
        ("en", "3", 3),
        ("en", "three people", 3),
        ("en", "3.5", 3.5),
        ("en", "1,500", 1500),
        ("vi", "1.500", 1500),
        ("id", "dua puluh lima orang", 25),
        ("vi", "ba người", 3),
        ("ne", "पाँच जना", 5),
        ("ne", "panch jana", 5),
        ("tl", "tatlo po kami", 3),
        ("tl", "labing-isa", 11),
        ("ja", "三人", 3),
        ("ja", "５人です", 5),
        ("en", "no", 0),
    ],
)
def test_numbers_are_understood(outcome: Callable[..., Any], lang: str, typed: str, number: float) -> None:
    assert outcome("number", lang, typed) == number


def test_a_separator_against_the_habit_of_the_language_is_asked_back(outcome: Callable[..., Any]) -> None:
    assert outcome("number", "en", "1.500") == [1500, 1.5]
    assert outcome("number", "vi", "1,500") == [1500, 1.5]


def test_a_range_is_asked_back(outcome: Callable[..., Any]) -> None:
    assert outcome("number", "vi", "3-4 người") == [3, 4]


def test_a_year_is_twelve_months_where_months_are_counted(read: Callable[..., Any]) -> None:
    months = Limits(0, 60, unit="month")
    assert read("number", "vi", "1 năm", months) == Understood(12)
    assert read("number", "vi", "3 tháng", months) == Understood(3)
    assert read("number", "ja", "3", months) == Understood(3)
    assert read("number", "en", "3 days", months).implausible


def test_a_year_is_doubted_where_nobody_said_what_is_counted(read: Callable[..., Any]) -> None:
    assert read("number", "en", "1 year") == Understood(1, implausible=True)


@pytest.mark.parametrize("typed", ["-3", "many", "1 2 3", "9" * 30])
def test_what_is_no_single_number_is_refused(outcome: Callable[..., Any], typed: str) -> None:
    assert str(outcome("number", "en", typed)).startswith("not: ")
