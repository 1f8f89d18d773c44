"""A worker answers yes or no: with a word, a verb, a sign or a thumb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

YES = [
    ("vi", "có"), ("vi", "co"), ("vi", "dạ"), ("vi", "dạ có ạ"), ("vi", "rồi"), ("vi", "dc"), ("vi", "uk"),
    ("vi", "có, họ giữ hộ chiếu"), ("vi", "đúng rồi ạ"), ("vi", "công ty giữ hộ chiếu rồi"),
    ("id", "ya"), ("id", "iya kak"), ("id", "sudah"), ("id", "sdh"), ("id", "sudah dibayar"),
    ("id", "paspor saya ditahan, iya"),
    ("ne", "हो"), ("ne", "ho ni"), ("ne", "छ"), ("ne", "chha"), ("ne", "xa"), ("ne", "hajur"), ("ne", "पाएँ"),
    ("ne", "dieko chha"), ("ne", "passport company sanga chha"),
    ("tl", "oo"), ("tl", "opo"), ("tl", "o"), ("tl", "oo po"), ("tl", "yup"), ("tl", "meron po"),
    ("tl", "oo, hawak nila"),
    ("en", "yes"), ("en", "Y"), ("en", "yes, but not all"), ("en", "my boss said yes"), ("en", "👍🏽 sure"),
    ("ja", "はい"), ("ja", "ハイ"), ("ja", "はい、そうです"), ("ja", "もらいました"), ("ja", "うん"),
    ("ja", "パスポートは会社にあります"),
    ("vi", "hai"), ("en", "はい"), ("ne", "1"), ("ne", "१"), ("tl", "👍"), ("id", "✅"), ("ja", "○"), ("vi", "👌🏻"),
]  # fmt: skip

NO = [
    ("vi", "không"), ("vi", "ko"), ("vi", "k"), ("vi", "hok"), ("vi", "chua"), ("vi", "dạ em chưa"),
    ("vi", "chưa nhận được lương"), ("vi", "ko dc"), ("vi", "không có"), ("vi", "không ạ, em vẫn giữ"),
    ("id", "tidak"), ("id", "tdk"), ("id", "gk"), ("id", "ga"), ("id", "gak"), ("id", "nggak"), ("id", "ndak"),
    ("id", "belum"), ("id", "blm dibayar"), ("id", "tidak pernah"),
    ("ne", "होइन"), ("ne", "hoina"), ("ne", "छैन"), ("ne", "chhaina"), ("ne", "chaina"), ("ne", "xaina"),
    ("ne", "talab paeko chhaina"), ("ne", "तलब पाएको छैन"), ("ne", "diyena"),
    ("tl", "hindi"), ("tl", "di"), ("tl", "d"), ("tl", "wala"), ("tl", "no po"), ("tl", "di bayad"),
    ("tl", "hindi pa nabayaran"), ("tl", "wala po akong natanggap"),
    ("en", "no"), ("en", "nope"), ("en", "n"), ("en", "not yet"), ("en", "No, they still have it"),
    ("en", "i have not"),
    ("ja", "いいえ"), ("ja", "まだもらっていません"), ("ja", "返してくれません"), ("ja", "違います"), ("ja", "ない"),
    ("vi", "👎"), ("en", "いいえ"), ("ne", "2"), ("tl", "❌"), ("ja", "×"),
]  # fmt: skip

NEITHER = [
    ("ja", "かもしれない", "no_yes_no"), ("ja", "あるかもしれません", "no_yes_no"),
    ("ja", "どちらとも言えない", "no_yes_no"),
    ("id", "bisa jadi", "no_yes_no"),
    ("vi", "phải làm sao", "no_yes_no"), ("vi", "toi phai lam sao day", "no_yes_no"),
    ("vi", "có phải không", "no_yes_no"), ("ne", "ke garne ho", "no_yes_no"),
    ("vi", "không sao", "no_yes_no"), ("vi", "sao cũng được", "no_yes_no"), ("vi", "ko bit", "unknown"),
    ("id", "tidak apa-apa", "no_yes_no"), ("id", "gpp", "no_yes_no"), ("en", "no problem", "no_yes_no"),
    ("en", "i don't know", "unknown"),
    ("vi", "ko biet", "unknown"),
    ("id", "ga tau", "unknown"),
    ("ne", "thaha chhaina", "unknown"),
    ("tl", "ewan", "unknown"),
    ("tl", "di ko alam", "unknown"),
    ("vi", "có lẽ", "unknown"), ("id", "enggak tau", "unknown"), ("id", "nggak yakin", "unknown"),
    ("tl", "di ko po alam", "unknown"), ("ne", "tha chaina", "unknown"), ("en", "no clue", "unknown"),
    ("ja", "よくわかりません", "unknown"),
    ("vi", "có lúc có", "no_yes_no"), ("vi", "lúc có lúc không", "no_yes_no"), ("id", "kadang ada", "no_yes_no"),
    ("en", "never heard", "no_yes_no"), ("ja", "はっきりしない", "no_yes_no"), ("tl", "hindi palagi", "no_yes_no"),
    ("ne", "suneko chhaina", "no_yes_no"), ("en", "not always", "no_yes_no"), ("vi", "hình như có", "no_yes_no"),
    ("en", "yes no", "both"),
    ("en", "yes but no", "both"),
    ("en", "👍👎", "both"),
    ("en", "yes 👎", "both"),
    ("vi", "có không?", "both"),
    ("en", "do I have to pay, yes?", "no_yes_no"),
    ("en", "they took it last year", "no_yes_no"),
    ("en", "what should I do", "no_yes_no"),
    ("en", "what can i do now", "no_yes_no"),
    ("id", "gimana ya", "no_yes_no"),
    ("id", "saya harus apa ya", "no_yes_no"),
    ("en", "", "empty"),
    ("en", "…", "empty"),
]


@pytest.mark.parametrize(("lang", "typed"), YES)
def test_yes(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    assert outcome("yes_no", lang, typed) is True


@pytest.mark.parametrize(("lang", "typed"), NO)
def test_no(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    assert outcome("yes_no", lang, typed) is False


@pytest.mark.parametrize(("lang", "typed", "reason"), NEITHER)
def test_neither_yes_nor_no(outcome: Callable[..., Any], lang: str, typed: str, reason: str) -> None:
    assert outcome("yes_no", lang, typed) == f"not: {reason}"


def test_a_yes_at_the_end_of_a_long_story_is_not_the_answer(outcome: Callable[..., Any]) -> None:
    story = "my boss told me to wait until the next month and then he said to everybody in the room yes"
    assert outcome("yes_no", "en", story) == "not: no_yes_no"
