"""In which language a text is shown where the worker's own has none: a chain for each language, and how often."""

import logging
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot.clock import week_of
from flows.yaml_source import YamlSourceError, load_yaml
from storage.uow import UnitOfWork

from .catalogue import Fault
from .languages import ENDONYMS

log = logging.getLogger(__name__)

FILE = "fallback.yaml"
LAST = "en"
"""What every chain ends with."""
_LOGGED_AT_MOST = 1000


def read_chains(folder: Path) -> dict[str, list[str]]:
    """Language -> the languages to fall back to, in order. What is wrong with the file is left out (see `faults`)."""
    chains, _ = _read(folder)
    return chains


def faults(folder: Path) -> list[Fault]:
    """What is wrong with the chains."""
    _, found = _read(folder)
    return found


def _read(folder: Path) -> tuple[dict[str, list[str]], list[Fault]]:
    if not (folder / FILE).exists():
        return {}, []
    try:
        source = load_yaml(folder / FILE, name=FILE)
    except YamlSourceError as error:
        message = "This can't be read. Write one line for each language: ne: [en]."
        if "already used" in error.problem:
            message = "This language stands twice. Leave one of its lines."
        return {}, [Fault(FILE, error.line, LAST, None, message)]
    plain = source.data or {}
    if not isinstance(plain, dict):
        return {}, [Fault(FILE, 1, LAST, None, "Write one line for each language: ne: [en].")]
    chains: dict[str, list[str]] = {}
    found = []
    for language, chain in plain.items():
        if not isinstance(chain, list) or not all(isinstance(one, str) for one in chain) or language in chain:
            message = "Write the other languages to fall back to, in order, like [id, en]."
            found.append(Fault(FILE, source.line((language,)), str(language), None, message))
            continue
        unknown = [one for one in (str(language), *chain) if one not in ENDONYMS]
        if unknown:
            message = f"{unknown[0]} is no language here. Write one of {', '.join(ENDONYMS)}."
            found.append(Fault(FILE, source.line((language,)), str(language), None, message))
            continue
        twice = next((one for one in chain if chain.count(one) > 1), None)
        if twice is not None:
            message = f"{twice} stands twice in this line. Leave it once; till then its first place counts."
            found.append(Fault(FILE, source.line((language,)), str(language), None, message))
        chains[str(language)] = [*(one for one in dict.fromkeys(chain) if one != LAST), LAST]
    return chains, found


class Fallbacks:
    """How often a text was read in another language, not written yet. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._going: Counter[tuple[str, str]] = Counter()
        self._told: set[tuple[int, str, str]] = set()
        self.total: Counter[str] = Counter()
        """By language, since the process began."""

    def note(self, release: int, language: str, key: str, shown: str) -> None:
        """A text of ``key`` was shown in ``shown``, because ``language`` has none. Said once for each release."""
        with self._lock:
            self._counts[language, key] += 1
            self.total[language] += 1
            new = (release, language, key) not in self._told and len(self._told) < _LOGGED_AT_MOST
            if new:
                self._told.add((release, language, key))
        if new:
            log.warning("no text in this language", extra={"language": language, "text": key, "shown": shown})

    def write(self, uow: UnitOfWork, now: datetime) -> int:
        """Add what has gathered to the database; returns how many rows. Call ``written`` once it is committed."""
        with self._lock:
            self._going = self._counts.copy()
        week = week_of(now)
        uow.wording.add_fallbacks({(week, language, key): times for (language, key), times in self._going.items()})
        return len(self._going)

    def written(self) -> None:
        """What was written last is in the database."""
        with self._lock:
            self._counts -= self._going
            self._going = Counter()


def chain_of(chains: Mapping[str, list[str]], language: str) -> tuple[str, ...]:
    """The languages to look in after ``language`` itself."""
    return tuple(chains.get(language, (LAST,)))
