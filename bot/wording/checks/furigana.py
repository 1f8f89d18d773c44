"""Plain Japanese: after each kanji word stands how it is read. Papers are read by officers, and go without."""

import re
from collections.abc import Iterator

from ..enumerate import on_paper
from ..finding import Severity
from .book import Text, TextRule

_KANJI = re.compile(r"[一-龯々]")
_READ = re.compile(r"[一-龯々]+(?:（[ぁ-ゖァ-ヺー・]+）|[ぁ-ゖ]{0,4}（[ぁ-ゖァ-ヺー・]+）)")
_WITHOUT = ("prefecture.", "opening.language.choice.")


def look(text: Text) -> Iterator[str]:
    """Kanji words without a reading."""
    if not on_paper(text.key) and not text.key.startswith(_WITHOUT) and _KANJI.search(_READ.sub("", text.text)):
        yield "A kanji word has no reading （…） after it."


RULE = TextRule("furigana", Severity.FINDING, look, languages=frozenset({"ja"}))
