"""Japanese syllables and Latin spellings of them on one footing, so that カスガ, Kasuga and Kasugaa are alike."""

import re
import unicodedata

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ",
    "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ",
    "p": "パピプペポ",
}  # fmt: skip
_KANA = {kana: row + vowel for row, line in _ROWS.items() for kana, vowel in zip(line, "aiueo", strict=True)}
_KANA |= {
    "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "シ": "shi", "チ": "chi", "ツ": "tsu",
    "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu", "ヴ": "vu", "ー": "",
}  # fmt: skip
_SMALL = {"ャ": "ya", "ュ": "yu", "ョ": "yo", "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
_AS_ONE = tuple(
    (re.compile(written), meant)
    for written, meant in (
        ("sy", "sh"), ("ty", "ch"), ("[zj]y", "j"), ("si", "shi"), ("ti", "chi"), ("tu", "tsu"), ("(?<![sc])hu", "fu"),
        ("zi", "ji"), ("l", "r"), ("c(?!h)", "k"), ("m(?=[bp])", "n"), ("ou", "o"), ("oh(?![aeiou])", "o"),
        (r"([aeiou])\1+", r"\1"),
    )
)  # fmt: skip
"""Spellings of the same syllables; long vowels are written short."""


def romaji(name: str) -> str:
    """A folded name in Latin letters, long vowels short. Kanji stay as they are."""
    text = unicodedata.normalize("NFKC", name)
    text = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)
    found: list[str] = []
    doubled = False
    for c in text:
        if c == "ッ":
            doubled = True
            continue
        said = _KANA.get(c)
        if c in _SMALL:
            said = _glide(found, c)
        if said is None:
            found.append(c)
            continue
        found.append(said[0] + said if doubled and said else said)
        doubled = False
    return _latin("".join(found).casefold())


def _glide(found: list[str], small: str) -> str:
    """キ and a small ャ are kya; シ and a small ャ are sha."""
    said = _SMALL[small]
    if not found or not found[-1].endswith("i") or not said.startswith("y"):
        return said
    last = found.pop()[:-1]
    return last + (said[1:] if last in ("sh", "ch", "j") else said)


def _latin(text: str) -> str:
    for written, meant in _AS_ONE:
        text = written.sub(meant, text)
    return text
