"""The forms in which workers type, language by language: no marks, short forms, romanised, many scripts."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from flows.inputs import Lexicon, Limits, NotUnderstood, intents

MONTHS = Limits(unit="month")
PAST = Limits(max=0)


@pytest.mark.parametrize(
    ("lang", "said", "yes"),
    [
        ("vi", "ko", False), ("vi", "k", False), ("vi", "hok", False), ("vi", "khong", False), ("vi", "co", True),
        ("vi", "chua", False), ("vi", "dc", True), ("id", "ga", False), ("id", "gk", False), ("id", "gak", False),
        ("id", "nggak", False), ("id", "ndak", False), ("id", "tdk", False), ("ne", "chha", True), ("ne", "cha", True),
        ("ne", "chhaina", False), ("ne", "chaina", False), ("ne", "ho", True),
        ("ne", "hoina", False), ("tl", "oo", True),
        ("tl", "opo", True), ("tl", "yup", True), ("tl", "o", True), ("tl", "hindi", False), ("tl", "di", False),
        ("tl", "d", False), ("tl", "wala", False), ("ja", "hai", True), ("en", "👎", False), ("en", "1", True),
    ],
)  # fmt: skip
def test_yes_and_no(outcome: Callable[..., Any], lang: str, said: str, yes: bool) -> None:
    assert outcome("yes_no", lang, said) is yes


@pytest.mark.parametrize(
    ("lang", "said"), [("tl", "ewan"), ("tl", "di ko alam"), ("tl", "dk"), ("ne", "thaha chhaina")]
)
def test_i_do_not_know(lexicons: Mapping[str, Lexicon], lang: str, said: str) -> None:
    assert intents.find(said, (lexicons[lang],)) == "unknown"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "ko tra luong"), ("vi", "k dc tra"), ("vi", "khong tra"),
        ("id", "gaji ga dibayar"), ("id", "gk dibayar"),
        ("ne", "paisa diyena"), ("ne", "paisa dena"), ("ne", "talab diyena"),
        ("ne", "tallab paina"), ("ne", "पैसा दिएन"),
        ("tl", "di bayad"), ("tl", "d bayad po"), ("tl", "hindi bayad"),
        ("en", "they paid nothing"), ("ja", "払われない"),
    ],
)  # fmt: skip
def test_no_money_came(outcome: Callable[..., Any], read: Callable[..., Any], lang: str, said: str) -> None:
    assert outcome("money", lang, said) == 0
    assert isinstance(read("hours", lang, said), NotUnderstood), "unpaid hours are not no hours"


@pytest.mark.parametrize(
    ("kind", "lang", "said", "means"),
    [
        ("money", "ja", "12万", 120_000), ("money", "vi", "150.000", 150_000), ("money", "tl", "150,000", 150_000),
        ("money", "ne", "1,50,000", 150_000), ("money", "ne", "१५००००", 150_000), ("money", "id", "150 000", 150_000),
        ("money", "tl", "15 man", 150_000), ("hours", "ja", "2時間半", 150), ("hours", "vi", "2h30", 150),
        ("hours", "en", "2:30", 150), ("hours", "vi", "2,5", 150), ("hours", "en", "2.5", 150),
        ("hours", "id", "lima jam", 300), ("number", "en", "၂ဝဝ၈", 2008), ("date", "en", "15/11/2569", "2026-11-15"),
        ("date", "ja", "R8.11.3", "2026-11-03"), ("date", "ja", "令和8年11月3日", "2026-11-03"),
        ("date", "ne", "2083-07-17", "not: bikram_sambat"),
    ],
)  # fmt: skip
def test_numbers_money_and_dates(outcome: Callable[..., Any], kind: str, lang: str, said: str, means: Any) -> None:
    assert outcome(kind, lang, said) == means


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("tl", "1,050 yen"), ("vi", "1050 yen"), ("ne", "१०५० रुपैयाँ"), ("ja", "5千円"), ("id", "15 man"),
        ("tl", "16 lapad"), ("tl", "P5,000"), ("tl", "limampung oras"), ("id", "20 jam"), ("en", "3 people"),
    ],
)  # fmt: skip
def test_money_hours_and_people_are_no_number_of_months(outcome: Callable[..., Any], lang: str, said: str) -> None:
    assert outcome("number", lang, said, MONTHS) == "not: other_unit"


@pytest.mark.parametrize(("lang", "said"), [("vi", "1.050"), ("tl", "1050"), ("en", "11 years")])
def test_more_months_than_ten_years_are_doubted(read: Callable[..., Any], lang: str, said: str) -> None:
    assert read("number", lang, said, MONTHS).implausible


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("id", "tgl 3 kemarin"), ("id", "3 kemarin"), ("id", "kemarin tanggal 3"), ("vi", "ngay 3 hom qua"),
        ("en", "yesterday the 3rd"), ("tl", "ika-3 kahapon"), ("ne", "3 tarikh hijo"), ("ja", "昨日3日"),
    ],
)  # fmt: skip
def test_a_day_beside_yesterday_is_not_dropped(outcome: Callable[..., Any], lang: str, said: str) -> None:
    assert outcome("date", lang, said, PAST) == ["2026-11-03", "2026-11-20"]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("id", "kemarin jam 3"), ("id", "kemarin 3 orang"), ("id", "kemarin tanggal 20"), ("vi", "hom qua 3 gio"),
        ("vi", "hom qua luc 3h"), ("en", "yesterday at 3:30"), ("tl", "kahapon alas tres ng hapon"),
        ("ne", "hijo 3 baje"), ("ja", "昨日3時"),
    ],
)  # fmt: skip
def test_an_hour_beside_yesterday_is_yesterday(outcome: Callable[..., Any], lang: str, said: str) -> None:
    assert outcome("date", lang, said, PAST) == "2026-11-20"
