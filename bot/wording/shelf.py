"""The locale files as they are on the disk, read again only where one has changed."""

import threading
from pathlib import Path

import polib

from flows.errors import FlowError
from flows.inputs.lexicon import Lexicon, lexicon_languages, with_english

from .catalogue import Catalogue, read
from .languages import ENDONYMS

Stamp = tuple[int, int]
"""By which a file is known to be as it was: when it was changed, and its size."""


class Shelf:
    """The languages' files of one folder. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._read: dict[tuple[str, str], tuple[Stamp, Catalogue]] = {}
        self._lexicons: tuple[tuple[Stamp, ...], dict[str, Lexicon]] = ((), {})
        self._comments: tuple[Stamp, dict[str, str]] = ((0, 0), {})

    def languages(self) -> tuple[str, ...]:
        """English, then the others: first those that are offered, then folders that are being filled."""
        there = {path.parent.parent.name for path in self.folder.glob("*/LC_MESSAGES/worker.po")}
        known = [code for code in ENDONYMS if code in there and code != "en"]
        return ("en", *known, *sorted(there - {*known, "en"}))

    def catalogue(self, language: str, domain: str = "worker") -> Catalogue:
        """One file, read. Never raises on what it holds: see `bot.wording.catalogue.read`."""
        path = self._path(language, domain)
        stamp = _stamp(path)
        with self._lock:
            known = self._read.get((language, domain))
        if known is not None and known[0] == stamp:
            return known[1]
        fresh = read(path, language, domain)
        with self._lock:
            self._read[language, domain] = stamp, fresh
        return fresh

    def worker(self) -> dict[str, Catalogue]:
        """What workers read, by language."""
        return {language: self.catalogue(language) for language in self.languages()}

    def comments(self) -> dict[str, str]:
        """What the English file says about its texts: what a step does, which answers follow, which law."""
        path = self._path("en", "worker")
        stamp, known = _stamp(path), self._comments
        if known[0] != stamp:
            try:
                found = {entry.msgctxt: entry.comment for entry in polib.pofile(str(path)) if entry.msgctxt}
            except (OSError, ValueError, IndexError, AttributeError):
                found = {}  # what is wrong with the file is said where its texts are
            self._comments = known = (stamp, found)
        return known[1]

    def lexicons(self) -> dict[str, Lexicon]:
        """Every language's words for what people type; a list with a fault is left out."""
        paths = [self.folder / language / "lexicon.yaml" for language in lexicon_languages(self.folder)]
        stamps, known = tuple(_stamp(path) for path in paths), self._lexicons
        if known[0] != stamps:
            found: dict[str, Lexicon] = {}
            for path in paths:
                try:
                    found[path.parent.name] = Lexicon.load(path)
                except (FlowError, OSError):
                    continue
            self._lexicons = known = (stamps, with_english(found))
        return known[1]

    def _path(self, language: str, domain: str) -> Path:
        return self.folder / language / "LC_MESSAGES" / f"{domain}.po"


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
