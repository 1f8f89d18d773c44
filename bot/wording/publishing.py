"""From locale files to a release in the database. What is served is always a release: a fault in a file holds back that
language only, and its last good texts serve on.

A file changes what it says otherwise than when it was last taken in, text by text: what was changed in the console
stays. Where both changed a text, the console's is served and the file's waits (see `waits`).
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from bot import __version__
from bot.errors import TodokeError
from storage.uow import UnitOfWork

from . import fallback, reviewed
from .catalogue import Catalogue, Entry, Fault, read
from .edition import SOURCE_LANGUAGE, Edition, Rules
from .enumerate import DOMAINS
from .faulty import faults_of
from .holding import held
from .languages import ENDONYMS
from .meaning import mark
from .waits import FILES, PROGRAM_FILES, Waiting, Why, reasons, seen_as

FROM_FILES = "texts_from_files"
"""The fact that names the files without fault that were taken in last."""
PROGRAM = "texts_program"
"""The fact that names the program that took files in last: those of a newer one are served at once."""
FINDINGS = "texts_findings"
"""The fact that keeps why files were held back, as JSON."""
_RULES = tuple(Path(__file__).parent / f"{name}.py" for name in ("publishing", "catalogue", "filling", "edition"))
_TOLD = 100
Reader = Callable[[Path, str, str], Catalogue]


class NoTexts(TodokeError):
    """The texts can't be served and no earlier release is kept: {faults}"""


@dataclass(frozen=True)
class Published:
    """What is served now, what was held back and why, and how many changes wait for a person."""

    number: int
    faults: tuple[Fault, ...]
    waiting: int = 0


@dataclass(frozen=True)
class Read:
    """What the files say: the entries of languages without fault, by key, and the faults."""

    said: dict[str, dict[str, Entry]]
    faults: tuple[Fault, ...]


def languages_in(folder: Path) -> tuple[str, ...]:
    """The languages that have a file of what workers read, English first."""
    there = [code for code in ENDONYMS if (folder / code / "LC_MESSAGES" / "worker.po").exists()]
    return (SOURCE_LANGUAGE, *(code for code in there if code != SOURCE_LANGUAGE))


def have_had_files(uow: UnitOfWork) -> list[str]:
    """Languages whose file was there once, and is missed if it is gone. Those that only the program brought are not."""
    return [place for place in uow.wording.seen() if place in ENDONYMS]


def read_all(folder: Path, known: Iterable[str] = (), reader: Reader = read) -> Read:
    """Read every language, and those ``known`` whose file may have gone. One with a fault is not among what is said."""
    said: dict[str, dict[str, Entry]] = {}
    faults: list[Fault] = []
    english: dict[str, Catalogue | None] = {}
    for language in dict.fromkeys((*languages_in(folder), *known)):
        found = {domain: _read(folder, language, domain, reader) for domain in DOMAINS}
        english = english or found
        own: list[Fault] = []
        merged: dict[str, Entry] = {}
        for domain, catalogue in found.items():
            if catalogue is None:
                if domain == "worker":
                    own.append(Fault(f"{language}/LC_MESSAGES/worker.po", 1, language, None, "The file is missing."))
                continue
            source = english[domain]
            own += catalogue.faults if source is None else faults_of(catalogue, source)
            merged.update(catalogue.entries)
        own += reviewed.faults(folder, language)
        faults += own
        if not own:
            said[language] = merged
    return Read(said, (*faults, *fallback.faults(folder)))


