"""A question is read whole only if it is short: at most three sentences."""

import re
from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule
from .too_long import CONSENTS, kind_of

MOST = 3
_END = re.compile(r"[.!?。！？।॥။។៕᙮]+[\"”’»)）」』]*(?=\s|$|[^\W\d_a-zA-Z])|\n+")
_SHORT_FORM = re.compile(r"\b(?:no|nr|art|st|e\.g|i\.e|etc|vd|v\.v|tgl|no|bp|p\.ej|sr|sra|dr|mr|ms)\.$", re.IGNORECASE)


def look(text: Text) -> Iterator[str]:
    """Questions of more than three sentences. Where a script has no full stop (Thai), lines count."""
    if kind_of(text.key) != "ask" or text.key in CONSENTS:
        return
    count = len(sentences(text.text))
    if count > MOST:
        yield f"{count} sentences in one question; people read {MOST} at most. Say less, or split the question."


def sentences(text: str) -> list[str]:
    """The sentences of a text, in any of our scripts."""
    found, begin = [], 0
    for end in _END.finditer(text):
        piece = text[begin : end.end()].strip()
        if _SHORT_FORM.search(piece):
            continue
        if any(c.isalnum() for c in piece):
            found.append(piece)
        begin = end.end()
    rest = text[begin:].strip()
    return [*found, rest] if any(c.isalnum() for c in rest) else found


RULE = TextRule("sentences", Severity.FINDING, look)
