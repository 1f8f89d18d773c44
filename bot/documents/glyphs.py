"""Which letters the shipped fonts can draw. What people write may hold others (emoji, scripts that nobody here reads):
on paper each of those is a box, instead of no paper at all."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

BOX = "□"
_FONTS = Path(__file__).parent / "fonts"
_KEPT = frozenset("\n\t\u200b\u200c\u200d")
"""Drawn as nothing, wherever they stand."""


def printable(data: Any) -> Any:
    """The same plain data with every letter that no font has as a box; signs that only machines read are left out."""
    if isinstance(data, str):
        return data if data.isascii() and data.isprintable() else _drawn(data)
    if isinstance(data, Mapping):
        return {name: printable(value) for name, value in data.items()}
    if isinstance(data, Sequence):
        return [printable(value) for value in data]
    return data


def without(data: Any, letters: str) -> Any:
    """The same with these letters, where they stand together, as a box."""
    if isinstance(data, str):
        return data.replace(letters, BOX)
    if isinstance(data, dict):
        return {name: without(value, letters) for name, value in data.items()}
    return [without(value, letters) for value in data] if isinstance(data, list) else data


def without_lines(data: Any, letters: str) -> Any:
    """The same with every text that holds these letters as one box."""
    if isinstance(data, str):
        return BOX if letters in data else data
    if isinstance(data, dict):
        return {name: without_lines(value, letters) for name, value in data.items()}
    return [without_lines(value, letters) for value in data] if isinstance(data, list) else data


def _drawn(text: str) -> str:
    known = covered()
    shown = []
    for letter in text:
        if ord(letter) in known or letter in _KEPT:
            shown.append(letter)
        elif letter.isprintable() or 0xD800 <= ord(letter) < 0xE000:
            shown.append(BOX)
        elif letter.isspace():
            shown.append(" ")
    return "".join(shown)


@cache
def covered() -> frozenset[int]:
    """Every code point that at least one shipped font has a shape for; read once."""
    found: set[int] = set()
    for path in sorted(_FONTS.glob("*.ttf")):
        for first, last in _ranges(path.read_bytes()):
            found.update(range(first, last + 1))
    return frozenset(found - {code for code in found if code < 32 or 0x7F <= code < 0xA0 or 0x202A <= code <= 0x202E})


def _ranges(font: bytes) -> Iterator[tuple[int, int]]:
    """The code points of a TrueType font: of its tables `cmap` the ones in the formats 4 and 12 (OpenType 1.9)."""
    for at in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, start, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * at)
        if tag == b"cmap":
            for table in range(struct.unpack_from(">H", font, start + 2)[0]):
                offset = start + struct.unpack_from(">L", font, start + 8 + 8 * table)[0]
                kind = struct.unpack_from(">H", font, offset)[0]
                yield from _in_segments(font, offset) if kind == 4 else _in_groups(font, offset) if kind == 12 else ()


def _in_groups(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    for group in range(struct.unpack_from(">L", font, at + 12)[0]):
        first, last, _ = struct.unpack_from(">LLL", font, at + 16 + 12 * group)
        yield first, last


def _in_segments(font: bytes, at: int) -> Iterator[tuple[int, int]]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    lasts = struct.unpack_from(f">{count}H", font, at + 14)
    firsts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    for first, last in zip(firsts, lasts, strict=True):
        if first != 0xFFFF:
            yield first, last
