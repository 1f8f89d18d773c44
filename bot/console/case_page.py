"""A case on one screen: what is asked, why it is pressing, what was said, what happens next."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from bot.access.policy import Action, may
from bot.access.roles import Role
from bot.cases.alone import in_the_way
from bot.cases.facts import FACTS
from bot.cases.hand_on import askable_again, with_another
from bot.cases.notifier import QuestionKind
from bot.cases.replan import outdated
from bot.cases.reviews import EVERY, SOON
from bot.cases.snooze import may_ask_again
from bot.cases.ties import gone_ties, possible_ties
from bot.cases.unreachable import tried_in_vain
from bot.cases.urgency import read_urgency
from bot.cases.whose import EVERYBODY, colleagues, whose
from bot.console.answers import (
    ShownAnswer,
    ShownWords,
    only_leads,
    shown_answers,
    shown_words,
    with_corrections,
)
from bot.console.clock_line import ClockLine, clock_line, moments_of
from bot.console.clock_words import next_step, organisation
from bot.console.deps import ConsoleDeps
from bot.console.duties_part import DutiesPart, duties_part
from bot.console.errors import Missing
from bot.console.files import ShownFile, shown_files
from bot.console.guard import Guard
from bot.console.interpreting_part import InterpretingPart, Sought, interpreting_part, sought_part
from bot.console.ladder_picture import Picture
from bot.console.ladder_words import case_picture
from bot.console.logged import log
from bot.console.offers_part import Asked, offers_part
from bot.console.once import FORM
from bot.console.pages import Pages
from bot.console.timeline_words import Told, tell
from bot.console.visit import Visit
from bot.console.work_list import done_key
from bot.digests.standing import standing
from bot.escalation.urgency import Contribution
from bot.wording.languages import ENDONYMS
from bot.wording.served import Snapshot
from storage.models import COORDINATOR, CaseState
from storage.repositories.appointments import Meeting
from storage.repositories.interpreting import Item, Rendered
from storage.repositories.staff_cases import CaseFile, Glimpse, Sight
from storage.uow import UnitOfWork

CARE = (
    "extra.phone", "extra.talk_by", "extra.must_not_know", "extra.for_whom", "extra.under_18", "extra.where_now",
    "filing.alone", "filing.must_not", "filing.write_first",
)  # fmt: skip
"""Answers that somebody must read before getting in touch with the worker."""
_HOUR = 9
"""Of a day that is given without an hour."""


@dataclass(frozen=True)
class CasePage:
    """What the template shows."""

    file: CaseFile
    why: str
    worker: tuple[str, ...]
    """What keeps us from asking the worker, as text keys: for a coordinator and for who has accepted."""
    next_step: str
    reasons: tuple[Contribution, ...]
    care: list[ShownAnswer]
    """What to know before getting in touch."""
    answers: dict[str, list[ShownAnswer]]
    """The rest of what the worker told; without what only led through the conversation."""
    written: list[ShownWords]
    """What the worker wrote under questions without being understood."""
    files: list[ShownFile]
    said: dict[Item, dict[str, Rendered]]
    """What was put into other languages."""
    spoken: tuple[str, ...]
    """In which languages one may write, the worker's own first."""
    timeline: list[Told]
    offers: list[Asked]
    """Who was asked, and since when it stands so."""
    names: dict[str, str]
    actions: frozenset[str]
    targets: dict[str, list[tuple[str, str]]]
    """Whom it can be handed on to, by text key: along the worker's list, and whom the worker is asked about first."""
    has_it: str
    """Whose it is within the own organisation; empty: everybody's."""
    colleagues: list[tuple[str, str]]
    """To whom this person can give it there; an empty id stands for everybody."""
    clocks: ClockLine | None
    """Every clock that runs, on a line of time."""
    interpreting: InterpretingPart | None
    sought: list[Sought]
    """For coordinators: where an interpreter is wanted."""
    possible_ties: list[str]
    """For coordinators: organisations that may be, or be bound to, a body that was named, by name."""
    gone_ties: list[str]
    """The same of those that were parted with, and that nothing known now is a tie of."""
    ladder: Picture | None
    """What comes next and when; None before somebody has accepted, and for a closed case."""
    facts: tuple[str, ...]
    """What can be recorded."""
    together: list[Glimpse]
    """Reports of the same place that the viewer reads too."""
    meetings: list[Meeting]
    """The own organisation's calls and meetings about the case."""
    duties: DutiesPart | None
    """Whom the report is about, and which duties the worker says were or were not fulfilled."""
    kept_until: datetime | None
    """Until when a closed case is kept."""
    erased_at: datetime | None
    once: str
    form: str
    """Makes a form count once, however often it is sent."""
    today: str
    hour: str
    """The time now, on the person's clock."""
    earliest: str
    latest: str
    review_until: str


