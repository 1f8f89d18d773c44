"""Burmese in Zawgyi: an old font's own encoding, which shows as broken letters on every phone that follows Unicode."""

from collections.abc import Iterator

from flows.inputs.zawgyi import is_zawgyi

from ..finding import Severity
from .book import Text, TextRule


def look(text: Text) -> Iterator[str]:
    """Burmese texts in Zawgyi."""
    if is_zawgyi(text.text):
        yield "This is written in Zawgyi, which phones show as broken letters. Type it in Unicode, or convert it."


RULE = TextRule("zawgyi", Severity.FAULT, look, languages=frozenset({"my"}))