def publish(
    uow: UnitOfWork, folder: Path, now: datetime, critical: frozenset[str], *, found: Read | None = None,
    shipped: Path | None = None, at_start: bool = False,
) -> Published:
    """Take in what the files say otherwise than before; languages with a fault keep what they had.

    ``critical``: the texts whose changes wait for a person, and that a native reader must have signed before a language
    counts as reviewed. Nothing waits at the very first time, and of what an upgrade of the program brings only what
    waited before it. Raises NoTexts if English is at fault and there is no earlier release. Files that are as they were
    are not read again: a start takes half a second less. ``found``: what the files say, if they have been read already.
    ``shipped``: the program's own files, where ``folder`` is another: they are looked at when a newer program starts,
    and ``folder`` is then taken in as on any other day. ``at_start``: what a file says that was served once waits, for
    a process that starts may have an older copy of the folder.
    """
    served, rules = uow.wording.newest_number(), Rules(critical, folder)
    upgraded = uow.system.fact(PROGRAM) != __version__
    files = _fingerprint(folder, critical)
    if served and not upgraded and files is not None and uow.system.fact(FROM_FILES) == files:
        return Published(served, (), len(uow.wording.waiting()))
    edition = Edition.open(uow)
    found = found or read_all(folder, have_had_files(uow))
    if SOURCE_LANGUAGE not in found.said and not edition.number:
        raise NoTexts(faults=_few(found.faults))
    own = shipped is not None  # the coordinators' folder: a newer program brought nothing there
    at_once = not served or (upgraded and not own)
    taken = _Taken(uow, edition, rules, now, at_once=at_once, at_start=at_start)
    for language, said in found.said.items():
        taken.take(language, said)
    if shipped is not None and (upgraded or not served):
        program = _Taken(uow, edition, rules, now, at_once=True, source=PROGRAM_FILES, at_start=at_start)
        for language, said in read_all(shipped).said.items():
            program.take(language, said)
    kept_back = taken.forget(found.said)
    notes = {"faults": [str(fault) for fault in found.faults][:_TOLD], "held": kept_back}
    source = "upgrade" if upgraded and served else "files"
    number = edition.publish(uow, now, rules, source=source, notes=notes)
    uow.system.set_fact(FINDINGS, orjson.dumps(notes["faults"]).decode())
    uow.system.set_fact(PROGRAM, __version__)
    if files is not None:
        again = bool(found.faults) or any(kept_back.values())  # what is kept goes once nobody is asked it any more
        uow.system.set_fact(FROM_FILES, "" if again else files)
    return Published(number, found.faults, len(uow.wording.waiting()))


def findings(uow: UnitOfWork) -> list[str]:
    """Why files were held back when they were last taken in."""
    kept: list[str] = orjson.loads(uow.system.fact(FINDINGS) or "[]")
    return kept


def check_beside(folder: Path) -> list[Fault]:
    """What is wrong in the files beside the texts: the chains to fall back along, and what native readers signed."""
    signed = [fault for language in languages_in(folder) for fault in reviewed.faults(folder, language)]
    lists = [language for language in languages_in(folder) if (folder / language / reviewed.FILE).exists()]
    english = folder / SOURCE_LANGUAGE / "LC_MESSAGES"
    known = {key for domain in DOMAINS for key in read(english / f"{domain}.po", "en", domain).entries} if lists else ()
    doubtful = [fault for language in lists for fault in reviewed.doubtful(folder, language, known)]
    return [*fallback.faults(folder), *signed, *doubtful]


