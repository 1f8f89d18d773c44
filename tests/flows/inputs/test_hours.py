"""A worker types how long: digits and words, in every script, as people write it in a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.inputs import Limits, NotUnderstood, Understood, load_lexicons
from tests.flows.inputs.conftest import LOCALES

TYPED = [
    # Vietnamese
    ("en", "2 and 1/2 hours", 150),
    ("en", "3 and 3/4 hours", 225),
    ("ja", "廿五時間", 1500),
    ("vi", "2h30", 150),
    ("vi", "2g30", 150),
    ("vi", "2 giờ 30", 150),
    ("vi", "2 giờ 30 phút", 150),
    ("vi", "2 tiếng rưỡi", 150),
    ("vi", "2 tieng ruoi", 150),
    ("vi", "2,5", 150),
    ("vi", "2,5 tiếng", 150),
    ("vi", "12 tieng", 720),
    ("vi", "mười hai tiếng", 720),
    ("vi", "muoi hai tieng", 720),
    ("vi", "hai mươi lăm tiếng", 1500),
    ("vi", "hai muoi lam gio", 1500),
    ("vi", "nửa tiếng", 30),
    ("vi", "30p", 30),
    ("vi", "sau tieng", 360),
    ("vi", "năm tiếng", 300),
    ("vi", "nam tieng", 300),
    ("vi", "trăm hai mươi tiếng", 7200),
    ("vi", "một trăm hai mươi tiếng", 7200),
    ("vi", "khoảng 20 tiếng ạ", 1200),
    ("vi", "lam 20 tieng", 1200),
    ("vi", "thang 11 lam 20 tieng", 1200),
    ("vi", "20 tiếng một tháng", 1200),
    ("vi", "20 tiếng/tháng", 1200),
    ("vi", "không có", 0),
    # Indonesian
    ("id", "lima jam", 300),
    ("id", "5 jam 30 menit", 330),
    ("id", "2 jam lebih 15 menit", 135),
    ("id", "dua setengah jam", 150),
    ("id", "satu jam setengah", 90),
    ("id", "setengah jam", 30),
    ("id", "sejam", 60),
    ("id", "sejam setengah", 90),
    ("id", "dua puluh lima jam", 1500),
    ("id", "lima belas jam", 900),
    ("id", "seratus jam", 6000),
    ("id", "20jam", 1200),
    ("id", "kurang lebih 20 jam", 1200),
    ("id", "20 jam sebulan", 1200),
    ("id", "bulan 11 20 jam", 1200),
    ("id", "ga ada", 0),
    # Nepali, in Devanagari and in Latin letters
    ("ne", "२ घण्टा", 120),
    ("ne", "२.५ घण्टा", 150),
    ("ne", "१५ घन्टा", 900),
    ("ne", "दुई घण्टा", 120),
    ("ne", "साढे दुई घण्टा", 150),
    ("ne", "डेढ घण्टा", 90),
    ("ne", "आधा घण्टा", 30),
    ("ne", "पच्चीस घण्टा", 1500),
    ("ne", "छ घण्टा", 360),
    ("ne", "२० घण्टा छ", 1200),
    ("ne", "करिब २० घण्टा", 1200),
    ("ne", "महिनामा २० घण्टा", 1200),
    ("ne", "३० मिनेट", 30),
    ("ne", "dui ghanta", 120),
    ("ne", "sadhe dui ghanta", 150),
    ("ne", "dedh ghanta", 90),
    ("ne", "adhai ghanta", 150),
    ("ne", "sawa dui ghanta", 135),
    ("ne", "paune tin ghanta", 165),
    ("ne", "paitalis ghanta", 2700),
    ("ne", "sathi ghanta", 3600),
    ("ne", "mahina ko saathi ghanta jati", 3600),
    ("ne", "साठी", 3600),
    ("ne", "chha ghanta", 360),
    ("ne", "cha ghanta", 360),
    ("ne", "2 ghanta 30 minet", 150),
    ("ne", "20 ghantako", 1200),
    ("ne", "mahinako 20 ghanta", 1200),
    ("ne", "chhaina", 0),
    # Tagalog and Taglish
    ("tl", "dalawang oras", 120),
    ("tl", "apat na oras", 240),
    ("tl", "isa't kalahating oras", 90),
    ("tl", "dalawang oras at kalahati", 150),
    ("tl", "kalahating oras", 30),
    ("tl", "dalawampu't limang oras", 1500),
    ("tl", "bente singko oras", 1500),
    ("tl", "disisais na oras", 960),
    ("tl", "isang daang oras", 6000),
    ("tl", "2 oras at 30 minuto", 150),
    ("tl", "20 hrs OT", 1200),
    ("tl", "mga 20 oras po", 1200),
    ("tl", "walang OT", 0),
    # English
    ("en", "2:30", 150),
    ("en", "2.5", 150),
    ("en", "two and a half hours", 150),
    ("en", "half an hour", 30),
    ("en", "an hour", 60),
    ("en", "1 hr and 15 min", 75),
    ("en", "90 min", 90),
    ("en", "2 1/2 hours", 150),
    ("en", "2½ hours", 150),
    ("en", "forty five hours", 2700),
    ("en", "one hundred and twenty hours", 7200),
    ("en", "about 20 hours a month", 1200),
    ("en", "none", 0),
    # Japanese
    ("ja", "2時間半", 150),
    ("ja", "２．５時間", 150),
    ("ja", "二十五時間", 1500),
    ("ja", "にじかん", 120),
    ("ja", "さんじゅっぷん", 30),
    ("ja", "10時間30分", 630),
    ("ja", "百時間", 6000),
    ("ja", "半時間", 30),
    ("ja", "月20時間", 1200),
    ("ja", "11月は20時間", 1200),
    ("ja", "一緒に20時間", 1200),
    ("ja", "ありません", 0),
    # other scripts that reach the same question
    ("en", "၂ဝ", 1200),  # Burmese, the letter wa typed for the digit 0
    ("en", "២០", 1200),
    ("en", "๒๐", 1200),
    ("en", "২০", 1200),
    ("vi", "２０", 1200),
    ("id", "2️⃣", 120),
]

SEVERAL = [
    ("id", "dua puluh setengah jam", [1230, 1500]),
    ("en", "20-30 hours", [1200, 1800]),
    ("en", "between 20 and 30 hours", [1200, 1800]),
    ("en", "30-45 minutes", [30, 45]),
    ("vi", "20 từ 30", [1200, 1800]),
    ("vi", "tu 20 den 30 tieng", [1200, 1800]),
    ("vi", "2, 3 tiếng", [120, 180]),
    ("vi", "hai ba tiếng", [120, 180]),
    ("id", "20 sampai 30 jam", [1200, 1800]),
    ("id", "dua atau tiga jam", [120, 180]),
    ("ne", "२० देखि ३० घण्टा", [1200, 1800]),
    ("ne", "20 dekhi 30 ghanta samma", [1200, 1800]),
    ("tl", "20 hanggang 30 oras", [1200, 1800]),
    ("ja", "20〜30", [1200, 1800]),
    ("ja", "20時間から30時間", [1200, 1800]),
    ("ja", "2、3時間", [120, 180]),
    ("en", "2.30", [150, 138]),  # two hours thirty to some, 2.3 hours to others
    ("id", "7.45 jam", [465, 447]),
]

REFUSED = [
    ("en", "3 hours a day", "rate"),
    ("vi", "mỗi ngày 3 tiếng", "rate"),
    ("vi", "ngày 3 tiếng", "rate"),
    ("id", "sehari 3 jam", "rate"),
    ("id", "3 jam/hari", "rate"),
    ("ne", "दिनको ३ घण्टा", "rate"),
    ("ne", "dinko 3 ghanta", "rate"),
    ("tl", "3 oras araw-araw", "rate"),
    ("ja", "1日3時間", "rate"),
    ("ja", "週10時間", "rate"),
    # each of these is some 40 to 90 hours a month, and none of them the few hours that stand there
    ("ne", "din ma 3 ghanta", "rate"),
    ("ne", "dinma 3 ghanta", "rate"),
    ("ne", "din ko 3 ghanta", "rate"),
    ("ne", "dinama 3 ghanta", "rate"),
    ("ne", "rati 3 ghanta", "rate"),
    ("ne", "ek din ma 3 ghanta", "rate"),
    ("ne", "3 ghanta din ma", "rate"),
    ("ne", "rojko 3 ghanta", "rate"),
    ("ne", "roj 3 ghanta", "rate"),
    ("ne", "rojai tin ghanta", "rate"),
    ("ne", "har din 3 ghanta", "rate"),
    ("ne", "pratek din 3 ghanta", "rate"),
    ("ne", "daily 3 ghanta", "rate"),
    ("ne", "hapta ma 10 ghanta", "rate"),
    ("ne", "haptama 10 ghanta", "rate"),
    ("ne", "haptako 10 ghanta", "rate"),
    ("ne", "har hapta 10 ghanta", "rate"),
    ("ne", "दिनमा ३ घण्टा", "rate"),
    ("ne", "दिन मा ३ घण्टा", "rate"),
    ("ne", "रोज ३ घण्टा", "rate"),
    ("ne", "रोजको तीन घण्टा", "rate"),
    ("ne", "हप्तामा १० घण्टा", "rate"),
    ("ne", "sanibar 5 ghanta", "rate"),
    ("ne", "gata hapta 10 ghanta", "rate"),
    ("ne", "hijo 3 ghanta", "rate"),
    ("vi", "moi ngay 3 tieng", "rate"),
    ("vi", "trong ngày em làm thêm 3 tiếng", "rate"),
    ("vi", "tuan 10 tieng", "rate"),
    ("vi", "một tuần khoảng 10 tiếng", "rate"),
    ("vi", "mỗi ca 3 tiếng", "rate"),
    ("vi", "tối nào cũng 3 tiếng", "rate"),
    ("vi", "chu nhat 5 tieng", "rate"),
    ("vi", "tuần trước 10 tiếng", "rate"),
    ("id", "3 jam sehari", "rate"),
    ("id", "3 jam sehari, sabtu juga masuk", "rate"),
    ("id", "kalau minggu 5 jam", "rate"),
    ("id", "sabtu 5 jam", "rate"),
    ("id", "seminggu 10 jam", "rate"),
    ("id", "dalam satu minggu sekitar 10 jam", "rate"),
    ("id", "tiap malam 3 jam", "rate"),
    ("id", "minggu lalu 10 jam", "rate"),
    ("id", "kemarin 3 jam", "rate"),
    ("tl", "sa isang araw 3 oras", "rate"),
    ("tl", "gabi-gabi 3 oras", "rate"),
    ("tl", "kada linggo mga 10 oras", "rate"),
    ("tl", "10 oras kada linggo", "rate"),
    ("tl", "tuwing Sabado 5 oras", "rate"),
    ("tl", "last week 10 oras", "rate"),
    ("en", "about 3 hours most days", "rate"),
    ("en", "3 hours every night", "rate"),
    ("en", "3 hours per shift", "rate"),
    ("en", "10 hours weekly", "rate"),
    ("en", "last week 10 hours", "rate"),
    ("en", "Saturdays 5 hours", "rate"),
    ("en", "3 hours, 20 days", "rate"),
    ("en", "3 hours a day, 5 days a week", "rate"),
    ("ja", "毎日3時間", "rate"),
    ("ja", "まいにち さんじかん", "rate"),
    ("ja", "日に3時間", "rate"),
    ("ja", "一日三時間", "rate"),
    ("ja", "毎晩3時間", "rate"),
    ("ja", "先週10時間", "rate"),
    ("ja", "土曜日に5時間", "rate"),
    ("en", "from 8:00 to 17:00", "clock"),
    ("en", "8am-5pm", "clock"),
    ("ja", "9時5分前", "clock"),
    ("en", "half of 60 hours", "many_numbers"),
    ("vi", "8 giờ sáng đến 5 giờ chiều", "clock"),
    ("id", "jam 8 sampai jam 5", "clock"),
    ("id", "pukul 5", "clock"),
    ("id", "setengah 8", "clock"),
    ("id", "jam setengah delapan", "clock"),
    ("en", "half past 8", "clock"),
    ("en", "quarter past 8", "clock"),
    ("ne", "8 baje dekhi 5 baje samma", "clock"),
    ("tl", "mula alas otso hanggang alas singko", "clock"),
    ("ja", "8時から17時まで", "clock"),
    ("id", "2 hari", "other_unit"),
    ("en", "my boss has 2 children", "other_unit"),
    ("ja", "2日", "other_unit"),
    ("en", "-5", "too_small"),
    ("en", "9" * 40, "too_large"),
    ("en", "20 30 40", "many_numbers"),
    ("en", "a lot", "no_number"),
    # sathi is sixty and a friend: it counts before a unit alone
    ("ne", "sathi haru pani garchan", "no_number"),
    ("ne", "sathi le pani payena", "no_number"),
    ("en", "", "empty"),
    ("en", "  \u200b ", "no_number"),
    ("en", "it was like this: " + "I worked and worked " * 30 + "20 hours", "too_long"),
]


@pytest.mark.parametrize(("lang", "typed", "minutes"), TYPED)
def test_hours_are_understood_as_people_write_them(
    outcome: Callable[..., Any], lang: str, typed: str, minutes: int
) -> None:
    assert outcome("hours", lang, typed) == minutes


@pytest.mark.parametrize(("lang", "typed", "readings"), SEVERAL)
def test_ranges_and_unclear_hours_are_asked_back(
    outcome: Callable[..., Any], lang: str, typed: str, readings: list[int]
) -> None:
    assert outcome("hours", lang, typed) == readings


@pytest.mark.parametrize(("lang", "typed", "reason"), REFUSED)
def test_what_is_no_duration_is_not_taken_for_one(
    outcome: Callable[..., Any], lang: str, typed: str, reason: str
) -> None:
    assert outcome("hours", lang, typed) == f"not: {reason}"


def test_a_thousand_and_a_half_hours_are_told_apart_by_the_worker(read: Callable[..., Any]) -> None:
    for lang in ("vi", "en", "ja"):
        for typed in ("1.500", "1,500"):
            assert read("hours", lang, typed) == Understood(90, ambiguous=(90, 90_000), implausible=True)


@pytest.mark.parametrize("typed", ["900 tiếng", "745 giờ", "99999999 tiếng"])
def test_more_hours_than_a_month_has_are_no_answer_that_a_yes_could_confirm(
    read: Callable[..., Any], typed: str
) -> None:
    assert read("hours", "vi", typed) == NotUnderstood("too_large")
    assert read("hours", "vi", "744 tiếng", Limits(0, 400)) == Understood(44_640, implausible=True)


def test_hours_a_day_answer_a_question_about_a_day(outcome: Callable[..., Any]) -> None:
    a_day = Limits(0, 24)
    assert outcome("hours", "en", "3 hours a day", a_day) == 180
    assert outcome("hours", "vi", "mỗi ngày 3 tiếng", a_day) == 180


def test_no_overtime_is_zero_but_doubted_where_some_is_expected(read: Callable[..., Any]) -> None:
    assert read("hours", "id", "tidak ada") == Understood(0)
    assert read("hours", "id", "tidak ada", Limits(min=1)) == Understood(0, implausible=True)


def test_a_bare_number_in_a_long_sentence_is_doubted(read: Callable[..., Any]) -> None:
    told = "my boss said we are only 2 on the line and so nobody can ever leave early"
    assert read("hours", "en", told).implausible


SUMMED = [
    ("ne", "din ma 3 ghanta, 20 din", 3600),
    ("ne", "20 din rojko 3 ghanta", 3600),
    ("vi", "mỗi ngày 3 tiếng, làm 20 ngày", 3600),
    ("id", "3 jam sehari, 22 hari", 3960),
    ("tl", "3 oras kada araw, 20 araw", 3600),
    ("en", "3 hours a day for 20 days", 3600),
    ("en", "10 hours a week, 4 weeks", 2400),
    ("ja", "毎日3時間、20日", 3600),
    ("en", "3 hours x 20 days", 3600),
    ("en", "3h x 20", 3600),
    ("en", "20 days x 3 hours = 60", 3600),
    ("en", "3 hours a day x 22 days", 3960),
    ("en", "2.5 x 20", 3000),
    ("id", "3 jam x 20 hari", 3600),
    ("id", "3jam kali 20 hari", 3600),
    ("id", "3 jam x 5 hari x 4 minggu", 3600),
    ("vi", "3 tiếng x 20 ngày", 3600),
    ("vi", "20 ngày × 2,5 tiếng", 3000),
    ("tl", "3 oras x 20 araw", 3600),
    ("ne", "३ घण्टा x २० दिन", 3600),
    ("ne", "20 din x 3 ghanta", 3600),
    ("ja", "3時間×20日", 3600),
    ("ja", "３ｘ２０", 3600),
    ("en", "90 min x 20", 1800),
]


@pytest.mark.parametrize(("lang", "typed", "minutes"), SUMMED)
def test_hours_a_day_and_the_days_are_multiplied_and_asked_back(
    read: Callable[..., Any], lang: str, typed: str, minutes: int
) -> None:
    assert read("hours", lang, typed) == Understood(minutes, implausible=True)


@pytest.mark.parametrize(
    ("lang", "typed"), [("en", "today 3 hours"), ("ne", "aja 3 ghanta"), ("id", "20 jam dalam 2 bulan")]
)
def test_hours_of_today_or_of_several_months_are_asked_back(read: Callable[..., Any], lang: str, typed: str) -> None:
    assert read("hours", lang, typed).implausible


@pytest.mark.parametrize(("lang", "typed"), [("id", "lembur 3 jam terus"), ("en", "3 hours nonstop")])
def test_few_hours_beside_unknown_words_are_asked_back(read: Callable[..., Any], lang: str, typed: str) -> None:
    assert read("hours", lang, typed).implausible


@pytest.mark.parametrize(("lang", "typed"), [("en", "about 3 hours"), ("id", "lembur 3 jam"), ("ne", "karib 3 ghanta")])
def test_few_hours_alone_are_taken(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    assert outcome("hours", lang, typed) == 180


@pytest.mark.parametrize(
    ("lang", "typed", "more"),
    [
        ("en", "more than 20", True), ("en", "no more than 20", False), ("en", "80+", True), ("en", "20 or more", True),
        ("vi", "quá 20 tiếng", True), ("vi", "không quá 20 tiếng", False), ("id", "tidak lebih dari 20 jam", False),
        ("tl", "hindi lampas 20", False), ("ja", "20時間以上", True), ("ja", "20時間以上ではない", False),
        ("th", "เกิน 20", True), ("th", "ไม่เกิน 20", False), ("th", "น้อยกว่า 20", False), ("my", "၆၀ ကျော်", True),
        ("km", "ជាង ៦០", True), ("km", "តិចជាង ៦០", False), ("zh_Hans", "超过20", True), ("zh_Hans", "不超过20", False),
    ],
)  # fmt: skip
def test_no_more_than_is_not_more(lang: str, typed: str, more: bool) -> None:
    assert load_lexicons(LOCALES, {lang, "en"})[lang].says_more(typed) is more
