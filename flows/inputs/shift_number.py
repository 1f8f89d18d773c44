"""The number of a shift beside its hours: "shift 2 jam 14-22", "ca 3: 22-6", "2nd shift 14-22", "2直 14-22"."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, pairwise

from flows.inputs.lexicon import Lexicon
from flows.inputs.scan import scan
from flows.inputs.senses import SenseKind
from flows.inputs.shift_items import words

_ALWAYS = ("en", "ja")
_LAST = 4
"""No factory numbers more shifts than this; the 5 of "shift 5-14" is when it begins."""
_DIGITS = re.compile(r"\d+(?:\s?[:.]\s?\d\d)?")
_UNTIL = re.compile("[-~/→]")
_NO_TIME = r"(?:\s*:(?!\d))?(?![\w:.~/→-])"
"""Behind a number that is no time: a colon at most, and nothing that goes on with it."""
_NEAR = 12
"""Letters in which a word for "until" stands that belongs to the number before it."""


def without_number(text: str, lexicon: Lexicon) -> str:
    """A clean line without the number of its shift. Where no "from, to" stands beside it, the number is a time itself:
    shift 2-10, shift 1 to 9."""
    for hit in chain.from_iterable(pattern.finditer(text) for pattern in _numbered(lexicon.lang)):
        before, behind = text[: hit.start()], text[hit.end() :]
        named_behind = any(_joined(before, lexicon)) and not _until(behind[:_NEAR], lexicon)
        if (named_behind or any(_joined(behind, lexicon)[:1])) and _is_one(hit["number"], lexicon):
            return f"{before} {behind}"
    return text


@cache
def _numbered(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The number behind the word for a shift, and before it: of "thứ 2 ca 3" the three."""
    listed = {word for code in (language, *_ALWAYS) for word in words(code, "shift")}
    named = "|".join(
        rf"(?<![^\W\d_]){re.escape(w)}(?![^\W\d_])" if ord(w[0]) < 0x530 else re.escape(w)
        for w in sorted(listed, key=len, reverse=True)
    )
    ending = r"(?:st|nd|rd|th|-?р|-?й|ª|º|a|o)?"
    before = rf"(?<![\d:.~/→-])(?:第|no\.?\s?)?(?P<number>\d){ending}[\s.-]?\s?(?:{named})"
    behind = rf"(?:{named})\s?-?(?:no\.?|#|số|nomor|ke-?|第)?\s?(?P<number>\d|[^\W\d_]{{1,8}}){_NO_TIME}"
    return re.compile(behind), re.compile(before)


def _is_one(said: str, lexicon: Lexicon) -> bool:
    """Whether it is a number that shifts have, in a digit or in a word."""
    if said.isdigit():
        return 1 <= int(said) <= _LAST
    senses = [token.sense(SenseKind.NUMBER) for token in scan(said, lexicon)[0]]
    return len(senses) == 1 and senses[0] is not None and 1 <= senses[0].value <= _LAST


def _joined(text: str, lexicon: Lexicon) -> list[bool]:
    """Of each two numbers that follow each other, whether "until" stands between them."""
    numbers = pairwise(_DIGITS.finditer(text))
    return [_until(text[first.end() : second.start()], lexicon) for first, second in numbers]


def _until(text: str, lexicon: Lexicon) -> bool:
    return bool(_UNTIL.search(text)) or any(token.sense(SenseKind.RANGE) for token in scan(text, lexicon)[0])
