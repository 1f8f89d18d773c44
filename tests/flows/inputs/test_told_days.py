"""What somebody tells of the present is not the day on which it happened. Today it is Saturday, 21 November 2026.

Asked when they last worked there, tired people write what is on their mind: "now I have no work". Taken for today it
would move a three-month limit into the future.
"""

from __future__ import annotations

from datetime import date

import pytest

from flows.inputs import Limits, NotUnderstood, Parsed, Understood, parse
from flows.inputs.lexicon import Lexicon

TODAY = date(2026, 11, 21)
PAST = Limits(max=0)


def _read(every_lexicon: dict[str, Lexicon], lang: str, typed: str, kind: str = "date") -> Parsed:
    return parse(kind, typed, every_lexicon[lang], TODAY, limits=PAST)


NOW = {
    "en": "now", "vi": "bây giờ", "id": "sekarang", "ne": "ahile", "tl": "ngayon", "ja": "今です",
    "my": "အခု", "km": "ឥឡូវនេះ",
    "zh_Hans": "现在", "th": "ตอนนี้",
    "mn": "одоо", "pt_BR": "agora", "es": "ahora", "bn": "এখন", "si": "දැන්", "uz": "hozir",
}  # fmt: skip


@pytest.mark.parametrize("lang", NOW)
def test_now_alone_is_today(every_lexicon: dict[str, Lexicon], lang: str) -> None:
    assert _read(every_lexicon, lang, NOW[lang]) == Understood("2026-11-21")


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("en", "now I have no work"), ("en", "I don't remember now"), ("vi", "bay gio toi khong co viec"),
        ("vi", "bay gio toi o Aichi"), ("id", "sekarang saya sudah tidak kerja"),
        ("id", "sekarang kartu dipegang bos"),
        ("ne", "अहिले काम छैन"), ("ne", "ahile card sahu sanga chha"), ("tl", "ngayon wala na akong trabaho"),
        ("ja", "今は仕事がない"), ("ja", "いまは しごとが ありません"), ("my", "အခု အလုပ်မရှိဘူး"),
        ("km", "ឥឡូវខ្ញុំគ្មានការងារ"),
        ("zh_Hans", "现在没有工作"), ("zh_Hans", "现在不记得"), ("th", "ตอนนี้ไม่มีงาน"), ("th", "ตอนนี้จำไม่ได้"),
        ("mn", "odoo ajilgui"),
        ("pt_BR", "agora estou sem trabalho"), ("es", "ahora no tengo trabajo"), ("bn", "ekhon kaj nei"),
        ("si", "දැන් වැඩ නැහැ"), ("uz", "hozir ishim yo'q"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["date", "month"])
def test_what_is_now_is_no_day(every_lexicon: dict[str, Lexicon], lang: str, typed: str, kind: str) -> None:
    assert isinstance(_read(every_lexicon, lang, typed, kind), NotUnderstood)


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("id", "bulan agustus kalau tidak salah, sekarang saya sudah tidak kerja"),
        ("en", "in August, now I have no work"),
        ("en", "August, and until today nothing"), ("en", "3 months ago, since then nothing until today"),
        ("vi", "thang 8, bay gio khong co viec"), ("id", "dua bulan lalu, sekarang saya tidak kerja"),
        ("tl", "noong agosto, ngayon wala na"), ("ne", "august ma, ahile kaam chhaina"),
        ("zh_Hans", "8月，现在没有工作"),
        ("es", "en agosto, ahora no tengo trabajo"), ("ja", "8月まで。今日まで仕事がない"),
        ("ja", "8がつです。いまは しごとが ありません"),
    ],
)  # fmt: skip
def test_a_month_that_is_told_is_not_thrown_away_for_today(
    every_lexicon: dict[str, Lexicon], lang: str, typed: str
) -> None:
    assert isinstance(_read(every_lexicon, lang, typed), NotUnderstood)


@pytest.mark.parametrize(
    ("lang", "typed"),
    [("id", "20 agustus, sekarang tidak kerja"), ("en", "20 August, I don't work now"),
    ("vi", "20/8, bay gio khong co viec")],
)
def test_a_day_that_is_told_counts_whatever_is_now(every_lexicon: dict[str, Lexicon], lang: str, typed: str) -> None:
    assert _read(every_lexicon, lang, typed) == Understood("2026-08-20")


@pytest.mark.parametrize(
    ("lang", "typed", "day"),
    [
        ("en", "not 5 October", "2026-10-05"), ("vi", "khong phai 20/8", "2026-08-20"),
        ("ja", "10月5日ではない", "2026-10-05"),
        ("en", "today I have no work", "2026-11-21"), ("en", "I was fired today", "2026-11-21"),
        ("id", "kemarin saya tidak kerja", "2026-11-20"), ("ne", "hijo kaam garina", "2026-11-20"),
        ("tl", "kahapon hindi na ako pinapasok", "2026-11-20"),
        ("ja", "きょうは しごとを していません", "2026-11-21"),
        ("ja", "きのうから しごとが ありません", "2026-11-20"),
    ],
)  # fmt: skip
def test_a_day_on_which_it_may_not_have_been_is_asked_back(
    every_lexicon: dict[str, Lexicon], lang: str, typed: str, day: str
) -> None:
    assert _read(every_lexicon, lang, typed) == Understood(day, implausible=True)


@pytest.mark.parametrize(
    "typed",
    [
        "しごとを やめました", "しごとに いって いません", "おしごと", "さんにんで やめました",
        "ろくに はたらいていない", "3時に やめた",
    ],
)  # fmt: skip
def test_a_word_that_only_sounds_like_a_number_names_no_day(every_lexicon: dict[str, Lexicon], typed: str) -> None:
    assert isinstance(_read(every_lexicon, "ja", typed), NotUnderstood)


@pytest.mark.parametrize("typed", ["しごとを はじめてから", "しごとを はじめてから ずっと"])
def test_nor_a_month(every_lexicon: dict[str, Lexicon], typed: str) -> None:
    assert isinstance(_read(every_lexicon, "ja", typed, "month"), NotUnderstood)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("じゅうごにち", "2026-11-15"), ("にじゅうごにち", "2026-10-25"), ("くがつ さんじゅうにち", "2026-09-30"),
    ("しがつ ついたち", "2026-04-01")],
)
def test_numbers_in_kana_still_count(every_lexicon: dict[str, Lexicon], typed: str, day: str) -> None:
    assert _read(every_lexicon, "ja", typed) == Understood(day)
