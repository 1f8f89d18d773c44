"""Organisations as records: made, corrected, given places of work, merged and taken apart again; and which of them a
case is about, as a person confirms it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from bot.cases.access import Access, access_to
from bot.cases.actors import actor
from bot.cases.errors import NotPossible
from bot.cases.held import hold_open
from bot.cases.known import known_facts, names_told
from bot.cases.names import same_name
from bot.cases.need import NAMES
from bot.cases.notifier import Notifier
from bot.cases.spellings import names_of
from bot.cases.ties import note_gone, part_with, part_with_elsewhere, recheck_names
from bot.cases.timeline import Happened, record
from flows.law.duties import SECTORS
from storage.ids import new_id
from storage.models import Case, CaseOrganisation, Organisation, OrganisationKind, OrganisationSite, Staff
from storage.uow import UnitOfWork

from .corporate_number import corporate_number
from .errors import MergeRefused, OrganisationInvalid
from .repeated import calm_unless_repeated, raise_if_repeated
from .standing import took_part

LONGEST = 120
LONGEST_SPELLING = 40
_SENTENCE = re.compile(r"[\n。！？!?]|(\S+\s+){6}")
MOST_SPELLINGS = 40
ACTION = "Saying whom the report is about"


@dataclass(frozen=True)
class Draft:
    """An organisation as somebody enters it."""

    kind: str
    name: str
    name_kana: str | None = None
    name_latin: str | None = None
    spellings: tuple[str, ...] = ()
    number: str | None = None
    sector: str | None = None


def checked(uow: UnitOfWork, draft: Draft, organisation_id: str | None = None) -> Draft:
    """The draft with its number as it is kept. Raises OrganisationInvalid, NumberInvalid."""
    if not draft.name.strip():
        raise OrganisationInvalid(problem="it needs a name")
    if draft.kind not in set(OrganisationKind):
        raise OrganisationInvalid(problem="say whether it accepts, supervises or supports")
    if draft.sector is not None and draft.sector not in SECTORS:
        raise OrganisationInvalid(problem="there is no such sector")
    number = corporate_number(draft.number) if draft.number else None
    taken = uow.organisations.numbered(number) if number else None
    if taken is not None and taken.id != organisation_id:
        raise OrganisationInvalid(problem=f"{taken.name} has this corporate number already")
    return replace(draft, name=draft.name.strip()[:LONGEST], number=number, spellings=draft.spellings[:MOST_SPELLINGS])


def seen_as(one: Organisation) -> str:
    """What tells whether a record was changed since somebody looked at it."""
    told = (one.kind, one.name, one.name_kana, one.name_latin, tuple(one.spellings), one.number, one.sector)
    return sha256(repr(told).encode()).hexdigest()[:16]


def save(
    uow: UnitOfWork, draft: Draft, by: Staff, now: datetime, organisation_id: str | None = None, *, seen: str = ""
) -> Organisation:
    """Keep a new or changed organisation. ``seen``: as what it was opened (`seen_as`), if that is known.

    Raises OrganisationInvalid, NumberInvalid."""
    if organisation_id is not None:
        uow.organisations.hold(organisation_id)
    draft = checked(uow, draft, organisation_id)
    found = uow.organisations.get(organisation_id) if organisation_id is not None else None
    if found is not None and seen and seen != seen_as(found):
        raise OrganisationInvalid(problem="somebody has changed it since you opened it; open it again")
    if found is None:
        found = Organisation(
            id=new_id(), kind=draft.kind, name=draft.name, spellings=[], created_at=now, created_by=by.id
        )
    elif found.kind != draft.kind and uow.organisations.linked([found.id]):
        raise OrganisationInvalid(problem="reports are about it as what it is; make a second record for its other part")
    found.kind, found.name, found.name_kana, found.name_latin = (
        draft.kind, draft.name, draft.name_kana, draft.name_latin,
    )  # fmt: skip
    found.spellings, found.number, found.sector = list(draft.spellings), draft.number, draft.sector
    uow.organisations.save(found)
    return found


def add_site(
    uow: UnitOfWork, organisation_id: str, by: Staff, now: datetime, *, name: str, prefecture: str,
    foreign_workers: int | None, site_id: str | None = None,
) -> OrganisationSite:
    """Keep a place of work. Raises OrganisationInvalid."""
    if not name.strip():
        raise OrganisationInvalid(problem="a place of work needs a name")
    if foreign_workers is not None and not 0 <= foreign_workers < 100_000:
        raise OrganisationInvalid(problem="that is no number of workers")
    found = uow.organisations.site(site_id) if site_id is not None else None
    if found is None:
        found = OrganisationSite(
            id=new_id(), organisation_id=organisation_id, name=name, prefecture=prefecture, created_at=now,
            created_by=by.id,
        )  # fmt: skip
    found.name, found.prefecture = name.strip()[:LONGEST], prefecture
    found.foreign_workers = foreign_workers
    found.counted_at = now if foreign_workers is not None else None
    uow.organisations.save_site(found)
    return found


def merge(uow: UnitOfWork, from_id: str, into_id: str, by: Staff, now: datetime, *, note: str) -> None:
    """Two records mean one body: the second stands for both until somebody takes them apart. Raises MergeRefused."""
    uow.organisations.hold(from_id, into_id)
    one, other = uow.organisations.get(from_id), uow.organisations.get(into_id)
    if one is None or other is None or uow.organisations.root(one.id) == uow.organisations.root(other.id):
        raise MergeRefused(problem="choose two different organisations")
    if one.id != uow.organisations.root(one.id) or other.id != uow.organisations.root(other.id):
        raise MergeRefused(problem="one of them is part of another record already")
    if one.kind != other.kind:
        raise MergeRefused(problem="they have different parts: one accepts, another supervises or supports")
    if one.number and other.number:
        raise MergeRefused(problem="two corporate numbers are two bodies")
    if not note.strip():
        raise MergeRefused(problem="write how you know that they are one")
    uow.organisations.merge(one.id, other.id, by.id, note.strip(), now)


def unmerge(uow: UnitOfWork, organisation_id: str, by: Staff, now: datetime) -> None:
    """They are two after all: each has again what was confirmed for it. Raises MergeRefused."""
    if not uow.organisations.unmerge(organisation_id, by.id, now):
        raise MergeRefused(problem="no record stands for this one")


def written_names(uow: UnitOfWork, case: Case) -> list[str]:
    """The bodies of the accepting side as they were named in a case, by the worker and by staff."""
    known = known_facts(uow, case)
    told = [name for variable in NAMES if isinstance(name := known.get(variable), str)]
    return list(dict.fromkeys(plain for name in (*told, *names_told(uow, case)) if (plain := name.strip())))


def like_a_name(written: str) -> bool:
    """Whether what somebody wrote can be a name of a body, and is no sentence about them."""
    return bool(written) and len(written) <= LONGEST_SPELLING and not _SENTENCE.search(written)


def confirm(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *,
    organisation_id: str, site_id: str | None = None, named: str = "", keep_spelling: bool = False,
) -> Case:
    """A person who reads the case says which organisation it is about.

    ``named``: what the worker wrote, if it is meant by that; ``keep_spelling``: from now on it is known as one of its
    spellings, if it reads like a name: it is kept in plain with the record, also when the case is erased.
    Whoever is tied to the organisation, by any of its names, is parted with.
    Raises NoSuchCase, NotPossible, StaleRow.
    """
    case = hold_open(uow, case_id, rev, ACTION)
    _must_read(uow, case, by)
    found = uow.organisations.get(uow.organisations.root(organisation_id))
    site = uow.organisations.site(site_id) if site_id else None
    if found is None or (site is not None and site.organisation_id not in uow.organisations.family(found.id)):
        raise NotPossible(action=ACTION, why="there is no such organisation or place of work")
    if named and named not in written_names(uow, case):
        raise NotPossible(action=ACTION, why="nobody in the case wrote this name")
    if keep_spelling and like_a_name(named) and not any(same_name(named, one) for one in names_of(found)):
        found.spellings = [*found.spellings, named][-MOST_SPELLINGS:]
        uow.organisations.save(found)
        recheck_names(uow, notifier, names_of(found), now)
    uow.organisations.link(
        case.id, found, site_id=site.id if site is not None else None, named=named, staff_id=by.id, now=now
    )
    record(
        uow, case, Happened.ORGANISATION_CONFIRMED, actor(by), now, organisation=found.id, name=found.name,
        kind_of=found.kind,
    )
    raise_if_repeated(uow, notifier, case, now)
    names = names_of(found)
    part_with(uow, notifier, case, names, actor(by), now)
    part_with_elsewhere(uow, notifier, case, names, now)
    uow.cases.changed(case)
    return case


def take_back(
    uow: UnitOfWork, notifier: Notifier, case_id: str, by: Staff, rev: int | None, now: datetime, *, link_id: str
) -> Case:
    """It was another one. Raises NoSuchCase, NotPossible, StaleRow."""
    case = hold_open(uow, case_id, rev, ACTION)
    _must_read(uow, case, by)
    link = next((one for one in uow.organisations.of_case(case.id) if one.id == link_id), None)
    if link is None:
        raise NotPossible(action=ACTION, why="the report is not about it")
    if _asked(uow, case, link):
        raise NotPossible(action=ACTION, why="it was asked to put something right on behalf of this worker")
    uow.organisations.unlink(link, by.id, now)
    found = uow.organisations.get(link.organisation_id)
    record(
        uow, case, Happened.ORGANISATION_TAKEN_BACK, actor(by), now, organisation=link.organisation_id,
        name=found.name if found is not None else "",
    )
    calm_unless_repeated(uow, notifier, case, now)
    note_gone(uow, notifier, case, now)
    uow.cases.changed(case)
    return case


def _asked(uow: UnitOfWork, case: Case, link: CaseOrganisation) -> bool:
    family: Sequence[str] = uow.organisations.family(link.organisation_id)
    return any(
        correction.organisation_id in family and took_part(correction, word)
        for correction, word in uow.corrections.of_case(case.id)
    )


def _must_read(uow: UnitOfWork, case: Case, by: Staff) -> None:
    if access_to(uow, case, by) is not Access.FULL:
        raise NotPossible(action=ACTION, why="your organisation does not read this case")
