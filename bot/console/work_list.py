"""The work list: what is most urgent, why, and whose turn it is."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Request, Response

from bot.access.policy import Action
from bot.cases.urgency import read_urgency
from bot.console.clock_words import next_step, organisation
from bot.console.deps import ConsoleDeps
from bot.console.guard import Guard
from bot.console.pages import Pages
from bot.console.visit import Visit
from bot.digests.standing import Standing, Why, in_order
from storage.repositories.staff_cases import Glimpse, Sight
from storage.uow import UnitOfWork

DONE = frozenset(
    {"accepted", "declined", "reached", "reached_confirmed", "snoozed", "solved_proposed", "handed_on"}
    | {"worker_asked", "replied", "reply_kept", "noted", "unreachable_proposed", "unreachable_closed", "replanned"}
    | {"partner_saved", "person_saved", "person_closed", "account_saved", "password_changed"}
    | {"ladder_published", "ladder_files", "ladder_replanned"}
    | {"fact_recorded", "standing", "duty_saved"}
    | {"log_ins_ended", "email_confirmed", "code_sent", "telegram_unlinked", "alarm_looked_at"}
    | {"log_in_ended", "passkey_added", "passkey_removed", "recovery_begun"}
)
"""What a page may say has just been done: `?done=<one of these>`, text `staff.done.<it>`."""

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


def done_key(request: Request) -> str | None:
    """The text key of what was just done, if the address names one we know."""
    done = request.query_params.get("done")
    return f"staff.done.{done}" if done in DONE else None


def add_to(router: APIRouter, deps: ConsoleDeps, pages: Pages, guard: Guard) -> None:
    """The endpoints of this part."""
    reader, background = Depends(guard.reader), Depends(guard.background)

    def listed(visit: Visit, template: str, done: str | None) -> Response:
        if not visit.may(Action.SEE_LIST):
            return pages.page(visit, "no_list.html")
        with deps.db.read() as uow:
            cases = uow.access.work_list(visit.viewer)
            groups: dict[Standing, list[Row]] = {}
            for standing, why, seen in in_order(cases, visit.business):
                groups.setdefault(standing, []).append(_row(uow, deps, pages, visit, seen, why))
        return pages.page(visit, template, groups=groups, done=done, total=len(cases))

    @router.get("/console")
    def work_list(request: Request, visit: Visit = reader) -> Response:
        """The list."""
        with deps.db.write() as uow:
            uow.access.audit(visit.viewer.chain, staff_id=visit.staff.id, action="list", now=visit.now)
        return listed(visit, "list.html", done_key(request))

    @router.get("/console/list")
    def work_list_part(visit: Visit = background) -> Response:
        """The list again, for a page that is open."""
        return listed(visit, "_list.html", None)

    @router.get("/console/closed")
    def closed_list(visit: Visit = reader) -> Response:
        """Closed cases, the newest first."""
        visit.must(Action.SEE_LIST)
        with deps.db.write() as uow:
            uow.access.audit(visit.viewer.chain, staff_id=visit.staff.id, action="list_closed", now=visit.now)
            rows = uow.access.work_list(visit.viewer, closed=True, limit=200)
        return pages.page(visit, "closed.html", rows=rows)


def _row(uow: UnitOfWork, deps: ConsoleDeps, pages: Pages, visit: Visit, seen: Glimpse, why: Why) -> Row:
    reasons: tuple[str, ...] = ()
    if seen.sight is Sight.FULL:
        case = uow.cases.get(seen.id)
        if case is not None:
            found = read_urgency(uow, case).contributions[:_REASONS]
            reasons = tuple(f"staff.reason.{c.reason}" for c in found)
    said = next_step(deps.words.now, visit.lang, pages.times(visit), seen, uow, short=True)
    lead = organisation(deps.words.now, visit.lang, uow, seen.lead_partner_id) if seen.lead_partner_id else ""
    return Row(seen, why, reasons, said, lead)
