"""Burmese in Zawgyi: an old font's own encoding, which shows as broken letters on every phone that follows Unicode.

The signs are those that make the two tell apart: in Unicode a vowel is stored after its consonant even where it is
written before it, U+1039 always stacks the next consonant, and U+105A and U+1060 to U+1097 are letters of other
languages (see Unicode Technical Note 11, and the detection pattern of CLDR's Zawgyi converter).
"""

import re
from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule

_ZAWGYI = re.compile(
    "[\u105a\u1060-\u1097]"  # stacked and variant letters of the old font
    "|\u1031[\u103b\u1031]"  # vowel e, then the medial or e again: the old order
    "|(?:^|[^\u1000-\u102a\u103b-\u103f\u104e\u200b-\u200d\u2060])\u1031"  # vowel e before its consonant
    "|(?:^|[\\s\u104a\u104b])[\u103b-\u103e]"  # a medial at the beginning of a word
    "|\u1039(?![\u1000-\u1022])"  # the old font's visible killer: nothing is stacked
    "|[\u102b-\u1030\u1032]\u103b"  # medial ya after a vowel: the old font's medial ra before the next consonant
)


def is_zawgyi(text: str) -> bool:
    """Whether a text can only have been written in Zawgyi."""
    return _ZAWGYI.search(text) is not None


def look(text: Text) -> Iterator[str]:
    """Burmese texts in Zawgyi."""
    if is_zawgyi(text.text):
        yield "This is written in Zawgyi, which phones show as broken letters. Type it in Unicode, or convert it."


RULE = TextRule("zawgyi", Severity.FAULT, look, languages=frozenset({"my"}))
