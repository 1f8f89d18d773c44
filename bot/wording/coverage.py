"""How far each language is, in numbers: all texts, and apart from them those that must not be wrong."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from .desk import Desk, Standing


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
    keys = desk.keys()
    critical = [key for key in keys if key in desk.critical]
    return [Covered(language, _counts(desk, language, keys), _counts(desk, language, critical))
            for language in desk.languages]  # fmt: skip


def _counts(desk: Desk, language: str, keys: Collection[str]) -> Counts:
    found = Counter(desk.standing(language, key) for key in keys)
    missing, stale, draft, signed = (found[one] for one in Standing)
    return Counts(len(keys), missing, stale, draft, signed, sum((language, key) in desk.waiting for key in keys))
