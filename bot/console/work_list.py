"""The work list: what is most urgent, why, and whose turn it is; fifty cases a page."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.access.policy import Action
from bot.access.sessions import IDLE
from bot.cases.whose import Whose, whose
from bot.console.clock_words import next_step, organisation
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.list_filter import Filter
from bot.console.logged import log
from bot.console.looks import ONCE_IN
from bot.console.overviews import Overview
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.digests.standing import Standing, Why, for_person, standing
from bot.digests.times import StaffTimes
from bot.escalation.urgency import Urgency
from storage.repositories.staff_cases import Glimpse
from storage.uow import UnitOfWork

DONE = frozenset(
    {"accepted", "declined", "reached", "reached_unasked", "reached_confirmed"}
    | {"snoozed", "solved_proposed", "handed_on"}
    | {"worker_asked", "replied", "reply_kept", "noted", "unreachable_proposed", "unreachable_closed", "replanned"}
    | {"partner_saved", "person_saved", "person_closed", "account_saved", "password_changed"}
    | {"ladder_published", "ladder_files", "ladder_replanned"}
    | {"reviewed", "assigned", "fact_recorded", "standing", "duty_saved", "reminders_stopped"}
    | {"together_contact", "together_file"}
    | {"log_ins_ended", "email_confirmed", "code_sent", "telegram_unlinked", "alarm_looked_at"}
    | {"once", "answered", "appointment_kept", "appointment_changed", "name_kept"}
    | {"interpreter_asked", "interpreter_ended", "interpreter_sought", "interpreter_none", "put_into_words"}
    | {"interpreting_ended", "answer_recorded", "answer_recorded_untold"}
    | {"team_saved", "team_ended"}
    | {"text_published", "text_waits", "text_unchanged", "text_discarded", "text_signed"}
    | {"recording_waits", "recording_published", "recording_discarded", "recording_removed", "recording_second"}
    | {"texts_published", "text_second", "text_english", "text_decided", "texts_rolled_back"}
    | {"questions_published"}
    | {"organisation_confirmed", "organisation_taken_back", "organisation_saved", "correction_prepared"}
    | {"figures_published", "named_proposed", "named_replied", "named_signed", "named_ended"}
    | {"correction_requested", "correction_replied", "correction_asked"}
    | {"log_in_ended", "passkey_added", "passkey_removed", "recovery_begun"}
)
"""What a page may say has just been done: `?done=<one of these>`, text `staff.done.<it>`."""

PAGE = 50
"""Cases on one page."""
_REASONS = 3


@dataclass(frozen=True)
class Row:
    """One line of the list. `reasons`: text keys, the most pressing first."""

    seen: Glimpse
    why: Why
    reasons: tuple[str, ...]
    next_step: str
    lead: str
    """Who has it, where the viewer may know."""
    has_it: str = ""
    """Whose it is within the own organisation."""
    anothers: bool = False
    """Whether that is somebody else."""


@dataclass(frozen=True)
class Shown:
    """One page of the list. `counts`: all cases the filter lets in, by group, whichever group is chosen."""

    wanted: Filter
    groups: dict[Standing, list[Row]]
    counts: dict[str, int]
    urgent: int
    """How many of all open cases are urgent, whatever the filter."""
    choices: dict[str, list[str]]
    total: int
    first: int
    pages: int


def done_key(request: Request) -> str | None:
    """The text key of what was just done, if the address names one we know."""
    done = request.query_params.get("done")
    return f"staff.done.{done}" if done in DONE else None


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, background = Depends(guard.reader), Depends(guard.background)

    def listed(request: Request, visit: Visit, template: str, done: str | None) -> Response:
        if visit.may(Action.INTERPRET):
            return RedirectResponse("/console/interpreting", 303)
        if not visit.may(Action.SEE_LIST):
            return pages.page(visit, "no_list.html")
        wanted = Filter.parse(request.query_params)
        with deps.db.read() as uow:
            overview = deps.overviews.of(deps.db, uow, visit.viewer, visit.business)
            shown = _shown(uow, deps, pages, visit, wanted, overview)
        return pages.page(visit, template, list=shown, done=done)

    @router.get("/console")
    def work_list(request: Request, visit: Visit = reader) -> Response:
        """The list."""
        write_down_look(deps, visit)
        return listed(request, visit, "list.html", done_key(request))

    @router.get("/console/list")
    def work_list_part(request: Request, visit: Visit = background) -> Response:
        """The list again, for a page that is open; whoever asks for it without having opened one has looked as well."""
        write_down_look(deps, visit, within=IDLE)
        return listed(request, visit, "_list.html", None)


def write_down_look(deps: ConsoleDeps, visit: Visit, within: timedelta = ONCE_IN) -> None:
    """Somebody sees cases of the list: a line in the log, unless there is one ``within`` this time."""
    login = visit.session.token_index  # whoever comes in a second time, or with a stolen cookie, looks anew
    if deps.looks.to_write_down(login, visit.now, within):
        with deps.db.write() as uow:
            log(uow, visit, "list")
        deps.looks.written_down(login, visit.now)


def _shown(
    uow: UnitOfWork, deps: ConsoleDeps, pages: Pages, visit: Visit, wanted: Filter, overview: Overview
) -> Shown:
    people = whose(uow, visit.viewer.asked_as or "", visit.business)
    groups_of = _groups(overview, visit.staff.id, wanted, people)
    counts = {group.value: len(found) for group, found in groups_of.items()}
    ids = [case_id for group, found in groups_of.items() if wanted.group in ("", group) for case_id in found]
    last = max(1, -(-len(ids) // PAGE))
    first = (min(wanted.page, last) - 1) * PAGE
    groups: dict[Standing, list[Row]] = {}
    for group, row in rows_of(uow, deps, pages, visit, ids[first : first + PAGE], people):
        groups.setdefault(group, []).append(row)
    return Shown(wanted, groups, counts, overview.urgent, overview.choices, len(ids), first, last)


def _groups(overview: Overview, staff_id: str, wanted: Filter, people: Whose) -> dict[Standing, list[str]]:
    """The ids of the cases that are wanted, by whose turn it is for this person, in order."""
    found: dict[Standing, list[str]] = {group: list(ids) for group, ids in overview.groups.items()}
    if wanted.narrows:
        let_in = {seen.id for _, seen in overview.rows if wanted.lets(seen, staff_id, people)}
        found = {group: [case_id for case_id in ids if case_id in let_in] for group, ids in found.items()}
    for group, seen in reversed(overview.assigned):
        anothers = people.is_anothers(seen.offer, staff_id)
        moved = for_person(group, Why.IN_HAND, anothers=anothers)[0]
        if moved is not group and seen.id in found[group]:
            found[group].remove(seen.id)
            found[moved].insert(0, seen.id)
    return found


def rows_of(
    uow: UnitOfWork, deps: ConsoleDeps, pages: Pages, visit: Visit, case_ids: list[str], people: Whose | None = None
) -> list[tuple[Standing, Row]]:
    """These cases as lines of a list, those that the person may still see, as they are now."""
    now = uow.access.some(visit.viewer, case_ids)
    uow.partners.know({name for seen in now.values() for name in (seen.asks, seen.lead_partner_id) if name})
    reasons = uow.access.reasons(list(now.values()))
    people = people or whose(uow, visit.viewer.asked_as or "", visit.business)
    times = pages.times(visit)
    found = []
    for seen in (now[case_id] for case_id in case_ids if case_id in now):
        has_it = people.of(seen.offer)
        anothers = has_it is not None and has_it.id != visit.staff.id
        group, why = for_person(*standing(seen, visit.business), anothers=anothers)
        row = _row(uow, deps, times, visit, seen, why, reasons.get(seen.id))
        found.append((group, replace(row, has_it=has_it.name if has_it is not None else "", anothers=anothers)))
    return found


def _row(
    uow: UnitOfWork, deps: ConsoleDeps, times: StaffTimes, visit: Visit, seen: Glimpse, why: Why, urgency: Any
) -> Row:
    found = Urgency.from_data(urgency).contributions[:_REASONS] if urgency is not None else ()
    reasons = tuple(f"staff.reason.{c.reason}" for c in found)
    said = next_step(deps.words.now, visit.lang, times, seen, uow, short=True)
    lead = organisation(deps.words.now, visit.lang, uow, seen.lead_partner_id) if seen.lead_partner_id else ""
    return Row(seen, why, reasons, said, lead)
