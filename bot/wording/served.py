"""The texts being served: one release at a time, swapped whole."""

import threading
from collections.abc import Mapping

from storage.database import Database

from .filling import fill


class Wording:
    """Texts by language and key. ``refresh`` swaps to the newest release; a reader keeps the snapshot it took."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._snapshot = Snapshot(0, {})

    def refresh(self) -> bool:
        """Serve the newest release; True if it changed."""
        with self._lock, self._database.read() as uow:
            number = uow.wording.newest_number()
            if number == self._snapshot.number:
                return False
            reviewed = uow.wording.report(number).get("reviewed", ())
            self._snapshot = Snapshot(number, uow.wording.texts(number), frozenset(reviewed))
            return True

    @property
    def now(self) -> "Snapshot":
        """The release being served."""
        return self._snapshot

    def text(self, language: str, key: str, **values: str) -> str:
        """A text of the release being served (see Snapshot.text)."""
        return self._snapshot.text(language, key, **values)


class Snapshot:
    """One release."""

    def __init__(
        self, number: int, texts: Mapping[str, Mapping[str, str]], reviewed: frozenset[str] = frozenset()
    ) -> None:
        self.number = number
        self.reviewed = reviewed  # languages whose critical texts a native reader has signed
        self._texts = texts
        self._english = texts.get("en", {})

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it holds."""
        return tuple(self._texts)

    def find(self, language: str, key: str) -> str | None:
        """The text in this language only."""
        return self._texts.get(language, {}).get(key)

    def has(self, key: str) -> bool:
        """Whether there is such a text at all."""
        return key in self._english

    def text(self, language: str, key: str, **values: str) -> str:
        """The text with its values; in English where this language has none; the key itself where nobody has any."""
        found = self._texts.get(language, {}).get(key) or self._english.get(key) or key
        return fill(found, values)

    def subset(self, language: str, prefix: str) -> dict[str, str]:
        """All texts whose key begins with ``prefix``, English where this language has none."""
        own = self._texts.get(language, {})
        return {k: own.get(k) or v for k, v in self._english.items() if k.startswith(prefix)}
