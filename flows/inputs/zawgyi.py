"""Burmese in Zawgyi, an old font's own encoding that many phones still type: recognised, and read as Unicode.

In Unicode a syllable is stored as it is spoken: the consonant, then the medials, then the vowels. Zawgyi stores what
is seen from left to right (the vowel e and the medial ra come before their consonant), has letters of its own for
every width and for what stands below another letter, and uses some of Unicode's numbers for other signs. See Unicode
Technical Note 11, "Representing Myanmar in Unicode", and the code chart of the block Myanmar.
"""

from __future__ import annotations

import re

_ONLY_ZAWGYI = re.compile(
    "[\u105a\u1060-\u1097]"  # stacked and variant letters of the old font
    "|\u1031[\u103b\u1031]"  # vowel e, then the medial or e again: the old order
    "|(?:^|[^\u1000-\u102a\u103b-\u103f\u104e\u200b-\u200d\u2060])\u1031"  # vowel e before its consonant
    "|(?:^|[\\s\u104a\u104b])[\u103b-\u103e]"  # a medial at the beginning of a word
    "|\u1039(?![\u1000-\u1022])"  # the old font's visible killer: nothing is stacked
    "|[\u102b-\u1030\u1032]\u103b"  # medial ya after a vowel: the old font's medial ra before the next consonant
    "|\u101b\u103d\u102d"  # ရှိ, to be: with the medial wa there is no such word
)
_STACKED = re.compile("([\u1000-\u1021])\u1039([\u1000-\u1021])")
_ROWS = ("\u1000\u1001\u1002\u1003\u1004", "\u1005\u1006\u1007\u1008\u1009\u100a", "\u100b\u100c\u100d\u100e\u100f",
         "\u1010\u1011\u1012\u1013\u1014", "\u1015\u1016\u1017\u1018\u1019")  # fmt: skip
_ROW = {letter: number for number, row in enumerate(_ROWS) for letter in row}
_FRIEND = ("\u1010", "\u1006")
"""မိတ်ဆွေ, a friend, is also written with the second letter below the first: of two rows."""
_RUN = re.compile("[\u1000-\u109f]+")
_SHAN_DIGITS = re.compile("[\u1090-\u1099]+")

_E, _U, _ASAT, _VIRAMA = "\u1031", "\u102f", "\u103a", "\u1039"
_KINZI = "\u1004" + _ASAT + _VIRAMA
_LETTERS = {
    **{chr(code): chr(code) for code in range(0x1000, 0x102B)}, "\u103f": "\u103f",
    "\u106a": "\u1009", "\u106b": "\u100a", "\u1086": "\u103f", "\u108f": "\u1014", "\u1090": "\u101b",
    "\u106e": "\u100d\u1039\u100d", "\u106f": "\u100d\u1039\u100e", "\u1091": "\u100f\u1039\u100d",
    "\u1092": "\u100b\u1039\u100c", "\u1097": "\u100b\u1039\u100b", "\u104e": "\u104e",
}  # fmt: skip
"""What begins a syllable."""
_BELOW = {
    "\u1060": "\u1000", "\u1061": "\u1001", "\u1062": "\u1002", "\u1063": "\u1003", "\u1065": "\u1005",
    "\u1066": "\u1006", "\u1067": "\u1006", "\u1068": "\u1007", "\u1069": "\u1008", "\u106c": "\u100b",
    "\u106d": "\u100c", "\u1070": "\u100f", "\u1071": "\u1010", "\u1072": "\u1010", "\u1073": "\u1011",
    "\u1074": "\u1011", "\u1075": "\u1012", "\u1076": "\u1013", "\u1077": "\u1014", "\u1078": "\u1015",
    "\u1079": "\u1016", "\u107a": "\u1017", "\u107b": "\u1018", "\u1093": "\u1018", "\u107c": "\u1019",
    "\u1085": "\u101c",
}  # fmt: skip
"""What stands below the letter before it."""
_RA = frozenset("\u103b\u107e\u107f\u1080\u1081\u1082\u1083\u1084")
"""The medial ra, wide and narrow: it embraces the letter after it."""
_MARKS = {
    "\u103a": "\u103b", "\u107d": "\u103b", "\u103c": "\u103d", "\u103d": "\u103e", "\u1087": "\u103e",
    "\u1088": "\u103e\u102f", "\u1089": "\u103e\u1030", "\u108a": "\u103d\u103e", "\u102b": "\u102b",
    "\u102c": "\u102c",
    "\u102d": "\u102d", "\u102e": "\u102e", "\u102f": "\u102f", "\u1033": "\u102f", "\u1030": "\u1030",
    "\u1034": "\u1030", "\u1032": "\u1032", "\u1036": "\u1036", "\u1037": "\u1037", "\u1094": "\u1037",
    "\u1095": "\u1037", "\u1038": "\u1038", "\u1039": _ASAT, "\u105a": "\u102b" + _ASAT, "\u108e": "\u102d\u1036",
}  # fmt: skip
"""What is written on or behind a letter."""
_WITH_KINZI = {"\u1064": "", "\u108b": "\u102d", "\u108c": "\u102e", "\u108d": "\u1036"}
_WITH_BELOW = {"\u1096": ("\u1010", "\u103d")}
_ORDER = "\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u1036\u1037\u103a\u1038"
"""The marks of a syllable as Unicode stores them."""
_LIKE_LETTERS = {"\u1040": "\u101d", "\u1044": "\u104e", "\u1047": "\u101b"}
"""Digits that look like letters and are typed for them."""


