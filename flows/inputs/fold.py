"""Folding: the one form in which typed text and the words of a lexicon are compared.

Two steps. `clean` keeps every mark that tells words apart: width, case, digits, dashes and invisible characters
are made alike, emoji go. `skeleton` also takes the marks away that people leave out when they type: Vietnamese and
other Latin diacritics, the difference of katakana and hiragana, Devanagari spelling variants and, for a lexicon that
asks for it, the variants of romanised Nepali. `fits` then says whether a typed word may stand for a word with marks.
"""

from __future__ import annotations

import re
import unicodedata

from flows.inputs.zawgyi import to_unicode

# First character of every block of ten decimal digits that our workers' keyboards offer.
_ZEROS = (
    0x0660, 0x06F0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0xFF10,
)  # fmt: skip
_INVISIBLE = (
    *range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xAD, 0x034F, 0x061C, 0x115F, 0x1160,
    0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    0x20E3, 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0, *range(0xFFF0, 0xFFFC), *range(0xD800, 0xE000),
    *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0),
)  # fmt: skip
_EMOJI = (
    *range(0x2190, 0x2200), *range(0x2300, 0x2460), *range(0x2500, 0x2C00), *range(0x1F000, 0x1FB00), 0xFFFD,
)  # fmt: skip


def _clean_table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(_INVISIBLE)
    table.update(dict.fromkeys(_EMOJI, " "))
    for zero in _ZEROS:
        table.update({zero + digit: str(digit) for digit in range(10)})
    table.update({ord(c): "-" for c in "‐‑‒–—―−﹘﹣－"})
    table.update({ord(c): "~" for c in "〜～∼˷⁓→⇒➡"})
    table.update({ord(c): "'" for c in "’‘ʼʻ`´′＇ʹ"})
    table.update({ord("٫"): ".", ord("٬"): ",", ord("⁄"): "/", ord("∕"): "/", ord("："): ":", ord("﹕"): ":"})
    table.update({ord("၊"): ",", ord("။"): ".", ord("។"): ".", ord("៕"): ".", ord("៖"): ":"})  # Burmese, Khmer
    table.update({ord("、"): "、", ord("､"): "、", ord("\t"): " ", ord("\r"): " ", ord("\n"): " "})
    return table


def _skeleton_table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(range(0x0300, 0x0370))
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            table[code] = base
    table.update({ord("đ"): "d", ord("ø"): "o", ord("ł"): "l", ord("ı"): "i"})
    table.update({code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)})  # katakana to hiragana
    # Devanagari: candrabindu, long vowel signs and letters, sibilants, ba/va, nukta.
    table.update({ord(a): b for a, b in zip("ँीूईऊशषवणञ", "ंिुइउससबनन", strict=True)})
    table[ord("़")] = None
    return table


def _any_of(table: dict[int, str | None]) -> re.Pattern[str]:
    """One character class of all keys. Substituting hits is five times as fast as str.translate on long texts."""
    codes = sorted(table)
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return re.compile("[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges) + "]")


def _by_character(table: dict[int, str | None]) -> dict[str, str]:
    return {chr(code): replacement or "" for code, replacement in table.items()}


_CLEAN_HIT, _CLEAN = _any_of(_clean_table()), _by_character(_clean_table())
_SKELETON_HIT, _SKELETON = _any_of(_skeleton_table()), _by_character(_skeleton_table())
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}
_FRACTION = re.compile(r"(\d?)\s?([½¼¾])")
_BURMESE = re.compile("[\u1000-\u109f]")
_BURMESE_RUN = re.compile(r"[၀-၉ဝရ]*[၀-၉][၀-၉ဝရ]*|[ဝရ](?=[.,][၀-၉])")
_BURMESE_LETTERS = str.maketrans("ဝရ", "၀၇")
_THAI_POLITE = re.compile("(?<=[\u0e01-\u0e4e])(?=(?:ครับ|ค่ะ|คะ)(?![\u0e01-\u0e4e]))")
"""Before the word of respect that ends what is said in Thai: it is a word of its own."""
_INNER_APOSTROPHE = re.compile(r"(?<=[a-zà-ỹ])'(?=[a-zà-ỹ])")
_LONG_DASH = re.compile(r"(?<=\d)ー(?=\d)")
_KANJI_YEAR = re.compile(r"[一二三四五六七八九][〇一二三四五六七八九]{1,3}(?=年)")
_KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_NASAL = re.compile("[नङम]्(?=[क-मसह])")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1+")
_NOT_WORD = re.compile(r"[^\w\u0300-\u036f\u0900-\u109f\u1780-\u17ff]+|_+")