class _Taken:
    """Files being taken in, one language after the other, English first."""

    def __init__(
        self, uow: UnitOfWork, edition: Edition, rules: Rules, now: datetime, *, at_once: bool, source: str = FILES,
        at_start: bool = False,
    ) -> None:
        self._uow, self._edition, self._rules, self._now, self._at_once = uow, edition, rules, now, at_once
        self._source, self._at_start = source, at_start
        self._known_keys = edition.keys
        self._seen = uow.wording.seen()
        self.waiting = Waiting(uow)

    def take(self, language: str, said: dict[str, Entry]) -> None:
        """What one language's files say."""
        place = seen_as(self._source, language)
        before = self._seen.get(place, {})
        seen = dict(before)
        for key, entry in said.items():
            if not entry.text or entry.fuzzy:
                continue
            english = entry.served if language == SOURCE_LANGUAGE else entry.translates
            if self._text(language, key, entry.served, english, before.get(key)):
                seen[key] = mark(entry.served)
        if seen != before:
            self._uow.wording.set_seen(place, seen)

    def _text(self, language: str, key: str, text: str, english: str, base: str | None) -> bool:
        """One text; False if it is not settled yet and has to be looked at again next time."""
        kept, edition = self._edition.get(language, key), self._edition
        if kept is not None and kept.text == text and (kept.of == mark(english) or language == SOURCE_LANGUAGE):
            self._settled(language, key)
            return True
        if kept is not None and kept.text == text and english != edition.english(key):
            return True  # of older English than the one for which it was found to be right
        if kept is not None and kept.text != text:
            if base == mark(text):  # the file says what it said; the console changed it meanwhile
                return True
            if base is None and self._source != FILES:
                return True  # nobody knows what an earlier program said: what is served stays
            if base is not None and base != mark(kept.text):
                more = () if self._at_once else (
                    *self._behind(language, key, english),
                    *reasons(self._edition, self._rules, language, key, text, kept),
                )  # fmt: skip
                self._wait(language, key, text, english, (Why.DOUBLE, *more))
                return False
        why = self._why(language, key, text, english)
        if why:
            self._wait(language, key, text, english, why)
            return False
        edition.put(language, key, text, english)
        self._settled(language, key)
        return True

    def _why(self, language: str, key: str, text: str, english: str) -> tuple[Why, ...]:
        row = self.waiting.get(language, key)
        if row is not None and row.source == self._source and row.text == text:
            why = tuple(Why(one) for one in row.why.split())
            if self._at_once or Why.FORMER in why:
                return why  # a start, or a newer program, is nobody's yes
        if self._at_start and self._was_served(language, key, text):
            return (Why.FORMER,)
        if self._at_once or key not in self._known_keys:
            return ()
        also = self._behind(language, key, english)
        if language not in self._edition.report.get("ready", self._edition.languages):
            return also  # it is being written: nobody reads it yet
        return (*also, *reasons(self._edition, self._rules, language, key, text, self._edition.get(language, key)))

    def _was_served(self, language: str, key: str, text: str) -> bool:
        """Whether workers read this once, and read another text by now."""
        kept = self._edition.get(language, key)
        if kept is None or kept.text == text:
            return False
        return any(text == one.before for one in self._uow.wording.history(language, key))

    def _behind(self, language: str, key: str, english: str) -> tuple[Why, ...]:
        """Why a translation waits for the sake of its English."""
        if language == SOURCE_LANGUAGE:
            return ()
        if self.waiting.english(key, english):
            return (Why.ENGLISH,)
        return (Why.OLDER,) if self._edition.is_another(key, mark(english)) else ()

    def _settled(self, language: str, key: str) -> None:
        """Nothing of the file waits any more. What somebody wrote in the console goes on waiting."""
        row = self.waiting.get(language, key)
        if row is not None and row.source == self._source:
            self.waiting.drop(language, key)

    def _wait(self, language: str, key: str, text: str, english: str, why: tuple[Why, ...]) -> None:
        row, base = self.waiting.get(language, key), self._edition.number
        if row is not None and row.source != self._source and row.text != text:
            return  # somebody wrote another one in the console: first that one is decided about
        by = row.by if row is not None and row.text == text else None  # the first of two who publish it
        self.waiting.put(language, key, text, english, why, base=base, source=self._source, by=by, now=self._now)

    def forget(self, said: dict[str, dict[str, Entry]]) -> dict[str, int]:
        """Drop texts that English has no more, unless a conversation still asks them; returns how many do, by key."""
        if SOURCE_LANGUAGE not in said:
            return {}
        shipped = self._uow.wording.seen().get(seen_as(PROGRAM_FILES, SOURCE_LANGUAGE), {})
        gone = self._edition.keys - said[SOURCE_LANGUAGE].keys() - shipped.keys()
        asked = held(self._uow, gone)
        for key in gone - asked.keys():
            self._edition.drop(key)
        return asked


def _fingerprint(folder: Path, critical: frozenset[str]) -> str | None:
    """All that decides what a release of these files is like; None if a file can't be read."""
    digest = hashlib.sha256(repr(sorted(critical)).encode())
    try:
        for path in (*_RULES, *files_in(folder)):
            digest.update(f"\0{path.parts[-3:]}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return None
    return digest.hexdigest()


def files_in(folder: Path) -> list[Path]:
    """Every file that a release is made of, or that decides whether a language is offered."""
    there = [folder / fallback.FILE]
    for language in ENDONYMS:
        there += [folder / language / "LC_MESSAGES" / f"{domain}.po" for domain in DOMAINS]
        there += [folder / language / name for name in (reviewed.FILE, "lexicon.yaml")]
    return [path for path in there if path.exists()]


def _read(folder: Path, language: str, domain: str, reader: Reader) -> Catalogue | None:
    path = folder / language / "LC_MESSAGES" / f"{domain}.po"
    return reader(path, language, domain) if path.exists() else None


def _few(faults: Iterable[Fault]) -> str:
    lines = [str(f) for f in faults]
    more = f" (and {len(lines) - 5} more)" if len(lines) > 5 else ""
    return "; ".join(lines[:5]) + more
