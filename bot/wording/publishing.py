"""From locale files to a release in the database. What is served is always a release: a fault in a file holds back that
language only, and its last good texts serve on."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import TodokeError
from storage.uow import UnitOfWork

from .catalogue import DOMAINS, Catalogue, Fault, placeholder_faults, read
from .languages import ENDONYMS

Texts = dict[str, dict[str, str]]
FROM_FILES = "texts_from_files"
"""The fact that names the release made of files without fault, and those files."""
_RULES = tuple(Path(__file__).parent / f"{name}.py" for name in ("publishing", "catalogue", "filling"))


class NoTexts(TodokeError):
    """The texts can't be served and no earlier release is kept: {faults}"""


@dataclass(frozen=True)
class Published:
    """What is served now, and what was held back and why."""

    number: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Read:
    """What the files say: the texts of languages without fault, the faults, and per language the keys whose text a
    native reader has signed (there, up to date, and no draft)."""

    texts: Texts
    faults: tuple[Fault, ...]
    signed: dict[str, frozenset[str]]


def read_all(folder: Path) -> Read:
    """Read every language. A language with a fault is not among the texts."""
    texts: Texts = {}
    signed: dict[str, frozenset[str]] = {}
    faults: list[Fault] = []
    english = {d: _read(folder, "en", d) for d in DOMAINS}
    for language in ENDONYMS:
        found = english if language == "en" else {d: _read(folder, language, d) for d in DOMAINS}
        own: list[Fault] = []
        merged: dict[str, str] = {}
        drafts: set[str] = set()
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
            drafts.update(k for k, e in catalogue.entries.items() if e.draft)
        faults += own
        if not own:
            texts[language], signed[language] = merged, frozenset(merged.keys() - drafts)
    return Read(texts, tuple(faults), signed)


def publish(uow: UnitOfWork, folder: Path, now: datetime, critical: frozenset[str]) -> Published:
    """Publish what the files say; languages with a fault keep the last release's texts.

    ``critical``: the keys that a native reader must have signed before a language counts as reviewed. Raises NoTexts if
    English is at fault and there is no earlier release. Files that are as they were when the served release was made of
    them are not read again: a start takes half a second less.
    """
    served = uow.wording.newest_number()
    files = _fingerprint(folder, critical)
    if files is not None and uow.system.fact(FROM_FILES) == f"{served} {files}":
        return Published(served, ())
    found = read_all(folder)
    texts, faults = found.texts, found.faults
    before = uow.wording.texts(served) if served else {}
    for language in ENDONYMS:
        if language not in texts and language in before:
            texts[language] = before[language]
    if "en" not in texts:
        raise NoTexts(faults=_few(faults))
    held_back = set(uow.wording.report(served).get("reviewed", ())) - found.signed.keys() if served else set()
    reviewed = held_back | {lang for lang, signed in found.signed.items() if lang == "en" or critical <= signed}
    report = {"faults": [str(f) for f in faults][:100], "reviewed": sorted(reviewed)}
    number = uow.wording.publish(texts, now, source="files", report=report)
    if files is not None and not faults:
        uow.system.set_fact(FROM_FILES, f"{number} {files}")
    return Published(number, faults)


def _fingerprint(folder: Path, critical: frozenset[str]) -> str | None:
    """All that decides what a release of these files is like; None if a file can't be read."""
    digest = hashlib.sha256(repr(sorted(critical)).encode())
    paths = [folder / language / "LC_MESSAGES" / f"{domain}.po" for language in ENDONYMS for domain in DOMAINS]
    try:
        for path in (*_RULES, *(path for path in paths if path.exists())):
            digest.update(f"\0{path.parts[-3:]}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return None
    return digest.hexdigest()


def _read(folder: Path, language: str, domain: str) -> Catalogue | None:
    path = folder / language / "LC_MESSAGES" / f"{domain}.po"
    return read(path, language, domain) if path.exists() else None


def _few(faults: Iterable[Fault]) -> str:
    lines = [str(f) for f in faults]
    more = f" (and {len(lines) - 5} more)" if len(lines) > 5 else ""
    return "; ".join(lines[:5]) + more
