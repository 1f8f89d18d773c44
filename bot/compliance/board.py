"""The board: organisation, duty and quarter, and how each stands by what workers said.

What is shown depends on who looks, and is read for exactly them (`storage.repositories.accepting_side`): the staff of
an organisation see what the cases say that they read themselves; coordinators see every organisation, and of cases that
they do not read only whether there are some ("<3") or how many where they are three or more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from bot.clock import date_in_japan
from flows.evidence import Says
from flows.law.duties import duties
from storage.models import Correction, Organisation, Reply
from storage.repositories.corrections import Word
from storage.repositories.staff_cases import Sight, Viewer
from storage.uow import UnitOfWork

from .facts import Fact, families, of_links, quarter_of

FEWEST = 3
QUARTERS = 8


class Standing(StrEnum):
    """How a duty stands, by what workers said. The text key is ``staff.board.state.<value>``."""

    FULFILLED = "fulfilled"
    DEVIATION = "deviation"
    REQUESTED = "requested"
    OVERDUE = "overdue"
    CORRECTED = "corrected"
    DISPUTED = "disputed"


@dataclass(frozen=True)
class Cell:
    """One organisation, duty and quarter. Counts are of distinct workers; None: some, and too few to be told.

    ``mended``, ``not_mended``: of those who said that it was not fulfilled, who says that it has been put right since,
    and who says that it has not.
    """

    standing: Standing
    deviating: int | None
    fulfilled: int | None
    mended: int | None = 0
    not_mended: int | None = 0
    cases: tuple[str, ...] = ()
    """Ids of the cases behind it that the viewer reads."""


@dataclass(frozen=True)
class Request:
    """A request for correction with what became of it; counts as in `Cell`."""

    correction: Correction
    agreed: int | None
    mended: int | None
    not_mended: int | None
    overdue: bool

    @property
    def unanswered(self) -> bool:
        """Whether the organisation has not answered."""
        return self.correction.requested_at is not None and self.correction.reply_at is None


@dataclass(frozen=True)
class Board:
    """Everything on it. ``cells``: organisation, duty, quarter → how it stands."""

    organisations: Sequence[Organisation]
    quarters: Sequence[str]
    duties: Sequence[str]
    cells: dict[tuple[str, str, str], Cell]
    requests: Sequence[Request]

    @property
    def unanswered(self) -> list[Request]:
        """Requests that went out and were not answered, the longest first."""
        found = [one for one in self.requests if one.unanswered]
        return sorted(found, key=lambda one: (one.correction.requested_at, one.correction.id))

    @property
    def days_to_correction(self) -> float | None:
        """Half of the corrected ones took at most so many days from the first statement; None without any."""
        took = [days for one in self.requests if (days := self.took.get(one.correction.id)) is not None]
        return median(took) if took else None

    took: dict[str, int] = field(default_factory=dict)
    """Request → days from the first statement that it was not fulfilled to the first worker's word that it is."""


def quarters_until(now: datetime, count: int = QUARTERS) -> list[str]:
    """The last quarters, the oldest first, the one that runs last."""
    day = date_in_japan(now)
    year, number = day.year, (day.month + 2) // 3
    found = []
    for _ in range(count):
        found.append(f"{year}-Q{number}")
        year, number = (year, number - 1) if number > 1 else (year - 1, 4)
    return found[::-1]


def board(
    uow: UnitOfWork, viewer: Viewer, now: datetime, organisation_id: str | None = None, *, own: bool = False
) -> Board:
    """What this viewer may see; of one organisation, or of all. ``own``: without what somebody says of another."""
    wanted = families(uow, None if organisation_id is None else [organisation_id])
    links = uow.accepting_side.linked(viewer, wanted)
    facts = [fact for fact in of_links(uow, links) if fact.own or not own]
    reads = _reads(uow, viewer, {fact.case_id for fact in facts} | {link.case_id for link in links})
    workers = {link.case_id: link.worker_id for link in links}
    asked = [_asked(uow, viewer, one, workers, reads) for one in uow.accepting_side.requests(viewer, wanted)]
    cells = {place: _cell(said, [one for one in asked if one.is_about(place)], reads, now)
             for place, said in _by_cell(facts).items()}  # fmt: skip
    known = {one.id: one for one in uow.organisations.standing()}
    shown = [known[one] for one in dict.fromkeys(fact.organisation_id for fact in facts)]
    catalogue = [key for key in duties() if any(place[1] == key for place in cells)]
    quarters = sorted({*quarters_until(now), *(fact.quarter for fact in facts)})[-QUARTERS:]
    return Board(
        sorted(shown, key=lambda one: (one.name, one.id)), quarters, catalogue, cells,
        [_request(one, reads, now) for one in asked], _took(facts, asked),
    )  # fmt: skip


@dataclass(frozen=True)
class _Asked:
    """A request with what each worker said of it, whose report still stands: once, however many reports they sent."""

    correction: Correction
    root: str
    agreed: Mapping[str, str]
    """Worker → their case."""
    words: Mapping[str, Word]
    """Worker → what they said last of whether it was put right; else what they said first."""

    def is_about(self, place: tuple[str, str, str]) -> bool:
        """Whether a cell is of the organisation and duty it is about."""
        return (self.root, self.correction.duty) == place[:2]


