"""A worker types an amount of yen: with the separators of home, the words of home, and the slang of Japan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.inputs import Limits, NotUnderstood, Understood

MONTHLY = Limits(10_000, 3_000_000)

TYPED = [
    ("vi", "150.000", 150_000),
    ("vi", "150.000 yên", 150_000),
    ("vi", "150 nghin", 150_000),
    ("vi", "150 ngàn", 150_000),
    ("vi", "một trăm năm mươi nghìn yên", 150_000),
    ("vi", "mot tram nam muoi nghin", 150_000),
    ("vi", "15 man", 150_000),
    ("vi", "mười lăm man", 150_000),
    ("vi", "muoi lam man", 150_000),
    ("vi", "15 lá", 150_000),
    ("vi", "15 vạn", 150_000),
    ("vi", "12 man 5", 125_000),
    ("vi", "1tr5", 1_500_000),
    ("vi", "1 triệu rưỡi", 1_500_000),
    ("vi", "một triệu hai trăm nghìn", 1_200_000),
    ("id", "satu juta dua ratus ribu", 1_200_000),
    ("en", "one million two hundred thousand", 1_200_000),
    ("ja", "廿万", 200_000),
    ("ja", "卅五万円", 350_000),
    ("vi", "lương 15 man", 150_000),
    ("vi", "hợp đồng 150.000 yên", 150_000),
    ("id", "150 ribu", 150_000),
    ("id", "150rb", 150_000),
    ("id", "seratus lima puluh ribu", 150_000),
    ("id", "lima belas man", 150_000),
    ("id", "1,5 juta", 1_500_000),
    ("id", "1.5 jt", 1_500_000),
    ("id", "sejuta", 1_000_000),
    ("id", "12 man 5000", 125_000),
    ("ne", "१,५०,०००", 150_000),
    ("ne", "1,50,000", 150_000),
    ("ne", "डेढ लाख", 150_000),
    ("ne", "dedh lakh", 150_000),
    ("ne", "एक लाख पचास हजार", 150_000),
    ("ne", "ek lakh pachas hajar", 150_000),
    ("ne", "150 hajar yen", 150_000),
    ("ne", "१५ मान", 150_000),
    ("ne", "sadhe dui lakh", 250_000),
    ("ne", "sawa lakh", 125_000),
    ("ne", "सवा लाख", 125_000),
    ("ne", "saya hajar", 100_000),
    ("ne", "dui saya hajar", 200_000),
    ("vi", "luong cu 20 man", 200_000),
    ("tl", "15 lapad", 150_000),
    ("tl", "15 na lapad", 150_000),
    ("tl", "isang lapad", 10_000),
    ("tl", "isang daan at limampung libo", 150_000),
    ("tl", "sandaan at limampung libo", 150_000),
    ("tl", "kinse mil", 15_000),
    ("tl", "150 thousand", 150_000),
    ("tl", "150,000 yen lang po", 150_000),
    ("en", "150,000", 150_000),
    ("en", "150k", 150_000),
    ("en", "150 000", 150_000),
    ("en", "¥150,000", 150_000),
    ("en", "150,000.00", 150_000),
    ("en", "15,0000", 150_000),
    ("en", "two hundred thousand yen", 200_000),
    ("en", "a hundred thousand", 100_000),
    ("en", "2 million", 2_000_000),
    ("ja", "12万", 120_000),
    ("ja", "12万5千円", 125_000),
    ("ja", "十二万五千円", 125_000),
    ("ja", "12.5万", 125_000),
    ("ja", "１５００００", 150_000),
    ("ja", "十五万", 150_000),
    ("ja", "百五十万円", 1_500_000),
    ("ja", "じゅうごまん", 150_000),
    ("ja", "15万くらい", 150_000),
]

SEVERAL = [
    ("vi", "15-20 man", [150_000, 200_000]),
    ("id", "150-200 ribu", [150_000, 200_000]),
    ("ja", "12〜15万", [120_000, 150_000]),
    ("ja", "20万から25万", [200_000, 250_000]),
    ("tl", "150-200k", [150_000, 200_000]),
    ("en", "150,000 or 160,000", [150_000, 160_000]),
]

REFUSED = [
    ("en", "500 usd", "other_currency"),
    ("en", "$500", "other_currency"),
    ("vi", "5 triệu đồng", "other_currency"),
    ("id", "Rp 1.500.000", "other_currency"),
    ("ne", "5 lakh rupaiya", "other_currency"),
    ("vi", "20 củ", "no_number"),
    ("tl", "5000 pesos", "other_currency"),
    ("ja", "5000ペソ", "other_currency"),
    ("en", "1200.5", "decimals"),
    ("en", "not enough", "no_number"),
    ("en", "150000 then 120000 then 90000", "many_numbers"),
    ("en", "half of 180000", "many_numbers"),
    ("ja", "180000の半分", "many_numbers"),
    ("tl", "kalahati ng 180000", "many_numbers"),
    ("en", "1" * 5000, "too_long"),
    ("en", "1" * 200, "too_large"),
]


@pytest.mark.parametrize(("lang", "typed", "yen"), TYPED)
def test_yen_are_understood_as_people_write_them(outcome: Callable[..., Any], lang: str, typed: str, yen: int) -> None:
    assert outcome("money", lang, typed, MONTHLY) == yen


@pytest.mark.parametrize(("lang", "typed", "readings"), SEVERAL)
def test_a_range_of_pay_is_asked_back(outcome: Callable[..., Any], lang: str, typed: str, readings: list[int]) -> None:
    assert outcome("money", lang, typed, MONTHLY) == readings


@pytest.mark.parametrize(("lang", "typed", "reason"), REFUSED)
def test_what_is_no_amount_of_yen_is_not_taken_for_one(
    outcome: Callable[..., Any], lang: str, typed: str, reason: str
) -> None:
    assert outcome("money", lang, typed, MONTHLY) == f"not: {reason}"


def test_a_wage_of_150_yen_a_month_is_doubted(read: Callable[..., Any]) -> None:
    assert read("money", "vi", "150", MONTHLY) == Understood(150, implausible=True)


def test_one_point_five_hundred_man_is_asked_back(read: Callable[..., Any]) -> None:
    parsed = read("money", "vi", "1.500 man", Limits(0, 20_000_000))
    assert parsed == Understood(15_000_000, ambiguous=(15_000_000, 15_000))


SPANISH = [
    ("ciento otsenta mil", 180_000),
    ("siyento otsenta mil", 180_000),
    ("dos cientos mil", 200_000),
    ("dosyentos singkwenta mil", 250_000),
]


@pytest.mark.parametrize(("typed", "yen"), SPANISH)
def test_pay_is_said_in_spanish_numbers_in_tagalog(outcome: Callable[..., Any], typed: str, yen: int) -> None:
    assert outcome("money", "tl", typed, MONTHLY) == yen


@pytest.mark.parametrize(
    ("lang", "typed", "yen"),
    [("tl", "sientoo otsenta mil", 80_000), ("vi", "18 man lẻ 5", 180_000), ("vi", "18 man le 5", 180_000)],
)
def test_where_a_part_of_the_number_was_not_read_it_is_asked_back(
    read: Callable[..., Any], lang: str, typed: str, yen: int
) -> None:
    assert read("money", lang, typed, MONTHLY) == Understood(yen, implausible=True)


@pytest.mark.parametrize(
    ("lang", "typed", "readings"),
    [
        ("ne", "1 lakh 50", [150_000, 100_050]),
        ("ne", "ek lakh pachas", [150_000, 100_050]),
        ("ne", "१ लाख ५०", [150_000, 100_050]),
        ("ne", "1 lakh 5", [105_000, 150_000]),
        ("ja", "12万50", [125_000, 120_050]),
        ("vi", "một triệu hai", [1_200_000, 1_000_002]),
    ],
)
def test_what_follows_a_lakh_may_be_thousands(
    outcome: Callable[..., Any], lang: str, typed: str, readings: list[int]
) -> None:
    assert outcome("money", lang, typed, MONTHLY) == readings


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("tl", "P50,000"),
        ("tl", "p50k"),
        ("en", "P50,000"),
        ("tl", "₱40,000"),
        ("id", "Rp2.000.000"),
        ("ne", "rs 50000"),
    ],
)
def test_money_of_home_is_never_taken_for_yen(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    assert outcome("money", lang, typed, MONTHLY) == "not: other_currency"


TOTAL = Limits(0, 5_000_000, "total")


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("en", "5,000 a month"),
        ("en", "5000 per month"),
        ("en", "5000 yen/month"),
        ("en", "1000 yen every day"),
        ("vi", "5000 mỗi tháng"),
        ("id", "5000 per bulan"),
        ("id", "5000/bln"),
        ("id", "sebulan 5000"),
        ("ne", "mahinako 5000"),
        ("tl", "5000 kada buwan"),
        ("ja", "毎月5000円"),
    ],
)
def test_so_much_a_month_is_not_taken_for_the_total(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    assert outcome("money", lang, typed, TOTAL) == "not: rate"


@pytest.mark.parametrize(
    ("lang", "typed", "yen"),
    [
        ("en", "5,000 in total", 5_000),
        ("en", "last month 5000", 5_000),
        ("en", "20,000 yen in 3 months", 20_000),
        ("vi", "tháng trước 5000", 5_000),
        ("ja", "3か月で5000円", 5_000),
    ],
)
def test_a_total_is_one_whatever_else_is_said(outcome: Callable[..., Any], lang: str, typed: str, yen: int) -> None:
    assert outcome("money", lang, typed, TOTAL) == yen


def test_so_much_a_month_for_some_months_is_summed_and_asked_back(read: Callable[..., Any]) -> None:
    assert read("money", "en", "5,000 a month for 10 months", TOTAL) == Understood(50_000, implausible=True)
    assert read("money", "id", "5000 per bulan, 10 bulan", TOTAL) == Understood(50_000, implausible=True)


def test_pay_for_an_hour_is_asked_back_where_the_months_pay_is_asked_for(outcome: Callable[..., Any]) -> None:
    month = Limits(10_000, 800_000, "month")
    assert outcome("money", "en", "15000 an hour", month) == "not: rate"
    assert outcome("money", "en", "150,000 a month", month) == 150_000


def test_an_amount_that_nobody_is_paid_is_no_answer_that_a_yes_could_confirm(read: Callable[..., Any]) -> None:
    assert read("money", "en", "99999999999 yen", MONTHLY) == NotUnderstood("too_large")
    assert read("money", "en", "5000000 yen", MONTHLY) == Understood(5_000_000, implausible=True)


@pytest.mark.parametrize(
    ("lang", "typed", "yen"),
    [
        ("en", "5,000 x 10 months", 50_000), ("vi", "3 man x 12 tháng", 360_000), ("id", "20rb x 6 bulan", 120_000),
        ("ja", "5000円×10か月", 50_000), ("tl", "2 lapad x 3", 60_000), ("en", "3 x 5000", 15_000),
    ],
)  # fmt: skip
def test_a_product_is_counted_and_asked_back(read: Callable[..., Any], lang: str, typed: str, yen: int) -> None:
    assert read("money", lang, typed, TOTAL) == Understood(yen, implausible=True)


def test_a_product_is_no_pay_of_an_hour_or_a_month(outcome: Callable[..., Any]) -> None:
    assert outcome("money", "en", "1,050 x 8", Limits(300, 20_000, "hour")) == "not: many_numbers"
    assert outcome("money", "vi", "3 man x 12 tháng", Limits(0, 1_000_000, "month")) == "not: many_numbers"


@pytest.mark.parametrize(("lang", "typed"), [("vi", "một triệu hai trăm"), ("vi", "1tr200"), ("id", "1 juta 200")])
def test_hundreds_behind_a_million_may_be_thousands(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    assert outcome("money", lang, typed) == [1_200_000, 1_000_200]


@pytest.mark.parametrize(("lang", "typed", "yen"), [("vi", "hai trăm rưỡi", 250), ("en", "150", 150)])
def test_so_little_for_a_month_is_asked_back(read: Callable[..., Any], lang: str, typed: str, yen: int) -> None:
    assert read("money", lang, typed, Limits(0, unit="month")) == Understood(yen, implausible=True)
    assert read("money", lang, f"{typed} yen", Limits(0, unit="month")) == Understood(yen)


def test_pay_of_an_hour_is_not_that_of_a_month(read: Callable[..., Any]) -> None:
    assert read("money", "ja", "時給1050円", Limits(0, unit="month")) == NotUnderstood("rate")
    assert read("money", "ja", "時給1050円", Limits(0, unit="hour")) == Understood(1050)
