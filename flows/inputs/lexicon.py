"""The words of a language, ready for use: what a number, a month, a yes or a danger is called.

Every lexicon also understands English and the forms that all workers in Japan share (はい/hai, 👍, 15 man).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from flows.inputs.fold import fold
from flows.inputs.lexicon_data import Intent, LexiconData, LexiconError, senses, validate
from flows.inputs.phrasebook import Phrasebook
from flows.inputs.senses import Sense
from flows.yaml_source import YamlSource, load_yaml, parse_yaml

_LOOKS = re.compile("[\\s\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]+")

_PLUS = re.compile(r"\d\s*\+(?!\s*\d)")
"""80+"""

SHARED = Path(__file__).with_name("shared.yaml")
FALLBACK = "en"


@dataclass(frozen=True, eq=False)
class Lexicon:
    """One language's words first, then those it was merged with."""

    lang: str
    words: LexiconData
    others: tuple[LexiconData, ...] = ()

    @classmethod
    def from_mapping(cls, lang: str, mapping: Mapping[str, Any], source: YamlSource | None = None) -> Lexicon:
        """Build from the content of a lexicon file; shared forms are merged in.

        Raises LexiconError when the content does not hold the shape of a lexicon, or is another language's.
        """
        words = validate(mapping, source)
        if words.language != lang:
            path = source.path if source else lang
            line = source.line(("language",)) if source else 1
            raise LexiconError(path, line, f"language: is {words.language!r}, but the folder is {lang!r}")
        return cls(lang, words, (shared_words(),))

    @classmethod
    def load(cls, path: Path | str) -> Lexicon:
        """Read `<lang>/lexicon.yaml`. Raises LexiconError or YamlSourceError with file and line."""
        source = load_yaml(path)
        if not isinstance(source.data, dict):
            raise LexiconError(source.path, 1, "is empty")
        return cls.from_mapping(Path(path).parent.name, source.data, source)

    def prepare(self) -> None:
        """Build now what is otherwise built when the first answer comes."""
        _ = (self.quantities, self.replies, self.intents, self.symbols, self.fillers, self.nothing)
        _ = (self.negations, self.plain, self.polite, self.unpaid, self.number_words, self.about)

    @classmethod
    def parse(cls, text: str | bytes, lang: str, name: str) -> Lexicon:
        """Read a lexicon's text; ``name`` is how the file is called in messages. Raises as `load`."""
        source = parse_yaml(text, name)
        if not isinstance(source.data, dict):
            raise LexiconError(source.path, 1, "is empty")
        return cls.from_mapping(lang, source.data, source)

    def merge(self, other: Lexicon) -> Lexicon:
        """This lexicon that also understands `other`; where both know a word, this one's meaning counts."""
        known = (self.words, *self.others)
        return Lexicon(self.lang, self.words, (*self.others, *(w for w in other.layers if w not in known)))

    @property
    def layers(self) -> tuple[LexiconData, ...]:
        """Own words, then shared ones, then those of other languages."""
        return (self.words, *self.others)

    @property
    def romanised(self) -> bool:
        """Whether Latin spelling varies so much that it is folded further."""
        return self.words.romanised

    def fold(self, text: str) -> str:
        """The key of a whole answer in this language."""
        return fold(text, romanised=self.romanised)

    @cached_property
    def quantities(self) -> Phrasebook[Sense]:
        """Words of numbers, units and dates."""
        return Phrasebook(
            (senses(layer) for layer in self.layers),
            romanised=self.romanised,
            suffixes=self.words.suffixes,
        )

    @cached_property
    def replies(self) -> Phrasebook[str]:
        """Words of yes, no, unknown, and fillers, each meaning just that."""
        return Phrasebook((_replies(layer) for layer in self.layers), romanised=self.romanised)

    @cached_property
    def negations(self) -> Phrasebook[bool]:
        """Words of no inside a sentence. A bare number or sign is none; nor is what means False here."""
        spoken = (
            [*((w, True) for w in layer.no if not self.fold(w).isdecimal()), *((w, False) for w in layer.no_if_alone)]
            for layer in self.layers
        )
        return Phrasebook(spoken, romanised=self.romanised, suffixes=self.words.suffixes)

    @cached_property
    def plain(self) -> Phrasebook[bool]:
        """Words that are a yes whatever was asked, and beside them what adds nothing (False)."""
        spoken = (
            [*((w, True) for w in layer.plain_yes), *((w, False) for w in (*layer.fillers, *layer.pronouns))]
            for layer in self.layers
        )
        return Phrasebook(spoken, romanised=self.romanised)

    @cached_property
    def polite(self) -> frozenset[str]:
        """Single words that may be left out of an answer without changing it: fillers and pronouns."""
        return self.fillers | {self.fold(word) for layer in self.layers for word in layer.pronouns}

    def synonyms(self, step: str, choice: str) -> tuple[str, ...]:
        """What people write for a choice instead of its label, wherever a step of this name is asked."""
        return tuple(word for layer in self.layers for word in layer.choices.get(step, {}).get(choice, ()))

    @cached_property
    def intents(self) -> Mapping[str, Intent]:
        """Folded words of the controls."""
        found: dict[str, Intent] = {}
        for layer in self.layers:
            for name, listed in layer.controls.items():
                for word in listed:
                    found.setdefault(self.fold(word) or symbol(word), Intent(name))
        return found

    @cached_property
    def symbols(self) -> Mapping[str, bool]:
        """Signs that mean yes or no without any letter: 👍, ✕."""
        found: dict[str, bool] = {}
        for layer in self.layers:
            for listed, meaning in ((layer.yes, True), (layer.no, False)):
                found.update({symbol(word): meaning for word in listed if not self.fold(word)})
        return found

    @cached_property
    def fillers(self) -> frozenset[str]:
        """Folded polite words that add nothing."""
        return frozenset(self.fold(word) for layer in self.layers for word in layer.fillers)

    @cached_property
    def nothing(self) -> frozenset[str]:
        """Folded words for none at all."""
        return frozenset(self.fold(word) for layer in self.layers for word in layer.numbers.nothing)

    @cached_property
    def about(self) -> frozenset[str]:
        """Folded words beside a number that say nothing of what it is for each of."""
        return frozenset(self.fold(word) for layer in self.layers for word in layer.numbers.about)

    @cached_property
    def more(self) -> frozenset[str]:
        """Folded words for more than a number."""
        return frozenset(self.fold(word) for layer in self.layers for word in layer.numbers.more)

    def says_more(self, text: str) -> bool:
        """Whether a text says "more than"; in Japanese wherever it stands, else as whole words."""
        said = f" {self.fold(text)} "
        for other in self.not_more:
            said = said.replace(f" {other} " if other.isascii() else other, " ")
        if _PLUS.search(text):
            return True
        return any(f" {word} " in said or (not word.isascii() and word in said) for word in self.more)

    @cached_property
    def not_more(self) -> tuple[str, ...]:
        """Folded words that hold one for more and mean something else, the longest first: "no more than", and the names
        of days, weeks, months or years (tháng qua is last month, and quá more)."""
        named = (words for layer in self.layers for steps in layer.dates.relative.values() for words in steps.values())
        folded = {self.fold(word) for words in named for word in words}
        found = {one for one in folded if any(f" {word} " in f" {one} " for word in self.more)}
        found |= {self.fold(word) for layer in self.layers for word in layer.numbers.not_more}
        return tuple(sorted(found, key=len, reverse=True))

    @cached_property
    def since(self) -> frozenset[str]:
        """Folded words for the beginning from which something lasts."""
        return frozenset(self.fold(word) for layer in self.layers for word in layer.dates.since)

    def says_since(self, text: str) -> bool:
        """Whether a text says "since": as a whole word, or at the end of one where it is a suffix (`aprildekhi`)."""
        words, suffixes = self.fold(text).split(), {self.fold(suffix) for suffix in self.words.suffixes}
        said = f" {chr(32).join(words)} "
        return any(
            f" {since} " in said
            or (not since.isascii() and since in said)
            or (since in suffixes and any(word.endswith(since) for word in words))
            for since in self.since
        )

    @cached_property
    def number_words(self) -> tuple[str, ...]:
        """Folded words of numbers and scales that are long enough to be recognised when misspelt."""
        tables = (table for layer in self.layers for table in (layer.numbers.words, layer.numbers.scales))
        folded = {self.fold(word) for table in tables for listed in table.values() for word in listed}
        return tuple(sorted(word for word in folded if len(word) > 3 and " " not in word))

    @cached_property
    def unpaid(self) -> frozenset[str]:
        """Folded words for no money at all: they answer how much, not how long."""
        return frozenset(self.fold(word) for layer in self.layers for word in layer.numbers.unpaid)


