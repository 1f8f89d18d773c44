"""What is alike for a reader is alike for the parsers."""

from __future__ import annotations

import pytest

from flows.inputs.fold import clean, fits, fold


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Tăng Ca", "tang ca"),
        ("Đuổi việc", "duoi viec"),
        ("hoà", "hòa"),
        ("Ｏｔ　！", "ot"),
        ("キノウ", "きのう"),
        ("ﾊｲ", "はい"),
        ("घण्टा", "घन्टा"),
        ("शुक्रवार", "सुक्रबार"),
        ("मङ्गलबार", "मंगलबार"),
        ("नेपाली", "नेपालि"),
        ("गर\u094d\u200dयो", "गर्यो"),
        ("co\u200bng ty 😀", "cong ty"),
        ("di-PHK", "di phk"),
        ("dalawa't", "dalawat"),
        ("1️⃣", "1"),
        ("१२३ ၁၂၃ ១២៣ ๑๒๓ ১২৩ ෧෨෩", "123 123 123 123 123 123"),
        ("၂ဝဝ၈", "2008"),
        ("၁ဝရက်", "10ရက်"),
    ],
)
def test_these_are_one(first: str, second: str) -> None:
    assert fold(first) == fold(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("chha", "xa"),
        ("chhaina", "xaina"),
        ("thaahaa", "thaha"),
        ("tallab", "talab"),
        ("shukrawar", "sukrabaar"),
    ],
)
def test_romanised_nepali_has_many_spellings(first: str, second: str) -> None:
    assert fold(first, romanised=True) == fold(second, romanised=True)
    assert fold(first) != fold(second)


def test_a_burmese_letter_stays_a_letter_where_it_begins_a_word() -> None:
    assert clean("၅ရက်") == "5ရက်"  # five days, not 57


@pytest.mark.parametrize(
    ("typed", "word", "may"),
    [
        ("sau", "sáu", True),
        ("sau", "sau", True),
        ("sáu", "sau", False),
        ("tiêng", "tiếng", True),
        ("danh", "đánh", True),
        ("đanh", "đánh", True),
        ("đã", "đá", False),
        ("hoà", "hòa", True),
    ],
)
def test_marks_may_be_missing_but_not_contradict(typed: str, word: str, may: bool) -> None:
    assert fits(typed, word) is may
