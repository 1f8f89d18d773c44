"""A worker types what stands on a button, or its number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from flows.inputs import Understood, load_lexicons, parse
from tests.flows.inputs.conftest import LOCALES

PAID = {
    "paid": ["Đã nhận lương", "Already paid", "給料（きゅうりょう）をもらいました"],
    "not_paid": ["Chưa nhận lương", "Not paid", "給料（きゅうりょう）をもらっていません"],
    "part": ["Một phần", "Part of it", "一部（いちぶ）"],
}
TOPICS = {
    "overtime": ["⏰ Lembur tidak dibayar", "overtime"],
    "support": ["🤝 Tidak dibantu", "support"],
    "job_loss": ["🚪 Dipecat", "job"],
}


@pytest.mark.parametrize(
    ("lang", "typed", "chosen"),
    [
        ("vi", "Đã nhận lương", "paid"),
        ("vi", "da nhan luong", "paid"),
        ("vi", "DA NHAN LUONG!!", "paid"),
        ("vi", "chua nhan luong", "not_paid"),
        ("vi", "mot", "part"),
        ("vi", "1", "paid"),
        ("vi", "2.", "not_paid"),
        ("vi", "số 3", "part"),
        ("ne", "३", "part"),
        ("ja", "②", "not_paid"),
        ("ja", "３番", "part"),
        ("ja", "一部", "part"),
        ("ja", "いちぶ", "part"),
        ("ja", "給料をもらっていません", "not_paid"),
        ("en", "not paid", "not_paid"),
        ("tl", "#1", "paid"),
    ],
)
def test_a_choice_is_found(outcome: Callable[..., Any], lang: str, typed: str, chosen: str) -> None:
    assert outcome("choice", lang, typed, options=PAID) == chosen


def test_a_pictogram_in_the_label_need_not_be_typed(outcome: Callable[..., Any]) -> None:
    assert outcome("choice", "id", "lembur tidak dibayar", options=TOPICS) == "overtime"


def test_a_shared_beginning_is_asked_back(outcome: Callable[..., Any]) -> None:
    options = {"a": ["Tôi đã nghỉ"], "b": ["Tôi bị đuổi"], "c": ["Khác"]}
    assert outcome("choice", "vi", "toi", options=options) == ["a", "b"]


def test_labels_that_differ_only_in_marks_are_told_apart_when_marks_are_typed(outcome: Callable[..., Any]) -> None:
    options = {"six": ["Sáu"], "later": ["Sau"]}
    assert outcome("choice", "vi", "sáu", options=options) == "six"
    assert outcome("choice", "vi", "sau", options=options) == ["six", "later"]


def test_a_label_that_is_a_number_counts_before_the_position(outcome: Callable[..., Any]) -> None:
    assert outcome("choice", "en", "2", options={"two": ["2"], "one": ["1"]}) == "two"


@pytest.mark.parametrize("typed", ["0", "4", "99", "something else", "-1", "1 2"])
def test_what_is_no_choice_is_refused(outcome: Callable[..., Any], typed: str) -> None:
    assert outcome("choice", "en", typed, options=PAID) == "not: no_choice"


def test_nothing_and_emoji_are_empty(outcome: Callable[..., Any]) -> None:
    assert outcome("choice", "en", "🙂", options=PAID) == "not: empty"
    assert outcome("choice", "en", "x", options={}) == "not: no_choice"


@pytest.mark.parametrize(
    ("lang", "typed", "chosen"),
    [
        ("en", "1, 3", ["overtime", "job_loss"]),
        ("en", "3 1", ["overtime", "job_loss"]),
        ("id", "1 dan 2", ["overtime", "support"]),
        ("id", "lembur, dipecat", ["overtime", "job_loss"]),
        ("id", "lembur dan dipecat", ["overtime", "job_loss"]),
        ("id", "dipecat", ["job_loss"]),
        ("ja", "1、2", ["overtime", "support"]),
    ],
)
def test_several_choices_are_found(read: Callable[..., Any], lang: str, typed: str, chosen: list[str]) -> None:
    assert read("multi_choice", lang, typed, options=TOPICS) == Understood(chosen)
    assert read("options", lang, typed, options=TOPICS) == Understood(chosen)


def test_one_unknown_part_makes_the_whole_list_unclear(outcome: Callable[..., Any]) -> None:
    assert outcome("multi_choice", "en", "1, 9", options=TOPICS) == "not: no_choice"


SAFE = {
    "safe": [
        "Có, tôi an toàn", "Oo, ligtas ako", "Ya, saya aman", "हो, सुरक्षित छु",
        "はい、安全（あんぜん）です", "Yes, I am safe",
    ],
    "afraid": ["Tôi thấy sợ", "Natatakot ako", "Saya takut", "मलाई डर लाग्छ", "こわいです", "I am afraid"],
    "threatened": ["Có người đe dọa tôi", "May nananakot sa akin", "Someone threatens me"],
    "danger": ["Tôi đang gặp nguy hiểm", "Nasa panganib ako", "今（いま）、危（あぶ）ないです", "I am in danger now"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "typed", "chosen"),
    [
        ("vi", "an toan", "safe"),
        ("vi", "em an toan a", "safe"),
        ("vi", "so", "afraid"),
        ("vi", "nguy hiem", "danger"),
        ("vi", "hom nay co nguoi de doa toi o ky tuc xa", "threatened"),
        ("tl", "safe naman ako", "safe"),
        ("tl", "ligtas naman po ako", "safe"),
        ("tl", "panganib", "danger"),
        ("id", "aman kak", "safe"),
        ("ne", "म सुरक्षित छु", "safe"),
        ("ja", "安全", "safe"),
        ("ja", "あぶない", "danger"),
        ("en", "im in danger now!!", "danger"),
    ],
)
def test_words_that_stand_in_one_label_are_that_label(
    outcome: Callable[..., Any], lang: str, typed: str, chosen: str
) -> None:
    assert outcome("choice", lang, typed, options=SAFE) == chosen


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("vi", "toi khong an toan"), ("vi", "chua an toan"), ("vi", "khong, toi an toan"), ("tl", "hindi ako ligtas"),
        ("tl", "di ako natatakot"), ("id", "saya tidak aman"), ("id", "gak aman"), ("ne", "म सुरक्षित छैन"),
        ("ja", "安全ではありません"), ("en", "i am not afraid"), ("en", "I don't think i am safe"), ("en", "unsafe"),
    ],
)  # fmt: skip
def test_a_no_that_only_one_of_the_two_holds_makes_it_no_match(
    outcome: Callable[..., Any], lang: str, typed: str
) -> None:
    assert outcome("choice", lang, typed, options=SAFE) == "not: no_choice"


def test_words_that_stand_in_several_labels_are_asked_back(outcome: Callable[..., Any]) -> None:
    ssw = {"one": ["Kỹ năng đặc định số 1"], "two": ["Kỹ năng đặc định số 2"], "intern": ["Thực tập sinh kỹ năng"]}
    assert outcome("choice", "vi", "ky nang dac dinh", options=ssw) == ["one", "two"]
    assert outcome("choice", "vi", "dac dinh so 2", options=ssw) == "two"
    assert outcome("choice", "vi", "em la thuc tap sinh ky nang nam 2", options=ssw) == "intern"


def test_one_word_of_a_story_is_no_choice(outcome: Callable[..., Any]) -> None:
    assert outcome("choice", "en", "they took my part of the money", options={"part": ["Part"]}) == "not: no_choice"


AT_EASE = {
    "safe": [
        "Ya, saya aman", "tidak apa-apa", "Có, tôi an toàn", "không sao", "ใช่ ฉันปลอดภัย", "ไม่เป็นไร", "没事",
        "Yes, I am safe",
    ],
    "afraid": ["Saya takut", "Tôi sợ", "ฉันกลัว", "我害怕", "I am afraid"],
}  # fmt: skip
URGENT = {
    "no_bed": ["No bed tonight", "Không có chỗ ngủ", "今晚没有地方睡"], "sick": ["Sick", "Ốm", "不舒服"],
    "none_of_these": ["None of these", "Không có gì", "都没有"],
}
CARD = {"ssw": ["SSW"], "no_card": ["No valid card now", "Không có thẻ hợp lệ"]}
WRITE = {
    "any_time": ["Kapan saja", "khi nào cũng được"],
    "never": ["Tidak, jangan", "Không, đừng nhắn trước", "ไม่ อย่าเขียน"],
}


@pytest.mark.parametrize(
    ("lang", "typed", "options", "chosen"),
    [
        ("id", "tidak", AT_EASE, None), ("vi", "không", AT_EASE, None), ("vi", "khong", AT_EASE, None),
        ("th", "ไม่", AT_EASE, None), ("zh_Hans", "没", AT_EASE, None), ("en", "no", AT_EASE, None),
        ("id", "ya", AT_EASE, "safe"), ("en", "yes", AT_EASE, "safe"), ("id", "tidak apa-apa", AT_EASE, "safe"),
        ("en", "no", URGENT, "none_of_these"), ("vi", "ko", URGENT, "none_of_these"),
        ("zh_Hans", "不", URGENT, "none_of_these"), ("en", "no bed", URGENT, "no_bed"),
        ("en", "none", URGENT, "none_of_these"),
        ("en", "no", CARD, None), ("vi", "không", CARD, None),
        ("vi", "k", WRITE, None), ("vi", "không", WRITE, "never"), ("id", "tidak", WRITE, "never"),
        ("th", "ไม่", WRITE, "never"),
    ],
)  # fmt: skip
def test_a_mere_no_is_no_beginning_of_another_answer(
    lang: str, typed: str, options: dict[str, list[str]], chosen: str | None
) -> None:
    (lexicon,) = load_lexicons(LOCALES, [lang]).values()
    found = parse("choice", typed, lexicon, date(2026, 11, 21), options=options)
    assert (found.value if isinstance(found, Understood) else None) == chosen


@pytest.mark.parametrize(
    ("lang", "typed"),
    [
        ("tl", "simula pa noong una"), ("en", "since day one"), ("id", "sejak pertama kerja"), ("ne", "surudekhi"),
        ("vi", "từ trước đến nay"), ("ja", "入社してから"),
    ],
)  # fmt: skip
def test_from_the_beginning_is_said_in_many_ways(outcome: Callable[..., Any], lang: str, typed: str) -> None:
    words = load_lexicons(LOCALES, {lang, "en"})[lang].synonyms("since", "from_start")
    assert outcome("choice", lang, typed, options={"from_start": words}) == "from_start"


@pytest.mark.parametrize(
    ("lang", "typed", "card"),
    [
        ("en", "tokutei gino 1", "ssw1"), ("vi", "tokutei ginou ichigo", "ssw1"), ("id", "ssw 1", "ssw1"),
        ("tl", "SSW(i)", "ssw1"), ("ja", "特定技能一号", "ssw1"), ("ne", "ssw ii", "ssw2"), ("vi", "TTS 3", "intern"),
        ("id", "jisshu 2", "intern"), ("my", "技能実習生", "intern"), ("km", "gijinkoku", "other_work"),
        ("vi", "kỹ sư", "other_work"), ("ja", "技人国", "other_work"), ("ne", "vidyarthi", "other"),
        ("en", "tokutei katsudou", "other"), ("en", "tokutei gino", ["ssw1", "ssw2"]),
    ],
)  # fmt: skip
def test_a_card_is_known_by_what_workers_call_it(lang: str, typed: str, card: str | list[str]) -> None:
    lexicon = load_lexicons(LOCALES, {lang, "en"})[lang]
    cards = {one: lexicon.synonyms("status", one) for one in ("ssw1", "ssw2", "intern", "other_work", "other")}
    found = parse("choice", typed, lexicon, date(2026, 11, 21), options=cards)
    assert isinstance(found, Understood)
    assert (list(found.ambiguous) or found.value) == card
