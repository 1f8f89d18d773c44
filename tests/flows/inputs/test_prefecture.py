"""A worker types where they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flows.inputs import Lexicon, Limits, NotUnderstood, Understood, load_lexicons, parse
from flows.inputs import prefecture_spellings as spellings
from flows.inputs.prefecture import codes_in, prefectures, region_of


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Shizuoka", "22"),
        ("Sizuoka", "22"),
        ("shizuoka ken", "22"),
        ("Hamamatsu", "22"),
        ("ở Nagoya ạ", "23"),
        ("aichi-ken nagoya-shi", "23"),
        ("愛知県名古屋市", "23"),
        ("नागोया", "23"),
        ("आइची", "23"),
        ("टोकियो", "13"),
        ("東京都府中市", "13"),
        ("とうきょう", "13"),
        ("トウキョウ", "13"),
        ("Tokio", "13"),
        ("Toukyou", "13"),
        ("Tōkyō", "13"),
        ("京都", "26"),
        ("我在东京都", "13"),
        ("东京", "13"),
        ("爱知县丰田市", "23"),
        ("横滨", "14"),
        ("冲绳", "47"),
        ("東広島", "34"),
        ("Higashi Hiroshima", "34"),
        ("Kita Kyushu", "40"),
        ("Hyougo", "28"),
        ("hiogo", "28"),
        ("Kobe po", "28"),
        ("di Gunma", "10"),
        ("gumma", "10"),
        ("Ooita", "44"),
        ("nigata", "15"),
        ("Kochi", "39"),
        ("ギフ", "21"),
        ("津市です", "24"),
        ("osakafu", "27"),
        ("sa Okinawa", "47"),
        ("hokkaido", "01"),
        ("ibaraki", "08"),
    ],
)
def test_a_place_is_understood_in_every_script(outcome: Callable[..., Any], typed: str, code: str) -> None:
    assert outcome("prefecture", "en", typed) == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("ota", ["10", "13"]), ("Chiba or Tokyo", ["12", "13"]), ("府中市", ["13", "34"])],
)
def test_a_name_of_two_places_is_asked_back(outcome: Callable[..., Any], typed: str, codes: list[str]) -> None:
    assert outcome("prefecture", "en", typed) == codes


@pytest.mark.parametrize(
    ("typed", "code"), [("shizoka", "22"), ("hamamtsu", "22"), ("hiroshma", "34"), ("fukuoak", "40")]
)
def test_a_misspelt_place_is_a_guess(read: Callable[..., Any], typed: str, code: str) -> None:
    assert read("prefecture", "en", typed) == Understood(code, implausible=True)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("Kansai", "region"),
        ("関東です", "region"),
        ("关东", "region"),
        ("Vietnam", "no_prefecture"),
        ("しました", "no_prefecture"),
        ("?", "empty"),
    ],
)
def test_what_names_no_prefecture_is_refused(outcome: Callable[..., Any], typed: str, reason: str) -> None:
    assert outcome("prefecture", "en", typed) == f"not: {reason}"


def test_a_nepali_ending_on_a_name_does_no_harm(outcome: Callable[..., Any]) -> None:
    assert outcome("prefecture", "ne", "टोकियोमा बस्छु") == "13"
    assert outcome("prefecture", "ne", "nagoyama") == "23"


def test_every_prefecture_is_found_by_each_of_its_names(outcome: Callable[..., Any]) -> None:
    for place in prefectures():
        for name in place.names:
            assert outcome("prefecture", "en", name) == place.code, name


def test_every_city_is_found_or_asked_back(read: Callable[..., Any]) -> None:
    for place in prefectures():
        for city in place.cities:
            for name in city:
                parsed = read("prefecture", "en", name)
                assert isinstance(parsed, Understood), name
                own_name = any(parsed.value == p.code and p.code != place.code for p in prefectures())
                assert place.code in (parsed.value, *parsed.ambiguous) or own_name, name


def test_the_47_prefectures_lie_in_eight_regions() -> None:
    assert [place.code for place in prefectures()] == [f"{number:02d}" for number in range(1, 48)]
    assert region_of("22") == "chubu"
    assert codes_in("shikoku") == ("36", "37", "38", "39")
    assert sum(len(codes_in(region)) for region in {place.region for place in prefectures()}) == 47


LOCALES = Path(__file__).parents[3] / "locales"
WRITTEN_IN = {"Cyrl": "mn", "Beng": "bn", "Mymr": "my", "Khmr": "km", "Thai": "th", "Sinh": "si"}


@cache
def words(language: str) -> Lexicon:
    """A language's words, with the English ones."""
    return load_lexicons(LOCALES, [language, "en"])[language]