def _asked(
    uow: UnitOfWork, viewer: Viewer, correction: Correction, workers: Mapping[str, str], reads: Collection[str]
) -> _Asked:
    said = [word for word in uow.accepting_side.words(viewer, correction.id) if word.case_id in workers]
    said.sort(key=lambda word: (word.mended_at is not None, word.mended_at or word.asked_at, word.case_id in reads))
    return _Asked(
        correction,
        uow.organisations.root(correction.organisation_id),
        {workers[word.case_id]: word.case_id for word in said if word.agreed},
        {workers[word.case_id]: word for word in said},
    )


def _reads(uow: UnitOfWork, viewer: Viewer, case_ids: Collection[str]) -> dict[str, str]:
    """Of these cases those that the viewer reads in full: id → number."""
    found = uow.access.some(viewer, sorted(case_ids))
    return {one.id: one.number for one in found.values() if one.sight is Sight.FULL}


def _by_cell(facts: Iterable[Fact]) -> dict[tuple[str, str, str], list[Fact]]:
    found: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        found[(fact.organisation_id, fact.duty.key, fact.quarter)].append(fact)
    return found


def _cell(said: Sequence[Fact], about: Sequence[_Asked], reads: Collection[str], now: datetime) -> Cell:
    """One worker who said both in a quarter has said that it was not fulfilled. What they say last of it counts, and
    only what they say after that: a duty that was put right once may be neglected again."""
    said = sorted(said, key=lambda fact: fact.case_id in reads)
    deviating = {fact.worker_id: fact.case_id for fact in said if fact.says is Says.DEVIATION}
    since = {one: max(fact.at for fact in said if fact.worker_id == one and fact.says is Says.DEVIATION)
             for one in deviating}  # fmt: skip
    fulfilled = {fact.worker_id: fact.case_id for fact in said if fact.worker_id not in deviating}
    last: dict[str, tuple[datetime, bool]] = {}
    theirs = []
    for one in about:
        words = {worker: word for worker, word in one.words.items() if worker in since}
        fresh = {worker: word for worker, word in words.items() if (word.mended_at or now) >= since[worker]}
        theirs += [one.correction] if fresh and one.correction.ended_at is None else []
        for worker, word in fresh.items():
            if word.mended_at is not None:
                last[worker] = max(last.get(worker, (word.mended_at, False)), (word.mended_at, bool(word.mended)))
    mended = {worker: deviating[worker] for worker, (_, yes) in last.items() if yes}
    not_mended = {worker: deviating[worker] for worker, (_, yes) in last.items() if not yes}
    standing = _standing(bool(deviating), len(mended), len(not_mended), theirs, now)
    return Cell(
        standing, _told(deviating, reads), _told(fulfilled, reads), _told(mended, reads), _told(not_mended, reads),
        tuple(dict.fromkeys(fact.case_id for fact in said if fact.case_id in reads)),
    )


def _standing(
    deviates: bool, mended: int, not_mended: int, requests: Sequence[Correction], now: datetime
) -> Standing:
    if not deviates:
        return Standing.FULFILLED
    if mended:
        return Standing.DISPUTED if not_mended else Standing.CORRECTED
    sent = [one for one in requests if one.requested_at is not None]
    if not sent:
        return Standing.DEVIATION
    newest = max(sent, key=lambda one: one.made_at)
    if newest.reply == Reply.DISPUTED or (newest.reply == Reply.DONE and not_mended):
        return Standing.DISPUTED
    if newest.reply == Reply.REFUSED:
        return Standing.DEVIATION
    return Standing.OVERDUE if now > newest.due_at else Standing.REQUESTED


def _told(workers: Mapping[str, str], reads: Collection[str]) -> int | None:
    """How many, where the viewer reads all of them or they are none or three and more; else None."""
    hidden = any(case_id not in reads for case_id in workers.values())
    return None if hidden and len(workers) < FEWEST else len(workers)


def _request(asked: _Asked, reads: Collection[str], now: datetime) -> Request:
    told = {worker: word for worker, word in asked.words.items() if word.mended is not None}
    mended = {worker: word.case_id for worker, word in told.items() if word.mended}
    denied = {worker: word.case_id for worker, word in told.items() if not word.mended}
    standing = _standing(True, len(mended), len(denied), [asked.correction], now)
    late = standing is Standing.OVERDUE and asked.correction.ended_at is None
    return Request(asked.correction, _told(asked.agreed, reads), _told(mended, reads), _told(denied, reads), late)


def _took(facts: Sequence[Fact], asked: Sequence[_Asked]) -> dict[str, int]:
    found = {}
    for one in asked:
        mended = [word.mended_at for word in one.words.values() if word.mended and word.mended_at is not None]
        said = [
            fact.at
            for fact in facts
            if fact.worker_id in one.words and fact.duty.key == one.correction.duty and fact.says is Says.DEVIATION
        ]
        if mended and said:
            found[one.correction.id] = max(timedelta(0), min(mended) - min(said)).days
    return found


def current_quarter(now: datetime) -> str:
    """The quarter that runs."""
    return quarter_of(date_in_japan(now))
