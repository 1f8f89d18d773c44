"""Finding the words of a lexicon in text: the longest phrase at a place, with or without its marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flows.inputs.fold import clean, fits, skeleton

Meaning = TypeVar("Meaning")

CJK = "\u3005-\u3007\u3041-\u3096\u309d-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
SOUTH_EAST = "\u0e01-\u0e4e\u1000-\u103f\u1050-\u108f\u109a-\u109d\u1780-\u17d3\u17d7\u17dc\u17dd"
"""Thai, Burmese, Khmer."""
UNSPACED = CJK + SOUTH_EAST
"""Letters that are written without a space between words: Chinese, Japanese, Thai, Burmese, Khmer."""
LETTERS = (
    "a-z\u00aa\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u0963\u0966-\u0dff\u0e80-\u0fff\u10d0-\u177f"
    "\u1800-\u1fff\uac00-\ud7af"
)
"""Letters of words that stand between spaces."""
TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,']\d+)*)|(?P<cjk>[{UNSPACED}]+)|(?P<word>[{LETTERS}]+)|(?P<sign>[-~/:.,、+%¥$€₱₫₹])"
)
_ONLY_UNSPACED = re.compile(rf"[{UNSPACED}]+")
_THAI_BEFORE = "เแโใไ"  # a vowel that is written before the letter it follows
_ENDS_SYLLABLE = ("\u103a", "\u1039")  # Burmese: the letter before it closes the syllable


def whole(run: str, start: int, end: int) -> bool:
    """Whether ``run[start:end]`` may be words of their own: it begins and ends with a syllable."""
    if start > 0 and run[start - 1] in _THAI_BEFORE:
        return False
    if end < len(run) and unicodedata.category(run[end])[0] == "M":
        return False
    return run[end + 1 : end + 2] not in _ENDS_SYLLABLE


@dataclass(frozen=True, slots=True)
class Piece:
    """One token of cleaned text. `key` is its skeleton; `glued`: no space before it."""

    kind: str  # number, cjk, word, sign
    text: str
    key: str
    glued: bool


def pieces(cleaned: str, *, romanised: bool) -> list[Piece]:
    """The tokens of cleaned text. What has no spaces stays in whole runs; a hyphen between letters parts two words."""
    found: list[Piece] = []
    end = -1
    for match in TOKEN.finditer(cleaned):
        kind, text = str(match.lastgroup), match[0]
        key = _key(text, romanised) if kind in ("word", "cjk") else text
        found.append(Piece(kind, text, key, glued=match.start() == end))
        end = match.end()
    return [piece for index, piece in enumerate(found) if not _joins_words(found, index, piece)]


def _joins_words(found: Sequence[Piece], index: int, piece: Piece) -> bool:
    if piece.text != "-" or not 0 < index < len(found) - 1 or not piece.glued:
        return False
    after = found[index + 1]
    return found[index - 1].kind == "word" and after.kind == "word" and after.glued


def _key(text: str, romanised: bool) -> str:
    return skeleton(text, romanised=romanised)


@dataclass(frozen=True)
class Entry(Generic[Meaning]):
    """A phrase with its meanings."""

    keys: tuple[str, ...]
    texts: tuple[str, ...]
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True)
class Found(Generic[Meaning]):
    """A phrase found in text.

    `readings` holds one tuple of meanings, or several when the text was typed without marks and they tell the
    meanings apart: `thang sau` is next month or June.
    """

    length: int
    readings: tuple[tuple[Meaning, ...], ...]


class Phrasebook(Generic[Meaning]):
    """Phrases and their meanings. Layers come in order: a later one never overrides a phrase of an earlier one."""

    def __init__(
        self,
        layers: Iterable[Iterable[tuple[str, Meaning]]],
        *,
        romanised: bool = False,
        suffixes: Sequence[str] = (),
    ) -> None:
        self._romanised = romanised
        self._suffixes = tuple(sorted({_key(clean(suffix), romanised) for suffix in suffixes}, key=len, reverse=True))
        self._spaced: dict[str, list[Entry[Meaning]]] = {}
        self._cjk: dict[str, list[Entry[Meaning]]] = {}
        claimed: set[tuple[str, ...]] = set()
        for layer in layers:
            entries = self._entries(layer)
            for entry in entries:
                if entry.keys not in claimed:
                    self._add(entry)
            claimed.update(entry.keys for entry in entries)
        for entries in (*self._spaced.values(), *self._cjk.values()):
            entries.sort(key=lambda entry: (-len(entry.keys), -len(entry.keys[0])))

    def _entries(self, layer: Iterable[tuple[str, Meaning]]) -> list[Entry[Meaning]]:
        gathered: dict[tuple[str, ...], tuple[tuple[str, ...], list[Meaning]]] = {}
        for phrase, meaning in layer:
            parts = pieces(clean(phrase), romanised=self._romanised)
            texts = tuple(part.text for part in parts)
            gathered.setdefault(texts, (tuple(part.key for part in parts), []))[1].append(meaning)
        return [
            Entry(keys, texts, tuple(dict.fromkeys(meanings))) for texts, (keys, meanings) in gathered.items() if keys
        ]

    def _add(self, entry: Entry[Meaning]) -> None:
        first = entry.keys[0]
        if len(entry.keys) == 1 and _ONLY_UNSPACED.fullmatch(first):
            self._cjk.setdefault(first[0], []).append(entry)
        else:
            self._spaced.setdefault(first, []).append(entry)

    def find(self, text: Sequence[Piece], start: int, *, marked: bool) -> Found[Meaning] | None:
        """The longest phrase that begins at token `start`. `marked`: the writer uses marks, so they count."""
        for key in self._variants(text[start]):
            hits = [e for e in self._spaced.get(key, ()) if self._fits(e, text, start)]
            if hits:
                longest = [entry for entry in hits if len(entry.keys) == len(hits[0].keys)]
                return Found(len(hits[0].keys), self._readings(longest, text, start, marked))
        return None

    def _variants(self, piece: Piece) -> Iterator[str]:
        yield piece.key
        if piece.kind == "word":
            for suffix in self._suffixes:
                if piece.key.endswith(suffix) and len(piece.key) >= len(suffix) + 2:
                    yield piece.key[: -len(suffix)]

    def _fits(self, entry: Entry[Meaning], text: Sequence[Piece], start: int) -> bool:
        if start + len(entry.keys) > len(text):
            return False
        for offset, (key, written) in enumerate(zip(entry.keys, entry.texts, strict=True)):
            piece = text[start + offset]
            if key != piece.key:
                if offset < len(entry.keys) - 1 or key not in self._variants(piece):
                    return False
            elif not fits(piece.text, written):
                return False
        return True

    def _readings(
        self, entries: Sequence[Entry[Meaning]], text: Sequence[Piece], start: int, marked: bool
    ) -> tuple[tuple[Meaning, ...], ...]:
        if len(entries) > 1 and (marked or self._romanised):  # nov is not now, though both fold alike
            typed = tuple(piece.text for piece in text[start : start + len(entries[0].keys)])
            exact = [entry for entry in entries if entry.texts == typed]
            entries = exact or entries
        return tuple(dict.fromkeys(entry.meanings for entry in entries))

    def find_cjk(self, key: str, start: int) -> Found[Meaning] | None:
        """The longest word that begins at character `start` of a run's key."""
        for entry in self._cjk.get(key[start : start + 1], ()):
            if key.startswith(entry.keys[0], start) and whole(key, start, start + len(entry.keys[0])):
                return Found(len(entry.keys[0]), (entry.meanings,))
        return None
