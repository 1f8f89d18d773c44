"""What language a worker's first words are in."""

import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import LANGUAGES, guess

ROWS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("sample.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
SAMPLE = [(language, text) for language, text in ROWS if language != "-"]
FOREIGN = [text for language, text in ROWS if language == "-"]


def likeliest(text: str, hint: str | None = None) -> str:
    return guess(text, hint=hint).languages[0][0]


@pytest.mark.parametrize(("language", "text"), SAMPLE)
def test_the_likeliest_language_is_the_right_one(language: str, text: str) -> None:
    found = guess(text)
    assert found.languages[0][0] == language
    assert found.preselect in (None, language)


def test_most_first_messages_are_sure_enough_to_preselect() -> None:
    sure = Counter(language for language, text in SAMPLE if guess(text).preselect)
    asked = Counter(language for language, _ in SAMPLE)
    assert sure.total() >= 0.9 * asked.total()
    assert all(sure[language] >= 0.6 * number for language, number in asked.items())


@pytest.mark.parametrize("text", ["Majikan saya tidak membayar gaji", "Saya sakit, tidak bisa kerja", "Selamat pagi"])
def test_indonesian_that_could_be_malay_is_indonesian(text: str) -> None:
    assert guess(text).preselect == "id"


@pytest.mark.parametrize("text", FOREIGN)
def test_a_language_we_do_not_speak_preselects_none_of_ours(text: str) -> None:
    assert guess(text).preselect is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("tang ca", "vi"),
        ("ko tra luong", "vi"),
        ("paisa diyena", "ne"),
        ("gaji ga dibayar", "id"),
        ("di bayad OT", "tl"),
        ("oylik bermadi", "uz"),
        ("salli dunne na", "si"),
        ("tsalin ogoogui", "mn"),
        ("them maong min ban luy", "km"),
        ("zangyo dai haratte", "ja"),
        ("残業代", "ja"),
        ("加班费", "zh_Hans"),
        ("โอที", "th"),
    ],
)
def test_two_words_are_enough_when_they_are_the_right_ones(text: str, language: str) -> None:
    assert guess(text).preselect == language


@pytest.mark.parametrize(
    "text", ["gaji saya belum dibayar", "cong ty ko tra tien tang ca", "di ako binayaran ng amo"]
)
def test_capital_letters_change_nothing(text: str) -> None:
    assert guess(text.upper()) == guess(text)


def test_marks_may_be_typed_apart() -> None:
    text = "Công ty giữ hộ chiếu của tôi"
    assert guess(unicodedata.normalize("NFD", text)) == guess(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Toi kikan-jisshu nghi toi yukyu da lam mot viec dung", "vi"),
        ("kumiai tidak mau bantu, shacho marah terus soal zangyo", "id"),
        ("मलाई kumiai ले kaisha बाट निकाल्यो", "ne"),
        ("tôi bị 解雇 hôm qua, công ty không nói lý do", "vi"),
        ("คุมิไอ kumiai ไม่ช่วยเลย OT", "th"),
    ],
)
def test_japanese_workplace_words_do_not_mislead(text: str, language: str) -> None:
    assert guess(text).preselect == language


@pytest.mark.parametrize(
    "text",
    [
        "can I ask something po",
        "need help asap about my contract kasi",
        "good morning maam ask ko regarding sa transfer",
    ],
)
def test_english_with_a_tagalog_word_in_it_is_taglish(text: str) -> None:
    assert guess(text).preselect == "tl"


@pytest.mark.parametrize(
    "text",
    [
        "Mr Ng took my passport",
        "my coworker Ang is not paid",
        "maam my boss did not pay",
        "i dun want to work there",
    ],
)
def test_a_surname_does_not_make_english_taglish(text: str) -> None:
    assert guess(text).preselect == "en"


@pytest.mark.parametrize("text", ["OT", "kumiai", "visa", "overtime", "passport", "ok", "help"])
def test_words_that_everybody_uses_preselect_nothing(text: str) -> None:
    assert guess(text).preselect is None


