"""Texts of which a part is missing: a spreadsheet cut the cell off, a paste took one line too few."""

import re
from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule
from .too_long import READING

_MARKS = re.compile("[?？;؟]")
_STOPS = re.compile(r"[.!?]\W*$")
_BLANK = re.compile(r"\{\w+\}")
_LETTER = re.compile(r"[^\W\d_]$")
_NO_QUESTION_MARK = frozenset({"ja", "my", "th"})
"""Languages in which a word makes the question."""
_NO_FULL_STOP = frozenset({"th"})
_DENSE = frozenset({"ja", "zh_Hans"})
"""Languages in which a sign is a syllable or a word."""
_SAYS_SOMETHING = 60
_LONG, _SHORT = 100, 20
_WORDS = re.compile(r"[^\W_]")


def look(text: Text) -> Iterator[str]:
    """Questions without their mark, sentences without an end, and texts far shorter than the English."""
    said, source = READING.sub("", text.text).rstrip(), text.source.rstrip()
    if source.endswith("?") and text.language not in _NO_QUESTION_MARK and not _MARKS.search(said):
        yield "The English is a question, and there is no question mark here. Is the end missing?"
        return
    stops = len(source) > _SAYS_SOMETHING and _STOPS.search(source) and text.language not in _NO_FULL_STOP
    if stops and _LETTER.search(said):
        yield "The last sentence has no end. Is a part missing? If not, put the sign at its end."
        return
    dense = text.language in _DENSE
    least = (0.15 if dense else 0.45) if len(source) > _LONG else (0.1 if dense else 0.25)
    if _WORDS.search(_BLANK.sub("", source)) and not _WORDS.search(_BLANK.sub("", said)):
        yield "There are no words here. Was the text lost?"
    elif len(source) > _SHORT and len(said) < len(source) * least:
        yield f"{len(said)} characters here, {len(source)} in the English. Is a part missing?"


RULE = TextRule("cut_off", Severity.FINDING, look)
