"""Which script a text is written in. For many languages that settles it."""

from bisect import bisect_right
from collections import Counter

LATIN, CYRILLIC, DEVANAGARI, HAN, KANA, OTHER = "latin", "cyrillic", "devanagari", "han", "kana", "other"

SINGLE = {"bengali": "bn", "sinhala": "si", "thai": "th", "myanmar": "my", "khmer": "km", "hangul": "ko"}
"""Scripts that, among the languages told apart here, belong to one alone."""

_RANGES = (
    (0x0041, 0x024F, LATIN), (0x0300, 0x036F, LATIN), (0x0400, 0x052F, CYRILLIC),
    (0x0900, 0x097F, DEVANAGARI), (0x0980, 0x09FF, "bengali"), (0x0D80, 0x0DFF, "sinhala"),
    (0x0E00, 0x0E7F, "thai"), (0x1000, 0x109F, "myanmar"), (0x1100, 0x11FF, "hangul"),
    (0x1780, 0x17FF, "khmer"), (0x19E0, 0x19FF, "khmer"), (0x1E00, 0x1EFF, LATIN), (0x3005, 0x3007, HAN),
    (0x3040, 0x30FF, KANA), (0x3130, 0x318F, "hangul"), (0x31F0, 0x31FF, KANA), (0x3400, 0x4DBF, HAN),
    (0x4E00, 0x9FFF, HAN), (0xA9E0, 0xA9FF, "myanmar"), (0xAA60, 0xAA7F, "myanmar"), (0xAC00, 0xD7A3, "hangul"),
    (0xF900, 0xFAFF, HAN), (0x20000, 0x2FA1F, HAN),
)  # fmt: skip
_STARTS = [start for start, _, _ in _RANGES]

_WEIGHTS = {LATIN: 1.0, CYRILLIC: 1.0, KANA: 2.0, HAN: 2.5}
"""What one sign counts for, 1.5 where not named: a Han sign is a word; nobody mixes in Khmer by chance."""


def script_of(letter: str) -> str:
    """Name the script of one letter or vowel sign; `other` for all that no language spoken here uses."""
    code = ord(letter)
    at = bisect_right(_STARTS, code) - 1
    return _RANGES[at][2] if at >= 0 and code <= _RANGES[at][1] else OTHER


def weigh(folded: str) -> Counter[str]:
    """Weigh the letters of a folded text by script. Digits, signs and emoji weigh nothing."""
    found: Counter[str] = Counter()
    for sign in folded:
        script = script_of(sign)
        if sign.isalpha() or script not in (LATIN, OTHER):
            found[script] += 1
    return Counter({script: number * _WEIGHTS.get(script, 1.5) for script, number in found.items()})


def only(folded: str, *scripts: str) -> str:
    """Keep the letters of some scripts; everything else becomes a space."""
    return "".join(sign if script_of(sign) in scripts or sign == "'" else " " for sign in folded)