def case_path(number: str) -> str:
    """Where a case is shown."""
    return f"/console/cases/{number}"


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, background = Depends(guard.reader), Depends(guard.background)

    @router.get("/console/cases/{number}")
    def show_case(number: str, request: Request, visit: Visit = reader) -> Response:
        """The case. Every opening is written down before anything is shown."""
        with deps.db.write() as uow:
            file = uow.access.case_file(visit.viewer, number)
            if file is None:
                raise Missing
            page = _page(uow, deps, pages, visit, file)
            seen = file.glimpse
            log(uow, visit, f"read_{seen.sight}", "case", seen.id)
        template = "case.html" if seen.sight is not Sight.OFFER else "offer.html"
        return pages.page(visit, template, page=page, seen=seen, done=done_key(request))

    @router.get("/console/cases/{number}/since/{rev}")
    def changed_since(number: str, rev: int, visit: Visit = background) -> Response:
        """For a page that is open: a notice once the case has changed, else nothing."""
        with deps.db.read() as uow:
            seen = uow.access.glimpse(visit.viewer, number)
        if seen is None:
            raise Missing
        if seen.rev == rev:
            return Response(status_code=204)
        return pages.page(visit, "_changed.html", seen=seen)


def _named(partners: list[str], names: dict[str, str]) -> list[str]:
    return [names[one] for one in partners if one in names]


def _page(uow: UnitOfWork, deps: ConsoleDeps, pages: Pages, visit: Visit, file: CaseFile) -> CasePage:
    words, times, seen = deps.words.now, pages.times(visit), file.glimpse
    names = {p.id: organisation(words, visit.lang, uow, p.id) for p in uow.partners.all(active_only=False)}
    names[COORDINATOR] = organisation(words, visit.lang, uow, COORDINATOR)
    full, answers = file.told, _answers(deps, visit, file, names)
    actions = _actions(uow, visit, file)
    asks = Action.ASK_INTERPRETER in actions
    looks_at = file.case if Action.STANDING in actions else None
    flat = [answer for group in answers.values() for answer in group]
    reasons: tuple[Contribution, ...] = ()
    if full is not None and file.case is not None:
        reasons = read_urgency(uow, file.case).contributions
    meetings = _meetings(uow, visit, file)
    moments = moments_of(uow, words, visit, file, reasons, meetings)
    has_it = whose(uow, visit.viewer.asked_as or "", visit.business).of(seen.offer)
    _, why = standing(seen, visit.business)
    tomorrow = (visit.business + timedelta(days=1)).astimezone(visit.zone)
    kept = uow.cases.ends([seen.id]).get(seen.id)
    return CasePage(
        file=file,
        kept_until=kept[0] if kept else None,
        erased_at=kept[1] if kept else None,
        why=f"staff.why.{why}",
        worker=_worker(uow, visit, file),
        next_step=next_step(words, visit.lang, times, seen, uow),
        reasons=reasons,
        care=[a for group in answers.values() for a in group if a.step in CARE],
        answers={flow: rest for flow, group in answers.items() if (rest := [a for a in group if _told(a)])},
        files=shown_files(uow, visit, file),
        written=_written(deps, visit, file, names),
        said=uow.interpreting.renderings(seen.id) if full is not None else {},
        spoken=_spoken(file),
        timeline=tell(uow, words, visit.lang, times, full.timeline, names) if full is not None else [],
        offers=offers_part(uow, file, names),
        names=_people(uow, file) | names,
        actions=actions,
        interpreting=interpreting_part(uow, visit, file, flat, asks=asks),
        sought=sought_part(uow, visit, file, names),
        targets=_targets(uow, visit, file, names),
        has_it=has_it.name if has_it is not None else "",
        colleagues=_colleagues(uow, words, visit, file),
        clocks=clock_line(words, visit.lang, times, moments, visit.business),
        possible_ties=_named(possible_ties(uow, looks_at), names) if looks_at is not None else [],
        gone_ties=_named(gone_ties(uow, looks_at), names) if looks_at is not None else [],
        ladder=case_picture(uow, words, visit, file),
        facts=tuple(FACTS),
        together=uow.access.together(visit.viewer, seen) if file.case is not None and file.case.group_id else [],
        meetings=meetings,
        duties=duties_part(uow, words, visit, file, Action.RECORD_FACT in actions),
        once=secrets.token_hex(8),
        form=uow.access.ticket(FORM, visit.now),
        today=visit.business.astimezone(visit.zone).date().isoformat(),
        hour=f"{visit.business.astimezone(visit.zone):%H:%M}",
        earliest=tomorrow.date().isoformat(),
        review_until=_last_day(visit.business + EVERY, visit).isoformat(),
        latest=(tomorrow + timedelta(days=13)).date().isoformat(),
    )


