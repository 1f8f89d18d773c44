"""The next release in the making: the texts as they were last published, one by one, and what becomes of them."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.uow import UnitOfWork

from .fallback import read_chains
from .filling import placeholders
from .meaning import Meanings, Verdict, mark, presumed
from .reviewed import read_reviewed

log = logging.getLogger(__name__)

SOURCE_LANGUAGE = "en"
WORDS = "lexicon:"
"""Before a language: the fact that keeps its last good list of what people type, as it was written."""
_NAMED = 5
_CARRIED = ("faults", "held")
"""What a report takes over from the one before where nothing else is said."""


@dataclass(frozen=True)
class Rules:
    """What publishing goes by: the texts that must not be wrong, and the folder of the locale files."""

    critical: frozenset[str]
    folder: Path


@dataclass(frozen=True)
class Kept:
    """A text as it was last published: the hash of the English it translates, and the release that set it (0: the one
    in the making)."""

    text: str
    of: str
    release: int


class Edition:
    """Everything kept of the texts, to be changed and published. Open it, put texts, publish: in one transaction."""

    def __init__(
        self, number: int, kept: dict[str, dict[str, Kept]], meanings: Meanings, report: Mapping[str, Any]
    ) -> None:
        self.number = number
        self.report = report
        self._kept = kept
        self._before = {language: dict(own) for language, own in kept.items()}
        self._meanings = meanings
        self._unknown: dict[tuple[str, str], str] = {}
        self._recordings: dict[str, dict[str, list[str]]] = {
            language: dict(own) for language, own in report.get("recordings", {}).items()
        }

    @classmethod
    def open(cls, uow: UnitOfWork) -> "Edition":
        """What the newest release left. Nobody else makes a release until this transaction ends."""
        uow.wording.lock_releases()
        number = uow.wording.newest_number()
        report = uow.wording.report(number) if number else {}
        return cls(number, kept_of(uow, number) if number else {}, Meanings(uow.wording.meanings()), report)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a text."""
        return tuple(self._kept)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all English texts."""
        return frozenset(self._kept.get(SOURCE_LANGUAGE, ()))

    def get(self, language: str, key: str) -> Kept | None:
        """A text as it was last published."""
        return self._kept.get(language, {}).get(key)

    def english(self, key: str) -> str | None:
        """The English of a text, as published last."""
        found = self.get(SOURCE_LANGUAGE, key)
        return found.text if found is not None else None

    def put(self, language: str, key: str, text: str, english: str | None = None) -> None:
        """A new text. ``english``: the English it translates, unless it is today's."""
        source = text if language == SOURCE_LANGUAGE else english or self.english(key) or ""
        known, of = self.get(language, key), mark(source)
        if known is not None and (known.text, known.of) == (text, of):
            return
        self._kept.setdefault(language, {})[key] = Kept(text, of, 0)
        self._unknown[key, of] = source

    def put_of(self, language: str, key: str, text: str, of: str) -> None:
        """A new text, or one as it was once, of the English with the hash ``of``."""
        known = self.get(language, key)
        if known is None or (known.text, known.of) != (text, of):
            self._kept.setdefault(language, {})[key] = Kept(text, of, 0)

    def speak(self, language: str, key: str, recording_id: str | None, of: str = "") -> None:
        """Play this recording beside a text, as long as the text has the hash ``of``; None: none."""
        own = self._recordings.setdefault(language, {})
        if recording_id is not None:
            own[key] = [recording_id, of]
        elif key in own:
            del own[key]
        if not own:
            del self._recordings[language]

    def recordings_of(self, uow: UnitOfWork, number: int) -> None:
        """Play what an earlier release played, as far as it has not been erased."""
        named = uow.wording.report(number).get("recordings", {})
        there = uow.recordings.there([one[0] for own in named.values() for one in own.values()])
        self._recordings = {}
        for language, own in named.items():
            for key, (recording_id, of) in own.items():
                if recording_id in there:
                    self.speak(language, key, recording_id, of)

    def drop(self, key: str) -> None:
        """No language says it any more."""
        for own in self._kept.values():
            own.pop(key, None)

    def served(self, language: str) -> dict[str, str]:
        """What workers would read in this language: without translations of what has become another question."""
        own, english = self._kept.get(language, {}), self._kept.get(SOURCE_LANGUAGE, {})
        return {key: kept.text for key, kept in own.items() if key in english and self._fits(key, kept, english[key])}

    def _fits(self, key: str, kept: Kept, english: Kept) -> bool:
        """Whether a text may be read in place of today's English, with the values that are filled in there."""
        if kept.of == english.of:
            return True
        same = self._meanings.same(key, kept.of, english.of)
        return same and placeholders(kept.text) == placeholders(english.text)

    def is_another(self, key: str, of: str) -> bool:
        """Whether the English with the hash ``of`` is known to ask another question than today's."""
        english = self.get(SOURCE_LANGUAGE, key)
        known = english is not None and self._meanings.knows(key, of, english.of)
        return english is not None and known and not self._meanings.same(key, of, english.of)

    def stale(self) -> dict[str, list[str]]:
        """Per language the texts whose English is another by now."""
        english = {key: kept.of for key, kept in self._kept.get(SOURCE_LANGUAGE, {}).items()}
        found = {
            language: sorted(key for key, kept in own.items() if key in english and kept.of != english[key])
            for language, own in self._kept.items()
            if language != SOURCE_LANGUAGE
        }
        return {language: keys for language, keys in found.items() if keys}

    def changes(self) -> Iterator[tuple[str, str, str | None, str | None]]:
        """Language, key, text before, text after."""
        for language in {**self._before, **self._kept}:
            was, now = self._before.get(language, {}), self._kept.get(language, {})
            for key in {**was, **now}:
                old, new = was.get(key), now.get(key)
                if (old and old.text) != (new and new.text):
                    yield language, key, old.text if old else None, new.text if new else None

    def publish(
        self, uow: UnitOfWork, now: datetime, rules: Rules, *, source: str, by: str | None = None,
        notes: Mapping[str, Any] | None = None,
    ) -> int:
        """Serve it; returns the number of the release: the one before, if nothing about it is new.

        ``notes``: what this way in wants written into the release's report (``faults``, ``held``).
        """
        self._ask_meanings(uow, now, rules)
        texts = {language: self.served(language) for language in self._kept}
        report = {**{name: self.report[name] for name in _CARRIED if name in self.report}, **(notes or {})}
        report |= self._standing(uow, texts, rules)
        if self._recordings:
            report["recordings"] = self._recordings
        as_before = _plain(self._kept) == _plain(self._before)  # a text that nobody is shown yet is kept, too
        if self.number and as_before and report == self.report and texts == uow.wording.texts(self.number):
            return self.number
        entries = self._entries(texts)
        number = uow.wording.publish(texts, now, source=source, by=by, report=report, entries=entries)
        if self.number:
            uow.wording.note_changes(number, self.changes())
        return number

    def _standing(
        self, uow: UnitOfWork, texts: Mapping[str, Mapping[str, str]], rules: Rules
    ) -> dict[str, Any]:
        """What the report says of the languages."""
        critical = rules.critical & self.keys
        signed = read_reviewed(rules.folder, texts)
        reviewed, ready, lacking = [], [], {}
        for language, own in texts.items():
            if language == SOURCE_LANGUAGE or critical <= signed.get(language, frozenset()):
                reviewed.append(language)
            if language == SOURCE_LANGUAGE or (critical <= own.keys() and has_words(uow, language)):
                ready.append(language)
            elif critical - own.keys():
                lacking[language] = sorted(critical - own.keys())
        closed = sorted(lacking.keys() & set(self.report.get("ready", ())))
        if closed:
            log.warning("languages are not offered any more: they lack texts that must not be wrong", extra={
                language: ", ".join(lacking[language][:_NAMED]) for language in closed
            })  # fmt: skip
        return {
            "reviewed": sorted(reviewed), "ready": sorted(ready), "stale": self.stale(),
            "chains": read_chains(rules.folder), "critical": sorted(critical), "lacking": lacking,
        }  # fmt: skip

    def _entries(self, texts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, list[Any]]]:
        return {
            language: {
                key: [kept.of, kept.release, *([] if key in texts[language] else [kept.text])]
                for key, kept in own.items()
            }
            for language, own in self._kept.items()
        }

    def _ask_meanings(self, uow: UnitOfWork, now: datetime, rules: Rules) -> None:
        """Ask about every English text that is another now and that some language translates."""
        before = self._before.get(SOURCE_LANGUAGE, {})
        for key, kept in self._kept.get(SOURCE_LANGUAGE, {}).items():
            old = before.get(key)
            of = {own[key].of for language, own in self._kept.items() if language != SOURCE_LANGUAGE and key in own}
            if old is not None and old.of != kept.of and of - {kept.of}:
                self._ask(uow, key, old.text, kept.text, now, rules)
            for other in of - {kept.of}:
                former = self._unknown.get((key, other))
                if former is not None and not self._meanings.knows(key, other, kept.of):
                    self._ask(uow, key, former, kept.text, now, rules)

    def _ask(self, uow: UnitOfWork, key: str, before: str, after: str, now: datetime, rules: Rules) -> None:
        guess: Verdict = presumed(before, after, critical=key in rules.critical)
        if self._meanings.parted(key, mark(before)):  # a person's "another" holds until somebody decides anew
            guess = Verdict.ANOTHER
        uow.wording.ask_meaning(key, before, after, guess, now)
        self._meanings.add(key, before, after, guess)


def kept_of(uow: UnitOfWork, number: int) -> dict[str, dict[str, Kept]]:
    """Every text kept with a release, served or not."""
    texts, entries = uow.wording.texts(number), uow.wording.entries(number)
    if entries is None:  # an earlier program made it, and served no translation of another English
        marks = {key: mark(text) for key, text in texts.get(SOURCE_LANGUAGE, {}).items()}
        none = mark("")
        return {
            language: {key: Kept(text, marks.get(key, none), number) for key, text in own.items()}
            for language, own in texts.items()
        }
    return {
        language: {
            key: Kept(rest[0] if rest else texts[language][key], of, release or number)
            for key, (of, release, *rest) in own.items()
        }
        for language, own in entries.items()
    }


def _plain(kept: Mapping[str, Mapping[str, Kept]]) -> dict[str, dict[str, tuple[str, str]]]:
    """Texts and what they translate, wherever they come from."""
    return {language: {key: (one.text, one.of) for key, one in own.items()} for language, own in kept.items()}


def has_words(uow: UnitOfWork, language: str) -> bool:
    """Whether there is a good list of what people type in this language."""
    return uow.system.fact(WORDS + language) is not None
