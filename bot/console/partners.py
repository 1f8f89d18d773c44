"""Partner organisations: who is asked, for what, where, in which languages, at which hours."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.cases.dead import asked_no_more
from bot.cases.eligibility import INTERESTED, PartnerDraft, check_partner, save_partner
from bot.cases.errors import ConflictOfInterest, PartnerInvalid
from bot.cases.notify import people_of
from bot.cases.opened import PARTNERS as ENOUGH
from bot.cases.opened import PREFECTURES, Opened, opened
from bot.cases.ties import note_gone_anywhere, recheck
from bot.console.deps import ConsoleDeps
from bot.console.errors import Invalid, Missing
from bot.console.guard import Guard
from bot.console.logged import log
from bot.console.pages import Pages
from bot.console.visit import Posted, Visit
from bot.console.work_list import done_key
from bot.escalation.duty import HOLIDAY, WEEKDAYS
from bot.wording.languages import ENDONYMS
from storage.models import COORDINATOR, Partner, PartnerKind
from storage.uow import UnitOfWork

ALL = "all"
KINDS = tuple(PartnerKind)
PAYERS = tuple(INTERESTED)
DAYS = (*WEEKDAYS, HOLIDAY)
NEW = "new"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, poster = Depends(guard.reader), Depends(guard.poster)

    @router.get("/console/partners")
    def partners(request: Request, visit: Visit = reader) -> Response:
        """Everybody who can be asked, and who is on duty."""
        visit.must(Action.SEE_PARTNERS)
        with deps.db.read() as uow:
            rows = [_row(uow, visit, partner) for partner in uow.partners.all(active_only=False)]
            operator = [p.name for p in people_of(uow, COORDINATOR, visit.business)]
            now = opened(uow)
        return pages.page(
            visit, "partners.html", rows=rows, operator=operator, done=done_key(request), demo=deps.demo,
            unled=now.unled, stays=bool(now.before),
            missing=[deps.words.now.text(visit.lang, f"staff.role.{one}") for one in now.people],
            places=[_place(now, language) for language in ENDONYMS],
        )

    @router.get("/console/partners/{partner_id}")
    def partner(partner_id: str, visit: Visit = reader) -> Response:
        """One organisation, or the empty form for a new one."""
        visit.must(Action.SEE_PARTNERS)
        if partner_id == NEW:
            return _form(deps, pages, visit, NEW, PartnerDraft("", PartnerKind.NGO))
        with deps.db.read() as uow:
            found = uow.partners.get(partner_id)
        if found is None:
            raise Missing
        return _form(deps, pages, visit, partner_id, _draft_of(found))

    @router.post("/console/partners/{partner_id}")
    def save(partner_id: str, posted: Posted = poster) -> Response:
        """Keep it. A body that lives on employers is refused, with the reason."""
        visit = posted.visit
        visit.must(Action.EDIT_PARTNERS)
        draft = _draft(posted, _topics(deps))
        try:
            check_partner(draft)
        except (ConflictOfInterest, PartnerInvalid) as error:
            return _form(deps, pages, visit, partner_id, draft, _problem(deps, pages, visit, draft, error))
        with deps.db.write() as uow:
            known = None if partner_id == NEW else uow.partners.get(partner_id)
            if partner_id != NEW and known is None:
                raise Missing
            left_out = known is not None and known.active and not draft.active
            kept = save_partner(uow, draft, visit.business, None if partner_id == NEW else partner_id)
            if partner_id != NEW:  # a tie, or a name, that was not known before: cases under way are looked at again
                recheck(uow, deps.notifier, kept, visit.business)
                note_gone_anywhere(uow, deps.notifier, visit.business)
            if left_out:
                asked_no_more(uow, deps.notifier, kept.id, visit.business)
            log(uow, visit, "partner_saved", "partner", kept.id)
        return RedirectResponse("/console/partners?done=partner_saved", 303)


def _form(
    deps: ConsoleDeps, pages: Pages, visit: Visit, partner_id: str, draft: PartnerDraft, problem: str | None = None
) -> Response:
    return pages.page(
        visit,
        "partner.html",
        status=422 if problem else 200,
        partner_id=partner_id,
        draft=draft,
        problem=problem,
        kinds=(*KINDS, *PAYERS),
        payers=PAYERS,
        topics=_topics(deps),
        prefectures=PREFECTURES,
        languages=tuple(ENDONYMS),
        days=DAYS,
        editable=visit.may(Action.EDIT_PARTNERS),
    )


def _place(now: Opened, language: str) -> dict[str, Any]:
    """Of a language: in how many prefectures there are partners enough, and where there is one, or none."""
    there = {code: len(now.taking(language, code)) for code in PREFECTURES}
    return {
        "language": language,
        "open": sum(number >= ENOUGH for number in there.values()),
        "one": [code for code, number in there.items() if number == 1],
        "none": [code for code, number in there.items() if number == 0],
    }


def _row(uow: UnitOfWork, visit: Visit, partner: Partner) -> dict[str, Any]:
    return {
        "partner": partner,
        "load": uow.cases.load([partner.id]).get(partner.id, 0),
        "people": [p.name for p in people_of(uow, partner.id, visit.business)],
        "away": [
            p.name
            for p in uow.partners.staff_of(partner.id)
            if p.away_until is not None and p.away_until > visit.business
        ],
    }


def _topics(deps: ConsoleDeps) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.topic for f in deps.structure().flows.values() if f.topic))


def _draft_of(partner: Partner) -> PartnerDraft:
    return PartnerDraft(
        name=partner.name,
        name_ja=partner.name_ja,
        kind=partner.kind,
        topics=tuple(partner.topics),
        prefectures=tuple(partner.prefectures),
        languages=tuple(partner.languages),
        ties=tuple(partner.ties),
        duty=partner.duty,
        capacity=partner.capacity,
        rank=partner.rank,
        active=partner.active,
    )


def _draft(posted: Posted, topics: tuple[str, ...]) -> PartnerDraft:
    return PartnerDraft(
        name=posted.get("name", longest=120),
        name_ja=posted.get("name_ja", longest=120) or None,
        kind=posted.one_of("kind", (*KINDS, *PAYERS)),
        topics=_ticked(posted, "topics", topics),
        prefectures=_ticked(posted, "prefectures", PREFECTURES),
        languages=_ticked(posted, "languages", tuple(ENDONYMS)),
        ties=tuple(t for line in posted.get("ties", longest=2000).splitlines() if (t := line.strip())),
        paid_by=tuple(p for p in posted.all("paid_by") if p in PAYERS),
        duty=_duty(posted),
        capacity=int(posted.number("capacity")) if posted.get("capacity") else None,
        rank=posted.number("rank") if posted.get("rank") else 100,
        active=posted.get("active") == "yes",
    )


def _ticked(posted: Posted, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """What is ticked; nothing or everything means all."""
    ticked = tuple(v for v in posted.all(name) if v in known)
    return ticked if ticked and len(ticked) < len(known) else (ALL,)


def _duty(posted: Posted) -> Mapping[str, Any] | None:
    """`9:00-12:00, 13:00-18:00` for each day; all empty: usual office hours."""
    written: dict[str, list[list[str]]] = {}
    for day in DAYS:
        text = posted.get(f"duty_{day}", longest=100)
        spans = [part.strip() for part in text.replace("、", ",").split(",") if part.strip()]
        pairs = [[_clock(t) for t in span.replace("–", "-").split("-", 1)] for span in spans]
        if any(len(pair) != 2 for pair in pairs):
            raise Invalid(f"duty_{day}", posted.visit.path, "staff.invalid.hours")
        if pairs:
            written[day] = pairs
    return written or None


def _clock(text: str) -> str:
    hour, _, minute = text.strip().partition(":")
    return f"{hour.zfill(2)}:{minute or '00'}"


def _problem(
    deps: ConsoleDeps,
    pages: Pages,
    visit: Visit,
    draft: PartnerDraft,
    error: ConflictOfInterest | PartnerInvalid,
) -> str:
    words = deps.words.now
    if isinstance(error, PartnerInvalid):
        return pages.sentence(visit.lang, error)
    if draft.kind in INTERESTED:
        why = words.text(visit.lang, f"staff.partner.why_not.{draft.kind}")
    else:
        payer = words.text(visit.lang, f"staff.partner.kind.{draft.paid_by[0]}")
        why = words.text(visit.lang, "staff.partner.why_not.paid", payer=payer)
    return words.text(visit.lang, "staff.refused.conflict_of_interest", name=draft.name, why=why)
