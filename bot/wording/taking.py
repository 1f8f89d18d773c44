"""Taking in locale files: at the start, and, where one machine is all there is, whenever one was saved."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.inputs.lexicon import Lexicon
from storage.database import Database
from storage.models import AlarmKind
from storage.uow import UnitOfWork

from . import recordings
from .catalogue import Catalogue, Fault, read
from .lexicons import read_lexicons
from .publishing import Published, Read, files_in, have_had_files, publish, read_all
from .served import Wording

log = logging.getLogger(__name__)

_TOLD = 20
_KEPT = 50
Words = tuple[dict[str, Lexicon], tuple[Fault, ...]]
"""Word lists, and which were held back."""
Sounds = tuple[list[recordings.InFile], tuple[Fault, ...]]
"""Recordings that were not taken in yet, and which were held back."""
Stamp = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True)
class Taken:
    """What is served, the word lists, and everything that was held back."""

    published: Published
    lexicons: dict[str, Lexicon]
    faults: tuple[Fault, ...]


def take_files(
    uow: UnitOfWork, folder: Path, now: datetime, critical: frozenset[str], *, found: Read | None = None,
    words: Words | None = None, shipped: Path | None = None, sounds: Sounds | None = None,
    at_start: bool = False,
) -> Taken:
    """Take in texts, word lists and recordings; what is held back becomes an alarm until it is mended. ``found``,
    ``words``: what has been read already; ``sounds``: what `listen` found, without it no recording is looked at.
    ``shipped``, ``at_start``: see `publish`. Raises what was never good: NoTexts,
    LexiconError or YamlSourceError of the English list."""
    lexicons, wrong_words = words or read_lexicons(uow, folder)
    published = publish(uow, folder, now, critical, found=found, shipped=shipped, at_start=at_start)
    recorded, wrong_sounds = sounds or ([], ())
    if sounds is not None:
        recordings.take_files(uow, recorded, wrong_sounds, now)
    faults = (*published.faults, *wrong_words, *wrong_sounds)
    if faults:
        uow.system.raise_alarm(AlarmKind.TEXTS, "", {"findings": [str(f) for f in faults][:_KEPT]}, now)
    else:
        uow.system.clear_alarm(AlarmKind.TEXTS, "", now)
    return Taken(published, lexicons, faults)


def listen(database: Database, folder: Path) -> Sounds:
    """Look at the recordings that were not taken in yet, each in a process of its own: before anything is locked, for
    whoever writes to us must not wait for it."""
    with database.read() as uow:
        heard = recordings.seen(uow)
    return recordings.read_files(folder, heard)


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
        critical: Callable[[], frozenset[str]], now: Callable[[], datetime], told: tuple[Fault, ...] = (),
        taken: Stamp | None = None,
    ) -> None:
        """``lexicons`` are kept up to date in place. ``told``: the faults that have been said already. ``taken``: the
        files that have been read already."""
        self._database, self._folder, self._wording, self._lexicons = database, folder, wording, lexicons
        self._critical, self._now = critical, now
        self._taken = self._looked = taken
        self._told = told
        self._words: Words | None = None
        self._read: dict[Path, tuple[tuple[int, int, int], Catalogue]] = {}

    def look(self) -> bool:
        """One look; True if files were taken in."""
        stamp = stamp_of(self._folder)
        if stamp == self._taken:
            return False
        settled, self._looked = stamp == self._looked, stamp
        if not settled:
            return False
        taken = self._take(stamp)
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

    def _take(self, stamp: Stamp) -> Taken:
        """Read before anything is locked: whoever writes to us must not wait for it."""
        with self._database.read() as uow:
            had = have_had_files(uow)
        sounds = listen(self._database, self._folder)
        found = read_all(self._folder, had, self._reader)
        known = self._words if self._taken is not None and _words_in(self._taken) == _words_in(stamp) else None
        with self._database.write() as uow:
            words = known or read_lexicons(uow, self._folder)
            taken = take_files(
                uow, self._folder, self._now(), self._critical(), found=found, words=words, sounds=sounds
            )
        if known is None and self._taken is not None:  # at the first look they are those of the start
            for language, own in taken.lexicons.items():
                own.prepare()
                self._lexicons[language] = own
        self._words = words
        return taken

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


def stamp_of(folder: Path) -> Stamp:
    """What tells whether a file was saved: looked at before the files are read."""
    found = []
    for path in (*files_in(folder), *recordings.files_in(folder)):
        try:
            now = path.stat()
        except OSError:  # replaced this very moment
            continue
        found.append((str(path), now.st_mtime_ns, now.st_size, now.st_ino))
    return tuple(found)


def _words_in(stamp: Stamp) -> Stamp:
    return tuple(one for one in stamp if one[0].endswith("lexicon.yaml"))
