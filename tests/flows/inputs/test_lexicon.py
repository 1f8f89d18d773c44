"""The word lists a coordinator edits: a mistake is named with its file and line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from flows.inputs import Lexicon, LexiconError, Limits, Understood, UnknownKind, load_lexicons, parse
from flows.inputs.lexicon import lexicon_languages
from flows.inputs.lexicon_data import Intent
from flows.yaml_source import YamlSourceError
from tests.flows.inputs.conftest import LOCALES

TODAY = date(2026, 11, 21)
ORDER = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
LANGUAGES = ["vi", "id", "ne", "tl", "en", "ja"]


def written(folder: Path, content: str, lang: str = "vi") -> Path:
    path = folder / lang / "lexicon.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("language: vi\nyes: [có]\nno: [không]\nyess: [ừ]\n", 4, "yess"),
        ("language: vi\nyes:\n  - có\n  - 1\n", 4, "in quotes"),
        ("language: vi\nyes: có\n", 2, "yes"),
        ("language: vi\nyes: [có]\nno:\n  - không\n  - có\n", 5, "already a word of yes"),
        ("language: vi\ncontrols:\n  helpp: [giúp]\n", 3, "is not one of help"),
        ("language: vi\ndates:\n  months:\n    13: [tháng mười ba]\n", 4, "dates.months"),
        ("language: vi\ndates:\n  weekdays:\n    monday: [thứ hai]\n", 4, "dates.weekdays"),
        (
            "language: vi\ndanger:\n  danger:\n    words: [giết]\n  violent:\n    words: [đánh]\n",
            5,
            "not one of danger",
        ),
        ("language: vi\ndanger:\n  danger:\n    idioms: [giết thời gian]\n", 3, "words"),
        ("language: vi\nyes: [' có']\n", 2, "yes.0"),
        ("language: vi\nyes: ['']\n", 2, "yes.0"),
        ("language: id\nyes: [ya]\n", 1, "the folder is 'vi'"),
    ],
)
def test_a_mistake_in_a_word_list_is_named(tmp_path: Path, content: str, line: int, said: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(LexiconError) as refused:
        Lexicon.load(path)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert said in str(refused.value)


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "- a list\n"])
def test_a_file_without_words_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(LexiconError, match="is empty"):
        Lexicon.load(written(tmp_path, content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(YamlSourceError, match="cannot be opened"):
        Lexicon.load(tmp_path / "vi" / "lexicon.yaml")


def test_a_word_added_by_a_coordinator_is_understood_at_once(tmp_path: Path) -> None:
    written(tmp_path, "language: vi\nyes: [có]\nno: [không]\n")
    written(tmp_path, 'language: en\nyes: ["yes"]\n', "en")
    before = load_lexicons(tmp_path)["vi"]
    written(tmp_path, "language: vi\nyes: [có, ô kê la]\nno: [không]\n")
    after = load_lexicons(tmp_path)["vi"]

    assert parse("yes_no", "o ke la", before, TODAY) != Understood(True)
    assert parse("yes_no", "o ke la", after, TODAY) == Understood(True)


def test_every_language_understands_english_and_the_shared_forms(lexicons: Mapping[str, Lexicon]) -> None:
    for lexicon in lexicons.values():
        assert parse("hours", "two hours", lexicon, TODAY) == Understood(120)
        assert parse("hours", "2時間半", lexicon, TODAY) == Understood(150)
        assert parse("money", "15 man", lexicon, TODAY) == Understood(150_000)
        assert parse("money", "12万", lexicon, TODAY) == Understood(120_000)
        assert parse("date", "yesterday", lexicon, TODAY) == Understood("2026-11-20")
        assert parse("date", "11月3日", lexicon, TODAY) == Understood("2026-11-03")
        assert parse("date", "R8.11.3", lexicon, TODAY) == Understood("2026-11-03")
        for typed in ("yes", "y", "1", "👍", "はい", "hai"):
            assert parse("yes_no", typed, lexicon, TODAY) == Understood(True), (lexicon.lang, typed)
        for typed in ("n", "2", "👎", "いいえ"):
            assert parse("yes_no", typed, lexicon, TODAY) == Understood(False), (lexicon.lang, typed)


def test_in_a_merged_lexicon_the_own_meaning_counts(lexicons: Mapping[str, Lexicon]) -> None:
    """Nepali sat is seven, not Saturday; English no is not the Filipino di."""
    assert parse("number", "sat", lexicons["ne"], TODAY) == Understood(7)
    assert parse("hours", "sat ghanta", lexicons["ne"], TODAY) == Understood(420)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_what_the_conversation_needs(lexicons: Mapping[str, Lexicon], lang: str) -> None:
    words = lexicons[lang].words
    assert all((words.yes, words.no, words.stigma))
    assert set(words.controls) == set(Intent)
    assert all(words.controls[intent] for intent in Intent)
    assert set(words.danger) == {"danger", "self_harm", "trafficking"}
    assert all(len(listed.words) >= 10 and listed.idioms for listed in words.danger.values())
    assert set(words.dates.weekdays) == {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
    assert {"minute", "hour", "day", "week", "month", "year", "yen"} <= set(words.units)
    assert {-1, 0, 1} <= set(words.dates.relative["day"]) & set(words.dates.relative["month"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_month_and_weekday_of_a_language_is_read(lexicons: Mapping[str, Lexicon], lang: str) -> None:
    words = lexicons[lang].words
    for number, names in words.dates.months.items():
        for name in names:
            parsed = parse("month", f"{name} 2025", lexicons[lang], TODAY)
            assert parsed == Understood(f"2025-{number:02d}"), name
    for place, (_, names) in enumerate(sorted(words.dates.weekdays.items(), key=lambda kv: ORDER.index(kv[0]))):
        for name in names:
            parsed = parse("date", name, lexicons[lang], TODAY, limits=Limits(-6, 0))
            assert isinstance(parsed, Understood), name
            assert date.fromisoformat(str(parsed.value)).weekday() == place, name


def test_an_unknown_kind_is_a_mistake_of_the_caller(lexicons: Mapping[str, Lexicon]) -> None:
    with pytest.raises(UnknownKind, match="colour"):
        parse("colour", "red", lexicons["en"], TODAY)


def test_every_language_has_words_that_are_a_yes_whatever_was_asked() -> None:
    for lang in lexicon_languages(LOCALES):
        lexicon = Lexicon.load(LOCALES / lang / "lexicon.yaml")
        assert lexicon.words.plain_yes, lang
        for word in lexicon.words.plain_yes:
            assert parse("yes_no", word, lexicon, TODAY) == Understood(True), (lang, word)
