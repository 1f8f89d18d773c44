"""The letters that a worker can have made, and what else can be done instead (`letters.yaml`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from flows.law.duties import duties
from flows.law.facts import HERE, Basis, read_basis
from flows.law.hotlines import offices
from flows.law.reading import Entry, document
from flows.law.rules import STATUSES

FILE = HERE / "letters.yaml"
NOBODY = "nobody"
LEADS = (NOBODY, "ngo", "union", "lawyer", "public")
"""Who can be in charge of a case; `nobody`: no organisation has taken it, or coordinators have."""
KNOWN = "known"
WARNINGS = (KNOWN, "office", "immigration")
BLANKS = ("employer", "supervising", "birth", "card", "answer_by")
ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Way:
    """What can be done instead of a letter. ``offices``: beginnings of ids in `hotlines.yaml`; ``letter``: a letter
    that is this way itself."""

    id: str
    offices: tuple[str, ...]
    letter: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """One kind of letter: when it fits, what goes in, what it rests on. Empty ``statuses`` and ``leads``: all."""

    id: str
    warns: str
    ways: tuple[str, ...]
    topics: tuple[str, ...]
    duties: tuple[str, ...]
    ended: bool
    statuses: tuple[str, ...]
    not_statuses: tuple[str, ...]
    leads: tuple[str, ...]
    facts: tuple[str, ...]
    sum: bool
    blanks: tuple[str, ...]
    law: str
    basis: Basis
    read: date

    def suits(self, topic: str, status: str, unmet: Collection[str], *, ended: bool) -> bool:
        """Whether it fits what was told. ``unmet``: duties that an answer says were not fulfilled; ``ended``: a day is
        known on which the contract ended, and the rule on the notice is sure for this card."""
        if status in self.not_statuses or (self.statuses and status not in self.statuses):
            return False
        if self.ended:
            return ended
        return topic in self.topics or any(key in self.duties for key in unmet)

    def allows(self, lead: str) -> bool:
        """Whether it is offered while this kind of organisation is in charge of the case."""
        return not self.leads or lead in self.leads


@cache
def letters(path: Path = FILE) -> Mapping[str, Letter]:
    """Every kind of letter, in the order of the file; raises LawDataError for the first row that is not in order."""
    return _read_all(path)[0]


@cache
def ways(path: Path = FILE) -> Mapping[str, Way]:
    """What else can be done; raises LawDataError as `letters` does."""
    return _read_all(path)[1]


def _read_all(path: Path) -> tuple[dict[str, Letter], dict[str, Way]]:
    top = document(path)
    instead = {entry.text("id"): _way(entry) for entry in top.entries("ways")}
    found: dict[str, Letter] = {}
    for entry in top.entries("letters"):
        letter = _letter(entry, tuple(instead))
        if letter.id in found:
            raise entry.wrong(f"letter '{letter.id}' is written twice")
        found[letter.id] = letter
    for way in instead.values():
        if way.letter is not None and way.letter not in found:
            raise top.wrong(f"'{way.letter}', one tap behind '{way.id}', is no letter")
    top.done()
    return found, instead


def _way(entry: Entry) -> Way:
    way = Way(entry.text("id"), entry.texts("offices"), entry.text("letter") if entry.has("letter") else None)
    for name in way.offices:
        if not any(office.id.startswith(name) for office in offices()):
            raise entry.wrong(f"no office of hotlines.yaml begins with '{name}'")
    entry.done()
    return way


def _letter(entry: Entry, known_ways: tuple[str, ...]) -> Letter:
    letter = Letter(
        id=entry.text("id"),
        warns=entry.one_of("warns", WARNINGS),
        ways=_known(entry, "ways", known_ways),
        topics=entry.texts("topics"),
        duties=_known(entry, "duties", tuple(duties())),
        ended=entry.has("needs") and entry.one_of("needs", (ENDED,)) == ENDED,
        statuses=_known(entry, "statuses", STATUSES),
        not_statuses=_known(entry, "not_statuses", STATUSES),
        leads=_known(entry, "leads", LEADS),
        facts=entry.texts("facts"),
        sum=entry.flag("sum"),
        blanks=_known(entry, "blanks", BLANKS),
        law=entry.text("law"),
        basis=read_basis(entry),
        read=entry.day("read"),
    )
    entry.done()
    if not letter.basis.firm:
        raise entry.wrong("a letter needs a rule that was found in a source")
    return letter


def _known(entry: Entry, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    found = entry.texts(key)
    for name in found:
        if name not in allowed:
            raise entry.wrong(f"'{name}' can't stand under '{key}'")
    return found
