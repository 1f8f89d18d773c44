"""Rules that write a language in other letters, roughly as people type it. Used to train, never to answer."""

import re
import unicodedata

_VOWELS = "aiueo"
_KANA_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの",
    "h": "はひふへほ", "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ",
    "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_KANA = {
    kana: row + vowel for row, line in _KANA_ROWS.items() for vowel, kana in zip(_VOWELS, line, strict=True)
}
_KANA |= {
    "し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ぢ": "ji", "づ": "zu",
    "や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "wo", "ん": "n", "ゔ": "vu",
}  # fmt: skip
_GLIDES = {
    "き": "ky", "し": "sh", "ち": "ch", "に": "ny", "ひ": "hy", "み": "my", "り": "ry", "ぎ": "gy", "じ": "j",
    "び": "by", "ぴ": "py",
}  # fmt: skip
_KANA |= {
    kana + small: row + vowel
    for kana, row in _GLIDES.items()
    for small, vowel in zip("ゃゅょ", "auo", strict=True)
}

_SMALL_VOWELS = dict(zip("ぁぃぅぇぉ", "aiueo", strict=True))

_DEVANAGARI_VOWELS = dict(
    zip("अआइईउऊएऐओऔऋ", ("a", "aa", "i", "ee", "u", "oo", "e", "ai", "o", "au", "ri"), strict=True)
)
_DEVANAGARI_SIGNS = dict(zip("ािीुूेैोौृ", ("a", "i", "i", "u", "u", "e", "ai", "o", "au", "ri"), strict=True))
_DEVANAGARI_CONSONANTS = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
        (
            "k", "kh", "g", "gh", "ng", "ch", "chh", "j", "jh", "ny", "t", "th", "d", "dh", "n",
            "t", "th", "d", "dh", "n", "p", "ph", "b", "bh", "m", "y", "r", "l", "v", "sh", "sh", "s", "h",
        ),
        strict=True,
    )
)  # fmt: skip
_MUTE_A = re.compile(r"(?<=[aeiou])([bcdfghjklmnpqrstvyz]h?)a(?=[bcdfghjklmnpqrstvyz]h?[aeiou])")

_MONGOLIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшъыьэюяөү",
        (
            "a", "b", "v", "g", "d", "ye", "yo", "j", "z", "i", "i", "k", "l", "m", "n", "o", "p",
            "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "", "i", "i", "e", "yu", "ya", "u", "u",
        ),
        strict=True,
    )
)  # fmt: skip

_UZBEK = (
    ("o'", "ў"), ("g'", "ғ"), ("sh", "ш"), ("ch", "ч"), ("yo", "ё"), ("yu", "ю"), ("ya", "я"), ("ye", "е"),
    ("ts", "ц"), ("'", "ъ"), *zip("abdefghijklmnopqrstuvxyz", "абдефгҳижклмнопқрстувхйз", strict=True),
)  # fmt: skip


def kana_to_latin(text: str) -> str:
    """Write the kana of a Japanese text in Latin letters (Hepburn); its kanji become spaces."""
    text = "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in text)
    out: list[str] = []
    at = 0
    while at < len(text):
        size = 2 if text[at : at + 2] in _KANA else 1
        kana = text[at : at + size]
        if kana == "っ":  # doubles the consonant that follows
            follows = _KANA.get(text[at + 1 : at + 3]) or _KANA.get(text[at + 1 : at + 2], "")
            out.append(follows[:1] or "t")
        elif kana in _SMALL_VOWELS and out and out[-1][-1:] in _VOWELS:  # てぃ is ti
            out[-1] = out[-1][:-1] + _SMALL_VOWELS[kana]
        elif kana != "ー":
            out.append(_KANA.get(kana, " "))
        at += size
    return " ".join("".join(out).split())


def devanagari_to_latin(text: str) -> str:
    """Write Hindi in Latin letters as in chats: no marks, no mute a at the end and in the middle of words."""
    decomposed = unicodedata.normalize("NFD", text).replace("\u093c", "")
    return "".join(_devanagari_word(part) for part in re.split(r"([^\u0900-\u097f]+)", decomposed))


def _devanagari_word(word: str) -> str:
    out = ""
    for sign, follows in zip(word, f"{word[1:]}\0", strict=bool(word)):
        if sign in _DEVANAGARI_CONSONANTS:
            mute = follows in _DEVANAGARI_SIGNS or follows in "्\0"
            out += _DEVANAGARI_CONSONANTS[sign] + ("" if mute else "a")
        elif sign in "ंँ":
            out += "n"
        elif sign in _DEVANAGARI_SIGNS:
            out += _DEVANAGARI_SIGNS[sign]
        elif sign in _DEVANAGARI_VOWELS:
            out += _DEVANAGARI_VOWELS[sign]
        elif not "\u0900" <= sign <= "\u097f":
            out += sign
    return _MUTE_A.sub(r"\1", out)


def mongolian_to_latin(text: str) -> str:
    """Write Mongolian in Latin letters as on phones without Cyrillic."""
    return "".join(_MONGOLIAN.get(sign, sign) for sign in text)


def uzbek_to_cyrillic(text: str) -> str:
    """Write Uzbek (small Latin letters, apostrophes as ') in Cyrillic."""
    text = re.sub(r"\be", "э", text)
    for latin, cyrillic in _UZBEK:
        text = text.replace(latin, cyrillic)
    return text


def short_vowels(text: str) -> str:
    """Write long vowels once, as most people type them: `maanche` becomes `manche`."""
    return re.sub(r"([aeiou])\1+", r"\1", text)
