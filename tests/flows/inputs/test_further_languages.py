"""What people type in the languages that came later: their numbers, their years, units before their number."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.dates import format_date

from flows.inputs import Lexicon, Limits, NotUnderstood, Parsed, Understood, danger, load_lexicons, parse
from flows.inputs.choice_words import choices

LOCALES = Path(__file__).parents[3] / "locales"
TODAY = date(2026, 11, 22)


@cache
def words(language: str) -> Lexicon:
    """A language's words, with the English ones."""
    return load_lexicons(LOCALES, [language, "en"])[language]


def read(kind: str, language: str, typed: str, limits: Limits | None = None) -> Parsed:
    return parse(kind, typed, words(language), TODAY, limits=limits or Limits())


def certain(kind: str, language: str, typed: str) -> object:
    found = read(kind, language, typed)
    assert isinstance(found, Understood)
    assert found.certain, found
    return found.value


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("my", "ရက် 10 ကျန်သေးတယ်"), ("my", "10 ရက်ကျန်"), ("km", "នៅសល់ 10 ថ្ងៃ"), ("zh_Hans", "还剩10天"),
        ("th", "เหลืออีก 10 วัน"),
        ("mn", "10 хоног үлдсэн"), ("pt_BR", "faltam 10 dias"), ("es", "me quedan 10 días"), ("bn", "১০ দিন বাকি"),
        ("si", "දින 10ක් ඉතිරියි"), ("si", "දින 10කට පසු"), ("uz", "10 kun qoldi"),
    ],
)  # fmt: skip
def test_so_many_days_left_is_the_day_in_so_many_days(language: str, typed: str) -> None:
    assert certain("date", language, typed) == "2026-12-02"


@pytest.mark.parametrize(("language", "typed"), [("my", "ရက် 10"), ("si", "දින 10")])
def test_so_many_days_are_not_the_day_of_that_number(language: str, typed: str) -> None:
    assert isinstance(read("date", language, typed), NotUnderstood)


@pytest.mark.parametrize("language", ["zh_Hans", "ja"])
@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("九千五", 9_500), ("一万二", 12_000), ("十万五", 105_000), ("二千五百", 2_500), ("一万二千", 12_000),
        ("一万零二", 10_002), ("一千零五十", 1_050), ("一万〇二百", 10_200), ("一万二十", 10_020),
    ],
)  # fmt: skip
def test_the_last_digit_after_a_thousand_counts_hundreds(language: str, typed: str, yen: int) -> None:
    assert certain("money", language, typed) == yen


@pytest.mark.parametrize(("typed", "yen"), [("九千五日元", 9_500), ("两万五块", 25_000), ("一万两千五", 12_500)])
def test_with_a_chinese_unit_it_does_so_too(typed: str, yen: int) -> None:
    assert certain("money", "zh_Hans", typed) == yen


def test_where_japanese_and_chinese_differ() -> None:
    assert certain("money", "ja", "九千五円") == 9_005, "with a Japanese unit it is what it says"
    assert read("money", "ja", "三百五") == Understood(350, ambiguous=(350, 305))


@pytest.mark.parametrize("typed", ["15/3/69", "15-3-2569", "๑๕/๓/๖๙", "15 มีนาคม 69", "15 มี.ค. 69", "15/3/26"])
def test_a_thai_year_may_have_two_digits(typed: str) -> None:
    assert certain("date", "th", typed) == "2026-03-15"


@pytest.mark.parametrize("typed", ["3/69", "มีนาคม 69", "มี.ค.69"])
def test_so_may_the_year_of_a_month(typed: str) -> None:
    assert certain("month", "th", typed) == "2026-03"


def test_elsewhere_such_a_year_is_doubted() -> None:
    assert read("date", "vi", "15/3/69") == Understood("2069-03-15", implausible=True)


