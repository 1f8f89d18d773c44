"""A worker types a day. In these tests it is Saturday, 21 November 2026."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.inputs import Limits, NotUnderstood, Understood

PAST = Limits(max=0)

TYPED = [
    ("vi", "hôm qua", "2026-11-20"),
    ("vi", "hom qua", "2026-11-20"),
    ("vi", "hôm nay", "2026-11-21"),
    ("vi", "hom kia", "2026-11-19"),
    ("vi", "ngày 3 tháng 11", "2026-11-03"),
    ("vi", "3 thang 11 nam 2026", "2026-11-03"),
    ("vi", "mùng 3 tháng 11", "2026-11-03"),
    ("vi", "cach day 3 ngay", "2026-11-18"),
    ("vi", "hai ngày trước", "2026-11-19"),
    ("vi", "thứ hai tuần trước", "2026-11-09"),
    ("vi", "thu 2 tuan truoc", "2026-11-09"),
    ("vi", "chủ nhật", "2026-11-15"),
    ("vi", "T2", "2026-11-16"),
    ("vi", "ngày 3 tháng trước", "2026-10-03"),
    ("vi", "15 tháng 8 năm ngoái", "2025-08-15"),
    ("vi", "ngày năm tháng sáu", "2026-06-05"),
    ("id", "kemarin", "2026-11-20"),
    ("id", "kemarin lusa", "2026-11-19"),
    ("id", "3 Nopember 2026", "2026-11-03"),
    ("id", "tgl 3 bulan 11", "2026-11-03"),
    ("id", "tiga hari yg lalu", "2026-11-18"),
    ("id", "Senin kemarin", "2026-11-16"),
    ("id", "Senin minggu lalu", "2026-11-09"),
    ("id", "hari Minggu lalu", "2026-11-15"),
    ("id", "tgl 15 bln lalu", "2026-10-15"),
    ("id", "17 Agustus 2025", "2025-08-17"),
    ("ne", "हिजो", "2026-11-20"),
    ("ne", "hijo", "2026-11-20"),
    ("ne", "asti", "2026-11-19"),
    ("ne", "aaja", "2026-11-21"),
    ("ne", "३ नोभेम्बर", "2026-11-03"),
    ("ne", "२०२६ नोभेम्बर ३", "2026-11-03"),
    ("ne", "३ दिन अघि", "2026-11-18"),
    ("ne", "tin din aghi", "2026-11-18"),
    ("ne", "5 din pahila", "2026-11-16"),
    ("ne", "gaeko sombar", "2026-11-16"),
    ("ne", "sukrabar", "2026-11-20"),
    ("ne", "गत हप्ताको सोमबार", "2026-11-09"),
    ("ne", "गत महिनाको १५ तारिख", "2026-10-15"),
    ("tl", "kahapon", "2026-11-20"),
    ("tl", "10 araw na", "2026-11-11"),
    ("ja", "みっかまえ", "2026-11-18"),
    ("tl", "kamakalawa", "2026-11-19"),
    ("tl", "ika-3 ng Nobyembre", "2026-11-03"),
    ("tl", "Nobyembre 3", "2026-11-03"),
    ("tl", "tatlong araw na ang nakalipas", "2026-11-18"),
    ("tl", "noong Lunes", "2026-11-16"),
    ("tl", "noong Linggo", "2026-11-15"),
    ("tl", "15 ng nakaraang buwan", "2026-10-15"),
    ("tl", "Mar 3", "2026-03-03"),
    ("en", "2026-11-03", "2026-11-03"),
    ("en", "20261103", "2026-11-03"),
    ("en", "November 3rd", "2026-11-03"),
    ("en", "Nov 3, 2026", "2026-11-03"),
    ("en", "3 Nov 26", "2026-11-03"),
    ("en", "25/12", "2025-12-25"),
    ("en", "3 days ago", "2026-11-18"),
    ("en", "last Monday", "2026-11-16"),
    ("en", "monday last week", "2026-11-09"),
    ("en", "yesterday, Friday", "2026-11-20"),
    ("en", "the 15th", "2026-11-15"),
    ("en", "3rd of last month", "2026-10-03"),
    ("en", "March 11", "2026-03-11"),
    ("ja", "昨日", "2026-11-20"),
    ("ja", "キノウ", "2026-11-20"),
    ("ja", "一昨日", "2026-11-19"),
    ("ja", "十一月三日", "2026-11-03"),
    ("ja", "2026年11月3日", "2026-11-03"),
    ("ja", "二〇二六年十一月三日", "2026-11-03"),
    ("ja", "令和8年11月3日", "2026-11-03"),
    ("ja", "R8.11.3", "2026-11-03"),
    ("ja", "8.11.3", "2026-11-03"),
    ("ja", "26/11/3", "2026-11-03"),
    ("ja", "令和元年5月1日", "2019-05-01"),
    ("ja", "先週の月曜日", "2026-11-09"),
    ("ja", "３日前", "2026-11-18"),
    ("ja", "先月の15日", "2026-10-15"),
    ("ja", "去年の8月15日", "2025-08-15"),
    ("ja", "しがつみっか", "2026-04-03"),
    # a Buddhist year, as Thai readers write it
    ("en", "2569/11/3", "2026-11-03"),
]

SEVERAL = [
    ("vi", "3/11", ["2026-11-03", "2026-03-11"]),
    ("id", "03-11-2026", ["2026-11-03", "2026-03-11"]),
    ("ne", "3/11", ["2026-11-03", "2026-03-11"]),
    ("tl", "3/11", ["2026-03-11", "2026-11-03"]),
    ("ja", "3/11", ["2026-03-11", "2026-11-03"]),
    ("en", "3/11/2569", ["2026-11-03", "2026-03-11"]),
    ("en", "03112026", ["2026-11-03", "2026-03-11"]),
]

REFUSED = [
    ("ne", "2083-07-17", "bikram_sambat"),
    ("ne", "२०८३/७/१७", "bikram_sambat"),
    ("ne", "17/7/2083", "bikram_sambat"),
    ("ne", "कात्तिक ३", "bikram_sambat"),
    ("ne", "kartik 17", "bikram_sambat"),
    ("ne", "3 gate", "bikram_sambat"),
    ("vi", "thang truoc", "not_a_day"),
    ("ja", "11月", "not_a_day"),
    ("en", "5 days", "not_a_day"),
    ("ja", "11月5日か6日", "not_a_day"),
    ("en", "5 or 6 November", "not_a_day"),
    ("vi", "ngày 5 hoặc 6 tháng 11", "not_a_day"),
    ("en", "31 April", "no_such_date"),
    ("en", "31/4", "no_such_date"),
    ("ja", "11月31日", "no_such_date"),
    ("en", "2026/13/45", "no_such_date"),
    ("en", "some time ago", "no_date"),
    ("en", "", "empty"),
]


@pytest.mark.parametrize(("lang", "typed", "day"), TYPED)
def test_a_past_day_is_understood_as_people_write_it(
    outcome: Callable[..., Any], lang: str, typed: str, day: str
) -> None:
    assert outcome("date", lang, typed, PAST) == day


@pytest.mark.parametrize(("lang", "typed", "days"), SEVERAL)
def test_day_and_month_that_can_be_swapped_are_asked_back(
    outcome: Callable[..., Any], lang: str, typed: str, days: list[str]
) -> None:
    assert outcome("date", lang, typed) == days


@pytest.mark.parametrize(("lang", "typed", "reason"), REFUSED)
def test_what_names_no_day_is_not_taken_for_one(
    outcome: Callable[..., Any], lang: str, typed: str, reason: str
) -> None:
    assert outcome("date", lang, typed, PAST) == f"not: {reason}"


@pytest.mark.parametrize(
    ("lang", "typed", "day"),
    [
        ("en", "tomorrow", "2026-11-22"),
        ("en", "in 3 days", "2026-11-24"),
        ("en", "next monday", "2026-11-23"),
        ("vi", "ngày mai", "2026-11-22"),
        ("vi", "sau 3 ngay", "2026-11-24"),
        ("id", "lusa", "2026-11-23"),
        ("ne", "bholi", "2026-11-22"),
        ("tl", "bukas", "2026-11-22"),
        ("ja", "あさって", "2026-11-23"),
        ("ja", "次の月曜日", "2026-11-23"),
        ("tl", "10 araw na lang", "2026-12-01"),
        ("tl", "sampung araw nalang po", "2026-12-01"),
        ("ja", "しあさって", "2026-11-24"),
        ("ja", "再来週の月曜", "2026-11-30"),
        ("ja", "ふつか後", "2026-11-23"),
        ("ja", "残り10日", "2026-12-01"),
        ("vi", "chỉ còn 10 ngày", "2026-12-01"), ("vi", "con khoang 10 ngay", "2026-12-01"),
        ("id", "tinggal 10 hari", "2026-12-01"), ("id", "sisa 10 hari", "2026-12-01"),
        ("ne", "10 din baki chha", "2026-12-01"), ("ne", "१० दिन बाँकी", "2026-12-01"),
        ("en", "10 days left", "2026-12-01"), ("ja", "10日残っています", "2026-12-01"),
        ("en", "two weeks today", "2026-12-05"), ("en", "a week from today", "2026-11-28"),
        ("ja", "2週間後の今日", "2026-12-05"),
    ],
)  # fmt: skip
def test_a_coming_day_is_understood_where_it_may_come(
    outcome: Callable[..., Any], read: Callable[..., Any], lang: str, typed: str, day: str
) -> None:
    assert outcome("date", lang, typed) == day
    assert read("date", lang, typed, PAST) == Understood(day, implausible=True)


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("id", "besok lusa"), ("ne", "bholi parsi"), ("vi", "ngày mai ngày kia"), ("tl", "bukas o makalawa"),
        ("ja", "明日か明後日"),
    ],
)  # fmt: skip
def test_of_two_days_it_is_asked_which(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    assert outcome("date", lang, typed) == ["2026-11-22", "2026-11-23"]


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("en", "today two weeks"), ("vi", "hôm nay được 2 tuần"), ("en", "20 more days"), ("en", "5 working days"),
        ("id", "besok-besok"), ("vi", "mai mốt"), ("en", "tomorrow or the day after"),
        ("vi", "20/10 âm lịch"), ("en", "friday before last"),
    ],
)  # fmt: skip
def test_days_and_weeks_of_which_nobody_knows_from_when_are_no_day(
    read: Callable[..., Any], lang: str, typed: str
) -> None:
    assert isinstance(read("date", lang, typed), NotUnderstood)


def test_a_weekday_without_last_or_next_is_asked_back(outcome: Callable[..., Any]) -> None:
    assert outcome("date", "en", "Monday") == ["2026-11-16", "2026-11-23"]
    assert outcome("date", "en", "Monday", Limits(min=0)) == "2026-11-23"
    assert outcome("date", "ne", "शनिबार") == "2026-11-21"  # today is one


def test_a_day_without_a_year_is_asked_back_when_both_sides_are_far(outcome: Callable[..., Any]) -> None:
    assert outcome("date", "en", "11 March") == ["2026-03-11", "2027-03-11"]
    assert outcome("date", "en", "3 November") == "2026-11-03"
    assert outcome("date", "en", "3 January") == "2027-01-03"


def test_a_day_a_lifetime_away_is_doubted(read: Callable[..., Any]) -> None:
    assert read("date", "en", "1999-01-01") == Understood("1999-01-01", implausible=True)


TWO_WEEKS_AGO = [
    ("vi", "2 tuan truoc"),
    ("vi", "cách đây hai tuần"),
    ("vi", "2 tuần rồi"),
    ("id", "2 minggu yg lalu"),
    ("id", "dua minggu lalu"),
    ("id", "2 mgg lalu"),
    ("ne", "२ हप्ता अघि"),
    ("ne", "dui hapta aghi"),
    ("ne", "2 hapta bhayo"),
    ("tl", "dalawang linggo na"),
    ("tl", "dalawang linggo na ang nakalipas"),
    ("tl", "2 weeks ago"),
    ("en", "two weeks ago"),
    ("en", "2 weeks back"),
    ("ja", "2週間前"),
    ("ja", "二週間前"),
]


@pytest.mark.parametrize(("lang", "typed"), TWO_WEEKS_AGO)
def test_weeks_ago_are_counted_and_asked_back(read: Callable[..., Any], lang: str, typed: str) -> None:
    assert read("date", lang, typed, PAST) == Understood("2026-11-07", implausible=True)


LAST_WEEK = [
    ("vi", "tuan truoc"),
    ("vi", "tuần rồi"),
    ("id", "minggu lalu"),
    ("ne", "gata hapta"),
    ("ne", "गत हप्ता"),
    ("tl", "last week"),
    ("tl", "noong nakaraang linggo"),
    ("en", "last week"),
    ("ja", "先週"),
    ("ja", "せんしゅう"),
]


@pytest.mark.parametrize(("lang", "typed"), LAST_WEEK)
def test_of_last_week_it_is_asked_which_day(read: Callable[..., Any], lang: str, typed: str) -> None:
    days = tuple(f"2026-11-{day:02d}" for day in range(9, 16))
    assert set(days) <= set(read("date", lang, typed, PAST).ambiguous)


def test_of_this_week_only_the_days_are_offered_that_can_be_meant(read: Callable[..., Any]) -> None:
    assert read("date", "en", "this week", PAST).ambiguous[-1] == "2026-11-21"


PARTS = [
    ("vi", "cuối tháng trước", "2026-10-31"),
    ("vi", "cuoi thang 10", "2026-10-31"),
    ("vi", "đầu tháng này", "2026-11-01"),
    ("id", "akhir bulan lalu", "2026-10-31"),
    ("id", "awal bulan ini", "2026-11-01"),
    ("id", "pertengahan Oktober", "2026-10-15"),
    ("ne", "gata mahina ko antya", "2026-10-31"),
    ("ne", "गत महिनाको अन्त्य", "2026-10-31"),
    ("tl", "katapusan ng nakaraang buwan", "2026-10-31"),
    ("tl", "katapusan ng Oktubre", "2026-10-31"),
    ("en", "end of last month", "2026-10-31"),
    ("en", "at the end of February", "2026-02-28"),
    ("en", "mid October", "2026-10-15"),
    ("ja", "先月末", "2026-10-31"),
    ("ja", "先月の終わり", "2026-10-31"),
    ("ja", "10月末", "2026-10-31"),
]


@pytest.mark.parametrize(("lang", "typed", "day"), PARTS)
def test_the_end_of_a_month_is_asked_back_as_its_last_day(
    read: Callable[..., Any], lang: str, typed: str, day: str
) -> None:
    assert read("date", lang, typed, PAST) == Understood(day, implausible=True)


@pytest.mark.parametrize(("lang", "typed"), [("vi", "hnay"), ("id", "hr ini")])
def test_today_is_read_as_it_is_shortened(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    assert outcome("date", lang, typed) == "2026-11-21"


@pytest.mark.parametrize("lang", ["vi", "id", "ne", "tl", "en", "ja"])
def test_the_letter_o_in_a_year_is_a_slip_and_never_another_year(read: Callable[..., Any], lang: str) -> None:
    readings = read("date", lang, "1/11/2o26", PAST)
    assert readings.implausible
    assert {*readings.ambiguous, readings.value} <= {"2026-11-01", "2026-01-11"}
    assert not isinstance(read("date", lang, "1/11/2x26"), Understood)
    assert read("month", lang, "11/2o26").implausible
    assert read("month", lang, "11/2o26").value == "2026-11"


NEPALI_DATES = [
    "2083/7/15",
    "2083-07-15",
    "15 kartik 2083",
    "kartik 15",
    "कार्तिक १५",
    "२०८३ कार्तिक १५",
    "kartik 15 gate",
    "15 gate",
]


@pytest.mark.parametrize("typed", NEPALI_DATES)
def test_a_day_of_the_nepali_calendar_is_never_converted(outcome: Callable[..., Any], typed: str) -> None:
    assert outcome("date", "ne", typed) == "not: bikram_sambat"


@pytest.mark.parametrize("typed", ["mùng 5 tết", "5 tháng chạp", "15/10 âm lịch"])
def test_a_day_of_the_lunar_calendar_is_never_another_day(outcome: Callable[..., Any], typed: str) -> None:
    assert outcome("date", "vi", typed) == "not: not_a_day"
    assert outcome("month", "vi", "tháng chạp") == outcome("month", "vi", "tháng mười hai")


@pytest.mark.parametrize("typed", ["monday week", "on Friday week", "a week on Monday", "a week from Tuesday"])
def test_a_week_behind_a_weekday_is_not_that_weekday(outcome: Callable[..., Any], typed: str) -> None:
    assert outcome("date", "en", typed) == "not: not_a_day"
    assert outcome("date", "en", "last week on Monday") == outcome("date", "en", "Monday last week")
