"""The texts being served: one release at a time, swapped whole."""

import threading
from collections.abc import Collection, Mapping, Sequence

from storage.database import Database

from .fallback import LAST, Fallbacks, chain_of
from .filling import fill
from .meaning import mark
from .plurals import choose, split

CARDS = "card."
"""Texts of the emergency cards, which always appear, in whatever language there is."""


class Wording:
    """Texts by language and key. ``refresh`` swaps to the newest release; a reader keeps the snapshot it took."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self.fallbacks = Fallbacks()
        self._snapshot = Snapshot(0, {})

    def refresh(self) -> bool:
        """Serve the newest release; True if it changed."""
        with self._lock, self._database.read() as uow:
            number = uow.wording.newest_number()
            if number == self._snapshot.number:
                return False
            report = uow.wording.report(number)
            self._snapshot = Snapshot(
                number, uow.wording.texts(number), frozenset(report.get("reviewed", ())), ready=report.get("ready"),
                chains=report.get("chains"), critical=report.get("critical", ()), fallbacks=self.fallbacks,
                recordings=report.get("recordings"),
            )
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
        self, number: int, texts: Mapping[str, Mapping[str, str]], reviewed: frozenset[str] = frozenset(), *,
        ready: Collection[str] | None = None, chains: Mapping[str, list[str]] | None = None,
        critical: Collection[str] = (), fallbacks: Fallbacks | None = None,
        recordings: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    ) -> None:
        self.number = number
        self.reviewed = reviewed  # languages whose critical texts a native reader has signed
        self._texts = texts
        self._english = texts.get(LAST, {})
        self._ready = tuple(texts) if ready is None else tuple(one for one in texts if one in ready)
        self._chains = chains or {}
        self._critical = frozenset(critical)
        self._fallbacks = fallbacks
        self._recordings = {
            (language, key): recording_id
            for language, own in (recordings or {}).items()
            for key, (recording_id, of) in own.items()
            if key in texts.get(language, {}) and mark(texts[language][key]) == of
        }

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are ready for workers: word list there, every critical text there."""
        return self._ready

    @property
    def all_languages(self) -> tuple[str, ...]:
        """The languages that it has a text in, ready or not."""
        return tuple(self._texts)

    def find(self, language: str, key: str) -> str | None:
        """The text in this language only."""
        return self._texts.get(language, {}).get(key)

    def recording(self, language: str, key: str) -> str | None:
        """The id of the recording of a text, made for the text as it is now; None: nobody has spoken it."""
        return self._recordings.get((language, key))

    def has(self, key: str) -> bool:
        """Whether there is such a text at all."""
        return key in self._english

    def text(self, language: str, key: str, **values: str) -> str:
        """The text with its values. Where this language has none: in the next of its chain, which ends in English; a
        critical one in English at once. The key itself where nobody has any. Of a text that follows a number the form
        that fits the number among the values."""
        own = self._texts.get(language, {}).get(key)
        of, found = (language, own) if own else self._elsewhere(language, key) or (language, key)
        return fill(choose(found, of, values), values)

    def subset(self, language: str, prefix: str) -> dict[str, str]:
        """All texts whose key begins with ``prefix``, as `text` finds them, their values not filled in."""
        own = self._texts.get(language, {})
        return {
            k: split(own.get(k) or (self._elsewhere(language, k) or ("", v))[1])[-1]
            for k, v in self._english.items()
            if k.startswith(prefix)
        }

    def _elsewhere(self, language: str, key: str) -> tuple[str, str] | None:
        """A text in another language than the one asked for, and which; counted."""
        chain = chain_of(self._chains, language)
        if key in self._critical and not key.startswith(CARDS):
            chain = (LAST,)
        for other in chain:
            found = self._texts.get(other, {}).get(key)
            if found:
                if self._fallbacks is not None and other != language:
                    self._fallbacks.note(self.number, language, key, other)
                return other, found
        return None
