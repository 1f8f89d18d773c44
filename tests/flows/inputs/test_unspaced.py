"""Burmese and Khmer are written without spaces between words: what is said is found all the same, and only whole
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
        ("my", "မနေ့ကသူဌေးကကျွန်တော့်ကိုရိုက်တယ်"), ("my", "အလုပ်ရှင်ကရိုက်တယ်"),
    ],
)  # fmt: skip
def test_danger_is_found_in_the_middle_of_a_run(language: str, text: str) -> None:
    assert danger.find(text, (words(language),))


def test_a_syllable_is_not_cut() -> None:
    assert danger.find("သတ်မှတ်ချက်", (words("my"),)) == []
    assert not whole("လည်း", 0, 1), "la is a month, lañ: is also"
    assert not whole("เดือน", 1, 5), "the vowel before belongs to it"
    assert whole("สามเดือน", 3, 8)