TOTAL = Limits(0, 5_000_000, "total")


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("my", "တစ်လ 5000"), ("th", "เดือนละ 5000"), ("km", "មួយខែ 5000"), ("mn", "сард 5000"), ("bn", "মাসে 5000"),
        ("si", "මාසෙට 5000"), ("uz", "oyiga 5000"), ("es", "5000 al mes"), ("pt_BR", "5000 por mês"),
        ("zh_Hans", "每月5000"), ("ne", "mahina ko 5000"), ("ja", "月々5000円"),
    ],
)  # fmt: skip
def test_so_much_a_month_is_no_total(language: str, typed: str) -> None:
    assert read("money", language, typed, TOTAL) == NotUnderstood("rate")


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("mn", "3 сард 20000"), ("bn", "৩ মাসে ২০০০০"), ("uz", "3 oyda 20000"), ("ne", "3 mahina ma 20000"),
        ("es", "20000 en 3 meses"), ("si", "මාස 3කට 20000"), ("bn", "নভেম্বর মাসে 20000"), ("th", "3 เดือน 20000"),
        ("km", "៣ខែ 20000"), ("pt_BR", "20000 no mês passado"), ("vi", "tháng trước 20000"),
    ],
)  # fmt: skip
def test_so_much_in_some_months_is_one(language: str, typed: str) -> None:
    assert read("money", language, typed, TOTAL) == Understood(20_000)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("පැය 8", 480), ("පැය අටක්", 480), ("8 පැය", 480), ("පැය 2 විනාඩි 30", 150), ("8 පැය 30 විනාඩි", 510),
        ("පැය 2 හමාරයි", 150), ("විනාඩි 45", 45), ("පැය 52 විනාඩි 30", 3150), ("පැය 52යි විනාඩි 30", 3150),
        ("පැය 52යි 30", 3150), ("52 පැය විනාඩි 30", 3150), ("පැයයි විනාඩි 15", 75),
    ],
)  # fmt: skip
def test_in_sinhala_the_unit_stands_before_its_number(typed: str, minutes: int) -> None:
    assert certain("hours", "si", typed) == minutes


def test_what_counts_something_else_in_sinhala_is_neither_hours_nor_yen() -> None:
    assert read("hours", "si", "මාස 2") == NotUnderstood("other_unit")
    assert read("money", "si", "පැය 8") == NotUnderstood("no_number")
    assert read("money", "si", "රු 5000") == NotUnderstood("other_currency")
    assert certain("money", "si", "යෙන් 5000") == 5_000
    assert read("hours", "si", "පැය 20-30") == Understood(1200, ambiguous=(1200, 1800))


@pytest.mark.parametrize(
    "typed",
    [
        "2026 оны 11 дүгээр сарын 3-ны өдөр", "2026 оны 11-р сарын 3", "11 дугээр сарын 3-нд",
        format_date(date(2026, 11, 3), "long", "mn"),
    ],
)  # fmt: skip
def test_a_mongolian_date_is_understood_in_its_long_form(typed: str) -> None:
    assert certain("date", "mn", typed) == "2026-11-03"


def test_no_is_in_the_in_portuguese_unless_it_stands_alone() -> None:
    labels = {"paid": ("Pagaram no mês",), "not_paid": ("Não pagaram",)}
    assert choices("eles pagaram no sábado, no mês", words("pt_BR"), labels) == ()
    assert choices("pagaram no mês, no escritório", words("pt_BR"), labels) == ("paid",)
    assert read("yes_no", "pt_BR", "no setor") == NotUnderstood("no_yes_no")
    assert certain("yes_no", "pt_BR", "não, no setor") is False
    assert certain("yes_no", "pt_BR", "no") is False


def test_may_be_is_no_yes() -> None:
    for language, said in (("zh_Hans", "可能"), ("zh_Hans", "有可能"), ("si", "වෙන්න පුළුවන්")):
        assert read("yes_no", language, said) == NotUnderstood("no_yes_no"), said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "no puedo respirar"), ("pt_BR", "não consigo respirar"), ("bn", "রক্ত পড়ছে অনেক"),
        ("mn", "амьсгалж чадахгүй байна"), ("uz", "nafas ololmayapman"), ("si", "ලේ ගලනවා"),
    ],
)  # fmt: skip
def test_a_life_in_danger_is_noticed(language: str, text: str) -> None:
    assert danger.find(text, (words(language),))
