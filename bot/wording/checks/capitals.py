"""A text all in capitals: it shouts, and people who read slowly read it slower still."""

import re
from collections.abc import Iterator

from ..finding import Severity
from .book import EVERYBODY, Text, TextRule

_BRACES = re.compile(r"\{[^{}]*\}")
_FEW = 8
"""Capitals up to which a text may be a name or a short form (NGO, SSW 1)."""


def look(text: Text) -> Iterator[str]:
    """Texts with capitals and no other letter beside them."""
    said = _BRACES.sub("", text.text)
    capitals = sum(c.isupper() for c in said) if said.isupper() else 0
    if capitals > _FEW and capitals == sum(c.isalpha() for c in said):
        yield "All in capitals: it reads like shouting. Write it in small letters, as other texts are."


RULE = TextRule("capitals", Severity.FINDING, look, EVERYBODY)
