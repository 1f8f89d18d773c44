"""A worker types a plain number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from flows.inputs import Lexicon, Limits, NotUnderstood, Parsed, Understood, load_lexicons, parse
from tests.flows.inputs.conftest import LOCALES


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


@pytest.mark.parametrize(
    ("lang", "typed"),
    [("en", "me and 3 friends"), ("vi", "tôi và 3 bạn"), ("id", "saya dan 3 teman"), ("ja", "私と友達3人")],
)
def test_somebody_and_so_many_others_are_asked_back(read: Callable[..., Any], lang: str, typed: str) -> None:
    assert read("number", lang, typed) == Understood(3, implausible=True)


@pytest.mark.parametrize(
    ("lang", "typed"),
    [("ja", "一日もない"), ("en", "not one day"), ("ne", "ek din pani chhaina"), ("id", "tidak sehari pun")],
)
def test_not_one_day_is_not_one(read: Callable[..., Any], lang: str, typed: str) -> None:
    assert isinstance(read("number", lang, typed, Limits(0, 31, unit="day")), NotUnderstood)


@pytest.mark.parametrize("typed", ["-3", "many", "1 2 3", "9" * 30])
def test_what_is_no_single_number_is_refused(outcome: Callable[..., Any], typed: str) -> None:
    assert str(outcome("number", "en", typed)).startswith("not: ")


MONTHS = Limits(0, 60, unit="month")

SINCE = [
    # the month in which it began counts, the present one may be counted or not
    ("en", "since april", (7, 8)),
    ("en", "from April until now", (7, 8)),
    ("en", "since last month", (1, 2)),
    ("en", "since June 2025", (17, 18)),
    ("en", "since 6/2025", (17, 18)),
    ("en", "since last week", (0, 1)),
    ("vi", "từ tháng 4", (7, 8)),
    ("vi", "tu thang 4", (7, 8)),
    ("vi", "từ tháng tư đến nay", (7, 8)),
    ("vi", "từ tháng 6 năm ngoái", (17, 18)),
    ("vi", "từ t8", (3, 4)),
    ("id", "dari april", (7, 8)),
    ("id", "sejak bulan 4", (7, 8)),
    ("id", "dari bulan april sampai sekarang", (7, 8)),
    ("id", "sejak Juni 2025", (17, 18)),
    ("tl", "mula abril", (7, 8)),
    ("tl", "mula noong Abril hanggang ngayon", (7, 8)),
    ("tl", "since August pa po", (3, 4)),
    ("ne", "april dekhi", (7, 8)),
    ("ne", "अप्रिलदेखि", (7, 8)),
    ("ne", "aprildekhi", (7, 8)),
    ("ja", "4月から", (7, 8)),
    ("ja", "四月から今まで", (7, 8)),
    ("ja", "去年の4月から", (19, 20)),
    ("ja", "令和7年6月から", (17, 18)),
    ("my", "ဧပြီလကတည်းက", (7, 8)),
    ("zh_Hans", "从4月开始", (7, 8)),
    ("th", "ตั้งแต่เดือนเมษายน", (7, 8)),
    ("pt_BR", "desde abril", (7, 8)),
    ("es", "desde abril", (7, 8)),
    ("uz", "apreldan beri", (7, 8)),
]

COUNTED = [
    ("en", "1 year and 3 months", 15),
    ("en", "1 year 3 months", 15),
    ("en", "half a year", 6),
    ("en", "a year and a half", 18),
    ("vi", "1 năm 3 tháng", 15),
    ("vi", "4 tháng", 4),
    ("vi", "nửa năm", 6),
    ("vi", "nua nam", 6),
    ("vi", "1 năm rưỡi", 18),
    ("vi", "6 tháng nay", 6),
    ("id", "1 tahun 3 bulan", 15),
    ("id", "setengah tahun", 6),
    ("id", "satu setengah tahun", 18),
    ("id", "sudah 6 bulan", 6),
    ("tl", "1 taon at 3 buwan", 15),
    ("tl", "kalahating taon", 6),
    ("tl", "anim na buwan na po", 6),
    ("ne", "1 barsa 3 mahina", 15),
    ("ne", "aadha barsa", 6),
    ("ne", "६ महिना देखि", 6),
    ("ne", "dedh barsa", 18),
    ("ja", "1年3か月", 15),
    ("ja", "半年", 6),
    ("ja", "はんとし", 6),
    ("ja", "一年半", 18),
    ("ja", "３ヶ月前から", 3),
    # words that are last year by themselves
    ("vi", "2 năm rồi", 24),
    ("vi", "2 nam truoc", 24),
    ("vi", "1 năm nay", 12),
    ("vi", "2 tháng trước", 2),
    ("id", "2 tahun lalu", 24),
    ("id", "dari 2 tahun lalu", 24),
    ("id", "5 bulan lalu", 5),
    ("tl", "2 taong hindi bayad", 24),
    ("tl", "dalawang taong nakalipas", 24),
]


@pytest.mark.parametrize(("lang", "typed", "months"), SINCE)
def test_how_long_is_counted_from_the_month_in_which_it_began(
    lang: str, typed: str, months: tuple[int, int]
) -> None:
    assert how_many(lang, typed) == Understood(months[0], ambiguous=months)


@pytest.mark.parametrize(("lang", "typed", "months"), COUNTED)
def test_years_and_months_are_counted_together(lang: str, typed: str, months: int) -> None:
    assert how_many(lang, typed) == Understood(months)


@pytest.mark.parametrize(
    ("lang", "typed", "months"),
    [("en", "since last year", (11, 23)), ("ja", "去年から", (11, 23)), ("vi", "từ năm ngoái", (11, 23))],
)
def test_since_last_year_is_a_range(lang: str, typed: str, months: tuple[int, int]) -> None:
    found = how_many(lang, typed)
    assert isinstance(found, Understood)
    assert (min(found.ambiguous), max(found.ambiguous)) == months


@pytest.mark.parametrize(
    ("lang", "typed", "months"),
    [
        ("vi", "từ tháng 4 đến tháng 6", 3), ("id", "dari April sampai Juni", 3), ("ja", "4月から6月まで", 3),
        ("en", "November to February", 4), ("en", "April, May and June", 3), ("tl", "mula Abril hanggang Hunyo", 3),
    ],
)  # fmt: skip
def test_months_from_one_to_another_are_counted_and_asked_back(lang: str, typed: str, months: int) -> None:
    assert how_many(lang, typed) == Understood(months, implausible=True)


@pytest.mark.parametrize(("lang", "typed"), [("vi", "tháng 4"), ("id", "bulan 4"), ("ja", "4月"), ("en", "April")])
def test_a_month_by_its_name_is_no_number_of_months_before_it_is_confirmed(lang: str, typed: str) -> None:
    found = how_many(lang, typed)
    assert isinstance(found, Understood)
    assert (found.value, found.implausible) == (7, True)


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("ne", "sadhai"), ("en", "always"), ("id", "dari dulu sampai sekarang"), ("vi", "từ đầu"), ("ja", "ずっと"),
        ("tl", "simula pa noong una"), ("en", "since day one"), ("en", "since day 1"), ("es", "desde un principio"),
    ],
)  # fmt: skip
def test_always_is_no_number_of_months(lang: str, typed: str) -> None:
    assert isinstance(how_many(lang, typed), NotUnderstood)
    since = parse("month", typed, words(lang), date(2026, 11, 21), limits=Limits(max=0))
    assert isinstance(since, NotUnderstood), "no January either"


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ("năm rưỡi", (18, 5.5)), ("nam ruoi", (18, 5.5)), ("khoảng năm rưỡi", (18, 5.5)), ("hơn năm", (12, 5)),
        ("cả năm", (12, 5)),
    ],
)  # fmt: skip
def test_a_word_for_five_and_for_year_is_asked_back(typed: str, months: tuple[float, ...]) -> None:
    assert how_many("vi", typed) == Understood(months[0], ambiguous=months)


@pytest.mark.parametrize(
    ("typed", "months"), [("một năm rưỡi", 18), ("mot nam ruoi", 18), ("năm tháng rưỡi", 5.5), ("nam thang", 5)]
)
def test_a_word_for_five_and_for_year_is_clear_beside_another(typed: str, months: float) -> None:
    assert how_many("vi", typed) == Understood(months)


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("en", "my boss took my passport at room 1"), ("vi", "ông chủ giữ hộ chiếu phòng 1"),
        ("id", "paspor diambil bos kamar 1"), ("tl", "kinuha ng boss passport namin sa room 1"),
    ],
)  # fmt: skip
def test_a_number_in_a_story_is_asked_back_before_it_is_taken_for_months(lang: str, typed: str) -> None:
    assert how_many(lang, typed) == Understood(1, implausible=True)


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("en", "I think 5"), ("en", "about 5"), ("vi", "chắc 5"), ("id", "mungkin 5"), ("tl", "parang 5"),
        ("ne", "hola 5"),
    ],
)  # fmt: skip
def test_whoever_is_not_quite_sure_of_the_number_is_not_asked_again(lang: str, typed: str) -> None:
    assert how_many(lang, typed) == Understood(5)


def how_many(lang: str, typed: str) -> Parsed:
    """What is understood where months are counted."""
    return parse("number", typed, words(lang), date(2026, 11, 21), limits=MONTHS)


@cache
def words(lang: str) -> Lexicon:
    """The lexicon of a language as it is served."""
    return load_lexicons(LOCALES, {lang, "en"})[lang]