def is_zawgyi(text: str) -> bool:
    """Whether a text can only have been written in Zawgyi."""
    if _ONLY_ZAWGYI.search(text):
        return not _SHAN_DIGITS.fullmatch("".join(_RUN.findall(text)))
    return any(_of_two_rows(above, below) for above, below in _STACKED.findall(text))


def to_unicode(text: str) -> str:
    """A text as it is; one in Zawgyi in Unicode, for reading. What is not Burmese stays as it is."""
    return _RUN.sub(lambda run: _converted(run[0]), text) if is_zawgyi(text) else text


def _of_two_rows(above: str, below: str) -> bool:
    """Only letters of one row of the alphabet stand below each other, and those outside the rows below themselves."""
    if (above, below) == _FRIEND or above == below:
        return False
    return _ROW.get(above) is None or _ROW.get(above) != _ROW.get(below)


def _converted(run: str) -> str:
    done: list[str] = []
    syllable = _Syllable()
    for at, sign in enumerate(run):
        if sign in _LIKE_LETTERS and _is_letter(run, at):
            sign = _LIKE_LETTERS[sign]
        begins = sign == _E or sign in _RA or sign in _LETTERS
        if (begins and syllable.letter) or (sign == _E and _E in syllable.marks):
            done.append(syllable.text())
            syllable = _Syllable()
        if not syllable.take(sign):
            done += [syllable.text(), sign]
            syllable = _Syllable()
    return "".join([*done, syllable.text()])


def _is_letter(run: str, at: int) -> bool:
    """Whether a digit stands among letters."""
    beside = run[max(at - 1, 0) : at] + run[at + 1 : at + 2]
    return bool(beside) and not any("\u1040" <= other <= "\u1049" for other in beside)


class _Syllable:
    """What belongs to one letter, gathered in the order in which it is seen."""

    def __init__(self) -> None:
        self.letter = ""
        self.below = ""
        self.kinzi = False
        self.marks: list[str] = []

    def take(self, sign: str) -> bool:
        """Add a sign; False: it is none of a syllable."""
        if sign == _E:
            self.marks.append(_E)
        elif sign in _RA:
            self.marks.append("\u103c")
        elif sign in _LETTERS:
            self.letter = _LETTERS[sign]
        elif sign in _BELOW:
            self.below += _VIRAMA + _BELOW[sign]
        elif sign in _WITH_BELOW:
            below, mark = _WITH_BELOW[sign]
            self.below += _VIRAMA + below
            self.marks.append(mark)
        elif sign in _WITH_KINZI:
            self.kinzi = True
            self.marks += _WITH_KINZI[sign]
        elif sign in _MARKS:
            self.marks += _MARKS[sign]
        else:
            return False
        return True

    def text(self) -> str:
        """As Unicode stores it."""
        order = _ORDER
        if _U in self.marks and _ASAT in self.marks[: self.marks.index(_U)]:  # ကျွန်ုပ်: two syllables written as one
            order = _ORDER.replace(_ASAT, "").replace(_U, _ASAT + _U)
        marks = "".join(sorted(dict.fromkeys(self.marks), key=order.index))
        letter = "\u1009" if self.letter == "\u1025" and (_ASAT in marks or "\u102c" in marks) else self.letter
        return (_KINZI if self.kinzi else "") + letter + self.below + marks
