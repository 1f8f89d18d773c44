"""From locale files to a release in the database. What is served is always a release: a fault in a file holds back that
language only, and its last good texts serve on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import TodokeError
from storage.uow import UnitOfWork

from .catalogue import DOMAINS, Catalogue, Fault, placeholder_faults, read
from .languages import ENDONYMS

Texts = dict[str, dict[str, str]]


class NoTexts(TodokeError):
    """The texts can't be served and no earlier release is kept: {faults}"""


@dataclass(frozen=True)
class Published:
    """What is served now, and what was held back and why."""

    number: int
    faults: tuple[Fault, ...]


def read_all(folder: Path) -> tuple[Texts, tuple[Fault, ...]]:
    """All languages' texts that are without fault, and the faults. A language with a fault is not among the texts."""
    texts: Texts = {}
    faults: list[Fault] = []
    english = {d: _read(folder, "en", d) for d in DOMAINS}
    for language in ENDONYMS:
        found = english if language == "en" else {d: _read(folder, language, d) for d in DOMAINS}
        own: list[Fault] = []
        merged: dict[str, str] = {}
        for domain, catalogue in found.items():
            if catalogue is None:
                if domain == "worker":
                    own.append(Fault(f"{language}/LC_MESSAGES/worker.po", 1, language, None, "The file is missing."))
                continue
            own += catalogue.faults
            source = english[domain]
            if source is not None:
                own += placeholder_faults(catalogue, source)
            merged.update({k: e.text for k, e in catalogue.entries.items() if e.text and not e.fuzzy})
        faults += own
        if not own:
            texts[language] = merged
    return texts, tuple(faults)


def publish(uow: UnitOfWork, folder: Path, now: datetime, changes: Texts | None = None) -> Published:
    """Publish what the files say; languages with a fault keep the last release's texts.

    ``changes`` (language → key → text) wins over the files: texts edited in place. Raises NoTexts if English is at fault
    and there is no earlier release.
    """
    texts, faults = read_all(folder)
    served = uow.wording.newest_number()
    before = uow.wording.texts(served) if served else {}
    for language in ENDONYMS:
        if language not in texts and language in before:
            texts[language] = before[language]
    if "en" not in texts:
        raise NoTexts(faults=_few(faults))
    for language, changed in (changes or {}).items():
        texts.setdefault(language, {}).update(changed)
    report = [str(f) for f in faults][:100] or None
    return Published(uow.wording.publish(texts, now, source="files", report=report), faults)


def _read(folder: Path, language: str, domain: str) -> Catalogue | None:
    path = folder / language / "LC_MESSAGES" / f"{domain}.po"
    return read(path, language, domain) if path.exists() else None


def _few(faults: Iterable[Fault]) -> str:
    lines = [str(f) for f in faults]
    more = f" (and {len(lines) - 5} more)" if len(lines) > 5 else ""
    return "; ".join(lines[:5]) + more
