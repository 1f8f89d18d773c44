"""Burmese, Khmer and Thai are written without spaces between words: what is said is found all the same, and only whole
syllables count."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from flows.inputs import Limits, Understood, danger, parse
from flows.inputs.lexicon import Lexicon
from flows.inputs.phrasebook import whole

LOCALES = Path(__file__).parents[3] / "locales"
TODAY = date(2026, 11, 22)


@cache
def words(language: str) -> Lexicon:
    """A language's words."""
    return Lexicon.load(LOCALES / language / "lexicon.yaml")


@pytest.mark.parametrize(
    ("language", "kind", "text", "means"),
    [
        ("my", "number", "သုံးလ", 3), ("my", "hours", "၂နာရီ", 120), ("my", "hours", "၂နာရီခွဲ", 150),
        ("my", "money", "တစ်သောင်းယန်း", 10_000), ("my", "money", "၁၅သောင်း", 150_000),
        ("my", "date", "မနေ့က", "2026-11-21"),
        ("my", "month", "ပြီးခဲ့တဲ့လ", "2026-10"), ("my", "yes_no", "မဟုတ်ဘူး။", False), ("my", "yes_no", "ဟုတ်ကဲ့", True),
        ("km", "number", "បីខែ", 3), ("km", "hours", "៣ម៉ោង", 180), ("km", "money", "១ម៉ឺនយ៉េន", 10_000),
        ("km", "date", "ម្សិលមិញ", "2026-11-21"), ("km", "month", "ខែមុន", "2026-10"), ("km", "yes_no", "អត់ទេ។", False),
        ("th", "number", "สามเดือน", 3), ("th", "hours", "สองชั่วโมงครึ่ง", 150), ("th", "money", "หนึ่งแสนห้าหมื่น", 150_000),
        ("th", "money", "แสนห้า", 150_000), ("th", "money", "พันสองร้อยเยน", 1200), ("th", "money", "พันห้า", 1500),
        ("th", "money", "แสนแปดครับ", 180_000), ("th", "money", "สองแสนสามหมื่นห้าพัน", 235_000),
        ("th", "date", "3 พ.ย. 2569", "2026-11-03"), ("th", "date", "เมื่อวาน", "2026-11-21"),
        ("th", "month", "ตั้งแต่ ม.ค. 2569", "2026-01"), ("th", "month", "เดือนที่แล้ว", "2026-10"),
        ("th", "yes_no", "ใช่ค่ะ", True), ("th", "yes_no", "ไม่มีครับ", False), ("th", "yes_no", "ยังไม่ได้", False),
    ],
)  # fmt: skip
def test_words_that_touch_are_understood(language: str, kind: str, text: str, means: object) -> None:
    limits = Limits(unit="month") if kind == "number" else Limits()
    found = parse(kind, text, words(language), TODAY, limits=limits)
    assert isinstance(found, Understood)
    assert found.value == means


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("km", "ម្សិលមិញមេវាយខ្ញុំ"), ("km", "គេនឹងនាំខ្ញុំទៅព្រលាន"),
        ("th", "เมื่อวานหัวหน้าตีผม"), ("th", "โดนคนที่ทำงานตบ"), ("th", "เขาขังไว้ในห้อง"), ("th", "อยากตาย"),
        ("th", "หายใจไม่ออกค่ะ"), ("km", "ខ្ញុំដកដង្ហើមមិនរួច"), ("my", "သွေးထွက်နေတယ်"), ("zh_Hans", "有人跟踪我"),
        ("zh_Hans", "他拿着刀"), ("my", "မနေ့ကသူဌေးကကျွန်တော့်ကိုရိုက်တယ်"), ("my", "အလုပ်ရှင်ကရိုက်တယ်"),
    ],
)  # fmt: skip
def test_danger_is_found_in_the_middle_of_a_run(language: str, text: str) -> None:
    assert danger.find(text, (words(language),))


@pytest.mark.parametrize(
    "text", ["เริ่มงานตีสาม", "ทาสีบ้าน", "เหนื่อยอยากตาย", "หัวหน้าตีกลับงาน", "ไม่มีใครทำร้าย", "บังคับทำงานโอที"]
)
def test_what_only_sounds_like_danger_in_thai_is_none(text: str) -> None:
    assert danger.find(text, (words("th"),)) == []


def test_a_syllable_is_not_cut() -> None:
    assert danger.find("သတ်မှတ်ချက်", (words("my"),)) == []
    assert not whole("လည်း", 0, 1), "la is a month, lañ: is also"
    assert not whole("เดือน", 1, 5), "the vowel before belongs to it"
    assert whole("สามเดือน", 3, 8)


@pytest.mark.parametrize("typed", ["正月十五", "腊月二十三", "大年初一", "农历十月五日"])
def test_a_day_of_the_lunar_calendar_is_never_another_day(typed: str) -> None:
    assert not isinstance(parse("date", typed, words("zh_Hans"), TODAY, limits=Limits()), Understood)
