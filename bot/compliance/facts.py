"""Facts about duties: what a worker answered, with its day, once somebody has verifiably been in contact with them. It
was answered in a report, or in a support check of a worker who has sent one.

A fact is the worker's statement, not a judgement. Somebody who was not alone at filing may have had the boss beside
them: their answers never count as "fulfilled", only as "not fulfilled". A duty counts only where the law binds the
organisation towards this worker's residence card on that day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.clock import date_in_japan
from flows.evidence import Given, Says, chosen, reading, spoken
from flows.law.duties import Bearer, Duty, duty
from storage.models import Case, Organisation, OrganisationKind
from storage.repositories.linked import Linked
from storage.repositories.staff_cases import Viewer
from storage.uow import UnitOfWork

_STATUS, _OTHER, _ALONE, _FOR = "status", "status_other", "alone", "for_whom"
_SOMEBODY_ELSE = "other_person"


@dataclass(frozen=True)
class Fact:
    """One duty as one worker speaks of it. ``at``: when the newest answer that says so was given; ``by``: which do;
    ``own``: of what was done to them, not of somebody else for whom they report."""

    case_id: str
    worker_id: str
    duty: Duty
    says: Says
    at: datetime
    by: tuple[Given, ...]
    organisation_id: str = ""
    site_id: str | None = None
    prefecture: str | None = None
    own: bool = True

    @property
    def quarter(self) -> str:
        """The quarter of that day: `2026-Q4`."""
        return quarter_of(date_in_japan(self.at))


def quarter_of(day: date) -> str:
    """`2026-Q4`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


Said = tuple[Duty, Says, datetime, tuple[Given, ...]]


def said_in(answers: Sequence[Mapping[str, Any]], sector: str | None = None) -> list[Said]:
    """What a report's answers say of duties: duty, what, when, by which answers; in the order of the catalogue.

    ``answers``: step, variable, value, at. ``sector``: of the accepting organisation, where it is known.
    """
    known = {str(one["variable"]): one["value"] for one in answers}
    at = {str(one["step"]): one["at"] for one in answers}
    status = known.get(_OTHER) if known.get(_STATUS) == "other" else known.get(_STATUS)
    alone = known.get(_ALONE) == "alone"
    found: list[Said] = []
    for key, (says, by) in spoken([Given(one["step"], one["value"]) for one in answers], known).items():
        about, when = duty(key), max(at[one.step] for one in by)
        if about is None or not about.binds(status if isinstance(status, str) else None, date_in_japan(when), sector):
            continue
        if says is Says.FULFILLED and not alone:
            continue
        found.append((about, says, when, by))
    return found


def of_case(uow: UnitOfWork, case: Case) -> list[Fact]:
    """The facts of one report; none before the contact is verified. Once it is it stays so, whoever has the case."""
    return spoken_in(uow, case) if uow.organisations.verified(case.id) else []


def spoken_in(uow: UnitOfWork, case: Case) -> list[Fact]:
    """The same, also before anybody has reached the worker: what would become facts. Those of the report first, then
    those of each check, the oldest first."""
    answers = uow.conversations.answers(case.run_id)
    checks = uow.checks.of_case(case.id, case.worker_id)
    return [Fact(case.id, case.worker_id, *one) for one in _said(answers, checks, sector_in(uow, case))]


def newest(facts: Iterable[Fact], says: Says) -> dict[str, Fact]:
    """Of the facts of one case that say so the newest of each duty, by key."""
    found: dict[str, Fact] = {}
    for fact in facts:
        if fact.says is says and (fact.duty.key not in found or fact.at >= found[fact.duty.key].at):
            found[fact.duty.key] = fact
    return found


def _said(
    report: Sequence[Mapping[str, Any]], checks: Iterable[Sequence[Mapping[str, Any]]], sector: str | None
) -> list[Said]:
    """What is said of duties in a report, and in each check with the residence card that the report names. Nobody is
    asked in a check before they have said that they are alone."""
    return [*said_in(report, sector), *(one for given in checks for one in said_in_check(report, given, sector))]


