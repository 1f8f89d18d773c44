"""Whatever is typed: no parser raises, values are JSON, and each lies within the limits or is doubted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.inputs import KINDS, REASONS, Lexicon, Limits, NotUnderstood, Understood, parse
from flows.inputs.danger import find as find_danger
from flows.inputs.intents import find as find_intent
from flows.inputs.stigma import find as find_stigma

LANGUAGES = ["vi", "id", "ne", "tl", "en", "ja"]
OPTIONS = {"a": ["Đã nhận lương", "1つ目"], "b": ["Chưa nhận", "二つ目（ふたつめ）"], "c": []}
TODAY = date(2026, 11, 21)

# What answers are made of, and what breaks parsers: marks, joiners, direction changes, digits of every script.
PIECES = st.sampled_from(
    [
        "2", "30", "1.500", "1,50,000", "９", "१५", "၂ဝ", "²", "½", "Ⅷ", "٣", "১", "0" * 30,
        "9" * 400, "-", "/", ":", "~", "〜", "ー", ".", ",", "、", "'", "’", "...", "tiếng", "rưỡi",
        "năm", "mười", "tháng", "sau", "trước", "jam", "setengah", "lalu", "seratus", "belas",
        "घण्टा", "साढे", "छ", "gate", "chha", "oras", "at", "na", "kalahati", "ika", "half",
        "an hour", "and", "ago", "last", "Monday", "march", "時間", "半", "万", "月", "日", "年", "令和",
        "元", "から", "じゅう", "に", "R", "k", "man", "yen", "$", "đồng", "yes", "không", "はい", "👍", "👎",
        "🏽", "🙂", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u0301", "\u0303", "\x00",
        "\ud800", "\U000e0041", "ﷺ", "İ", "ß", "đ", "ΐ", "\n", "\t", " ", "  ", "Tokyo", "Ōsaka",
        "府中", "津", "10:30", "3/11", "31/2", "2083", "99999999", "20261103",
    ]
)  # fmt: skip
TYPED = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=st.characters(), max_size=80),
    st.lists(PIECES, max_size=9).map(" ".join),
    st.lists(PIECES, max_size=9).map("".join),
)
LIMITS = st.builds(
    Limits,
    st.one_of(st.none(), st.integers(-1000, 1000)),
    st.one_of(st.none(), st.integers(-1000, 100_000)),
    st.sampled_from(["", "month", "day"]),
)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("kind", sorted(KINDS))
@settings(max_examples=120)
@given(typed=TYPED, lang=st.sampled_from(LANGUAGES), limits=LIMITS)
@example(typed="1:2:3:4:5:60", lang="en", limits=Limits())
@example(typed="२०८३ kartik " * 20, lang="ne", limits=Limits())
@example(typed="令和99年99月99日", lang="ja", limits=Limits())
@example(typed="999999 days ago 999999 months ago", lang="en", limits=Limits())
def test_no_text_breaks_a_parser(
    lexicons: Mapping[str, Lexicon], kind: str, typed: str, lang: str, limits: Limits
) -> None:
    parsed = parse(kind, typed, lexicons[lang], TODAY, limits=limits, options=OPTIONS)
    if isinstance(parsed, NotUnderstood):
        assert parsed.reason in REASONS
        return
    for value in (parsed.value, *parsed.ambiguous):
        assert json.loads(json.dumps(value)) == value
        check_value(kind, value, typed)
    assert len(parsed.ambiguous) != 1
    assert not parsed.ambiguous or parsed.value == parsed.ambiguous[0]
    if not parsed.implausible:
        for value in (parsed.value, *parsed.ambiguous):
            check_limits(kind, value, limits)


def check_value(kind: str, value: Any, typed: str) -> None:
    match kind:
        case "choice":
            assert value in OPTIONS
        case "multi_choice" | "options":
            assert set(value) <= set(OPTIONS)
            assert value
        case "yes_no":
            assert isinstance(value, bool)
        case "hours" | "money":
            assert type(value) is int
            assert value >= 0
        case "number":
            assert type(value) in (int, float)
            assert value >= 0
        case "date":
            assert date.fromisoformat(value).isoformat() == value
        case "month":
            assert date.fromisoformat(f"{value}-01").isoformat() == f"{value}-01"
        case "prefecture":
            assert value in {f"{number:02d}" for number in range(1, 48)}
        case "text":
            assert value == value.strip() != ""


def check_limits(kind: str, value: Any, limits: Limits) -> None:
    in_unit: dict[str, Callable[[], float]] = {
        "hours": lambda: value / 60,
        "money": lambda: value,
        "number": lambda: value,
        "text": lambda: len(value),
        "date": lambda: (date.fromisoformat(value) - TODAY).days,
        "month": lambda: int(value[:4]) * 12 + int(value[5:]) - TODAY.year * 12 - TODAY.month,
    }
    if kind in in_unit:
        amount = in_unit[kind]()
        assert limits.min is None or amount >= limits.min - 1 / 60
        assert limits.max is None or amount <= limits.max + 1 / 60


@settings(max_examples=200)
@given(typed=TYPED)
def test_no_text_breaks_the_searches(lexicons: Mapping[str, Lexicon], typed: str) -> None:
    everything = tuple(lexicons.values())
    find_danger(typed, everything)
    find_stigma(typed, everything)
    find_intent(typed, everything)


@settings(max_examples=60)
@given(minutes=st.integers(0, 744 * 60), lang=st.sampled_from(LANGUAGES))
def test_hours_come_back_as_they_were_written(lexicons: Mapping[str, Lexicon], minutes: int, lang: str) -> None:
    hours, rest = divmod(minutes, 60)
    unit = {name: lexicons[lang].words.units[name][0] for name in ("hour", "minute")}
    for typed in (
        f"{hours}h{rest:02d}",
        f"{hours}:{rest:02d}",
        f"{hours}時間{rest}分",
        f"{hours} {unit['hour']} {rest} {unit['minute']}",
        f"{minutes} {unit['minute']}",
    ):
        assert parse("hours", typed, lexicons[lang], TODAY) == Understood(minutes), typed


@settings(max_examples=60)
@given(yen=st.integers(0, 99_999_999), lang=st.sampled_from(LANGUAGES))
def test_money_comes_back_as_it_was_written(lexicons: Mapping[str, Lexicon], yen: int, lang: str) -> None:
    grouped = f"{yen:,}"
    for typed in (
        str(yen),
        grouped,
        grouped.replace(",", "."),
        grouped.replace(",", " "),
        f"¥{grouped}",
        f"{grouped} {lexicons[lang].words.units['yen'][0]}",
        f"{yen}円",
        f"{yen // 10_000}万{yen % 10_000}円" if yen >= 10_000 else f"{yen}円",
    ):
        little = 0 < yen < 100 and typed in (str(yen), grouped)  # likely ten thousands of yen
        assert parse("money", typed, lexicons[lang], TODAY) == Understood(yen, implausible=little), typed


@settings(max_examples=60)
@given(days=st.integers(-3000, 3000), lang=st.sampled_from(LANGUAGES))
def test_dates_come_back_as_they_were_written(lexicons: Mapping[str, Lexicon], days: int, lang: str) -> None:
    day = TODAY + timedelta(days=days)
    month = lexicons[lang].words.dates.months.get(day.month, [f"{day.month}月"])[0]
    written = [day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}"]
    if lang != "ja":
        written += [f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}"]
    for typed in written:
        assert parse("date", typed, lexicons[lang], TODAY) == Understood(day.isoformat()), typed
    typed_month = Understood(f"{day:%Y-%m}")
    assert parse("month", f"{day:%Y-%m}", lexicons[lang], TODAY) == typed_month
    assert parse("month", f"{day:%m/%Y}", lexicons[lang], TODAY) == typed_month


@settings(max_examples=60)
@given(number=st.integers(0, 999_999))
def test_numbers_come_back_from_every_script(lexicons: Mapping[str, Lexicon], number: int) -> None:
    for zero in "0०০၀០๐෦０":
        typed = "".join(chr(ord(zero) + int(digit)) for digit in str(number))
        assert parse("number", typed, lexicons["ne"], TODAY) == Understood(number), typed


@settings(max_examples=60)
@given(number=st.integers(1, 99_999_999))
def test_numbers_come_back_from_kanji(lexicons: Mapping[str, Lexicon], number: int) -> None:
    assert parse("money", f"{kanji(number)}円", lexicons["ja"], TODAY) == Understood(number)


def kanji(number: int) -> str:
    """二千五百三十一万四千: the usual way to write a number."""
    if number >= 10_000:
        return kanji(number // 10_000) + "万" + (kanji(number % 10_000) if number % 10_000 else "")
    text = ""
    for scale, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("" if digit == 1 and scale > 1 else "〇一二三四五六七八九"[digit]) + sign
    return text
