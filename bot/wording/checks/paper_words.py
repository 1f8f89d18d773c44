"""Japanese words that stand on the worker's papers and on signs: where English shows one, so does every language."""

import re
from collections.abc import Iterator

from ..finding import Severity
from .book import Text, TextRule
from .too_long import READING

_WORD = re.compile(r"[一-龯々][一-龯々ァ-ヺー]*(?:カード)?")


def look(text: Text) -> Iterator[str]:
    """Words in kanji that the English shows and the translation does not."""
    shown = READING.sub("", text.text)
    for word in dict.fromkeys(_WORD.findall(READING.sub("", text.source))):
        if word not in shown:
            yield f"The English shows {word}, the word on paper. Show it here too, so that it can be recognised."


RULE = TextRule("paper_words", Severity.FINDING, look)