def place(language: str, typed: str) -> object:
    return parse("prefecture", typed, words(language), date(2026, 11, 22), limits=Limits())


@pytest.mark.parametrize("script", WRITTEN_IN)
def test_every_prefecture_is_understood_in_every_script_we_know_a_spelling_in(script: spellings.Script) -> None:
    listed = spellings._file().names
    assert sorted(listed) == [prefecture.code for prefecture in prefectures()]
    language = WRITTEN_IN[script]
    read = {(code, name): place(language, name) for code, spelt in listed.items() for name in spelt[script]}
    assert read == {(code, name): Understood(code) for code, name in read}


def test_so_are_cities() -> None:
    known = {names[0]: prefecture.code for prefecture in prefectures() for names in prefecture.cities}
    for kanji, spelt in spellings._file().cities.items():
        for script, language in WRITTEN_IN.items():
            for name in spelt[script]:  # type: ignore[index]  # its keys are those of WRITTEN_IN
                assert place(language, name) == Understood(known[kanji]), name


@pytest.mark.parametrize(
    ("language", "typed", "code"),
    [
        ("mn", "Хирошима", "34"), ("mn", "Чиба", "12"), ("mn", "Осакад ажилладаг", "27"), ("mn", "Токиогоос", "13"),
        ("uz", "Токиода", "13"), ("mn", "Шизүока", "22"), ("bn", "টোকিওতে", "13"), ("bn", "আমি ওসাকায় থাকি", "27"),
        ("bn", "কিয়োতো", "26"), ("my", "တိုကျိုမှာ", "13"), ("my", "အိုဆာကာမှာနေတယ်", "27"), ("km", "ខ្ញុំនៅតូក្យូ", "13"),
        ("th", "ผมอยู่โอซาก้าครับ", "27"), ("th", "จังหวัดชิบะ", "12"), ("si", "මම ඔසාකා වල ඉන්නේ", "27"),
        ("si", "ටෝකියෝවල", "13"),
    ],
)  # fmt: skip
def test_a_place_in_a_sentence_or_spelt_otherwise(language: str, typed: str, code: str) -> None:
    assert place(language, typed) == Understood(code)


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("th", "ทำงานที่โรงงาน"), ("th", "อาสากาชาดไทย"), ("my", "မသိဘူး"), ("km", "មិនដឹងទេ"), ("bn", "জানি না"),
        ("mn", "мэдэхгүй"), ("si", "නරකයි"),
    ],
)  # fmt: skip
def test_other_words_are_no_place(language: str, typed: str) -> None:
    assert place(language, typed) == NotUnderstood("no_prefecture")


def test_two_places_are_asked_back() -> None:
    assert place("th", "อิบารากิกับชิบะ") == Understood("08", ambiguous=("08", "12"))


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "not in Tokyo"), ("en", "I don't live in Tokyo"), ("ja", "東京じゃない"),
        ("ja", "おきなわ では ない"), ("ja", "おきなわではありません"), ("ja", "東京ではなく大阪"),
        ("vi", "không phải Tokyo"), ("id", "bukan Tokyo"), ("ne", "टोकियो होइन"), ("th", "ไม่ใช่โตเกียว"),
    ],
)  # fmt: skip
def test_where_somebody_is_not_is_asked_back(language: str, typed: str) -> None:
    assert place(language, typed) == NotUnderstood("no_prefecture")


@pytest.mark.parametrize("typed", ["no, Tokyo", "Tokyo, not far from Shinjuku", "not sure, I think Tokyo"])
def test_a_no_before_the_place_corrects_and_denies_none(typed: str) -> None:
    assert place("en", typed) == Understood("13")
