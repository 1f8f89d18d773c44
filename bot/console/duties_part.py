"""On a case's page: whom the report is about, and which duties the worker says were or were not fulfilled."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.cases.actors import organisation as acts_for
from bot.cases.notifier import Words
from bot.compliance.asks import quoted
from bot.compliance.facts import Fact, employer_must_not_know, newest, not_alone, spoken_in
from bot.compliance.matching import candidates
from bot.compliance.records import like_a_name, written_names
from bot.compliance.requests import deviations
from bot.compliance.standing import goes_on
from bot.console.answers import without_furigana
from bot.console.visit import Visit
from bot.wording.served import Snapshot
from flows.evidence import Says
from storage.models import Case, OrganisationKind
from storage.repositories.staff_cases import CaseFile
from storage.uow import UnitOfWork

USUAL = timedelta(days=14)


@dataclass(frozen=True)
class ShownLink:
    """An organisation the report is about, as somebody confirmed."""

    id: str
    organisation_id: str
    name: str
    kind: str
    site: str
    named: str


@dataclass(frozen=True)
class Offered:
    """An organisation that may be meant, and by which of its names."""

    id: str
    name: str
    kind: str
    by: str
    score: int
    sites: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Written:
    """A name as it stands in the case, and who may be meant by it."""

    name: str
    tidy: bool
    """It can be a name of a body, to be kept with the record."""
    candidates: tuple[Offered, ...]


@dataclass(frozen=True)
class Stated:
    """A duty as this worker speaks of it."""

    key: str
    name: str
    law: str
    firm: bool
    says: str
    lines: tuple[str, ...]
    on: date
    word: str
    """What came of a request, as a text key; empty: none was made."""
    correction_id: str
    can_request: bool


@dataclass(frozen=True)
class DutiesPart:
    """What the template shows."""

    links: tuple[ShownLink, ...]
    written: tuple[Written, ...]
    stated: tuple[Stated, ...]
    verified: bool
    alone: bool
    leads: bool
    works: bool
    employer_must_not_know: bool
    earliest: str
    usual: str
    latest: str
    kinds: tuple[str, ...] = tuple(OrganisationKind)


def duties_part(uow: UnitOfWork, words: Snapshot, visit: Visit, file: CaseFile, works: bool) -> DutiesPart | None:
    """For who reads the case in full; None where there is nothing to say."""
    case = file.case
    if file.told is None or case is None:
        return None
    facts = spoken_in(uow, case)
    written = written_names(uow, case)
    links = _links(uow, case)
    if not (facts or written or links):
        return None
    leads = works and case.lead_partner_id == acts_for(visit.staff)
    owed = {fact.duty.key for fact in deviations(uow, case)} if leads else set()
    can = [fact for key, fact in newest(facts, Says.DEVIATION).items() if key in owed]
    today = visit.business.astimezone(visit.zone).date()
    confirmed = {link.named for link in links}
    return DutiesPart(
        links=tuple(links),
        written=tuple(_written(uow, name) for name in written if name not in confirmed),
        stated=tuple(_stated(uow, words, visit, case, fact, can) for fact in facts),
        verified=uow.organisations.verified(case.id),
        alone=not_alone(uow, case),
        leads=leads,
        works=works,
        employer_must_not_know=employer_must_not_know(uow, case),
        earliest=(today + timedelta(days=7)).isoformat(),
        usual=(today + USUAL).isoformat(),
        latest=(today + timedelta(days=60)).isoformat(),
    )


def _links(uow: UnitOfWork, case: Case) -> list[ShownLink]:
    found = []
    for link in uow.organisations.of_case(case.id):
        root = uow.organisations.get(uow.organisations.root(link.organisation_id))
        site = uow.organisations.site(link.site_id) if link.site_id else None
        if root is not None:
            name = site.name if site is not None else ""
            found.append(ShownLink(link.id, root.id, root.name, link.kind, name, uow.organisations.named(link)))
    return found


def _written(uow: UnitOfWork, name: str) -> Written:
    found = []
    for one in candidates(uow, name):
        family = uow.organisations.family(one.organisation.id)
        sites = tuple((site.id, site.name) for site in uow.organisations.sites(family))
        record = one.organisation
        # How another worker wrote it is not shown: whoever reads this case may not read theirs.
        by = one.by if one.by in (record.name, record.name_kana, record.name_latin) else record.name
        found.append(Offered(record.id, record.name, record.kind, by, round(one.score), sites))
    return Written(name, like_a_name(name), tuple(found))


def _stated(
    uow: UnitOfWork, words: Snapshot, visit: Visit, case: Case, fact: Fact, can: list[Fact]
) -> Stated:
    def plain(line: Words) -> str:
        return without_furigana(words.text(visit.lang, line.key))

    about = [
        (correction, word) for correction, word in uow.corrections.of_case(case.id) if correction.duty == fact.duty.key
    ]
    text, correction_id, going_on = "", "", False
    if about:
        correction, word = about[-1]
        correction_id, going_on = correction.id, goes_on(correction, word, fact.at)
        if word.mended is not None:
            text = "mended" if word.mended else "not_mended"
        elif word.agreed is None:
            text = "asked"
        else:
            text = "refused" if not word.agreed else "requested" if correction.requested_at else "agreed"
        text = f"staff.duties.word.{text}"
    return Stated(
        key=fact.duty.key,
        name=fact.duty.name(visit.lang),
        law=fact.duty.law_in(visit.lang),
        firm=fact.duty.basis.firm,
        says=fact.says.value,
        lines=tuple(
            f"{plain(question)} → {', '.join(plain(one) for one in answers)}" for question, answers in quoted(fact)
        ),
        on=fact.at.astimezone(visit.zone).date(),
        word=text,
        correction_id=correction_id,
        can_request=fact in can and not going_on,
    )
