"""The board: organisation, duty and quarter, and how each stands by what workers said.

What is shown depends on who looks: the staff of an organisation see what the cases say that they read themselves;
coordinators see every organisation, and of cases that they do not read only whether there are some ("<3") or how many
where they are three or more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
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

from .facts import Fact, gathered, quarter_of

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
    uow: UnitOfWork, viewer: Viewer, now: datetime, organisation_id: str | None = None
) -> Board:
    """What this viewer may see; of one organisation, or of all."""
    facts = gathered(uow, None if organisation_id is None else [organisation_id])
    reads = _reads(uow, viewer, {fact.case_id for fact in facts})
    if not viewer.coordinates:
        facts = [fact for fact in facts if fact.case_id in reads]
    words = _words(uow, {fact.organisation_id for fact in facts})
    cells = {}
    for place, said in _by_cell(facts).items():
        about = [(correction, by_case) for correction, by_case in words if _is_about(uow, correction, place)]
        cells[place] = _cell(said, about, reads, now)
    known = {one.id: one for one in uow.organisations.standing()}
    shown = [known[one] for one in dict.fromkeys(fact.organisation_id for fact in facts)]
    catalogue = [key for key in duties() if any(place[1] == key for place in cells)]
    quarters = sorted({*quarters_until(now), *(fact.quarter for fact in facts)})[-QUARTERS:]
    requests = [
        _request(correction, by_case, reads, now)
        for correction, by_case in words
        if viewer.coordinates or correction.partner_id == viewer.asked_as
    ]
    return Board(
        sorted(shown, key=lambda one: (one.name, one.id)), quarters, catalogue, cells, requests, _took(facts, words)
    )


def may_see(uow: UnitOfWork, viewer: Viewer, organisation_id: str) -> bool:
    """Whether this viewer may open an organisation: coordinators any, others those that cases they read are about."""
    if viewer.coordinates:
        return True
    family = uow.organisations.family(organisation_id)
    return bool(_reads(uow, viewer, {link.case_id for link in uow.organisations.linked(family)}))


def _reads(uow: UnitOfWork, viewer: Viewer, case_ids: Collection[str]) -> dict[str, str]:
    """Of these cases those that the viewer reads in full: id → number."""
    found = uow.access.some(viewer, sorted(case_ids))
    return {one.id: one.number for one in found.values() if one.sight is Sight.FULL}


def _by_cell(facts: Iterable[Fact]) -> dict[tuple[str, str, str], list[Fact]]:
    found: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        found[(fact.organisation_id, fact.duty.key, fact.quarter)].append(fact)
    return found


def _words(uow: UnitOfWork, organisation_ids: Collection[str]) -> list[tuple[Correction, dict[str, Word]]]:
    families = {one for named in organisation_ids for one in uow.organisations.family(named)}
    found = uow.corrections.of_organisations(families) if families else ()
    return [(one, {word.case_id: word for word in uow.corrections.words(one.id)}) for one in found]


def _is_about(uow: UnitOfWork, correction: Correction, place: tuple[str, str, str]) -> bool:
    return correction.duty == place[1] and uow.organisations.root(correction.organisation_id) == place[0]


def _cell(
    said: Sequence[Fact], about: Sequence[tuple[Correction, dict[str, Word]]], reads: Collection[str], now: datetime
) -> Cell:
    """One worker who said both in a quarter has said that it was not fulfilled."""
    deviating = {fact.worker_id: fact.case_id for fact in said if fact.says is Says.DEVIATION}
    fulfilled = {fact.worker_id: fact.case_id for fact in said if fact.worker_id not in deviating}
    cases = {fact.case_id: fact.worker_id for fact in said if fact.worker_id in deviating}
    verdict: dict[str, bool] = {}
    for _, by_case in sorted(about, key=lambda one: one[0].made_at):
        for case_id, worker in cases.items():
            word = by_case.get(case_id)
            if word is not None and word.mended is not None:
                verdict[worker] = word.mended
    mended = {worker: deviating[worker] for worker, yes in verdict.items() if yes}
    not_mended = {worker: deviating[worker] for worker, yes in verdict.items() if not yes}
    theirs = [one for one, by_case in about if cases.keys() & by_case.keys() and one.ended_at is None]
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


def _told(workers: dict[str, str], reads: Collection[str]) -> int | None:
    """How many, where the viewer reads all of them or they are none or three and more; else None."""
    hidden = any(case_id not in reads for case_id in workers.values())
    return None if hidden and len(workers) < FEWEST else len(workers)


def _request(correction: Correction, by_case: dict[str, Word], reads: Collection[str], now: datetime) -> Request:
    agreed = {one.case_id: one.case_id for one in by_case.values() if one.agreed}
    mended = {one.case_id: one.case_id for one in by_case.values() if one.mended}
    denied = {one.case_id: one.case_id for one in by_case.values() if one.mended is False}
    late = correction.requested_at is not None and now > correction.due_at and not mended
    return Request(correction, _told(agreed, reads), _told(mended, reads), _told(denied, reads), late)


def _took(facts: Sequence[Fact], words: Sequence[tuple[Correction, dict[str, Word]]]) -> dict[str, int]:
    found = {}
    for correction, by_case in words:
        mended = [one.mended_at for one in by_case.values() if one.mended and one.mended_at is not None]
        said = [
            fact.at
            for fact in facts
            if fact.case_id in by_case and fact.duty.key == correction.duty and fact.says is Says.DEVIATION
        ]
        if mended and said:
            found[correction.id] = max(timedelta(0), min(mended) - min(said)).days
    return found


def current_quarter(now: datetime) -> str:
    """The quarter that runs."""
    return quarter_of(date_in_japan(now))
