"""A worker types a word instead of pressing a button."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from flows.inputs import Intent, Lexicon
from flows.inputs.intents import find


@pytest.mark.parametrize(
    ("lang", "typed", "intent"),
    [
        ("vi", "giúp", Intent.HELP), ("vi", "giup toi voi", Intent.HELP), ("vi", "quay lai", Intent.BACK),
        ("vi", "dừng", Intent.STOP), ("vi", "ko biet", Intent.UNKNOWN), ("vi", "bo qua", Intent.SKIP),
        ("vi", "khong muon noi", Intent.PREFER_NOT), ("vi", "ngon ngu", Intent.LANGUAGE),
        ("vi", "xóa dữ liệu của tôi", Intent.DELETE),
        ("id", "bantuan", Intent.HELP), ("id", "tolong dong kak", Intent.HELP), ("id", "kembali", Intent.BACK),
        ("id", "ga tau", Intent.UNKNOWN), ("id", "lewati", Intent.SKIP), ("id", "ganti bahasa", Intent.LANGUAGE),
        ("ne", "मद्दत", Intent.HELP), ("ne", "madat", Intent.HELP), ("ne", "thaha xaina", Intent.UNKNOWN),
        ("ne", "थाहा छैन", Intent.UNKNOWN), ("ne", "bhasa", Intent.LANGUAGE), ("ne", "pathaunus", Intent.SEND),
        ("tl", "tulong", Intent.HELP), ("tl", "tulong po", Intent.HELP), ("tl", "ewan", Intent.UNKNOWN),
        ("tl", "di ko alam", Intent.UNKNOWN), ("tl", "laktawan", Intent.SKIP), ("tl", "bumalik", Intent.BACK),
        ("en", "HELP!", Intent.HELP), ("en", "please help me", Intent.HELP), ("en", "/menu", Intent.MENU),
        ("en", "idk", Intent.UNKNOWN), ("en", "rather not say", Intent.PREFER_NOT), ("en", "done", Intent.DONE),
        ("ja", "助けて", Intent.HELP), ("ja", "たすけて！", Intent.HELP), ("ja", "もどる", Intent.BACK),
        ("ja", "わかりません", Intent.UNKNOWN), ("ja", "メニュー", Intent.MENU), ("ja", "ことば", Intent.LANGUAGE),
        # in another language than the one chosen
        ("ja", "tulong", Intent.HELP), ("en", "मद्दत", Intent.HELP), ("vi", "stop", Intent.STOP),
        ("ne", "🆘", Intent.HELP),
    ],
)  # fmt: skip
def test_typed_controls_are_understood(lexicons: Mapping[str, Lexicon], lang: str, typed: str, intent: Intent) -> None:
    own_first = [lexicons[lang], *(lexicon for name, lexicon in lexicons.items() if name != lang)]
    assert find(typed, own_first) is intent


@pytest.mark.parametrize(
    "typed",
    [
        "they did not help me",
        "the company stopped paying",
        "công ty không giúp tôi gì cả",
        "Saya keluar",  # I left the company
        "Bahasa saya",
        "",
        "   ",
        "/",
        "🙂",
        "help " * 30,
    ],
)
def test_an_answer_that_holds_such_a_word_is_still_an_answer(lexicons: Mapping[str, Lexicon], typed: str) -> None:
    assert find(typed, lexicons.values()) is None
