"""The records of the accepting side: names, number, sector, places of work; merged and taken apart by coordinators."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.cases.opened import PREFECTURES
from bot.cases.spellings import names_of
from bot.cases.ties import note_gone_anywhere, recheck_names
from bot.compliance import records
from bot.compliance.errors import ComplianceError
from bot.compliance.matching import LIKELY, alike, candidates
from bot.console.deps import ConsoleDeps
from bot.console.errors import Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from flows.law.duties import SECTORS
from storage.models import Organisation, OrganisationKind, OrganisationMerge
from storage.repositories.staff_cases import Viewer
from storage.uow import UnitOfWork

PATH = "/console/organisations"
NEW = "new"
_LONGEST_LIST = 4000


@dataclass(frozen=True)
class ShownMerge:
    """A merge, also one that was taken apart again."""

    merge: OrganisationMerge
    other: Organisation
    into_us: bool
    by: str


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    _add_looking(router, deps, pages, guard)
    _add_keeping(router, deps, pages, guard)


def _add_looking(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """All of them, and one."""
    reader = Depends(guard.reader)

    @router.get(PATH)
    def organisations(request: Request, visit: Visit = reader) -> Response:
        """All that stand for themselves; with `?q=` those whose name is like it."""
        visit.must(Action.EDIT_ORGANISATIONS)
        wanted = request.query_params.get("q", "").strip()[:120]
        with deps.db.read() as uow:
            found = uow.accepting_side.organisations(visit.viewer)
            if wanted:
                found = [one.organisation for one in candidates(uow, wanted) if one.organisation in found]
            digits = "".join(filter(str.isdigit, unicodedata.normalize("NFKC", wanted)))
            numbered = uow.organisations.numbered(digits) if digits else None
            if numbered is not None and numbered not in found:
                found.insert(0, numbered)
            rows = sorted(found, key=lambda one: (one.name, one.id)) if not wanted else found
        return pages.page(visit, "organisations.html", rows=rows, wanted=wanted, done=done_key(request))

    @router.get(f"{PATH}/{{organisation_id}}")
    def organisation(organisation_id: str, request: Request, visit: Visit = reader) -> Response:
        """One of them, or the empty form for a new one."""
        visit.must(Action.SEE_BOARD)
        if organisation_id == NEW:
            visit.must(Action.EDIT_ORGANISATIONS)
            return _page(deps, pages, visit, NEW, records.Draft(OrganisationKind.ACCEPTING, ""))
        with deps.db.read() as uow:
            found = uow.accepting_side.organisation(visit.viewer, organisation_id)
            if found is None:
                raise Missing
        return _page(deps, pages, visit, organisation_id, _draft_of(found), done=done_key(request))


def _add_keeping(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """What is kept of one: its names, its places of work, and that two records mean the same."""
    poster = Depends(guard.poster)

    @router.post(f"{PATH}/{{organisation_id}}")
    def save(organisation_id: str, posted: Posted = poster) -> Response:
        """Keep it."""
        visit = posted.visit
        visit.must(Action.EDIT_ORGANISATIONS)
        draft = _draft(posted)
        return _kept(deps, pages, posted, organisation_id, draft, lambda uow: records.save(
            uow, draft, visit.staff, visit.business, None if organisation_id == NEW else _there(uow, organisation_id),
            seen=posted.get("seen"),
        ).id, ties=True)  # fmt: skip

    @router.post(f"{PATH}/{{organisation_id}}/site")
    def site(organisation_id: str, posted: Posted = poster) -> Response:
        """Keep a place of work."""
        visit, count = posted.visit, posted.get("workers")
        visit.must(Action.EDIT_ORGANISATIONS)
        name, prefecture = posted.get("name", longest=records.LONGEST), posted.one_of("prefecture", set(PREFECTURES))

        def act(uow: UnitOfWork) -> str:
            records.add_site(
                uow, _there(uow, organisation_id), visit.staff, visit.business, name=name, prefecture=prefecture,
                foreign_workers=posted.number("workers") if count else None, site_id=posted.get("site") or None,
            )  # fmt: skip
            return organisation_id

        return _kept(deps, pages, posted, organisation_id, None, act)

    @router.post(f"{PATH}/{{organisation_id}}/merge")
    def merge(organisation_id: str, posted: Posted = poster) -> Response:
        """Another record means the same body: this one stands for both."""
        visit, other, note = posted.visit, posted.get("other"), posted.get("note", longest=300)
        visit.must(Action.EDIT_ORGANISATIONS)

        def act(uow: UnitOfWork) -> str:
            records.merge(uow, other, _there(uow, organisation_id), visit.staff, visit.business, note=note)
            return organisation_id

        return _kept(deps, pages, posted, organisation_id, None, act)

    @router.post(f"{PATH}/{{organisation_id}}/apart")
    def apart(organisation_id: str, posted: Posted = poster) -> Response:
        """This record stands for itself again."""
        visit = posted.visit
        visit.must(Action.EDIT_ORGANISATIONS)

        def act(uow: UnitOfWork) -> str:
            records.unmerge(uow, _there(uow, organisation_id), visit.staff, visit.business)
            return organisation_id

        return _kept(deps, pages, posted, organisation_id, None, act, ties=True)


def _page(
    deps: ConsoleDeps, pages: Pages, visit: Visit, organisation_id: str, draft: records.Draft,
    problem: str | None = None, done: str | None = None, seen: str = "",
) -> Response:
    """``seen``: as what the record was opened that is being changed, where that is not now."""
    with deps.db.read() as uow:
        more = _more(uow, visit.viewer, organisation_id) if organisation_id != NEW else _nothing()
    more |= {"seen": seen} if seen else {}
    return pages.page(
        visit, "organisation.html", status=422 if problem else 200, organisation_id=organisation_id, draft=draft,
        problem=problem, done=done, kinds=tuple(OrganisationKind), sectors=SECTORS, prefectures=PREFECTURES,
        editable=visit.may(Action.EDIT_ORGANISATIONS), **more,
    )


def _kept(
    deps: ConsoleDeps, pages: Pages, posted: Posted, organisation_id: str, draft: records.Draft | None, act: Any,
    *, ties: bool = False,
) -> Response:
    """``ties``: what was changed may tie somebody, or may have been why somebody was parted with."""
    visit = posted.visit
    try:
        with deps.db.write() as uow:
            kept = act(uow)
            log(uow, visit, "organisation_saved", "organisation", kept)
    except ComplianceError as error:
        if draft is None:
            with deps.db.read() as uow:
                found = uow.organisations.get(organisation_id)
                if found is None:
                    raise Missing from error
                draft = _draft_of(found)
        problem = pages.sentence(visit.lang, error)
        return _page(deps, pages, visit, organisation_id, draft, problem, seen=posted.get("seen"))
    if ties:  # for itself: it holds cases, and whoever holds a case may wait for the record
        with deps.db.write() as uow:
            record = uow.organisations.get(kept)
            recheck_names(uow, deps.notifier, names_of(record) if record is not None else (), visit.business)
            note_gone_anywhere(uow, deps.notifier, visit.business)
    return RedirectResponse(f"{PATH}/{kept}?done=organisation_saved", 303)


def _there(uow: UnitOfWork, organisation_id: str) -> str:
    if uow.organisations.get(organisation_id) is None:
        raise Missing
    return organisation_id


def _nothing() -> dict[str, Any]:
    return {"sites": [], "merges": [], "stands_for": None, "like": [], "seen": ""}


def _more(uow: UnitOfWork, viewer: Viewer, organisation_id: str) -> dict[str, Any]:
    root = uow.organisations.root(organisation_id)
    own = uow.organisations.get(organisation_id)
    family = uow.organisations.family(root)
    merges = []
    for merge in uow.organisations.merges(organisation_id):
        into_us = merge.into_id == organisation_id
        other = uow.organisations.get(merge.from_id if into_us else merge.into_id)
        person = uow.access.get(merge.by)
        if other is not None:
            merges.append(ShownMerge(merge, other, into_us, person.name if person is not None else ""))
    standing = [one for one in uow.accepting_side.organisations(viewer) if one.id != root]
    others = [(alike(own.name, one.name), one) for one in standing if own is not None and one.kind == own.kind]
    return {
        "sites": uow.organisations.sites(family),
        "merges": merges,
        "stands_for": uow.organisations.get(root) if root != organisation_id else None,
        "seen": records.seen_as(own) if own is not None else "",
        "like": [
            (one, score >= LIKELY) for score, one in sorted(others, key=lambda pair: (-pair[0], pair[1].id))
        ],
    }


def _draft_of(one: Organisation) -> records.Draft:
    return records.Draft(
        one.kind, one.name, one.name_kana, one.name_latin, tuple(one.spellings), one.number, one.sector
    )


def _draft(posted: Posted) -> records.Draft:
    lines = posted.get("spellings", longest=_LONGEST_LIST).splitlines()
    return records.Draft(
        kind=posted.one_of("kind", frozenset(OrganisationKind)),
        name=posted.get("name", longest=records.LONGEST),
        name_kana=posted.get("name_kana", longest=records.LONGEST) or None,
        name_latin=posted.get("name_latin", longest=records.LONGEST) or None,
        spellings=tuple(dict.fromkeys(line.strip()[: records.LONGEST] for line in lines if line.strip())),
        number=posted.get("number", longest=40) or None,
        sector=posted.one_of("sector", {"", *SECTORS}) or None,
    )
