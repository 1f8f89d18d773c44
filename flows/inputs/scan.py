"""From typed text to tokens whose words have meanings, for the parsers of quantities and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from flows.inputs.fold import clean, is_marked
from flows.inputs.lexicon import Lexicon
from flows.inputs.phrasebook import Found, Phrasebook, Piece, pieces
from flows.inputs.senses import Sense, SenseKind

MAX_ANSWER = 300
"""Characters of an answer to a short question. Anything longer is a story, and is not searched for a number."""

_MAX_READINGS = 4
_PART = re.compile(r"[,、;:。!?！？\n]|\.(?=\s|$)|\s[-–—]\s")
_KANA = re.compile(r"[\u3041-\u3096ー]+")
_SCALE = frozenset({SenseKind.SCALE})
_JAPANESE_NUMBER = frozenset({SenseKind.NUMBER, SenseKind.SCALE})
_OPEN = frozenset({SenseKind.RELATIVE, SenseKind.MONTH, SenseKind.WEEKDAY, SenseKind.NEPALI_MONTH})
_COUNTED = frozenset({SenseKind.SCALE, SenseKind.UNIT, SenseKind.MARKED})


@dataclass(frozen=True, slots=True)
class Token:
    """A number in digits (`digits`, with its separators), a sign, a known phrase (`senses`) or an unknown word."""

    text: str
    digits: str = ""
    sign: str = ""
    senses: tuple[Sense, ...] = ()
    glued: bool = False
    choices: tuple[tuple[Sense, ...], ...] = ()

    def sense(self, *kinds: SenseKind) -> Sense | None:
        """The first meaning of one of these kinds."""
        for sense in self.senses:
            if sense.kind in kinds:
                return sense
        return None

    @property
    def known(self) -> bool:
        """Whether it is more than a word nobody told us about."""
        return bool(self.digits or self.sign or self.senses)


def scan(raw: str, lexicon: Lexicon) -> tuple[tuple[Token, ...], ...]:
    """The readings of a short text: usually one; several when missing marks leave a word open."""
    cleaned = clean(raw)
    text = pieces(cleaned, romanised=lexicon.romanised)
    tokens = tuple(_tokens(text, lexicon.quantities, is_marked(cleaned)))
    open_words = [token for token in tokens if len(token.choices) > 1]
    if not open_words:
        return (tokens,)
    return tuple(islice(_expand(tokens), _MAX_READINGS))


def parts(raw: str) -> list[str]:
    """What stands between the stops of a text."""
    return [part for part in _PART.split(raw) if part.strip()]


def _expand(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    for choice in product(*(token.choices or (token.senses,) for token in tokens)):
        yield tuple(replace(token, senses=senses) for token, senses in zip(tokens, choice, strict=True))


def _tokens(text: Sequence[Piece], book: Phrasebook[Sense], marked: bool) -> Iterator[Token]:
    at = 0
    while at < len(text):
        piece = text[at]
        found = book.find(text, at, marked=marked)
        if piece.kind == "cjk" and (not found or found.length == 1):  # but พ.ย. is one word with dots in it
            counted = at > 0 and text[at - 1].kind == "number" and piece.glued
            yield from _japanese(piece, book, counted)
            at += 1
            continue
        if found:
            words = " ".join(part.text for part in text[at : at + found.length])
            yield _meant(words, found, piece.glued)
            at += found.length
            continue
        yield Token(
            piece.text,
            digits=piece.text if piece.kind == "number" else "",
            sign=piece.text if piece.kind == "sign" else "",
            glued=piece.glued,
        )
        at += 1


def _meant(text: str, found: Found[Sense], glued: bool) -> Token:
    """A known phrase. Meanings that the grammar tells apart by their place stay together; different dates do not."""
    together = tuple(dict.fromkeys(sense for reading in found.readings for sense in reading))
    if sum(sense.kind in _OPEN for sense in together) < 2 or len(found.readings) < 2:
        return Token(text, senses=together, glued=glued)
    return Token(text, senses=found.readings[0], glued=glued, choices=found.readings)


def _japanese(run: Piece, book: Phrasebook[Sense], digits_before: bool) -> Iterator[Token]:
    """The words of a run without spaces, from the left, the longest first; what lies between is skipped."""
    key, at, glued = run.key, 0, run.glued
    before = frozenset({SenseKind.NUMBER}) if digits_before else frozenset()
    while at < len(key):
        found = book.find_cjk(key, at)
        kinds = frozenset(sense.kind for sense in found.readings[0]) if found else frozenset()
        goes_on = found and _goes_on(before, kinds, digits_before, at + found.length == len(key))
        if found and (goes_on or _stands(key, at, found, book)):
            yield _meant(key[at : at + found.length], found, glued)
            at += found.length
            before, digits_before, glued = kinds, False, True
            continue
        start = at
        while at < len(key) and (at == start or not book.find_cjk(key, at)):
            at += 1
        yield Token(key[start:at], glued=glued)
        before, digits_before, glued = frozenset(), False, True


def _goes_on(before: frozenset[SenseKind], kinds: frozenset[SenseKind], digits_before: bool, at_end: bool) -> bool:
    """Whether a number goes on: 万 after 15, まん after じゅうご, a last ご after じゅう, but not に after 3."""
    if not before & _JAPANESE_NUMBER:
        return False
    return bool(kinds & _SCALE) or (at_end and not digits_before and SenseKind.NUMBER in kinds)


def _stands(key: str, at: int, found: Found[Sense], book: Phrasebook[Sense]) -> bool:
    """Whether a Japanese number word is one here: 一 of 一緒, に of きのうに and しご of しごと are not."""
    kind = _JAPANESE_NUMBER.intersection(sense.kind for sense in found.readings[0])
    if not kind:
        return True
    end = at + found.length
    kana = bool(_KANA.fullmatch(key[at:end]))
    if end == len(key):
        return not kana
    following = book.find_cjk(key, end)
    if following is None:
        return False
    kinds = {sense.kind for sense in following.readings[0]}
    if not kana:
        return bool(kinds)
    return bool(_COUNTED & kinds) or (SenseKind.SCALE in kind and SenseKind.NUMBER in kinds)