def symbol(text: str) -> str:
    """A sign without what only changes its looks: variation selectors, skin tones, spaces."""
    return _LOOKS.sub("", text)


def _replies(words: LexiconData) -> Iterator[tuple[str, str]]:
    yield from ((word, "yes") for word in words.yes)
    yield from ((word, "no") for word in words.no)
    yield from ((word, "unknown") for word in words.controls.get(Intent.UNKNOWN, ()))
    yield from ((word, "") for word in words.neither)
    yield from ((word, meaning) for word in words.no_if_alone for meaning in ("no", "filler"))
    yield from ((word, "filler") for word in (*words.fillers, *words.pronouns))


@lru_cache(maxsize=1)
def shared_words() -> LexiconData:
    """The forms that every language shares."""
    source = load_yaml(SHARED)
    return validate(source.data, source)


def load_lexicons(locales: Path | str, languages: Iterable[str] | None = None) -> dict[str, Lexicon]:
    """The lexicons of all languages under a locales folder, each merged with English.

    `languages`: which; default: every folder that holds a lexicon.yaml. Raises LexiconError or YamlSourceError.
    """
    root = Path(locales)
    wanted = list(languages) if languages is not None else lexicon_languages(root)
    return with_english({lang: Lexicon.load(root / lang / "lexicon.yaml") for lang in wanted})


def with_english(loaded: Mapping[str, Lexicon]) -> dict[str, Lexicon]:
    """Each lexicon merged with the English one, if that is there."""
    english = loaded.get(FALLBACK)
    if english is None:
        return dict(loaded)
    return {lang: lexicon if lang == FALLBACK else _merged(lexicon, english) for lang, lexicon in loaded.items()}


@lru_cache(maxsize=64)
def _merged(lexicon: Lexicon, english: Lexicon) -> Lexicon:
    return lexicon.merge(english)


def lexicon_languages(root: Path) -> list[str]:
    """The folders that hold a lexicon.yaml."""
    return sorted(path.parent.name for path in root.glob("*/lexicon.yaml"))
