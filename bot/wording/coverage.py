"""How far each language is, in numbers: all texts, and apart from them those that must not be wrong."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .desk import Desk, DeskText, Standing


@dataclass(frozen=True)
class Counts:
    """How many texts of a kind stand where."""

    texts: int
    missing: int
    stale: int
    draft: int
    signed: int
    waiting: int

    @property
    def translated(self) -> int:
        """There, and of today's English."""
        return self.draft + self.signed

    @property
    def percent(self) -> int:
        """Translated of all; 100 only if none is left out."""
        return self.translated * 100 // self.texts if self.texts else 100


@dataclass(frozen=True)
class Covered:
    """One language."""

    language: str
    all: Counts
    critical: Counts


def coverage(desk: Desk) -> list[Covered]:
    """Every language, English first."""
    rows = []
    for language in desk.languages:
        texts = list(desk.texts(language))
        rows.append(Covered(language, _counts(texts), _counts([text for text in texts if text.critical])))
    return rows


def _counts(texts: Iterable[DeskText]) -> Counts:
    listed = list(texts)
    found = Counter(text.standing for text in listed)
    missing, stale, draft, signed = (found[one] for one in Standing)
    return Counts(len(listed), missing, stale, draft, signed, sum(text.waits for text in listed))