def _answers(deps: ConsoleDeps, visit: Visit, file: CaseFile, names: dict[str, str]) -> dict[str, list[ShownAnswer]]:
    if file.told is None or file.case is None:
        return {}
    role = Role.parse(visit.staff.role)

    def shown(given: list[dict[str, Any]]) -> dict[str, list[ShownAnswer]]:
        return shown_answers(deps.words.now, deps.structure(), visit.lang, role, given, names)

    given_at = {int(one["visit"]): one["at"] for one in file.told.answers}
    groups = with_corrections(shown(file.told.answers), shown(file.told.replaced), given_at, file.case.filed_at)
    first = {file.case.topic: groups.pop(file.case.topic)} if file.case.topic in groups else {}
    return first | groups


def _told(answer: ShownAnswer) -> bool:
    return answer.step not in CARE and not only_leads(answer)


def _written(deps: ConsoleDeps, visit: Visit, file: CaseFile, names: dict[str, str]) -> list[ShownWords]:
    if file.told is None:
        return []
    role = Role.parse(visit.staff.role)
    return shown_words(deps.words.now, deps.structure(), visit.lang, role, file.told.written, names)


def _spoken(file: CaseFile) -> tuple[str, ...]:
    own = (file.case.language,) if file.case is not None else ()
    return tuple(dict.fromkeys((*own, "ja", "en", *ENDONYMS)))


def _worker(uow: UnitOfWork, visit: Visit, file: CaseFile) -> tuple[str, ...]:
    offer = file.glimpse.offer
    if not visit.viewer.coordinates and (offer is None or offer.acted_at is None):
        return ()
    case = uow.cases.get(file.glimpse.id)
    return tuple(f"staff.worker.{name}" for name in in_the_way(uow, case)) if case is not None else ()


def _meetings(uow: UnitOfWork, visit: Visit, file: CaseFile) -> list[Meeting]:
    own = visit.viewer.asked_as
    return uow.appointments.of_case(file.glimpse.id, own) if file.told is not None and own is not None else []


def _colleagues(uow: UnitOfWork, words: Snapshot, visit: Visit, file: CaseFile) -> list[tuple[str, str]]:
    """A lead gives it to anybody of the organisation, everybody else takes it or gives it back."""
    role, offer = Role.parse(visit.staff.role), file.glimpse.offer
    own = [(visit.staff.id, visit.staff.name)]
    leads = role is Role.LEAD or role.coordinates
    found = [(p.id, p.name) for p in colleagues(uow, visit.viewer.asked_as or "")] if leads else own
    now = (offer.assigned_to if offer is not None else None) or EVERYBODY
    if leads or now == visit.staff.id:
        found.insert(0, (EVERYBODY, words.text(visit.lang, "staff.assign.everybody")))
    return [one for one in found if one[0] != now]


