"""How far each language is: which texts are there, older than their English, and signed by a native reader."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .catalogue import Catalogue, Entry


class Standing(StrEnum):
    """Where one text of one language stands."""

    MISSING = "missing"
    """Nobody has written it."""
    STALE = "stale"
    """Its English is another by now."""
    DRAFT = "draft"
    """There, and no native reader has signed it."""
    SIGNED = "signed"


@dataclass(frozen=True)
class Counts:
    """How many texts of a kind stand where."""

    texts: int
    missing: int
    stale: int
    draft: int
    signed: int

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
    """One language: all texts, and of them those that must not be wrong."""

    language: str
    all: Counts
    critical: Counts
    broken: bool
    """Its file can't be read as a whole."""


def standing(entry: Entry | None, source: Entry, language: str) -> Standing:
    """Where a text stands beside its English one."""
    if entry is None or not entry.text:
        return Standing.MISSING
    if language == "en":
        return Standing.SIGNED
    if entry.fuzzy or entry.english != (source.text or source.english):
        return Standing.STALE
    return Standing.DRAFT if entry.draft else Standing.SIGNED


def coverage(catalogues: Mapping[str, Catalogue], critical: Collection[str]) -> list[Covered]:
    """Every language of ``catalogues``, of which English says which texts there are."""
    english = catalogues["en"].entries
    rows = []
    for language, catalogue in catalogues.items():
        stands = {key: standing(catalogue.entries.get(key), source, language) for key, source in english.items()}
        rows.append(
            Covered(
                language, _counts(stands), _counts({key: one for key, one in stands.items() if key in critical}),
                bool(catalogue.faults),
            )
        )
    return rows


def _counts(stands: Mapping[str, Standing]) -> Counts:
    found = Counter(stands.values())
    return Counts(len(stands), *(found[one] for one in Standing))
