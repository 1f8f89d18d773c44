"""Every text of every language as it stands: what was published last, of which English, what waits, what is signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from storage.uow import UnitOfWork

from .edition import SOURCE_LANGUAGE, Kept, kept_of
from .languages import ENDONYMS
from .reviewed import read_reviewed


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
class DeskText:
    """One text of one language. ``text``: empty where it is missing; ``release``: the one that set it (0: none);
    ``waits``: a change of it waits to be published."""

    language: str
    key: str
    english: str
    text: str
    standing: Standing
    critical: bool
    waits: bool
    release: int
    of: str = ""
    """The mark of the English text that it translates."""


class Desk:
    """All texts, read once. ``number``: the release they are from, the base of what is written against them."""

    def __init__(
        self, number: int, kept: Mapping[str, Mapping[str, Kept]], waiting: Mapping[tuple[str, str], Any],
        signed: Mapping[str, frozenset[str]], critical: frozenset[str],
    ) -> None:
        self.number = number
        self.critical = critical
        self.waiting = waiting
        """The changes that wait, by language and key (rows of TextWaiting)."""
        self._kept, self._signed = kept, signed
        self._plain: dict[str, dict[str, str]] = {}
        self._english = kept.get(SOURCE_LANGUAGE, {})
        self._marks = {key: found.of for key, found in self._english.items()}

    @classmethod
    def open(cls, uow: UnitOfWork, folder: Path, critical: frozenset[str]) -> "Desk":
        """The newest release, what waits, and what ``folder`` says is signed."""
        number = uow.wording.newest_number()
        kept = kept_of(uow, number) if number else {}
        texts = {language: {key: one.text for key, one in own.items()} for language, own in kept.items()}
        waiting = {(row.language, row.key): row for row in uow.wording.waiting()}
        return cls(number, kept, waiting, read_reviewed(folder, texts), critical)

    @property
    def languages(self) -> tuple[str, ...]:
        """English, then the others in the order in which they are offered."""
        known = [code for code in ENDONYMS if code in self._kept and code != SOURCE_LANGUAGE]
        return (SOURCE_LANGUAGE, *known, *sorted(self._kept.keys() - {*known, SOURCE_LANGUAGE}))

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self._english

    def keys(self) -> list[str]:
        """The keys of what workers read."""
        return [key for key in self._english if not key.startswith("staff.")]

    def text(self, language: str, key: str) -> DeskText:
        """One text. Raises KeyError if there is no such key."""
        kept = self._kept.get(language, {}).get(key)
        return DeskText(
            language, key, self._english[key].text, kept.text if kept is not None else "",
            self._standing(language, key, kept), key in self.critical, (language, key) in self.waiting,
            kept.release if kept is not None else 0, kept.of if kept is not None else "",
        )

    def around(self, language: str, key: str) -> tuple[str | None, str | None, str | None]:
        """The text before and the one after in the order of the English file, and the next one (from the beginning
        again) that is missing or out of date."""
        keys = self.keys()
        at = keys.index(key)
        undone = (Standing.MISSING, Standing.STALE)
        turned = keys[at + 1 :] + keys[:at]
        todo = next((one for one in turned if self.standing(language, one) in undone), None)
        return keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None, todo

    def texts(self, language: str) -> Iterator[DeskText]:
        """All that workers read, in one language."""
        return (self.text(language, key) for key in self.keys())

    def plain(self, language: str) -> dict[str, str]:
        """The texts of a language by key."""
        if language not in self._plain:
            self._plain[language] = {key: kept.text for key, kept in self._kept.get(language, {}).items()}
        return self._plain[language]

    def standing(self, language: str, key: str) -> Standing:
        """Where one text stands."""
        return self._standing(language, key, self._kept.get(language, {}).get(key))

    def _standing(self, language: str, key: str, kept: Kept | None) -> Standing:
        if kept is None or not kept.text:
            return Standing.MISSING
        if language == SOURCE_LANGUAGE:
            return Standing.SIGNED
        if kept.of != self._marks[key]:
            return Standing.STALE
        return Standing.SIGNED if key in self._signed.get(language, ()) else Standing.DRAFT