@pytest.mark.parametrize(
    "text", ["", "   ", "12345", "150,000", "😀👍", "???", "\u200b\u200d", "https://example.org/vi"]
)
def test_without_letters_the_phone_decides_the_order(text: str) -> None:
    assert guess(text).preselect is None
    assert [language for language, _ in guess(text).languages] == list(LANGUAGES)
    assert likeliest(text, hint="ne") == "ne"


@pytest.mark.parametrize(
    ("hint", "language"),
    [
        ("fil", "tl"), ("in", "id"), ("zh-hans", "zh_Hans"), ("zh-TW", "zh_Hans"), ("pt-br", "pt_BR"),
        ("es-419", "es"), ("my_MM", "my"), ("ja", "ja"), ("en-GB", "en"),
    ],
)  # fmt: skip
def test_codes_of_phones_are_understood(hint: str, language: str) -> None:
    assert likeliest("", hint=hint) == language


@pytest.mark.parametrize("hint", ["xx", "", "-", "🇻🇳", "toolongforacode" * 50])
def test_an_unknown_code_is_no_hint(hint: str) -> None:
    assert guess("", hint=hint) == guess("")


def test_the_phone_never_preselects_and_never_outvotes_clear_words() -> None:
    assert guess("", hint="vi").preselect is None
    assert guess("OT", hint="vi").preselect is None
    sure = guess("gaji saya belum dibayar perusahaan", hint="en")
    assert (sure.languages[0][0], sure.preselect) == ("id", "id")


def test_only_languages_on_offer_are_named() -> None:
    offered = ("vi", "id", "ne", "tl", "en", "ja")
    found = guess("ကျွန်တော် အလုပ်ပြုတ်သွားတယ်", offered=offered)
    assert found.preselect is None
    assert {language for language, _ in found.languages} == set(offered)


def test_every_language_is_listed_once_with_its_probability() -> None:
    for _, text in SAMPLE[:20]:
        found = guess(text).languages
        assert sorted(language for language, _ in found) == sorted(LANGUAGES)
        shares = [share for _, share in found]
        assert shares == sorted(shares, reverse=True)
        assert min(shares) >= 0
        assert sum(shares) <= 1.001


def test_the_same_text_gives_the_same_answer_from_any_thread() -> None:
    texts = [text for _, text in SAMPLE] * 3
    alone = [guess(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(guess, texts)) == alone


NASTY = st.text(st.characters(codec=None), max_size=200)


@settings(max_examples=300, deadline=None)
@given(NASTY, st.none() | st.text(max_size=12))
def test_no_text_ever_breaks_it(text: str, hint: str | None) -> None:
    found = guess(text, hint=hint)
    assert len(found.languages) == len(LANGUAGES)
    assert found.preselect is None or found.preselect in LANGUAGES


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000, "ก" * 50_000, "\ud800\udfff lương", "\u202e\u200f" * 500 + "gaji", "İI" * 300, "đ" * 5,
        "'" * 500, "\ufdfa" * 3000, "\x00\x07", "i\u0307" * 100, "𝓽𝓪𝓷𝓰 𝓬𝓪",
    ],
)  # fmt: skip
def test_hostile_text_is_answered_all_the_same(text: str) -> None:
    assert len(guess(text).languages) == len(LANGUAGES)


@pytest.mark.parametrize("text", ["A" * 10_000, "aaaa", "zzzz zzz", "mmm mmm mmm", "ggggg!", "xyxyxyxyxy" * 20])
def test_letters_that_are_no_words_say_nothing(text: str) -> None:
    found = guess(text, hint="ne")
    assert found.preselect is None
    assert found.languages[0][0] == "ne", "the phone's own language alone"


@pytest.mark.parametrize("text", ["ab " * 3500, "haha haha haha haha", "la la la la la", "asdf asdf asdf asdf asdf"])
def test_a_word_over_and_over_makes_nothing_surer(text: str) -> None:
    assert guess(text).preselect is None
