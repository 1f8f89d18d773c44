"""The lists of words that the rules on wording go by: ``words.yaml`` and ``glossary.yaml`` beside this file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flows.yaml_source import load_yaml

_HERE = Path(__file__).parent
_NO_SPACES = frozenset({"ja", "zh_Hans", "th", "km", "my"})
"""Languages that put no spaces between words: a word is looked for anywhere."""
_GAPS = re.compile("[\\s\u200b\u2060]+")
_LETTER = "[\\w\u0300-\u036f\u0900-\u0963\u0966-\u0dff]"
"""Letters and the vowel signs that are written onto them, which are no letters to Python."""


@dataclass(frozen=True)
class Wrong:
    """A word that is not said, and what is said instead."""

    pattern: re.Pattern[str]
    instead: str
    keys: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Term:
    """A term of the glossary: how the English says it, and the words each language has for it."""

    english: re.Pattern[str]
    said: Mapping[str, re.Pattern[str]]
    first: Mapping[str, str]


def pattern(words: Iterable[str], language: str, *, beginning: bool = False) -> re.Pattern[str]:
    """Any of the words, whole; ``*`` at the end is any ending, ``=`` at the beginning keeps capitals apart, ``~`` there
    is a digit before it (in languages without spaces). ``beginning``: only at the beginning of a word."""
    kept: list[str] = []
    loose: list[str] = []
    for word in words:
        (kept if word.startswith("=") else loose).append(_one(word.removeprefix("="), language, beginning))
    parts = [f"(?i:{'|'.join(loose)})"] if loose else []
    return re.compile("|".join(parts + kept))


def _one(word: str, language: str, beginning: bool) -> str:
    if word.startswith("~"):
        return r"(?<=\d)" + _one(word[1:], language, beginning)
    ending = word.endswith("*")
    plain = re.escape(word.removesuffix("*")).replace(r"\ ", r"\s+")
    if language in _NO_SPACES:
        return re.escape(squeezed(word.removesuffix("*"), language))
    return rf"(?<!{_LETTER})(?:{plain})" if ending or beginning else rf"(?<!{_LETTER})(?:{plain})(?!-?{_LETTER})"


def squeezed(text: str, language: str) -> str:
    """The text without spaces where a language puts them anywhere: between phrases, or unseen to break lines."""
    return _GAPS.sub("", text) if language in _NO_SPACES else text


@lru_cache(maxsize=1)
def lists() -> Mapping[str, Any]:
    """``words.yaml`` as it stands."""
    data: Mapping[str, Any] = load_yaml(_HERE / "words.yaml", name="words.yaml").data
    return data


@lru_cache(maxsize=8)
def wrong(part: str) -> Mapping[str, tuple[Wrong, ...]]:
    """The words of a part of ``words.yaml`` that are not said, per language."""
    return {
        str(language): tuple(_wrong(item, str(language)) for item in items) for language, items in lists()[part].items()
    }


def _wrong(item: Mapping[str, Any], language: str) -> Wrong:
    keys = item.get("keys")
    return Wrong(pattern(item["words"], language), item["say"], re.compile(keys) if keys else None)


@lru_cache(maxsize=1)
def terms() -> tuple[Term, ...]:
    """The terms of ``glossary.yaml``."""
    found = []
    for item in load_yaml(_HERE / "glossary.yaml", name="glossary.yaml").data["terms"]:
        said = {str(lang): list(map(str, words)) for lang, words in item.items() if lang not in ("term", "english")}
        found.append(
            Term(
                pattern(item["english"], "en"),
                {lang: pattern(words, lang, beginning=True) for lang, words in said.items()},
                {lang: words[0].removeprefix("=").removesuffix("*") for lang, words in said.items()},
            )
        )
    return tuple(found)


@lru_cache(maxsize=4096)
def terms_in(english: str) -> tuple[tuple[Term, str], ...]:
    """The terms that an English text has, each as it stands there."""
    found = ((term, term.english.search(english)) for term in terms())
    return tuple((term, match.group()) for term, match in found if match)


@lru_cache(maxsize=1)
def bodies() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """The bodies that must not be confused: body → language → its words; ``english`` is how the English says it."""
    return {
        body: {str(lang): pattern(map(str, words), "en" if lang == "english" else str(lang))
               for lang, words in item.items() if lang != "name"}
        for body, item in lists()["bodies"].items()
    }  # fmt: skip


@lru_cache(maxsize=1)
def names_of_bodies() -> Mapping[str, str]:
    """What a body is called in a finding."""
    return {str(body): str(item["name"]) for body, item in lists()["bodies"].items()}


@dataclass(frozen=True)
class Service:
    """Who is called in an emergency: under which number, what it is called in a finding, its words per language."""

    number: str
    name: str
    words: Mapping[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def emergency() -> tuple[Service, ...]:
    """The services that have a number of three digits."""
    return tuple(
        Service(str(number), str(item["name"]), _by_language(item)) for number, item in lists()["emergency"].items()
    )


@lru_cache(maxsize=1)
def units() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    """What numbers count: unit → language → its words."""
    return {str(unit): _by_language(item) for unit, item in lists()["units"].items()}


def _by_language(item: Mapping[str, Any]) -> dict[str, re.Pattern[str]]:
    return {str(lang): pattern(map(str, words), str(lang)) for lang, words in item.items() if lang != "name"}


@lru_cache(maxsize=1)
def small_words() -> Mapping[str, frozenset[str]]:
    """Language with Latin letters → the words that stand in nearly every sentence of it."""
    return {str(language): frozenset(map(str, words)) for language, words in lists()["small_words"].items()}