def said_in_check(
    report: Sequence[Mapping[str, Any]], check: Sequence[Mapping[str, Any]], sector: str | None
) -> list[Said]:
    """The same of one check. ``report``: the answers of the report it belongs to."""
    card = [one for one in report if one["variable"] in (_STATUS, _OTHER)]
    alone = {"step": "", "variable": _ALONE, "value": _ALONE, "at": check[0]["at"]}
    return said_in([*card, alone, *check], sector)


def not_alone(uow: UnitOfWork, case: Case) -> bool:
    """Whether the worker was not alone, or did not say, when they filed: nothing they said counts as fulfilled."""
    known = {one["variable"]: one["value"] for one in uow.conversations.answers(case.run_id)}
    return known.get(_ALONE) != "alone"


def employer_must_not_know(uow: UnitOfWork, case: Case) -> bool:
    """Whether the worker said, when they filed, that the employer must not learn of it."""
    known = {one["variable"]: one["value"] for one in uow.conversations.answers(case.run_id)}
    told = [*chosen(known.get("must_not")), *chosen(known.get("must_not_know"))]
    return "employer_knows" in told or "employer" in told


def sector_in(uow: UnitOfWork, case: Case) -> str | None:
    """The sector of the accepting organisation that a case is known to be about."""
    sector = None
    for link in uow.organisations.of_case(case.id):
        if link.kind == OrganisationKind.ACCEPTING:
            sector = sector_of(uow, link.organisation_id)
    return sector


def sector_of(uow: UnitOfWork, organisation_id: str) -> str | None:
    """An organisation's sector."""
    found = uow.organisations.get(uow.organisations.root(organisation_id))
    return found.sector if found is not None else None


def bears(kind: str, about: Duty) -> bool:
    """Whether a duty is shown with this kind of organisation: the accepting one, or the supervising one; what was
    handed to a support organisation is shown there too, and stays the accepting one's duty."""
    if about.who is Bearer.SUPERVISING:
        return kind == OrganisationKind.SUPERVISING
    return kind == OrganisationKind.ACCEPTING or (kind == OrganisationKind.SUPPORT and about.group == "support")


def gathered(uow: UnitOfWork, organisation_ids: Iterable[str] | None = None) -> list[Fact]:
    """All facts, by the organisation that stands for the one confirmed; of these organisations, or of all. For who
    counts for everybody; a person is shown `seen`."""
    return of_links(uow, uow.organisations.linked(families(uow, organisation_ids)))


def seen(uow: UnitOfWork, viewer: Viewer, organisation_ids: Iterable[str] | None = None) -> list[Fact]:
    """The same as far as this viewer may count them."""
    return of_links(uow, uow.accepting_side.linked(viewer, families(uow, organisation_ids)))


def families(uow: UnitOfWork, organisation_ids: Iterable[str] | None) -> set[str] | None:
    """All records for which these stand; None: any."""
    if organisation_ids is None:
        return None
    return {one for named in organisation_ids for one in uow.organisations.family(named)}


def of_links(uow: UnitOfWork, every: Iterable[Linked]) -> list[Fact]:
    """The facts of these cases, those alone in which the contact is verified."""
    links: Sequence[Linked] = [link for link in every if link.verified]
    variables = {name for speaks in reading().values() for name in speaks.depends_on} | {_STATUS, _OTHER, _ALONE, _FOR}
    answers = uow.organisations.answers(links, list(reading()), variables)
    checks = uow.checks.answers(links)
    known: dict[str, Organisation] = {one.id: one for one in uow.organisations.all()}
    accepting = {one.case_id: one.organisation_id for one in links if one.kind == OrganisationKind.ACCEPTING}
    found = []
    for link in links:
        root = known[uow.organisations.root(link.organisation_id)]
        employer = accepting.get(link.case_id)
        sector = known[uow.organisations.root(employer)].sector if employer is not None else None
        own = all(one["value"] != _SOMEBODY_ELSE for one in answers[link.case_id] if one["variable"] == _FOR)
        for about, says, at, by in _said(answers[link.case_id], checks.get(link.case_id, ()), sector):
            if bears(link.kind, about):
                fact = Fact(link.case_id, link.worker_id, about, says, at, by)
                found.append(
                    replace(
                        fact, organisation_id=root.id, site_id=link.site_id, prefecture=link.prefecture, own=own
                    )
                )
    return found
