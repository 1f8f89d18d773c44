"""Taking in locale files: at the start, and, where one machine is all there is, whenever one was saved."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.inputs.lexicon import Lexicon
from storage.database import Database
from storage.models import AlarmKind
from storage.uow import UnitOfWork

from .catalogue import Catalogue, Fault, read
from .lexicons import read_lexicons
from .publishing import Published, Reader, files_in, publish
from .served import Wording

log = logging.getLogger(__name__)

_TOLD = 20
_KEPT = 50
Stamp = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True)
class Taken:
    """What is served, the word lists, and everything that was held back."""

    published: Published
    lexicons: dict[str, Lexicon]
    faults: tuple[Fault, ...]


def take_files(
    uow: UnitOfWork, folder: Path, now: datetime, critical: frozenset[str], *, reader: Reader = read
) -> Taken:
    """Take in texts and word lists; what is held back becomes an alarm until it is mended. Raises what was never good:
    NoTexts, LexiconError, YamlSourceError."""
    lexicons, wrong_words = read_lexicons(uow, folder)
    published = publish(uow, folder, now, critical, reader=reader)
    faults = (*published.faults, *wrong_words)
    if faults:
        uow.system.raise_alarm(AlarmKind.TEXTS, "", {"findings": [str(f) for f in faults][:_KEPT]}, now)
    else:
        uow.system.clear_alarm(AlarmKind.TEXTS, "", now)
    return Taken(published, lexicons, faults)


def tell(faults: Collection[Fault]) -> None:
    """Say in the terminal what is held back."""
    for fault in list(faults)[:_TOLD]:
        log.error("texts: %s", fault)
    if faults:
        log.error("texts with faults are held back; the last good ones serve on")


class Watch:
    """Looks at the files again and again. A file counts as saved once it has stayed the same between two looks."""

    def __init__(
        self, database: Database, folder: Path, wording: Wording, lexicons: dict[str, Lexicon],
        critical: Callable[[], frozenset[str]], now: Callable[[], datetime],
    ) -> None:
        self._database, self._folder, self._wording, self._lexicons = database, folder, wording, lexicons
        self._critical, self._now = critical, now
        self._taken: Stamp | None = None
        self._looked: Stamp | None = None
        self._told: tuple[Fault, ...] = ()
        self._read: dict[Path, tuple[tuple[int, int, int], Catalogue]] = {}

    def look(self) -> bool:
        """One look; True if files were taken in."""
        stamp = self._stamp()
        if stamp == self._taken:
            return False
        settled, self._looked = stamp == self._looked, stamp
        if not settled:
            return False
        with self._database.write() as uow:
            taken = take_files(uow, self._folder, self._now(), self._critical(), reader=self._reader)
        self._learn(taken.lexicons, stamp)
        self._taken = stamp
        if taken.faults != self._told:
            tell(taken.faults)
            self._told = taken.faults
            if not taken.faults:
                log.warning("the texts are in order again")
        if self._wording.refresh():
            log.info("texts published", extra={"release": taken.published.number})
        if taken.published.waiting:
            log.info("changes of texts wait for Publish", extra={"waiting": taken.published.waiting})
        return True

    def _learn(self, lexicons: Mapping[str, Lexicon], stamp: Stamp) -> None:
        """Word lists that have changed since the last look; at the first one they are those of the start."""
        if self._taken is None or _words_in(self._taken) == _words_in(stamp):
            return
        for language, words in lexicons.items():
            words.prepare()
            self._lexicons[language] = words

    def _stamp(self) -> Stamp:
        found = []
        for path in files_in(self._folder):
            try:
                now = path.stat()
            except OSError:  # replaced this very moment
                continue
            found.append((str(path), now.st_mtime_ns, now.st_size, now.st_ino))
        return tuple(found)

    def _reader(self, path: Path, language: str, domain: str) -> Catalogue:
        """A file, read again only where it has changed."""
        try:
            now = path.stat()
        except OSError:
            return read(path, language, domain)
        stamp = (now.st_mtime_ns, now.st_size, now.st_ino)
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            known = self._read[path] = (stamp, read(path, language, domain))
        return known[1]


def _words_in(stamp: Stamp) -> Stamp:
    return tuple(one for one in stamp if one[0].endswith("lexicon.yaml"))
