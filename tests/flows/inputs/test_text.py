"""Free text: kept as written by the caller, and made safe to show here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows.inputs import Limits
from flows.inputs.text import displayable


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  họ giữ hộ chiếu \n", "họ giữ hộ chiếu"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066hidden\u2069 turn", "hidden turn"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("Z\u0301\u0300\u0302\u0303\u0304\u0305\u0306algo", "Ź\u0300\u0302\u0303algo"),
        ("line\n\n\n\n\nline", "line\n\nline"),
        ("wide          gap", "wide  gap"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("कार्\u200dय", "कार्\u200dय"),  # the joiner belongs to the word
        ("ចាស\u200bបាទ", "ចាស\u200bបាទ"),  # so does the space that Khmer does not show
        ("👨‍👩‍👧 family", "👨‍👩‍👧 family"),
    ],
)
def test_text_is_made_safe_to_show(typed: str, shown: str) -> None:
    assert displayable(typed) == shown


def test_text_has_limits(outcome: Callable[..., Any]) -> None:
    assert outcome("text", "en", "hello") == "hello"
    assert outcome("text", "en", "  \u200b\u202e ") == "not: empty"
    assert outcome("text", "en", "ab", Limits(min=3)) == "not: too_short"
    assert outcome("text", "en", "x" * 4000) == "x" * 4000
    assert outcome("text", "en", "x" * 4001) == "not: too_long"
    assert outcome("text", "en", "\x00" * 30_000 + "x") == "not: empty"
