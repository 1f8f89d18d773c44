"""How native text is written in other letters to learn from it."""

import pytest

from scripts.transliteration import (
    devanagari_to_latin,
    kana_to_latin,
    mongolian_to_latin,
    short_vowels,
    uzbek_to_cyrillic,
)


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("きょうしつ", "kyoushitsu"),
        ("がっこう", "gakkou"),
        ("パーティー", "pati"),
        ("会社をやめる", "woyameru"),
        ("", ""),
    ],
)
def test_kana(kana: str, latin: str) -> None:
    assert kana_to_latin(kana) == latin


@pytest.mark.parametrize(("native", "latin"), [("मेरा काम", "mera kam"), ("नहीं", "nahin"), ("करना", "karna")])
def test_hindi(native: str, latin: str) -> None:
    assert devanagari_to_latin(native) == latin


def test_mongolian() -> None:
    assert mongolian_to_latin("цалин өгөөгүй") == "tsalin uguugui"


def test_uzbek() -> None:
    assert uzbek_to_cyrillic("yo'q ish haqi bermadi") == "йўқ иш ҳақи бермади"


def test_long_vowels() -> None:
    assert short_vowels("maanche laai") == "manche lai"