# Romanised Nepali has no fixed spelling: chha/cha/xa, shukrabar/sukrabaar/sukrawar, thaahaa/thaha.
_ROMANISED = (
    ("x", "ch"), ("chh", "ch"), ("aa", "a"), ("ee", "i"), ("ii", "i"), ("oo", "u"), ("uu", "u"),
    ("sh", "s"), ("w", "b"), ("v", "b"), ("z", "j"), ("ph", "f"),
)  # fmt: skip


def clean(raw: str) -> str:
    """The text with everything made alike that never tells two words apart. Marks stay.

    Burmese in Zawgyi is read as Unicode. One character can stand for up to eighteen (`ﷺ`); what grows beyond four times
    its length is cut.
    """
    text = raw
    if not text.isascii():
        if _BURMESE.search(text):
            text = to_unicode(text)
        text = _FRACTION.sub(_spell_fraction, text)
        if "ဝ" in text or "ရ" in text:
            text = _BURMESE_RUN.sub(_burmese_digits, text)
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()[: 4 * len(raw)]
    text = _CLEAN_HIT.sub(lambda hit: _CLEAN[hit[0]], text)
    if "'" in text:
        text = _INNER_APOSTROPHE.sub("", text)
    if not text.isascii():
        text = _LONG_DASH.sub("-", text)
        if "ค" in text:
            text = _THAI_POLITE.sub(" ", text)
        if "年" in text:
            text = _KANJI_YEAR.sub(lambda year: year[0].translate(_KANJI_DIGITS), text)
    return text


def _spell_fraction(match: re.Match[str]) -> str:
    return (match[1] or "0") + _FRACTIONS[match[2]]


def _burmese_digits(match: re.Match[str]) -> str:
    """The letters wa and ra typed for the digits 0 and 7; a letter that begins the next word stays a letter."""
    run, text, end = match[0], match.string, match.end()
    following = text[end] if end < len(text) else ""
    begins_word = "\u102b" <= following <= "\u103e" or (run[-1] == "ရ" and "\u1000" <= following <= "\u103e")
    if run[-1] in "ဝရ" and begins_word:
        return run[:-1].translate(_BURMESE_LETTERS) + run[-1]
    return run.translate(_BURMESE_LETTERS)


def skeleton(cleaned: str, *, romanised: bool = False) -> str:
    """Cleaned text without the marks that people leave out. Word boundaries stay where they are."""
    text = cleaned
    if not text.isascii():
        text = _SKELETON_HIT.sub(lambda hit: _SKELETON[hit[0]], text)
        if _DEVANAGARI.search(text):
            text = _NASAL.sub("ं", text)
    return romanise(text) if romanised else text


def romanise(text: str) -> str:
    """One spelling for the variants of romanised Nepali, from a skeleton."""
    for typed, folded in _ROMANISED:
        text = text.replace(typed, folded)
    return _DOUBLED.sub(r"\1", text)


def fold(raw: str, *, romanised: bool = False) -> str:
    """The key by which whole answers are compared: skeleton words with one space between them."""
    return _NOT_WORD.sub(" ", skeleton(clean(raw), romanised=romanised)).strip()


def fits(typed: str, word: str) -> bool:
    """Whether a typed word (cleaned) may stand for `word` (cleaned), their skeletons being equal.

    Marks may be missing, but none may contradict: `sau` and `sáu` may both be *sáu* (six), only `sau` may be *sau*
    (after).
    """
    return typed.isascii() or typed == word or _marks(typed) <= _marks(word)


_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def _marks(word: str) -> frozenset[tuple[int, str]]:
    """Marks of Latin letters with the letter they stand on; tones belong to the whole word (hoà is hòa)."""
    marks: set[tuple[int, str]] = set()
    letter = -1
    for character in unicodedata.normalize("NFD", word):
        if "\u0300" <= character <= "\u036f":
            marks.add((-1 if character in _TONES else letter, character))
        else:
            letter += 1
            if character == "đ":
                marks.add((letter, "đ"))
    return frozenset(marks)


def is_marked(cleaned: str) -> bool:
    """Whether the writer uses Latin letters with marks at all."""
    return not cleaned.isascii() and bool(_marks(cleaned[:400]))
