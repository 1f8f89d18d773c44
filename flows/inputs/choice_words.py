"""The words of a label in what somebody writes: `an toan` for "Có, tôi an toàn", `hindi ko makita po` for "Hindi ko
makita". A text counts for a label if it stands in it word by word, or if the label, of two words or more, stands in it.

Never across a negation: where one of the two holds a word for no that the other does not, they mean opposite things.
Only the beginning of a label counts whatever follows in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from flows.inputs.fold import clean, fits
from flows.inputs.lexicon import Lexicon
from flows.inputs.phrasebook import Piece, pieces
from flows.inputs.senses import SenseKind

FURIGANA = re.compile(r"([\u3005-\u3007\u3400-\u9fff々]+)[（(]([\u3041-\u30ffー]+)[)）]")

_CLAUSE = re.compile(r"[,、;:。]|\.(?=\s|$)")
_FEWEST_WORDS = 2
_FEWEST_CHARACTERS = 4
"""Characters of a Japanese label that weigh as much as two words."""


@dataclass(frozen=True)
class Words:
    """Words of a text, Japanese ones by character; `denied`: where a word for no begins; `clause` of each."""

    words: tuple[Piece, ...]
    denied: frozenset[int]
    clause: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)

    def says_no_beside(self, start: int, end: int, *, anywhere: bool = False) -> bool:
        """Whether a word for no stands outside these places: in their clause ("sick, nobody helps"), or anywhere."""
        near = set(self.clause[start:end])
        return any(
            (anywhere or self.clause[place] in near) for place in self.denied if not start <= place < end
        )

    @property
    def merely_no(self) -> bool:
        """Whether nothing but words for no is said: that is no part of "don't worry"."""
        return len(self.denied) == len(self.words)

    def place_in(self, other: Words) -> int | None:
        """Where these words stand in the other text, side by side."""
        for start in range(len(other) - len(self) + 1):
            if all(_same(typed, written) for typed, written in zip(self.words, other.words[start:], strict=False)):
                return start
        return None


def choices(raw: str, lexicon: Lexicon, options: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The ids of the choices whose label shares its words with the text, in the order of the buttons."""
    typed = read(raw, lexicon)
    said = _without_polite(typed, lexicon)
    return tuple(
        choice
        for choice, labels in options.items()
        if any(_speak_of(typed, said, written, lexicon) for label in labels for written in spellings(label, lexicon))
    )


def begins(raw: str, label: str, lexicon: Lexicon) -> bool:
    """Whether a label begins with these whole words: `lembur` for "Lembur tidak dibayar"."""
    typed = read(raw, lexicon)
    return bool(typed.words) and any(typed.place_in(written) == 0 for written in spellings(label, lexicon))


def _speak_of(typed: Words, said: Words, written: Words, lexicon: Lexicon) -> bool:
    if sum(len(word.key) for word in said.words) >= _FEWEST_WORDS and not said.merely_no:
        for label in (written, _without_polite(written, lexicon)):
            at = said.place_in(label)
            if at is not None and not label.says_no_beside(at, at + len(said)):
                return True
    at = written.place_in(typed) if _is_long(written) else None
    if at is None or _is_another_time(typed.words, at, len(written), lexicon):
        return False
    return not typed.says_no_beside(at, at + len(written), anywhere=True)


def _is_another_time(words: Sequence[Piece], at: int, length: int, lexicon: Lexicon) -> bool:
    """Whether what stands beside a label makes it another time: "2 tháng trước", "tháng trước nữa" and "before last
    month" are not last month."""
    if words[at].kind == "cjk":
        return False
    longer = lexicon.quantities.find(words, at, marked=False)
    if longer is not None and longer.length > length:
        return True
    before = words[at - 1 : at]
    if not before or before[0].kind in ("number", "cjk"):
        return bool(before) and before[0].kind == "number"
    found = lexicon.quantities.find(before, 0, marked=False)
    senses = [sense for reading in found.readings for sense in reading] if found else []
    return any(sense.kind in (SenseKind.NUMBER, SenseKind.PAST) for sense in senses)


def _is_long(written: Words) -> bool:
    japanese = sum(word.kind == "cjk" for word in written.words)
    return len(written) - japanese >= _FEWEST_WORDS or japanese >= _FEWEST_CHARACTERS


def _same(typed: Piece, written: Piece) -> bool:
    return typed.key == written.key and (fits(typed.text, written.text) or fits(written.text, typed.text))


def spellings(label: str, lexicon: Lexicon) -> Iterator[Words]:
    """A label as it stands; and without its furigana, and in kana alone."""
    yield read(label, lexicon)
    if "（" in label or "(" in label:
        yield read(FURIGANA.sub(r"\1", label), lexicon)
        yield read(FURIGANA.sub(r"\2", label), lexicon)


def read(text: str, lexicon: Lexicon) -> Words:
    """The words of a text."""
    words: list[Piece] = []
    clause: list[int] = []
    for number, part in enumerate(_CLAUSE.split(clean(text))):
        for piece in pieces(part, romanised=lexicon.romanised):
            if piece.kind == "cjk":
                words += (replace(piece, text=sign, key=sign) for sign in piece.key)
            elif piece.kind != "sign":
                words.append(piece)
        clause += [number] * (len(words) - len(clause))
    return Words(tuple(words), frozenset(_denials(words, lexicon)), tuple(clause))


def denies(text: str, lexicon: Lexicon) -> bool:
    """Whether a word for no stands in a text."""
    return bool(read(text, lexicon).denied)


def _denials(words: Sequence[Piece], lexicon: Lexicon) -> Iterator[int]:
    book = lexicon.negations
    run = "".join(word.key if word.kind == "cjk" else " " for word in words)
    for at, word in enumerate(words):
        found = book.find_cjk(run, at) if word.kind == "cjk" else book.find(words, at, marked=False)
        if found and found.readings[0][0]:
            yield at


def _without_polite(said: Words, lexicon: Lexicon) -> Words:
    """Without what adds nothing (please, po, ạ) and without "I", unless nothing else was said."""
    keep = [n for n, word in enumerate(said.words) if word.kind == "cjk" or word.key not in lexicon.polite]
    if not keep:
        return said
    moved = {old: new for new, old in enumerate(keep)}
    denied = frozenset(moved[place] for place in said.denied if place in moved)
    return Words(tuple(said.words[n] for n in keep), denied, tuple(said.clause[n] for n in keep))
