"""The short list of telling words (`words.yaml`): which languages a word or phrase speaks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.folding import fold, plain, words

PATH = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Hit:
    """Languages a token speaks for, and whether as part of a phrase: a phrase is the stronger sign."""

    languages: frozenset[str]
    phrase: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The list, ready to be asked. Phrases are tuples of words without marks."""

    neutral: frozenset[str]
    loans: frozenset[str]
    names: frozenset[str]
    phrases: Mapping[tuple[str, ...], frozenset[str]]
    longest: int
    languages: frozenset[str]

    def hits(self, tokens: Sequence[str]) -> dict[int, Hit]:
        """Find the phrases and words of the list among tokens: position to hit, the longest phrase first."""
        bare = [plain(token) for token in tokens]
        found: dict[int, Hit] = {}
        for size in range(self.longest, 0, -1):
            for start in range(len(bare) - size + 1):
                languages = self.phrases.get(tuple(bare[start : start + size]))
                for at in range(start, start + size) if languages else ():
                    found.setdefault(at, Hit(languages or frozenset(), phrase=size > 1))
        return found


@cache
def listed(path: Path = PATH) -> Listed:
    """Read the list."""
    with path.open(encoding="utf-8") as file:
        # Every scalar stays a text: `no` and `on` are words here. BaseLoader builds nothing but texts.
        content: Any = yaml.load(file, Loader=yaml.BaseLoader)  # noqa: S506  # see above
    by_language = {**content["ours"], **content["others"]}
    phrases: dict[tuple[str, ...], set[str]] = {}
    for language, entries in by_language.items():
        for entry in entries:
            phrases.setdefault(
                tuple(plain(word) for word in words(fold(entry).replace("-", " "))), set()
            ).add(language)
    return Listed(
        neutral=frozenset(content["neutral"]),
        loans=frozenset(content["loans"]),
        names=frozenset(content["names"]),
        phrases={phrase: frozenset(languages) for phrase, languages in phrases.items()},
        longest=max(map(len, phrases)),
        languages=frozenset(by_language),
    )
