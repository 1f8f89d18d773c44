"""What each way of writing a language looks like: langdetect's n-gram profiles, and how often words come.

A *variant* is one way of writing a language (`vi`, `vi-plain`, `ne-latin`, `uz-cyrillic`). Our own profiles
are in langdetect's format (`profiles/`, made by `scripts/train_language_profiles.py`); for languages that
are only there to be told apart from ours, langdetect's own profiles serve.

langdetect draws n-grams at random until it is sure: the answer depends on the seed, and cannot be added to
what words say. `AllGrams` takes every n-gram of the text once instead: no random numbers, no shared state.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

import langdetect
from langdetect.detector import Detector
from langdetect.detector_factory import DetectorFactory
from langdetect.utils.lang_profile import LangProfile

from bot.language.scripts import CYRILLIC, DEVANAGARI, LATIN

HERE = Path(__file__).parent
STOCK = Path(langdetect.__file__).parent / "profiles"

GROUPS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    LATIN: (
        (
            "en",
            "es",
            "pt",
            "id",
            "tl",
            "uz",
            "vi",
            "vi-plain",
            "ne-latin",
            "ja-latin",
            "mn-latin",
            "hi-latin",
        ),
        ("fr", "de", "it", "nl", "tr", "pl", "ro", "hr", "sw", "sv", "fi", "hu"),
    ),
    DEVANAGARI: (("ne", "hi"), ("mr",)),
    CYRILLIC: (("mn", "uz-cyrillic"), ("ru", "uk", "bg", "mk")),
}
"""For each script: our variants, then langdetect's profiles of languages not spoken here."""

TWINS = {"ms": "id"}
"""Variants without a profile of their own: n-grams hardly tell Malay from Indonesian, words do."""
MIXED = {"tl-en": ("tl", "en")}
"""Ways of writing that change language from word to word: Taglish. Each word may be of either.

Weighed only where a telling word of the language is there: without one, English is English."""
CODES = {"pt": "pt_BR", "zh": "zh_Hans"}
"""The language codes of the product, where they differ from the variant's."""
WORDS_ONLY = {LATIN: ("my", "km", "th", "bn", "si")}
"""Languages we have no Latin-letter text of: the word list speaks for them, n-grams say nothing for them."""
SMALLEST = 0.5 / 10_000
"""langdetect's smoothing of an n-gram that a language was never seen with."""


class AllGrams(Detector):  # type: ignore[misc] # langdetect has no type hints
    """langdetect's detector, asked for the likelihood of every n-gram instead of a random draw."""

    def likelihoods(self) -> dict[str, float]:
        """Log-likelihood of the appended text for each profile."""
        sums = [0.0] * len(self.langlist)
        for gram in self._extract_ngrams():
            for at, chance in enumerate(self.word_lang_prob_map[gram]):
                sums[at] += log(chance + SMALLEST)
        return dict(zip(self.langlist, sums, strict=True))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How often a variant's commoner words came in its training text."""

    total: int
    words: Mapping[str, int]


class Model:
    """Everything about the variants of one script. Built once; reading it is safe from any thread."""

    def __init__(self, script: str) -> None:
        """Load the profiles and vocabularies of a script."""
        ours, stock = GROUPS[script]
        paths = [HERE / "profiles" / f"{name}.json" for name in ours] + [STOCK / name for name in stock]
        self._factory = DetectorFactory()
        for at, path in enumerate(paths):
            profile = LangProfile(**json.loads(path.read_text(encoding="utf-8")))
            self._factory.add_profile(profile, at, len(paths))
        self._ours = len(ours)
        self._twins = {twin: like for twin, like in TWINS.items() if like in ours}
        self.mixed = {name: parts for name, parts in MIXED.items() if set(parts) <= set(ours)}
        self._words_only = WORDS_ONLY.get(script, ())
        self.variants: tuple[str, ...] = (*ours, *self._twins, *self._words_only, *stock)
        self.vocabularies = {name: _vocabulary(name) for name in (*ours, *self._twins)}
        self.shares = _shares(list(self.vocabularies.values()))

    def likelihoods(self, text: str) -> dict[str, float]:
        """Log-likelihood of a folded word or text for every unmixed variant, by n-grams alone.

        No n-gram reaches from one word into the next: the likelihood of a text is the sum over its words.
        """
        detector = AllGrams(self._factory)
        detector.append(text)
        found = detector.likelihoods()
        for twin, like in self._twins.items():
            found[twin] = found[like]
        if self._words_only:
            ours = [found[name] for name in self.variants[: self._ours]]
            middle = sorted(ours)[len(ours) // 2]
            found.update(dict.fromkeys(self._words_only, middle))
        return found


def language_of(variant: str) -> str:
    """Name the language that a variant is a way of writing."""
    language = variant.partition("-")[0]
    return CODES.get(language, language)


@cache
def model(script: str) -> Model:
    """Return the model of a script (one of GROUPS), loading it the first time."""
    return Model(script)


def load() -> None:
    """Load every model now, so that the first message does not wait for it."""
    for script in GROUPS:
        model(script)


def _vocabulary(variant: str) -> Vocabulary:
    content = json.loads((HERE / "vocabulary" / f"{variant}.json").read_text(encoding="utf-8"))
    return Vocabulary(content["total"], content["words"])


def _shares(vocabularies: Sequence[Vocabulary]) -> dict[str, float]:
    """How common a word is over all variants: what a small vocabulary is filled up with."""
    shares: dict[str, float] = {}
    for vocabulary in vocabularies:
        for word, number in vocabulary.words.items():
            shares[word] = shares.get(word, 0.0) + number / vocabulary.total / len(vocabularies)
    return shares
