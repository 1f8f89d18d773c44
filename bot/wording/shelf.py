"""The locale files as they are on the disk, read again only where one has changed."""

import threading
from pathlib import Path

from .catalogue import Catalogue, read
from .languages import ENDONYMS


class Shelf:
    """The languages' files of one folder. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._read: dict[tuple[str, str], tuple[tuple[int, int], Catalogue]] = {}

    def languages(self) -> tuple[str, ...]:
        """English, then the others: first those that are offered, then folders that are being filled."""
        there = {path.parent.parent.name for path in self.folder.glob("*/LC_MESSAGES/worker.po")}
        known = [code for code in ENDONYMS if code in there and code != "en"]
        return ("en", *known, *sorted(there - {*known, "en"}))

    def catalogue(self, language: str, domain: str = "worker") -> Catalogue:
        """One file, read. Never raises on what it holds: see `bot.wording.catalogue.read`."""
        path = self.folder / language / "LC_MESSAGES" / f"{domain}.po"
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
        except OSError:
            stamp = (0, 0)
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
