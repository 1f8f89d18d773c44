"""Danger words in whatever somebody writes, in every language at once.

The words and the sayings that only sound like danger (`killing time`, `chết cười`, 忙殺) are data: `danger` in each
`lexicon.yaml`. How an entry is written:

* words with spaces between them; marks may be missing in what is typed, never contradict it;
* `kill*` at the end of a word: any ending; at least three letters stand before it;
* `<n>`: any number (`pukul <n>` is five o'clock, not a blow);
* `…`: up to four words between (`take me … airport`); in Japanese up to twelve characters;
* `=đá tôi`: counts only with its marks, because without them it is something harmless (`da toi`: yes, I …).

Found is what stands in the text and shares no word with a saying. What follows from it (one question, at most once
a day) is decided by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flows.inputs.fold import clean, fits, romanise, skeleton
from flows.inputs.lexicon import Lexicon
from flows.inputs.lexicon_data import DangerKind
from flows.inputs.phrasebook import CJK, LETTERS

MAX_TEXT = 20_000
"""Characters of a text that are looked at."""

_STEM = 3
_WORD_GAP = 4
_CHARACTER_GAP = 12
_WORDS = re.compile(rf"\d+|[{LETTERS}]+")
_ENTRY = re.compile(rf"\d+|[{LETTERS}]+\*?|<n>|…")
_JAPANESE = re.compile(rf"[{CJK}]")
_NOT_JAPANESE = re.compile(rf"[^{CJK}0-9]+")


@dataclass(frozen=True)
class Found:
    """A danger word as it stands in the lexicon, and the lexicon's language."""

    kind: DangerKind
    word: str
    lang: str


@dataclass(frozen=True)
class _Pattern:
    """One entry. `found` is None for a saying. Parts are skeletons, `texts` the same with their marks."""

    parts: tuple[str, ...]
    texts: tuple[str, ...]
    found: Found | None
    exact: bool = False


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    found: Found | None

    def cancels(self, other: _Hit) -> bool:
        """Whether the other does not count beside this one: a saying shares a word with it, or a longer danger
        word holds it (`bunuh` in `bunuh diri`)."""
        if self.found is None:
            return self.start < other.end and other.start < self.end
        longer = self.end - self.start > other.end - other.start
        return longer and self.start <= other.start and other.end <= self.end


def find(text: str, lexicons: Iterable[Lexicon]) -> list[Found]:
    """The danger words of a text, in order, each once. All lexicons given are searched: give all there are."""
    index = _index(tuple(lexicons))
    cleaned = clean(text[:MAX_TEXT])
    plain = skeleton(cleaned)
    hits = [*index.spaced_hits(cleaned, plain), *index.japanese_hits(plain)]
    standing = [hit for hit in hits if hit.found and not any(other.cancels(hit) for other in hits)]
    standing.sort(key=lambda hit: hit.start)
    by_place: dict[tuple[int, int], Found] = {}
    for hit in standing:
        if hit.found:
            by_place.setdefault((hit.start, hit.end), hit.found)
    return list(dict.fromkeys(by_place.values()))


@lru_cache(maxsize=8)
def _index(lexicons: tuple[Lexicon, ...]) -> _Index:
    return _Index(lexicons)


class _Index:
    """All entries of some lexicons, by what a text must hold for them to be looked at."""

    def __init__(self, lexicons: Sequence[Lexicon]) -> None:
        # Keys: romanised, then the first word and, where it is a plain word, the second; or the first letters.
        self._by_word: dict[bool, dict[tuple[str, str], list[_Pattern]]] = {True: {}, False: {}}
        self._by_stem: dict[bool, dict[str, list[_Pattern]]] = {True: {}, False: {}}
        self._japanese: list[tuple[tuple[str, ...], Found | None]] = []
        for lexicon in lexicons:
            for entry, found in _entries(lexicon):
                self._add(entry, found, lexicon.romanised)

    def _add(self, entry: str, found: Found | None, romanised: bool) -> None:
        sections = [clean(section) for section in entry.removeprefix("=").split("…")]
        if _JAPANESE.search(sections[0]):
            self._japanese.append((tuple(_NOT_JAPANESE.sub("", skeleton(part)) for part in sections), found))
            return
        texts = tuple(_ENTRY.findall("…".join(sections)))
        parts = tuple(skeleton(text, romanised=romanised) for text in texts)
        pattern = _Pattern(parts, texts, found, exact=entry.startswith("="))
        first = pattern.parts[0]
        if first.endswith("*"):
            self._by_stem[romanised].setdefault(first[:_STEM], []).append(pattern)
        else:
            second = next((part for part in pattern.parts[1:2] if part[-1] not in "*>…"), "")
            self._by_word[romanised].setdefault((first, second), []).append(pattern)

    def spaced_hits(self, cleaned: str, plain: str) -> Iterator[_Hit]:
        """Places are numbered by word."""
        typed = _WORDS.findall(cleaned)
        for romanised in (False, True):
            by_word, by_stem = self._by_word[romanised], self._by_stem[romanised]
            if not by_word and not by_stem:
                continue
            words = _WORDS.findall(romanise(plain) if romanised else plain)
            if len(words) != len(typed):
                typed = words  # a lone accent was a word of its own: marks can't be compared
            for at, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=False)):
                candidates = by_word.get((word, ""), []) + by_stem.get(word[:_STEM], [])
                if following:
                    candidates += by_word.get((word, following), [])
                for pattern in candidates:
                    end = _match(pattern, words, typed, at)
                    if end:
                        yield _Hit(at, end, pattern.found)

    def japanese_hits(self, text: str) -> Iterator[_Hit]:
        """Places are numbered by character, after all words, so that the two kinds never cover each other."""
        if not _JAPANESE.search(text):
            return
        run, offset = _NOT_JAPANESE.sub("", text), MAX_TEXT
        for parts, found in self._japanese:
            start = run.find(parts[0])
            while start >= 0:
                end = _follow(run, parts, start)
                if end:
                    yield _Hit(offset + start, offset + end, found)
                start = run.find(parts[0], start + 1)


def _entries(lexicon: Lexicon) -> Iterator[tuple[str, Found | None]]:
    for name, listed in lexicon.words.danger.items():
        for word in listed.words:
            yield word, Found(DangerKind(name), word, lexicon.lang)
        yield from ((idiom, None) for idiom in listed.idioms)


def _match(pattern: _Pattern, words: Sequence[str], typed: Sequence[str], at: int) -> int:
    """The end of the pattern in the text if it stands at `at`, else 0."""
    position = at
    gap = 0
    for part, text in zip(pattern.parts, pattern.texts, strict=True):
        if part == "…":
            gap = _WORD_GAP
            continue
        reach = range(position, min(position + gap + 1, len(words)))
        stands = (spot for spot in reach if _same(part, text, words[spot], typed[spot], pattern.exact))
        place = next(stands, None)
        if place is None:
            return 0
        position, gap = place + 1, 0
    return position


def _same(part: str, text: str, word: str, typed: str, exact: bool) -> bool:
    if part == "<n>":
        return word.isdigit()
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return part == word and (typed == text if exact else fits(typed, text))


def _follow(run: str, parts: Sequence[str], start: int) -> int:
    end = start + len(parts[0])
    for part in parts[1:]:
        place = run.find(part, end, end + _CHARACTER_GAP + len(part))
        if place < 0:
            return 0
        end = place + len(part)
    return end
