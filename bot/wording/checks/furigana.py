"""Plain Japanese: after each kanji word stands how it is read. Papers are read by officers, and go without."""

import re
from collections.abc import Iterator

from ..enumerate import on_paper
from ..finding import Severity
from .book import Text, TextRule

_KANJI = re.compile(r"[一-龯々]")
_READ = re.compile(r"[一-龯々]+[ぁ-ゖ]{0,4}（[ぁ-ゖァ-ヺー・]+）")
_PARTED = re.compile(r"[一-龯々]+(?:[ぁ-ゖヶ]{1,3}[一-龯々]+)+[ぁ-ゖ]{0,4}(?=（([ぁ-ゖァ-ヺー・]+)）)")
"""Kanji with other letters between them, and one reading behind it all: 申し込み（もうしこみ）."""
_WITHOUT = ("prefecture.", "opening.language.choice.")


def look(text: Text) -> Iterator[str]:
    """Kanji words without a reading."""
    if not on_paper(text.key) and not text.key.startswith(_WITHOUT):
        plain = _PARTED.sub(_whole, text.text)
        if _KANJI.search(_READ.sub("", plain)):
            yield "A kanji word has no reading （…） after it."


def _whole(found: re.Match[str]) -> str:
    """The word that ends here as one of kanji alone, if its reading says the letters between them too."""
    parts = re.findall(r"[一-龯々]+|[ぁ-ゖヶ]+", found[0])
    for at, part in enumerate(parts):
        said = "".join(".+" if _KANJI.match(one) or one == "ヶ" else one for one in parts[at:])
        if _KANJI.match(part) and re.fullmatch(said, found[1]):
            return "".join(parts[:at]) + "々"
    return found[0]


RULE = TextRule("furigana", Severity.FINDING, look, languages=frozenset({"ja"}))
