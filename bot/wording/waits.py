"""Changes that are not served at once, and why."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from storage.uow import UnitOfWork

from .edition import SOURCE_LANGUAGE, Edition, Kept, Rules
from .meaning import mark, needs_two

FILES, PROGRAM_FILES = "files", "program"
"""Where a change comes from that nobody wrote in the console: the coordinators' files, or those of a newer program."""


def seen_as(source: str, language: str) -> str:
    """Under which name it is kept what these files said of a language."""
    return language if source == FILES else f"{source}:{language}"


class Why(StrEnum):
    """Why a change waits for a person."""

    CRITICAL = "critical"
    """A text that must not be wrong: it is looked at on a phone and then published."""
    TWO_PEOPLE = "two_people"
    """A published text says another number, or speaks of the law: who wrote it can't publish it."""
    ENGLISH = "english"
    """It translates English that itself waits."""
    OLDER = "older"
    """A file's translation of English that has become another question: it is served once a person has found that it
    says what is asked today."""
    FORMER = "former"
    """At a start the file says what was served once and is not any more: it may be an older copy of the folder."""
    DOUBLE = "double"
    """A file and the console changed the same text: the console's is served, the file's waits."""


def reasons(
    edition: Edition, rules: Rules, language: str, key: str, text: str, kept: Kept | None
) -> tuple[Why, ...]:
    """Why a change has to wait; empty: it need not."""
    found = []
    if key in rules.critical:
        found.append(Why.CRITICAL)
    if kept is not None and needs_two(
        key, edition.english(key) or "", kept.text, text, is_source=language == SOURCE_LANGUAGE
    ):  # fmt: skip
        found.append(Why.TWO_PEOPLE)
    return tuple(found)


class Waiting:
    """What waits, read once."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self.rows: dict[tuple[str, str], Any] = {(row.language, row.key): row for row in uow.wording.waiting()}

    def get(self, language: str, key: str) -> Any | None:
        """The change of a text that waits (a row of TextWaiting)."""
        return self.rows.get((language, key))

    def english(self, key: str, text: str) -> bool:
        """Whether this English is what waits."""
        row = self.get(SOURCE_LANGUAGE, key)
        return row is not None and row.text == text

    def put(
        self, language: str, key: str, text: str, english: str, why: tuple[Why, ...], *, base: int, source: str,
        by: str | None, now: datetime,
    ) -> None:
        """Let a change wait. The same one keeps the time since when it does. ``english``: what it translates."""
        row: Mapping[str, Any] = {
            "language": language, "key": key, "text": text, "english": mark(english), "base": base, "source": source,
            "by": by, "at": now, "why": " ".join(why),
        }  # fmt: skip
        known = self.get(language, key)
        if known is not None and (known.text, known.english, known.why, known.by) == (
            row["text"], row["english"], row["why"], by,
        ):  # fmt: skip
            return
        self._keep(row)

    def vouched(self, language: str, key: str, by: str) -> None:
        """Of a change of which nobody knows who made it, a file's: one person stands for it now, the next may
        publish it."""
        row = self.rows[language, key]
        names = ("language", "key", "text", "english", "base", "source", "at", "why")
        self._keep({**{name: getattr(row, name) for name in names}, "by": by})

    def _keep(self, row: Mapping[str, Any]) -> None:
        self._uow.wording.put_waiting(row)
        self.rows[row["language"], row["key"]] = type("Row", (), dict(row))()

    def drop(self, language: str, key: str) -> None:
        """It does not wait any more."""
        if self.rows.pop((language, key), None) is not None:
            self._uow.wording.drop_waiting(language, key)
