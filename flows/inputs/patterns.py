"""Words and phrases to be found in whatever somebody writes. How an entry is written:

* words with spaces between them; marks may be missing in what is typed, never contradict it;
* `kill*` at the end of a word: any ending; at least three letters stand before it;
* `<n>`: any number (`pukul <n>` is five o'clock, not a blow);
* `…`: up to four words between (`take me … airport`); where no spaces are written up to twelve characters;
* `=đá tôi`: counts only with its marks, because without them it is something harmless (`da toi`: yes, I …).

Found is what stands in the text and shares no word with a saying, an entry that means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flows.inputs.fold import clean, fits, romanise, skeleton
from flows.inputs.phrasebook import LETTERS, UNSPACED, whole

MAX_TEXT = 20_000
"""Characters of a text that are looked at."""

Meaning = TypeVar("Meaning")

_STEM = 3
_WORD_GAP = 4
_CHARACTER_GAP = 12
_WORDS = re.compile(rf"\d+|[{LETTERS}]+")
_ENTRY = re.compile(rf"\d+|[{LETTERS}]+\*?|<n>|…")
_UNSPACED = re.compile(rf"[{UNSPACED}]")
_SPACED = re.compile(rf"[^{UNSPACED}0-9]+")


@dataclass(frozen=True)
class _Pattern(Generic[Meaning]):
    """One entry. `found` is None for a saying. Parts are skeletons, `texts` the same with their marks."""

    parts: tuple[str, ...]
    texts: tuple[str, ...]
    found: Meaning | None
    exact: bool = False


@dataclass(frozen=True)
class _Hit(Generic[Meaning]):
    start: int
    end: int
    found: Meaning | None

    def cancels(self, other: _Hit[Meaning]) -> bool:
        """Whether the other does not count beside this one: a saying shares a word with it, or a longer found
        one holds it (`bunuh` in `bunuh diri`)."""
        if self.found is None:
            return self.start < other.end and other.start < self.end
        longer = self.end - self.start > other.end - other.start
        return longer and self.start <= other.start and other.end <= self.end


class Patterns(Generic[Meaning]):
    """Entries, by what a text must hold for them to be looked at."""

    def __init__(self, entries: Iterable[tuple[str, Meaning | None, bool]]) -> None:
        """``entries``: how it is written, what it means (None: a saying), whether its language is romanised."""
        # Keys: romanised, then the first word and, where it is a plain word, the second; or the first letters.
        self._by_word: dict[bool, dict[tuple[str, str], list[_Pattern[Meaning]]]] = {True: {}, False: {}}
        self._by_stem: dict[bool, dict[str, list[_Pattern[Meaning]]]] = {True: {}, False: {}}
        self._unspaced: list[tuple[tuple[str, ...], Meaning | None]] = []
        for entry, found, romanised in entries:
            self._add(entry, found, romanised)

    def find(self, text: str) -> list[Meaning]:
        """What the entries of a text mean, in order, each once."""
        cleaned = clean(text[:MAX_TEXT])
        plain = skeleton(cleaned)
        hits = [*self.spaced_hits(cleaned, plain), *self.unspaced_hits(plain)]
        standing = [hit for hit in hits if hit.found is not None and not any(other.cancels(hit) for other in hits)]
        standing.sort(key=lambda hit: hit.start)
        by_place: dict[tuple[int, int], Meaning] = {}
        for hit in standing:
            if hit.found is not None:
                by_place.setdefault((hit.start, hit.end), hit.found)
        return list(dict.fromkeys(by_place.values()))

    def _add(self, entry: str, found: Meaning | None, romanised: bool) -> None:
        sections = [clean(section) for section in entry.removeprefix("=").split("…")]
        if _UNSPACED.search(sections[0]):
            self._unspaced.append((tuple(_SPACED.sub("", skeleton(part)) for part in sections), found))
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

    def spaced_hits(self, cleaned: str, plain: str) -> Iterator[_Hit[Meaning]]:
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

    def unspaced_hits(self, text: str) -> Iterator[_Hit[Meaning]]:
        """Places are numbered by character, after all words, so that the two kinds never cover each other."""
        if not _UNSPACED.search(text):
            return
        run, offset = _SPACED.sub("", text), MAX_TEXT
        for parts, found in self._unspaced:
            start = run.find(parts[0])
            while start >= 0:
                end = _follow(run, parts, start)
                if end and whole(run, start, end):
                    yield _Hit(offset + start, offset + end, found)
                start = run.find(parts[0], start + 1)


def _match(pattern: _Pattern[Meaning], words: Sequence[str], typed: Sequence[str], at: int) -> int:
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