def _people(uow: UnitOfWork, file: CaseFile) -> dict[str, str]:
    """The colleagues who appear in the conversation."""
    if file.told is None:
        return {}
    ids = {message["staff_id"] for message in file.told.messages if message["staff_id"]}
    said = uow.interpreting.renderings(file.glimpse.id).values()
    ids |= {one.staff_id for found in said for one in found.values() if one.staff_id}
    found = [uow.access.get(staff_id) for staff_id in ids]
    return {person.id: person.name for person in found if person is not None}


def _actions(uow: UnitOfWork, visit: Visit, file: CaseFile) -> frozenset[str]:
    """What can be done now: the rights, without what the case itself would refuse."""
    seen = file.glimpse
    offers = file.offers or uow.cases.offers(seen.id)
    allowed = {a for a in Action if may(visit.staff, a, seen, offers)}
    if seen.contacted_at is not None:
        allowed -= {Action.REACHED, Action.CONFIRM_REACHED}
    if seen.contacted_at is None or seen.state == CaseState.AWAITING_CONFIRMATION:
        allowed -= {Action.PROPOSE_SOLVED}
    if Action.CONFIRM_REACHED in allowed and not _worker_cannot_be_asked(uow, seen.id):
        allowed -= {Action.CONFIRM_REACHED}
    if not tried_in_vain(uow, seen.id):
        allowed -= {Action.CLOSE_UNREACHABLE}
    if Action.REPLAN in allowed and (file.case is None or not outdated(uow, file.case)):
        allowed -= {Action.REPLAN}
    case, own = uow.cases.get(seen.id), visit.viewer.asked_as or ""
    if case is not None and Action.SNOOZE in allowed and not may_ask_again(uow, case, own):
        allowed -= {Action.SNOOZE}
    if case is not None and not visit.viewer.coordinates and with_another(case, offers, own):
        allowed -= {Action.HAND_ON}
    if seen.sought_by is None:
        allowed -= {Action.FIND_INTERPRETER}
    if seen.review_at is None or seen.review_at > visit.business + SOON:
        allowed -= {Action.REVIEW}
    return frozenset(a.value for a in allowed)


def _worker_cannot_be_asked(uow: UnitOfWork, case_id: str) -> bool:
    asked = [q for q in uow.cases.questions(case_id) if q.kind == QuestionKind.REACHED.value]
    return bool(asked) and asked[-1].answer == "not_sent"


def _targets(
    uow: UnitOfWork, visit: Visit, file: CaseFile, names: dict[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """Whom the case can be handed on to, along the worker's list first, then others: organisations that have not been
    asked, those that were let go or stayed silent, and the coordinator."""
    asked = {offer.partner_id for offer in file.offers if not askable_again(offer)}
    refused = set(file.consent.refused or ()) if file.consent is not None else set()
    fresh = [p.id for p in uow.partners.all() if p.id not in asked | refused]
    if not visit.viewer.coordinates:
        fresh.append(COORDINATOR)
    agreed = list(file.consent.partners) if file.consent is not None else []
    listed = [one for one in agreed if one in fresh]
    others = [one for one in fresh if one not in agreed]
    if COORDINATOR in others:  # may always be handed a case
        others.remove(COORDINATOR)
        listed.append(COORDINATOR)
    groups = {"staff.hand_on.agreed": listed, "staff.hand_on.to_ask": others}
    return {key: [(one, names[one]) for one in ids] for key, ids in groups.items() if ids}


def _last_day(until: datetime, visit: Visit) -> date:
    """The last day whose `local_hour` does not lie after a moment."""
    local = until.astimezone(visit.zone)
    return local.date() if local.hour >= _HOUR else local.date() - timedelta(days=1)


def local_hour(day: str, visit: Visit, hour: int = _HOUR) -> datetime | None:
    """A day from a date field, at an hour on the person's clock; None if it is none."""
    try:
        return datetime.fromisoformat(day).replace(hour=hour, tzinfo=visit.zone)
    except ValueError:
        return None
