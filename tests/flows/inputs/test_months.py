"""A worker types a month. In these tests it is November 2026."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.inputs import Limits, Understood

PAST = Limits(max=0)

TYPED = [
    ("vi", "tháng trước", "2026-10"),
    ("vi", "thang truoc", "2026-10"),
    ("vi", "T11", "2026-11"),
    ("vi", "t3", "2026-03"),
    ("vi", "thang 11", "2026-11"),
    ("vi", "tháng mười một", "2026-11"),
    ("vi", "tháng 8 năm 2025", "2025-08"),
    ("vi", "2 thang truoc", "2026-09"),
    ("vi", "tháng sáu", "2026-06"),
    ("id", "bulan lalu", "2026-10"),
    ("id", "bln lalu", "2026-10"),
    ("id", "bulan 11", "2026-11"),
    ("id", "Agustus", "2026-08"),
    ("id", "dua bulan yang lalu", "2026-09"),
    ("id", "tahun lalu bulan 8", "2025-08"),
    ("ne", "गत महिना", "2026-10"),
    ("ne", "aghillo mahina", "2026-10"),
    ("ne", "yo mahina", "2026-11"),
    ("ne", "अक्टोबर", "2026-10"),
    ("ne", "2 mahina agadi", "2026-09"),
    ("ne", "२०२६-११", "2026-11"),
    ("tl", "nakaraang buwan", "2026-10"),
    ("tl", "noong isang buwan", "2026-10"),
    ("tl", "dalawang buwan na ang nakaraan", "2026-09"),
    ("tl", "Oktubre 2025", "2025-10"),
    ("tl", "buwan ng Agosto", "2026-08"),
    ("en", "last month", "2026-10"),
    ("en", "11/2026", "2026-11"),
    ("en", "11", "2026-11"),
    ("en", "11/26", "2026-11"),
    ("en", "3 November 2026", "2026-11"),
    ("en", "last week", "2026-11"),
    ("en", "last year march", "2025-03"),
    ("ja", "先月", "2026-10"),
    ("ja", "先々月", "2026-09"),
    ("ja", "十一月", "2026-11"),
    ("ja", "さんがつ", "2026-03"),
    ("ja", "令和8年11月", "2026-11"),
    ("ja", "R8.11", "2026-11"),
    ("ja", "三ヶ月前", "2026-08"),
]

SEVERAL = [
    ("en", "Apr 25", ["2025-04", "2026-04"]),
    ("id", "Agustus 25", ["2025-08", "2026-08"]),
    ("vi", "tháng 9 và tháng 10", ["2026-09", "2026-10"]),
    ("vi", "từ tháng 3 đến tháng 5", ["2026-03", "2026-05"]),
    ("ja", "9月から11月まで", ["2026-09", "2026-11"]),
    ("en", "10-11", ["2026-10", "2026-11"]),
    ("en", "3/11", ["2026-03", "2026-11"]),
    # a month of Bikram Sambat runs over two of ours: both are offered, nothing is subtracted silently
    ("ne", "कात्तिक", ["2026-10", "2026-11"]),
    ("ne", "kartik 2083", ["2026-10", "2026-11"]),
    ("ne", "2083-07", ["2026-10", "2026-11"]),
    ("ne", "bhadau", ["2026-08", "2026-09"]),
    ("ne", "pohor asoj", ["2025-09", "2025-10"]),
]


@pytest.mark.parametrize(("lang", "typed", "month"), TYPED)
def test_a_month_is_understood_as_people_write_it(
    outcome: Callable[..., Any], lang: str, typed: str, month: str
) -> None:
    assert outcome("month", lang, typed, PAST) == month


@pytest.mark.parametrize(("lang", "typed", "months"), SEVERAL)
def test_several_months_are_asked_back(outcome: Callable[..., Any], lang: str, typed: str, months: list[str]) -> None:
    assert outcome("month", lang, typed, PAST) == months


def test_thang_sau_is_june_or_next_month(outcome: Callable[..., Any]) -> None:
    """Typed without marks: tháng sáu (June) and tháng sau (next month) look the same."""
    assert outcome("month", "vi", "thang sau") == ["2026-12", "2026-06", "2027-06"]
    assert outcome("month", "vi", "thang sau", PAST) == "2026-06"
    assert outcome("month", "vi", "tháng sau") == "2026-12"


def test_a_coming_month_is_doubted_where_only_past_ones_fit(read: Callable[..., Any]) -> None:
    assert read("month", "en", "next month", PAST) == Understood("2026-12", implausible=True)


@pytest.mark.parametrize("typed", ["13", "2026", "some month", "99999/99"])
def test_what_names_no_month_is_not_taken_for_one(outcome: Callable[..., Any], typed: str) -> None:
    assert outcome("month", "en", typed) == "not: no_month"


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("vi", "đầu năm rồi"), ("vi", "dau nam qua"), ("vi", "đầu năm kia"), ("vi", "từ đầu năm vừa rồi"),
        ("vi", "cuối năm"), ("vi", "giua nam"),
        ("id", "awal tahun kemarin"), ("id", "awal tahun yang lalu"), ("id", "dari awal tahun lalu"),
    ],
)  # fmt: skip
def test_a_part_of_a_year_is_no_month_of_this_one(
    outcome: Callable[..., Any], lang: str, typed: str
) -> None:
    assert outcome("month", lang, typed, PAST) == "not: no_month"


@pytest.mark.parametrize(("lang", "typed"), [("en", "q2"), ("en", "Q2 2026"), ("vi", "quý 2"), ("ja", "第2四半期")])
def test_a_quarter_is_no_month(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    assert outcome("month", lang, typed) == "not: no_month"
